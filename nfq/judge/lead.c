/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where DNS answers lead. */

#include "nfq/judge/lead.h"

/* How much is to be done: nothing, a line in the log, a refusal. */
static int weight(enum effect e)
{
	return e == EFFECT_BLOCK ? 3 : e == EFFECT_OBSERVE ? 2 :
	       e == EFFECT_LOG || e == EFFECT_EXCEPT ? 1 : 0;
}

static bool is_settled(enum effect e)
{
	return e == EFFECT_BLOCK || e == EFFECT_ALLOW || e == EFFECT_PROTECT;
}

bool lead_find(struct lead *l, const struct dns_chain *chain,
	       struct decision (*judge)(void *arg, const struct name *n),
	       void *arg)
{
	int most = 0;

	if (chain->n == chain->asked)
		return false;
	for (unsigned i = 0; i < chain->n; i++) {
		struct decision d = judge(arg, &chain->names[i]);

		if (i < chain->asked && is_settled(d.effect))
			return false;
		if (weight(d.effect) <= most)
			continue;
		most = weight(d.effect);
		l->name = &chain->names[i];
		l->decision = d;
	}
	l->asked = &chain->names[0];
	/* Not the name asked for itself, whose question has told it. */
	return most > 0 && l->name >= &chain->names[chain->asked];
}
