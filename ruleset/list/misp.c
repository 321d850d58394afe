/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Warning lists of MISP: "list" holds what "type" says, which may stand behind
 * it, so the text is read twice. */

#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/json.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

static bool begins(struct span head)
{
	/* The type may stand behind a list that is longer than the head. */
	return json_has_key(head, "\"list\"") &&
	       (json_has_key(head, "\"matching_attributes\"") ||
		json_has_key(head, "\"description\"") ||
		(json_has_key(head, "\"type\"") &&
		 json_has_key(head, "\"version\"")));
}

static void put_value(struct list_reader *r, const char *type,
		      struct span value)
{
	if (strcmp(type, "cidr") == 0)
		put_address(r, value);
	else if (strcmp(type, "hostname") == 0)
		put_item(r, value, LIST_SUFFIX);
	else if (strcmp(type, "string") == 0)
		put_item(r, value, LIST_EXACT);
	else
		put_pattern(r, value);
}

static void parse(struct list_reader *r)
{
	char type[32] = "";
	struct json_reader j;
	enum json_event e;

	for (int pass = 0; pass < 2; pass++) {
		if (pass == 1 && (!type[0] || !text_rewind(r->in))) {
			remark_refuse(r, type[0] ? "cannot be read twice" :
				      "no \"type\" says what its list is");
			return;
		}
		json_read(&j, r->in);
		while ((e = json_next(&j)) > JSON_BAD) {
			r->line = r->in->line;
			if (e != JSON_STRING)
				continue;
			if (pass == 0 && j.depth == 1 &&
			    json_key_is(&j, 1, "type"))
				json_copy(&j, type, sizeof(type));
			else if (pass == 1 && json_key_is(&j, 1, "list"))
				put_value(r, type, json_value(&j));
		}
	}
	json_end(r, &j, e);
}

const struct list_format misp_format = {
	.word = "misp", .begins = begins, .parse = parse,
};
