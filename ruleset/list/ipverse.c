/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ipverse: the prefixes of an AS, by family. */

#include "ruleset/list/formats.h"
#include "ruleset/list/json.h"
#include "ruleset/list/put.h"

static bool begins(struct span head)
{
	return json_has(head, "\"ipv4\"") || json_has(head, "\"ipv6\"");
}

/* {"asn": 64500, "prefixes": {"ipv4": [...], "ipv6": [...]}}; in older data
 * "subnets". */
static void parse(struct list_reader *r)
{
	struct json_reader j;
	enum json_event e;
	uint32_t asn = 0;

	json_read(&j, r->in);
	while ((e = json_next(&j)) > JSON_BAD) {
		const char *above = j.depth > 1 ? j.path[j.depth - 1].key : "";

		r->line = r->in->line;
		if (e == JSON_NUMBER && j.depth == 1 &&
		    json_key_is(&j, 1, "asn"))
			asn = json_u32(&j);
		if (e != JSON_STRING || j.path[j.depth].bracket != '[' ||
		    (strcmp(above, "ipv4") != 0 && strcmp(above, "ipv6") != 0))
			continue;
		r->entry.asn = asn;
		put_address(r, json_value(&j));
	}
	r->entry.asn = 0;
	json_end(r, &j, e);
}

const struct list_format ipverse_format = {
	.word = "ipverse", .begins = begins, .parse = parse,
};
