/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rule sets of sing-box as JSON: names and addresses of a rule are
 * alternatives; whatever else stands in it is a condition more, by which it is
 * no rule about a name. Conditions may stand behind the names, so the text is
 * read twice.
 */

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/json.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

enum what { EXACT, SUFFIX, PREFIX, PATTERN, NOTHING, CONDITION };

static const struct {
	const char *key;
	enum what what;
} keys[] = {
	{ "domain", EXACT }, { "domain_suffix", SUFFIX },
	{ "ip_cidr", PREFIX }, { "domain_keyword", PATTERN },
	{ "domain_regex", PATTERN }, { "geosite", PATTERN },
	{ "geoip", PATTERN }, { "outbound", NOTHING }, { "server", NOTHING },
	{ "action", NOTHING },
};

struct singbox {
	bool *conditional;	/* by the rule's number */
	size_t n;
	bool second;		/* pass, which adds */
	bool said;		/* of this rule that it is conditional */
};

static bool begins(struct span head)
{
	return json_has_key(head, "\"rules\"") &&
	       (json_has_key(head, "\"domain_suffix\"") ||
		json_has_key(head, "\"domain\"") ||
		json_has_key(head, "\"ip_cidr\"") ||
		json_has_key(head, "\"domain_keyword\"") ||
		json_has_key(head, "\"domain_regex\""));
}

static enum what what_of(const struct json_reader *j, enum json_event e)
{
	const char *key = j->path[3].key;

	if (strcmp(key, "type") == 0)
		return j->depth == 3 && e == JSON_STRING &&
		       strcmp(j->value, "default") == 0 ? NOTHING : CONDITION;
	if (strcmp(key, "invert") == 0)
		return strcmp(j->value, "false") == 0 ? NOTHING : CONDITION;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (strcmp(key, keys[i].key) == 0)
			return keys[i].what;
	return CONDITION;
}

static void put_value(struct list_reader *r, const struct json_reader *j,
		      enum what what)
{
	struct span value = json_value(j);

	switch (what) {
	case EXACT:
		put_name(r, value, LIST_EXACT);
		break;
	case SUFFIX:
		put_below(r, value);
		break;
	case PREFIX:
		put_address(r, value);
		break;
	case PATTERN:
		put_pattern(r, value);
		break;
	case NOTHING:
	case CONDITION:
		break;
	}
}

/* A value of a rule: "rules": [{"KEY": VALUE or [VALUE, ...]}] */
static void take_value(struct list_reader *r, const struct json_reader *j,
		       enum json_event e, struct singbox *s)
{
	size_t rule = j->path[2].index;
	enum what what = what_of(j, e);

	if (rule >= s->n) {
		s->conditional = xreallocarray(s->conditional, rule + 1,
					       sizeof(*s->conditional));
		while (s->n <= rule)
			s->conditional[s->n++] = false;
	}
	if (!s->second) {
		s->conditional[rule] |= what == CONDITION;
	} else if (!s->conditional[rule]) {
		put_value(r, j, what);
	} else if (!s->said) {
		remark_skip(r, NULL, "a rule with conditions that neither "
			    "name nor address tells");
		s->said = true;
	}
}

static void read_pass(struct list_reader *r, struct singbox *s,
		      struct json_reader *j)
{
	enum json_event e;

	json_read(j, r->in);
	while ((e = json_next(j)) > JSON_BAD) {
		r->line = r->in->line;
		if (j->depth < 3 || !json_key_is(j, 1, "rules") ||
		    j->path[2].bracket != '[') {
			if (e == JSON_CLOSE || e == JSON_OPEN)
				s->said = false;
			continue;
		}
		if (e == JSON_OPEN && j->depth == 3)
			s->said = false;
		if (e >= JSON_STRING)
			take_value(r, j, e, s);
	}
	if (s->second)
		json_end(r, j, e);
}

static void parse(struct list_reader *r)
{
	struct singbox s = { .second = false };
	struct json_reader j;

	read_pass(r, &s, &j);
	s.second = true;
	if (text_rewind(r->in))
		read_pass(r, &s, &j);
	else
		remark_refuse(r, "cannot be read twice");
	free(s.conditional);
}

const struct list_format singbox_format = {
	.word = "sing-box", .begins = begins, .parse = parse,
};
