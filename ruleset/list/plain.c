/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plain lists: a name, an address, a prefix or a range a line, with what people
 * mix into them: lines of hosts files, URLs, ports, several with commas
 * between, a date or a count behind.
 */

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/asns.h"
#include "ruleset/list/columns.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/hosts.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/plain.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

/* A date, a time, a count, ":text:": no address, which has three dots or
 * colons in it. */
static bool is_count(struct span word)
{
	size_t dots = 0;

	if (word.p[0] == ':' && word.len > 1)
		return true;
	if (word.p[0] < '0' || word.p[0] > '9')
		return false;
	for (size_t i = 0; i < word.len; i++) {
		dots += word.p[i] == '.';
		if (!strchr("0123456789-:.+,TZ/%", word.p[i]))
			return false;
	}
	return dots < 3 && !memmem(word.p, word.len, "::", 2);
}

/* What may stand behind an entry. Behind an address that is words too, unless
 * they may be a part of it. */
static bool is_remark(struct span rest, bool address)
{
	struct span word;
	bool dash;

	rest = span_trim(rest);
	dash = rest.len > 1 && rest.p[0] == '-' && ascii_is_blank(rest.p[1]);
	if (dash)
		span_word(&rest);
	word = span_word(&rest);
	if (word.len == 0)
		return !dash;
	if (address && (word.p[0] > '9' || word.p[0] == '(') &&
	    !addresses_look_so(word))
		return true;
	do {
		if (dash || !is_count(word))
			return false;
		if (word.p[0] == ':' && word.len > 1)
			return true;
	} while ((word = span_word(&rest)).len > 0);
	return true;
}

static bool is_address(struct span text)
{
	struct range range;

	return addresses_look_so(text) && !addresses_read(text, &range);
}

/* Several with commas between: addresses, two alone being no table's row. */
static bool are_addresses(struct span line)
{
	size_t n = 0;

	while (line.len > 0) {
		struct span one = span_trim(span_cut(&line, ','));

		if (one.len == 0 && n > 0 && line.len == 0)
			break;
		if (!is_address(one))
			return false;
		n++;
	}
	return n > 0;
}

/* Three names or more with commas between: no table's row has so many. */
static bool are_names(struct span line)
{
	struct list_entry e;
	size_t n = 0;

	for (; line.len > 0; n++) {
		struct span one = span_trim(span_cut(&line, ','));

		if (hostname_read(hostname_without_wildcard(one), &e) ||
		    addresses_look_so(one))
			return false;
	}
	return n >= 3;
}

static unsigned look_as_names(struct span line)
{
	line = lines_uncomment(line);
	if (line.len == 0 || addresses_look_so(line))
		return 0;
	if (memchr(line.p, ',', line.len))
		return are_names(line) ? 3 : !memchr(line.p, ' ', line.len);
	return !memchr(line.p, ' ', line.len);
}

static unsigned look_as_addresses(struct span line)
{
	struct span first;
	bool many;

	line = span_unquote(lines_uncomment(line));
	if (line.len == 0)
		return 0;
	if (is_address(line))
		return 1;
	many = memchr(line.p, ',', line.len) && are_addresses(line);
	first = span_cut(&line, ',');
	if (many)
		return memchr(line.p, ',', line.len) ||
		       memchr(first.p, '/', first.len) ? 3 : 1;
	line = first;
	first = span_word(&line);
	return line.len > 0 && is_address(first) && is_remark(line, true);
}

/* With commas between. */
static void put_several(struct list_reader *r, struct span line)
{
	struct span one;

	do {
		one = span_trim(span_cut(&line, ','));
		put_item(r, one, LIST_SUFFIX);
	} while (line.len > 0);
}

/* A null address and names; in a list of names any address and a name. */
static bool is_hosts_line(struct span first, struct span rest, bool netset)
{
	struct list_entry e;

	return hosts_is_null(first) ||
	       (!netset && addresses_look_so(first) &&
		!hostname_read(span_word(&rest), &e));
}

/* More than one word: `first` and what is behind it. */
static void put_words(struct list_reader *r, struct span line,
		      struct span first, struct span rest, bool netset)
{
	struct range range;
	bool address = is_address(first);

	if (address && !addresses_read(line, &range))
		put_range(r, &range);
	else if (is_hosts_line(first, rest, netset) && hosts_line(r, line))
		;
	else if (is_remark(rest, address))
		put_item(r, first, LIST_SUFFIX);
	else if (memchr(line.p, ',', line.len))
		put_several(r, line);
	else
		put_item(r, line, LIST_SUFFIX);
}

static bool is_pattern(struct span line)
{
	if (span_begins(line, "*."))
		span_cut(&line, '.');
	return memchr(line.p, '*', line.len) || memchr(line.p, '?', line.len);
}

/* "AS64500", which no name is. */
static bool put_number(struct list_reader *r, struct span line)
{
	struct span number;
	int64_t asn;

	if (line.len < 3 || ascii_lower(line.p[0]) != 'a' ||
	    ascii_lower(line.p[1]) != 's' || line.p[2] < '0' || line.p[2] > '9')
		return false;
	asn = asns_read(line, &number);
	if (asn > 0)
		put_asn(r, number, (uint32_t)asn);
	return asn > 0;
}

static void put_line(struct list_reader *r, struct span line, bool netset)
{
	struct span rest = line, first = span_word(&rest);

	if (put_number(r, line)) {
		;
	} else if (rest.len > 0) {
		put_words(r, line, first, rest, netset);
	} else if (span_begins(line, "full:")) {
		span_cut(&line, ':');
		put_name(r, line, LIST_EXACT);
	} else if (span_begins(line, "keyword:") ||
		   span_begins(line, "regexp:")) {
		put_pattern(r, line);
	} else if (memchr(line.p, ',', line.len)) {
		put_several(r, line);
	} else if (hosts_is_joined(line)) {
		remark_reject(r, &line, "a blank is missing");
	} else if (is_pattern(line) && !memchr(line.p, '/', line.len)) {
		put_pattern(r, line);
	} else {
		put_item(r, line, LIST_SUFFIX);
	}
}

void plain_put_line(struct list_reader *r, struct span line)
{
	put_line(r, line, false);
}

/* A table of one column may have its title. */
static void put_lines(struct list_reader *r, bool netset)
{
	struct span line;
	bool first = true;

	for (; lines_next(r, &line); first = false)
		if (!first || !columns_is_title(line))
			put_line(r, span_unquote(line), netset);
}

static void parse(struct list_reader *r)
{
	put_lines(r, false);
}

static void parse_netset(struct list_reader *r)
{
	put_lines(r, true);
}

const struct list_format domains_format = {
	.word = "domains", .looks = look_as_names, .parse = parse,
};

const struct list_format netset_format = {
	.word = "netset", .looks = look_as_addresses, .parse = parse_netset,
};
