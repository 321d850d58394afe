/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of AS, one a line: "AS64500 # name", "64500", and prefixes or names
 * among them. */

#include "ruleset/list/asns.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/iptoasn.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

/* The number, with whatever words behind it. */
int64_t asns_read(struct span line, struct span *number)
{
	struct span words = line;

	*number = span_trim(span_cut(&line, ','));
	if (number->len == words.len)
		*number = span_word(&words);
	*number = span_unquote(*number);
	return iptoasn_number(*number);
}

static unsigned looks(struct span line)
{
	struct span number;

	line = lines_uncomment(line);
	if (line.len == 0 || asns_read(line, &number) <= 0)
		return 0;
	if (number.p[0] == 'A' || number.p[0] == 'a')
		return 3;
	return number.len == line.len ? 1 : 0;
}

static void parse(struct list_reader *r)
{
	struct span line, number;
	int64_t asn;

	while (lines_next(r, &line)) {
		asn = asns_read(line, &number);
		if (asn > 0)
			put_asn(r, number, (uint32_t)asn);
		else if (asn < 0)
			put_any(r, line);
		else
			remark_skip(r, &line, "AS 0, which nobody has");
	}
}

const struct list_format asns_format = {
	.word = "asn", .looks = looks, .parse = parse,
};
