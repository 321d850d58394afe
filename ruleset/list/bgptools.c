/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bgp.tools: its table as JSON, an object a line, or as text,
 * "PREFIX ASN". */

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/iptoasn.h"
#include "ruleset/list/json.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"
#include "ruleset/list/spamhaus.h"

static const char *read_line(struct span line, struct range *range,
			     int64_t *asn)
{
	struct span prefix = span_word(&line), number = span_word(&line);

	*asn = iptoasn_number(number);
	if (*asn < 0 || span_trim(line).len > 0)
		return "expected \"PREFIX ASN\"";
	return addresses_read(prefix, range);
}

static bool begins(struct span head)
{
	return json_has_key(head, "\"CIDR\"");
}

/* Without a '/' it may be an address and a count. */
static unsigned looks(struct span line)
{
	struct range range;
	int64_t asn;

	return memchr(line.p, '/', line.len) &&
	       !read_line(line, &range, &asn) ? 2 : 0;
}

static void parse_text(struct list_reader *r)
{
	struct range range;
	struct span line;
	const char *why;
	int64_t asn;

	while (lines_next(r, &line)) {
		why = read_line(line, &range, &asn);
		if (why) {
			remark_reject(r, &line, why);
			continue;
		}
		r->entry.asn = (uint32_t)asn;
		put_range(r, &range);
	}
	r->entry.asn = 0;
}

static void parse(struct list_reader *r)
{
	if (json_begins(text_head(r->in)))
		spamhaus_read(r);
	else
		parse_text(r);
}

const struct list_format bgptools_format = {
	.word = "bgptools", .looks = looks, .begins = begins, .parse = parse,
};
