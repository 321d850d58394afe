/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hosts(5): "0.0.0.0 name..." means exactly these names. */

#include "lib/array.h"
#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/hosts.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

/* Names that every hosts file has for the machine itself. */
static const char *const own[] = {
	"localhost", "localhost.localdomain", "localhost4",
	"localhost4.localdomain4", "localhost6", "localhost6.localdomain6",
	"local", "broadcasthost", "ip6-localhost", "ip6-loopback",
	"ip6-localnet", "ip6-mcastprefix", "ip6-allnodes", "ip6-allrouters",
	"ip6-allhosts", "0.0.0.0",
};

static bool is_own(struct span name)
{
	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		if (span_is_nocase(name, own[i]))
			return true;
	return false;
}

/* "::", "::1" and the like, however many zeros they are written with. */
static bool is_null_v6(struct span word)
{
	static const uint8_t zeros[15];
	const uint8_t *b;
	struct range r;

	if (!memchr(word.p, ':', word.len) || memchr(word.p, '/', word.len) ||
	    addresses_read(word, &r))
		return false;
	b = r.first.b;
	if (address_is_v4(&r.first))
		return b[12] == 127 || memcmp(b + 12, zeros, 4) == 0;
	return memcmp(b, zeros, sizeof(zeros)) == 0 && b[15] <= 1;
}

/* Where a blocked name is sent: to nowhere, or to the machine itself. */
bool hosts_is_null(struct span word)
{
	struct range r;

	return span_is(word, "0.0.0.0") || span_is(word, "127.0.0.1") ||
	       span_is(word, "::") || span_is(word, "::1") ||
	       (span_begins(word, "127.") && !addresses_read(word, &r)) ||
	       span_is(word, "0") || is_null_v6(word);
}

bool hosts_is_joined(struct span word)
{
	static const char *const nulls[] = { "0.0.0.0", "127.0.0.1" };

	for (size_t i = 0; i < ARRAY_SIZE(nulls); i++) {
		size_t len = strlen(nulls[i]);

		if (span_begins(word, nulls[i]) && word.len > len &&
		    ascii_lower(word.p[len]) >= 'a' &&
		    ascii_lower(word.p[len]) <= 'z')
			return true;
	}
	return false;
}

/* An address, which may have a zone: "fe80::1%lo0". */
static bool is_address(struct span word)
{
	struct range r;

	if (hosts_is_null(word))
		return true;
	return word.len > 0 && !memchr(word.p, '/', word.len) &&
	       addresses_look_so(word) &&
	       !addresses_read(span_cut(&word, '%'), &r);
}

static unsigned looks(struct span line)
{
	struct span word = span_word(&line), name = span_word(&line);

	return hosts_is_null(word) && name.len > 0 && name.p[0] != '#' &&
	       !(name.p[0] >= '0' && name.p[0] <= '9' &&
		 addresses_look_so(name)) ? 4 : 0;
}

/* The names of one line; `rest` is behind its address. */
static void put_names(struct list_reader *r, struct span rest)
{
	struct span name;

	while ((name = span_word(&rest)).len > 0)
		if (!is_own(name))
			put_name(r, name, LIST_EXACT);
}

bool hosts_line(struct list_reader *r, struct span line)
{
	struct span rest = line, word = span_word(&rest);
	struct span first = rest;

	first = span_word(&first);
	if (!is_address(word) || first.len == 0)
		return false;
	if (hosts_is_null(word))
		put_names(r, rest);
	else if (!is_own(first))
		remark_skip(r, &line,
			    "sends the name to an address of its own, "
			    "which blocks nothing");
	return true;
}

static void parse(struct list_reader *r)
{
	struct span line;

	while (lines_next(r, &line)) {
		if (hosts_line(r, line))
			continue;
		if (hosts_is_null(line) || hosts_is_joined(line) ||
		    memchr(line.p, ' ', line.len) ||
		    memchr(line.p, '\t', line.len))
			remark_reject(r, &line, "not a line of a hosts file "
				      "(\"0.0.0.0 NAME...\")");
		else
			put_item(r, line, LIST_EXACT);
	}
}

const struct list_format hosts_format = {
	.word = "hosts", .looks = looks, .parse = parse,
};
