/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data of rbldnsd(8), of addresses and of names: "192.0.2.0/24 :127.0.0.2:why",
 * "!192.0.2.9", which is an exception, and ".name", which is it and all below.
 */

#include <stdio.h>

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

/* ":127.0.0.2:why", ":2:why": what is answered. */
static bool is_answer(struct span s)
{
	struct span value;
	struct range range;

	if (!span_begins(s, ":"))
		return false;
	span_cut(&s, ':');
	value = span_cut(&s, ':');
	return (span_begins(value, "127.") && !addresses_read(value, &range)) ||
	       (value.len > 0 && value.len <= 3 && value.p[0] >= '0' &&
		value.p[0] <= '9');
}

/* --- entries -------------------------------------------------------------- */

/* The first numbers of an IPv4 address, the others filled up; how many, or 0
 * if it is none. */
static unsigned read_octets(struct span s, uint8_t fill, uint8_t out[4])
{
	unsigned n = 0;

	memset(out, fill, 4);
	while (s.len > 0 && n < 4) {
		struct span digits = span_cut(&s, '.');
		unsigned value = 0;

		if (digits.len == 0 || digits.len > 3 ||
		    (digits.len > 1 && digits.p[0] == '0'))
			return 0;
		for (size_t i = 0; i < digits.len; i++) {
			if (digits.p[i] < '0' || digits.p[i] > '9')
				return 0;
			value = 10 * value + (digits.p[i] - '0');
		}
		if (value > 255)
			return 0;
		out[n++] = (uint8_t)value;
	}
	return s.len == 0 ? n : 0;
}

/* "192.0.2-192.0.3", "192.0.2-3", where the last number alone is another. */
static bool read_octet_range(struct span first, struct span last,
			     struct range *range)
{
	uint8_t from[4], to[4];
	unsigned n = read_octets(first, 0, from);
	unsigned m = read_octets(last, 255, to);

	if (n == 0 || m == 0)
		return false;
	if (m == 1 && n > 1) {
		to[n - 1] = to[0];
		memset(to + n, 255, 4 - n);
		memcpy(to, from, n - 1);
	}
	*range = (struct range) { address_from_v4(from), address_from_v4(to) };
	return address_compare(&range->first, &range->last) <= 0;
}

/* The end left out: "192.0.2", "192.0/16", "2001:db8:1/48", "2001:db8:1". */
static bool read_short(struct span text, struct range *range)
{
	struct span length = text, start = span_cut(&length, '/');
	bool v6 = memchr(start.p, ':', start.len);
	unsigned parts = 1;
	char copy[80];
	int n;

	for (size_t i = 0; i < start.len; i++)
		parts += start.p[i] == (v6 ? ':' : '.');
	if (start.len == 0 || start.len > 40 || length.len > 3 ||
	    parts >= (v6 ? 8 : 4) || memmem(start.p, start.len, "::", 2))
		return false;
	n = snprintf(copy, sizeof(copy), "%.*s%s/%.*s", (int)start.len, start.p,
		     v6 ? "::" : &".0.0.0"[2 * (parts - 1)], (int)length.len,
		     length.p);
	if (length.len == 0)
		n += snprintf(copy + n, sizeof(copy) - (size_t)n, "%u",
			      (v6 ? 16 : 8) * parts);
	return !addresses_read((struct span) { (uint8_t *)copy, (size_t)n },
			       range);
}

static bool read_addresses(struct span text, struct range *range)
{
	struct span rest = text, first = span_cut(&rest, '-');

	return !addresses_read(text, range) ||
	       (rest.len > 0 ? read_octet_range(first, rest, range) :
		read_short(text, range));
}

static bool is_entry(struct span text)
{
	struct list_entry e;
	struct range range;

	return read_addresses(text, &range) ||
	       !hostname_read(hostname_without_wildcard(text), &e);
}

/* '!' takes an entry out, and begins a comment of others. */
static bool is_comment(struct span line, bool *open)
{
	*open = false;
	if (line.p[0] != '!')
		return lines_is_comment(line, open);
	line = (struct span) { line.p + 1, line.len - 1 };
	return line.len == 0 || ascii_is_blank(line.p[0]) ||
	       !is_entry(span_word(&line));
}

static unsigned looks(struct span line)
{
	struct span word;
	bool open;

	if (span_begins(line, ":127.") || span_begins(line, "$DATASET") ||
	    span_begins(line, "$TIMESTAMP"))
		return is_answer(line) || line.p[0] == '$' ? LOOKS_CERTAIN : 0;
	if (is_comment(line, &open) || line.p[0] == '!')
		return 0;
	word = span_word(&line);
	return is_answer(span_trim(line)) && is_entry(word) ? 8 : 0;
}

static void put_entry(struct list_reader *r, struct span text)
{
	struct range range;

	if (read_addresses(text, &range))
		put_range(r, &range);
	else if (span_begins(text, "*."))
		put_name(r, (struct span) { text.p + 2, text.len - 2 },
			 LIST_BELOW);
	else
		put_item(r, text, LIST_EXACT);
}

static void parse(struct list_reader *r)
{
	struct span line, rest, word;
	bool allow, open = false;

	while (lines_next_raw(r, &line)) {
		if (open) {
			open = !memmem(line.p, line.len, "*/", 2);
			continue;
		}
		if (line.p[0] == '$' || line.p[0] == ':' ||
		    is_comment(line, &open))
			continue;
		rest = line;
		allow = line.p[0] == '!';
		if (allow)
			rest = (struct span) { line.p + 1, line.len - 1 };
		word = span_word(&rest);
		if (span_trim(rest).len > 0 && !is_entry(word))
			word = line;
		r->entry.allow = allow;
		put_entry(r, word);
		r->entry.allow = false;
	}
}

const struct list_format rbldnsd_format = {
	.word = "rbldnsd", .looks = looks, .comments = true, .parse = parse,
};
