/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bgp.tools: its table as JSON, an object a line (json.c), or as text,
 * "PREFIX ASN". */

#include "ruleset/list/formats.h"

static const char *read_line(struct span line, struct range *range,
			     int64_t *asn)
{
	struct span prefix = next_word(&line), number = next_word(&line);

	*asn = read_asn(number);
	if (*asn < 0 || trim(line).len > 0)
		return "expected \"PREFIX ASN\"";
	return read_range(prefix, range);
}

/* Without a '/' it may be an address and a count. */
unsigned bgptools_looks(struct span line)
{
	struct range range;
	int64_t asn;

	return memchr(line.p, '/', line.len) &&
	       !read_line(line, &range, &asn) ? 6 : 0;
}

static void parse_text(struct list_reader *r)
{
	struct range range;
	struct span line;
	const char *why;
	int64_t asn;

	while (next_line(r, &line)) {
		why = read_line(line, &range, &asn);
		if (why) {
			reject(r, &line, why);
			continue;
		}
		r->entry.asn = (uint32_t)asn;
		put_range(r, &range);
	}
	r->entry.asn = 0;
}

void bgptools_parse(struct list_reader *r)
{
	if (json_begins(text_head(r->in)))
		records_parse(r);
	else
		parse_text(r);
}
