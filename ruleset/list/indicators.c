/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Indicators as objects of JSON that say their type: exports of ThreatFox and
 * OTX, attributes of MISP. */

#include "ruleset/list/formats.h"
#include "ruleset/list/json.h"
#include "ruleset/list/remark.h"
#include "ruleset/list/typed.h"

enum { TYPE = 64 };

struct object {
	char type[TYPE], value[JSON_VALUE];
	unsigned depth;		/* inside it */
};

static bool begins(struct span head)
{
	return json_has_key(head, "\"ioc_value\"") ||
	       (json_has_key(head, "\"indicator\"") &&
		json_has_key(head, "\"type\"")) ||
	       json_has_key(head, "\"Attribute\"");
}

static bool is_any(const char *key, const char *const words[4])
{
	for (int i = 0; i < 4 && words[i]; i++)
		if (strcmp(key, words[i]) == 0)
			return true;
	return false;
}

static void take_field(struct object *o, const struct json_reader *j)
{
	static const char *const types[4] = {
		"type", "ioc_type", "indicator_type",
	};
	static const char *const values[4] = {
		"value", "ioc_value", "indicator", "ioc",
	};
	const char *key = j->path[j->depth].key;

	if (is_any(key, types))
		json_copy(j, o->type, sizeof(o->type));
	else if (is_any(key, values))
		json_copy(j, o->value, sizeof(o->value));
}

static void put_object(struct list_reader *r, const struct object *o)
{
	typed_put(r, (struct span) { (const uint8_t *)o->type,
				     strlen(o->type) },
		  (struct span) { (const uint8_t *)o->value,
				  strlen(o->value) });
}

static void parse(struct list_reader *r)
{
	struct object o = { .depth = 0 };
	struct json_reader j;
	enum json_event e;

	json_read(&j, r->in);
	while ((e = json_next(&j)) > JSON_BAD) {
		r->line = r->in->line;
		if (e == JSON_OPEN && j.path[j.depth].bracket == '{')
			o = (struct object) { .depth = j.depth };
		else if (e == JSON_STRING && j.depth == o.depth)
			take_field(&o, &j);
		else if (e == JSON_CLOSE && j.depth + 1 == o.depth &&
			 o.type[0] && o.value[0])
			put_object(r, &o);
	}
	json_end(r, &j, e);
}

const struct list_format indicators_format = {
	.word = "indicators", .begins = begins, .parse = parse,
};
