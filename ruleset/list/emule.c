/* SPDX-License-Identifier: GPL-2.0-or-later */
/* eMule's ipfilter.dat: "FIRST - LAST , LEVEL , words", its numbers filled up
 * with zeros, which are no octal ones there. A level of 127 and above lets
 * pass. */

#include <stdio.h>

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

enum { LETS_PASS = 127 };

/* Four numbers of up to three digits. */
static bool read_padded(struct span text, struct address *out)
{
	uint8_t bytes[4];

	for (int i = 0; i < 4; i++) {
		struct span part = span_cut(&text, '.');
		unsigned n = 0;

		if (part.len == 0 || part.len > 3)
			return false;
		for (size_t k = 0; k < part.len; k++) {
			if (part.p[k] < '0' || part.p[k] > '9')
				return false;
			n = 10 * n + (part.p[k] - '0');
		}
		if (n > 255 || (i < 3 && text.len == 0))
			return false;
		bytes[i] = (uint8_t)n;
	}
	*out = address_from_v4(bytes);
	return text.len == 0;
}

static const char *read_line(struct span line, struct range *range,
			     unsigned *level)
{
	struct span rest = line, pair = span_cut(&rest, ',');
	struct span number = span_trim(span_cut(&rest, ','));
	struct span first = span_trim(span_cut(&pair, '-'));

	if (!read_padded(first, &range->first) ||
	    !read_padded(span_trim(pair), &range->last))
		return "not a line of eMule (\"FIRST - LAST , LEVEL , WORDS\")";
	*level = 0;
	for (size_t i = 0; i < number.len && i < 4; i++) {
		if (number.p[i] < '0' || number.p[i] > '9')
			return "not a level";
		*level = 10 * *level + (number.p[i] - '0');
	}
	return address_compare(&range->first, &range->last) > 0 ?
	       "a range that ends before it begins" : NULL;
}

/* With a level, or filled up with zeros. */
static unsigned looks(struct span line)
{
	struct span rest = line;
	struct range range;
	unsigned level;

	span_cut(&rest, ',');
	return memchr(line.p, '-', line.len) &&
	       !read_line(line, &range, &level) &&
	       (rest.len > 0 || addresses_read(line, &range)) ? 8 : 0;
}

static void parse(struct list_reader *r)
{
	struct range range;
	struct span line;
	unsigned level;

	while (lines_next_whole(r, &line)) {
		const char *why = read_line(line, &range, &level);

		if (why) {
			remark_reject(r, &line, why);
			continue;
		}
		r->entry.allow = level >= LETS_PASS;
		put_range(r, &range);
		r->entry.allow = false;
	}
}

const struct list_format emule_format = {
	.word = "emule", .looks = looks, .parse = parse,
};
