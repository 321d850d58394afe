/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of trackers that browsers have, in JSON (DuckDuckGo, Disconnect,
 * Firefox): their names are blocked as parts of other sites' pages only, which
 * cannot be seen from outside, so each is skipped.
 */

#include "lib/array.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/json.h"
#include "ruleset/list/remark.h"

static bool begins(struct span head)
{
	static const char *const kinds[] = {
		"\"license\"", "\"Advertising\"", "\"Analytics\"",
		"\"Social\"", "\"Content\"", "\"Fingerprinting\"",
		"\"FingerprintingInvasive\"", "\"Cryptomining\"",
	};

	if (json_has_key(head, "\"categories\""))
		for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
			if (json_has_key(head, kinds[i]))
				return true;
	return json_has_key(head, "\"trackers\"") ||
	       (json_has_key(head, "\"entities\"") &&
		json_has_key(head, "\"resources\""));
}

static void skip_name(struct list_reader *r, struct span name)
{
	struct list_entry e;

	if (!hostname_read(name, &e))
		remark_skip(r, &name, "only as a part of other sites' pages");
}

static void parse(struct list_reader *r)
{
	struct json_reader j;
	enum json_event e;

	json_read(&j, r->in);
	while ((e = json_next(&j)) > JSON_BAD) {
		const char *key = j.depth > 1 ? j.path[2].key : "";

		r->line = r->in->line;
		if (e == JSON_OPEN && j.depth == 3 &&
		    json_key_is(&j, 1, "trackers"))
			skip_name(r, (struct span) { (const uint8_t *)key,
						     strlen(key) });
		else if (e == JSON_STRING && j.path[j.depth].bracket == '[' &&
			 !json_key_is(&j, 1, "trackers"))
			skip_name(r, json_value(&j));
	}
	json_end(r, &j, e);
}

const struct list_format trackers_format = {
	.word = "trackers", .begins = begins, .parse = parse,
};
