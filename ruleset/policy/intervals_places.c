/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where an interval of the index belongs. */

#include "lib/alloc.h"
#include "lib/range.h"
#include "ruleset/policy/intervals_parts.h"
#include "ruleset/policy/ports.h"

static bool is_listed(enum effect e)
{
	return e == EFFECT_BLOCK || e == EFFECT_OBSERVE || e == EFFECT_LOG;
}

static uint16_t place_of(const struct intervals *iv, const struct decision *d)
{
	const struct legend *l = &iv->policy->generation->legend;
	const struct legend_class *class = &l->classes[d->rule.class];

	if (d->effect == EFFECT_PROTECT)
		return PLACE_PROTECT;
	if (d->effect == EFFECT_ALLOW && iv->nports > 0)
		return PLACE_NAMES;
	if (!is_listed(d->effect))
		return PLACE_NONE;
	return (uint16_t)(CHAINS * class->vendor + (d->effect == EFFECT_LOG) +
			  (class->ports[0] ? CHAIN_SOME_BLOCK : CHAIN_BLOCK));
}

/* Most intervals have one rule; what that decides is known beforehand. */
void intervals_make_places(struct intervals *iv)
{
	size_t n = iv->policy->generation->legend.nclasses;

	iv->places = xcalloc(n + 1, sizeof(*iv->places));
	for (size_t i = 0; i < n; i++) {
		const struct candidate c = { .class = (uint16_t)i };
		struct decision d = policy_decide(iv->policy, &c, 1);

		iv->places[i] = place_of(iv, &d);
	}
}

/* What is done about an address: where its most specific rule is for some
 * ports and a wider one blocks them all, the wider one. */
static struct decision judge(const struct policy *p, const struct address *a)
{
	const struct legend *l = &p->generation->legend;
	struct candidate rules[CANDIDATES_MAX];
	size_t n = policy_own_rules(p, a, rules);
	struct decision d = policy_decide(p, rules, n), whole;

	if (d.effect == EFFECT_IGNORE ||
	    l->classes[d.rule.class].ports[0] == '\0')
		return d;
	whole = ports_judge_whole(p, a);
	return whole.effect == EFFECT_BLOCK ? whole : d;
}

/* Of what has several rules; apart, so that the many with one pay nothing for
 * the room it needs. */
static __attribute__((noinline)) uint16_t
judge_place(const struct intervals *iv, const struct address *a,
	    uint16_t *class)
{
	struct decision d = judge(iv->policy, a);

	if (d.effect == EFFECT_IGNORE)
		return PLACE_NONE;
	*class = d.rule.class;
	return place_of(iv, &d);
}

uint16_t intervals_read(const struct intervals *iv, size_t i,
			struct range *range, uint16_t *class)
{
	const struct generation *g = iv->policy->generation;
	struct prefix_interval v;

	if (!prefixes_interval(&g->prefixes, i, &v) || v.nrules == 0)
		return PLACE_NONE;
	*range = v.range;
	*class = v.rules[0].class;
	if (v.nrules == 1 && *class < g->legend.nclasses)
		return iv->places[*class];
	return judge_place(iv, &v.range.first, class);
}
