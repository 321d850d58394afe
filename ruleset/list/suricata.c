/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Suricata: datasets (names in base64, addresses as they are; a reputation
 * may follow behind a comma), IP reputation files ("address,category,score")
 * and rules.
 */

#include <nettle/base64.h>

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"
#include "ruleset/list/suricata_rule.h"

/* Decodes into `text`; false if it is not base64, or too long for a name. */
static bool decode(struct span s, uint8_t text[400], size_t *len)
{
	struct base64_decode_ctx ctx;

	*len = 400;
	if (s.len == 0 || s.len > 400 || s.len % 4 != 0)
		return false;
	base64_decode_init(&ctx);
	return base64_decode_update(&ctx, len, text, s.len,
				    (const char *)s.p) &&
	       base64_decode_final(&ctx) && *len > 0;
}

static bool is_number(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.len > 0;
}

/* "address,category,score" */
static bool is_reputation(struct span line)
{
	struct span address = span_trim(span_cut(&line, ','));
	struct span category = span_trim(span_cut(&line, ','));
	struct range r;

	return is_number(category) && is_number(span_trim(line)) &&
	       !addresses_read(address, &r);
}

static unsigned looks(struct span line)
{
	uint8_t text[400];
	size_t len;

	if (suricata_rule_looks(line))
		return 4;
	if (line.p[0] == '#')
		return 0;
	if (is_reputation(line))
		return 3;
	line = span_cut(&line, ',');
	return decode(line, text, &len) && memchr(text, '.', len) &&
	       !memchr(line.p, '.', line.len) ? 3 : 0;
}

static void parse(struct list_reader *r)
{
	struct span line, rest;
	uint8_t text[400];
	char rule[8192];
	struct range range;
	size_t len;

	while (lines_next_whole(r, &line)) {
		if (suricata_rule_looks(line)) {
			line = lines_join(r, line, rule, sizeof(rule));
			suricata_rule_put(r, line);
			continue;
		}
		rest = line;
		line = span_trim(span_cut(&rest, ','));
		if (!addresses_read(line, &range))
			put_range(r, &range);
		else if (decode(line, text, &len))
			put_any(r, (struct span) { text, len });
		else
			remark_reject(r, &line,
				      "neither an address nor base64");
	}
}

const struct list_format suricata_format = {
	.word = "suricata", .looks = looks, .parse = parse,
};
