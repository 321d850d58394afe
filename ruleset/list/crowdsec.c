/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decisions of CrowdSec: an array, alerts with "decisions", or a stream with
 * "new" and "deleted". What is banned is an address or a range. */

#include <string.h>

#include "ruleset/list/formats.h"
#include "ruleset/list/iptoasn.h"
#include "ruleset/list/json.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

struct decision {
	char scope[16], type[16], value[80];
	bool simulated;
	unsigned depth;
};

static bool begins(struct span head)
{
	return json_has_key(head, "\"scope\"") &&
	       json_has_key(head, "\"value\"") &&
	       (json_has_key(head, "\"duration\"") ||
		json_has_key(head, "\"scenario\"") ||
		json_has_key(head, "\"type\"") ||
		json_has_key(head, "\"origin\""));
}

static void take_field(struct decision *d, const struct json_reader *j)
{
	const char *key = j->path[j->depth].key;

	if (strcmp(key, "scope") == 0)
		json_copy(j, d->scope, sizeof(d->scope));
	else if (strcmp(key, "type") == 0)
		json_copy(j, d->type, sizeof(d->type));
	else if (strcmp(key, "value") == 0)
		json_copy(j, d->value, sizeof(d->value));
}

static bool is_deleted(const struct json_reader *j)
{
	for (unsigned i = 1; i <= j->depth; i++)
		if (json_key_is(j, i, "deleted"))
			return true;
	return false;
}

static void put_decision(struct list_reader *r, const struct decision *d)
{
	struct span value = { (const uint8_t *)d->value, strlen(d->value) };
	int64_t asn = iptoasn_number(value);

	if (d->simulated)
		remark_skip(r, &value, "simulated only");
	else if (strcasecmp(d->type, "ban") != 0)
		remark_skip(r, &value, "no ban");
	else if (strcasecmp(d->scope, "ip") == 0 ||
		 strcasecmp(d->scope, "range") == 0)
		put_address(r, value);
	else if (strcasecmp(d->scope, "as") == 0 && asn > 0)
		put_asn(r, value, (uint32_t)asn);
	else
		remark_skip(r, &value, "neither an address nor a range");
}

static void parse(struct list_reader *r)
{
	struct decision d = { .depth = 0 };
	struct json_reader j;
	enum json_event e;

	json_read(&j, r->in);
	while ((e = json_next(&j)) > JSON_BAD) {
		r->line = r->in->line;
		if (e == JSON_OPEN && j.path[j.depth].bracket == '{')
			d = (struct decision) { .depth = j.depth };
		else if (e == JSON_STRING && j.depth == d.depth)
			take_field(&d, &j);
		else if (j.depth == d.depth && e > JSON_STRING &&
			 json_key_is(&j, j.depth, "simulated"))
			d.simulated = strcmp(j.value, "true") == 0;
		else if (e == JSON_CLOSE && j.depth + 1 == d.depth &&
			 d.scope[0] && d.type[0] && d.value[0] &&
			 !is_deleted(&j))
			put_decision(r, &d);
	}
	json_end(r, &j, e);
}

const struct list_format crowdsec_format = {
	.word = "crowdsec", .begins = begins, .parse = parse,
};
