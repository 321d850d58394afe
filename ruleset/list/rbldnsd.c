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

static bool is_entry(struct span text)
{
	struct list_entry e;
	struct range range;

	return !addresses_read(text, &range) ||
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

/* "192.0.2" is what is below it, "192.0.2.0-9" the last number's range. */
static bool read_short(struct span text, struct range *range)
{
	struct span rest = text, first = span_cut(&rest, '-');
	unsigned dots = 0;
	char copy[80];
	int n;

	for (size_t i = 0; i < first.len; i++) {
		dots += first.p[i] == '.';
		if (first.p[i] != '.' && (first.p[i] < '0' ||
					  first.p[i] > '9'))
			return false;
	}
	if (first.len == 0 || first.len > 20 || rest.len > 20 || dots > 3)
		return false;
	if (rest.len == 0 && dots < 3)
		n = snprintf(copy, sizeof(copy), "%.*s%s/%u", (int)first.len,
			     first.p, &".0.0.0"[2 * dots], 8 * (dots + 1));
	else if (dots == 3 && !memchr(rest.p, '.', rest.len))
		n = snprintf(copy, sizeof(copy), "%.*s-%.*s%.*s",
			     (int)first.len, first.p,
			     (int)((const uint8_t *)memrchr(first.p, '.',
			     first.len) + 1 - first.p), first.p,
			     (int)rest.len, rest.p);
	else
		return false;
	return n < (int)sizeof(copy) &&
	       !addresses_read((struct span) { (uint8_t *)copy, (size_t)n },
			       range);
}

static void put_entry(struct list_reader *r, struct span text)
{
	struct range range;

	if (read_short(text, &range))
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
