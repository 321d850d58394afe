/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges an event of the log again. */

#include <stdio.h>
#include <string.h>

#include "tools/check/force.h"
#include "tools/cli/target.h"
#include "tools/log/rejudged.h"

const char *const rejudged_kept_words[KEPTS] = {
	[KEPT_NOT] = "gone", [KEPT_OTHER] = "replaced", [KEPT_RULE] = "kept",
	[KEPT_NO_RULE] = "kept without the rule",
};

/* Names of packets may be none that could be asked about. */
static bool read_target(struct dest *t, const char *target)
{
	char name[TARGET_NAME];
	struct address a;
	bool url;

	if (!address_parse(target, &a) && !target_name(target, name, &url))
		return false;
	dest_read(t, target);
	return true;
}

/* --- then -------------------------------------------------------------- */

static bool has_rule(const struct dest *t, const struct legend *l,
		     const struct rejudged_of *of)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->rules[i].line == of->line &&
		    strcmp(dest_file(l, t->rules[i].class), of->list) == 0)
			return true;
	return false;
}

/* Which entries cover it is no matter of modes. */
static bool covers(const struct generation *g, const struct config *c,
		   const struct rejudged_of *of)
{
	struct policy *p = policy_new(g, c);
	struct dest t;
	bool found = false;

	if (read_target(&t, of->target)) {
		t.n = t.is_address ?
		      policy_address_rules(p, &t.address, t.rules) :
		      policy_name_rules(p, t.text, strlen(t.text), t.rules);
		found = has_rule(&t, &g->legend, of);
	}
	policy_free(p);
	return found;
}

enum rejudged_kept rejudged_then(const struct rejudged_of *of,
				 const struct config *c)
{
	struct generation g = { .number = 0 };
	enum rejudged_kept kept = KEPT_OTHER;

	if (of->generation == 0 ||
	    generation_open_number(&g, c->state, of->generation,
				   GENERATION_TRUST) < 0)
		return KEPT_NOT;
	if (!*of->digest || strcmp(g.digest, of->digest) == 0)
		kept = covers(&g, c, of) ? KEPT_RULE : KEPT_NO_RULE;
	generation_close(&g);
	return kept;
}

/* --- now --------------------------------------------------------------- */

static void note_rule(struct rejudged_now *now, const struct dest *t,
		      const struct rules *r)
{
	const struct candidate *c = &t->decision.rule;

	if (t->decision.effect == EFFECT_IGNORE)
		return;
	snprintf(now->list, sizeof(now->list), "%s",
		 dest_file(&r->generation.legend, c->class));
	now->line = c->line;
}

static void judge(struct rejudged_now *now, struct dest *t,
		  const struct rules *r, const struct force *f,
		  const char *client)
{
	const char *lacks;
	char why[DEST_WHY];

	dest_judge(t, r, client);
	now->generation = r->generation.number;
	now->outcome = t->exception ? tally_words[TALLY_EXCEPTED] :
		       dest_outcome(t)->key;
	dest_why(t, r->policy, why);
	if (force_now(f, r, t, &lacks) != FORCE_AS_SAID && lacks)
		snprintf(now->why, sizeof(now->why), "%.300s; %.300s", why,
			 lacks);
	else
		snprintf(now->why, sizeof(now->why), "%s", why);
	note_rule(now, t, r);
}

void rejudged_now(struct rejudged_now *now, const struct rejudged_of *of,
		  const struct args *a)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r;
	struct force f;
	struct dest t;

	*now = (struct rejudged_now) { .outcome = NULL };
	snprintf(now->why, sizeof(now->why), "its name is none that can be "
		 "asked about");
	if (!read_target(&t, of->target))
		return;
	force_ask(&f, a);
	r = rules_load(a->config, RULES_CURRENT, &f.overrides, &report);
	if (r)
		judge(now, &t, r, &f, of->client);
	else
		snprintf(now->why, sizeof(now->why), "the configuration has "
			 "mistakes; see \"cordon config check\"");
	rules_free(r);
	force_done(&f);
	conf_report_done(&report);
}
