/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PeerGuardian's text: "words:FIRST-LAST". Words may have colons in them, and
 * so do the addresses of IPv6. */

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

/* The range, behind the last colon or, of IPv6, behind the first that leaves
 * one. */
static bool read_range(struct span line, struct range *range)
{
	const uint8_t *last = memrchr(line.p, ':', line.len);
	struct span rest;

	if (!last)
		return false;
	rest.p = last + 1;
	rest.len = (size_t)(line.p + line.len - rest.p);
	rest = span_trim(rest);
	if (rest.len > 0 && memchr(rest.p, '.', rest.len))
		return !addresses_read(rest, range);
	rest = line;
	do {
		span_cut(&rest, ':');
		if (rest.len > 0 && memchr(rest.p, ':', rest.len) &&
		    !addresses_read(span_trim(rest), range))
			return true;
	} while (rest.len > 0);
	return false;
}

static unsigned looks(struct span line)
{
	struct range range;
	struct span rest = line;

	span_cut(&rest, ':');
	return rest.len > 0 && memchr(rest.p, '-', rest.len) &&
	       addresses_read(line, &range) && read_range(line, &range) ? 6 : 0;
}

static void parse(struct list_reader *r)
{
	struct range range;
	struct span line;

	while (lines_next_whole(r, &line))
		if (read_range(line, &range) ||
		    read_range(lines_uncomment(line), &range))
			put_range(r, &range);
		else
			remark_reject(r, &line, "not a line of PeerGuardian "
				      "(\"WORDS:FIRST-LAST\")");
}

const struct list_format peerguardian_format = {
	.word = "peerguardian", .looks = looks, .parse = parse,
};
