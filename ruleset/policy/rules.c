/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads configuration, generation and policy as one. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/config_mode.h"
#include "ruleset/config/timed.h"
#include "ruleset/policy/intervals_collect.h"
#include "ruleset/policy/rules.h"

/* Whole generations are better than none, also where they are old. */
static bool open_youngest(struct generation *g, const char *state,
			  struct conf_report *report)
{
	unsigned *numbers;
	size_t n;
	int ret = generation_open(g, state, GENERATION_VERIFY);

	if (ret == 0)
		return true;
	conf_complain(report, state, 0, "the current generation %s",
		      generation_error(ret));
	n = generations_list(state, &numbers);
	while (ret < 0 && n > 0)
		ret = generation_open_number(g, state, numbers[--n],
					     GENERATION_VERIFY);
	free(numbers);
	return ret == 0;
}

static bool load_generation(struct rules *r, enum rules_source source,
			    struct conf_report *report)
{
	enum generation_check check = source == RULES_START ?
				      GENERATION_VERIFY : GENERATION_TRUST;

	if (source == RULES_DISK)
		return open_youngest(&r->generation, r->config.state, report);
	if (source == RULES_START || source == RULES_UPDATE)
		return generation_update(&r->generation, &r->config, check,
					 report) == 0;
	return (source == RULES_CURRENT &&
		generation_open(&r->generation, r->config.state,
				check) == 0) ||
	       generation_compile(&r->generation, &r->config, report) == 0;
}

/* Who only wants to know may not be meant to read who has exceptions: then
 * there are none for him. What is to be in force is read whole. */
static bool may_read(const struct rules *r, enum rules_source source,
		     const struct registry *which)
{
	return (source != RULES_CURRENT && source != RULES_CHECK) ||
	       !register_is_hidden(which, r->config.state);
}

/* What people have set for a while. */
static bool read_registers(struct rules *r, enum rules_source source,
			   struct conf_report *report)
{
	const char *state = r->config.state;
	struct timed timed;
	bool ok = true;

	if (may_read(r, source, &exceptions_register) &&
	    config_leaves(&r->config, LEAVE_EXEMPT))
		ok = exceptions_read(&r->exceptions, state, time(NULL),
				     report);
	if (!may_read(r, source, &timed_register))
		return ok;
	ok = timed_read(&timed, state, report) && ok;
	r->timed_next = timed_next(&timed);
	timed_done(&timed);
	return ok;
}

/* As far as the policy of the fleet leaves it to this gateway. */
static void override(struct config *c, const struct rules_override *o)
{
	const char *vendor = *o->vendor ? o->vendor : NULL;

	if (config_admits_mode(c, vendor, o->mode))
		config_set_mode(c, vendor, o->mode, "cordon mode", 0);
}

struct rules *rules_load(const char *path, enum rules_source source,
			 const struct rules_overrides *over,
			 struct conf_report *report)
{
	struct rules *r = xcalloc(1, sizeof(*r));
	bool ok = config_load(&r->config, path), registers;

	registers = ok && read_registers(r, source, report);
	for (unsigned i = 0; over && i < over->n; i++)
		override(&r->config, &over->items[i]);
	if (!ok) {
		conf_report_add(report, &r->config.report);
	} else if (registers && load_generation(r, source, report) &&
		   policy_check(&r->generation.legend, &r->config, report)) {
		r->policy = policy_new(&r->generation, &r->config);
		if (source != RULES_CURRENT && source != RULES_CHECK)
			intervals_collect(&r->intervals, r->policy,
					  &r->config);
		r->lent = xcalloc(r->generation.legend.nvendors,
				  sizeof(*r->lent));
		return r;
	}
	rules_free(r);
	return NULL;
}

void rules_free(struct rules *r)
{
	if (!r)
		return;
	intervals_done(&r->intervals);
	policy_free(r->policy);
	generation_close(&r->generation);
	exceptions_done(&r->exceptions);
	config_done(&r->config);
	free(r->lent);
	free(r);
}

struct restricted rules_restricted(const struct rules *r,
				   const struct decision *d)
{
	const struct legend *l = &r->generation.legend;
	const struct legend_class *c = &l->classes[d->rule.class];

	return (struct restricted) {
		.vendor = l->vendors[c->vendor].id, .role = c->role,
		.name = "",
	};
}
