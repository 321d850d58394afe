/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists find: who lists a name or an address. */

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/name.h"
#include "lib/prefix.h"
#include "ruleset/policy/rules.h"
#include "tools/check/dest.h"
#include "tools/cli/answer.h"
#include "tools/cli/mistakes.h"
#include "tools/cli/target.h"
#include "tools/run.h"

/* What is looked for: a name, or, where that is empty, an address. */
struct sought {
	char name[TARGET_NAME];
	struct prefix prefix;
};

static void read_word(struct sought *s, const char *word)
{
	*s = (struct sought) { .name = "" };
	if (!target_address(word, &s->prefix) &&
	    !target_asked(word, s->name))
		fatalx_status(EX_USAGE, "\"%s\" is neither a name nor an "
			      "address", word);
}

/* A prefix is looked up by its first address. */
static size_t rules_of(const struct rules *r, const struct sought *s,
		       struct candidate out[CANDIDATES_MAX])
{
	return *s->name ? policy_name_rules(r->policy, s->name,
					    strlen(s->name), out) :
			  policy_address_rules(r->policy, &s->prefix.addr,
					       out);
}

static void write_rule(const struct sought *s, const struct candidate *c,
		       char *out, size_t size)
{
	char text[ADDRESS_TEXT];
	struct prefix p;

	if (*s->name) {
		snprintf(out, size, "%s %s", names_scope_words[c->scope],
			 s->name + c->start);
		return;
	}
	p = prefix_around(&s->prefix.addr, c->len);
	snprintf(out, size, "prefix %s", prefix_format(&p, text));
}

static void put_rules(struct answer *an, const struct rules *r,
		      const char *word, const struct sought *s,
		      const struct candidate *rules, size_t n)
{
	const struct legend *l = &r->generation.legend;

	for (size_t i = 0; i < n; i++) {
		const struct legend_class *class = &l->classes[rules[i].class];
		const char *list = dest_file(l, rules[i].class);
		char place[512], rule[300];

		write_rule(s, &rules[i], rule, sizeof(rule));
		snprintf(place, sizeof(place), "%s:%u", list, rules[i].line);
		answer_row(an, cell_text(word),
			   cell_text(l->vendors[class->vendor].id),
			   cell_text(legend_action_words[class->action]),
			   cell_text(class->role), cell_text(list),
			   cell_number(rules[i].line), cell_text(place),
			   cell_text(rule));
	}
}

/* 1 where something is listed nowhere, as grep(1). */
int lists_find_run(const struct args *a)
{
	static const struct column columns[] = {
		{ .key = "what", .head = "WHAT", .fold = 20 },
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "action", .head = "ACTION" },
		{ .key = "role", .head = "ROLE", .give = 1 },
		{ .key = "list" }, { .key = "line" },
		{ .key = "place", .head = "LIST", .unsaid = true,
		  .fold = 20 },
		{ .key = "rule", .head = "RULE", .give = 2 },
	};
	static const struct grid grid = {
		.key = "found", GRID_COLUMNS(columns),
	};
	struct candidate *found = xcalloc(CANDIDATES_MAX, sizeof(*found));
	struct buffer missing = { 0 };
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(a->config, RULES_CURRENT, NULL, &report);
	struct answer *an;
	int status;

	mistakes_tell(&report);
	if (!r)
		fatalx_status(EX_CONFIG, "there are mistakes");
	an = answer_begin(a, "cordon.lists.find/1");
	answer_table(an, &grid);
	for (int i = 1; i < a->nwords; i++) {
		struct sought s;
		size_t n;

		read_word(&s, a->words[i]);
		n = rules_of(r, &s, found);
		if (n == 0)
			buffer_printf(&missing, "%s%s", missing.len ? ", " :
				      "", paint_safe(a->words[i]));
		put_rules(an, r, a->words[i], &s, found, n);
	}
	answer_table_end(an);
	if (missing.len > 0)
		answer_say(an, "nothing found: no list of generation %u has "
			   "%s\n", r->generation.number, missing.p);
	status = missing.len > 0;
	answer_end(an);
	buffer_done(&missing);
	free(found);
	rules_free(r);
	conf_report_done(&report);
	return status;
}
