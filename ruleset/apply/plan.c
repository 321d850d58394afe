/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which way a change goes. */

#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "ruleset/apply/plan.h"
#include "ruleset/policy/intervals_collect.h"
#include "ruleset/table/edition.h"
#include "ruleset/table/starts.h"
#include "ruleset/table/table.h"

enum {
	/* A difference may always have so many intervals, and of a large set
	 * this part; beyond, a new set is not dearer, and nothing has to be
	 * held in memory. */
	DIFFERENCE_ALWAYS = 10000,
	DIFFERENCE_PERCENT = 30,
	DIFFERENCE_MOST = 400000,
	RULES_SIZE = 65536,	/* chains and rules, about */
	EARLY_ABOVE = 20000,	/* intervals that take longer than one waits */
};

const char *const table_way_words[TABLE_WAYS] = {
	[WAY_KEEP] = "keep", [WAY_DIFFERENCE] = "difference",
	[WAY_NEW] = "new",
};

static unsigned next_edition(const struct present *now)
{
	unsigned highest = 0;

	for (size_t i = 0; i < now->sets.n; i++)
		if (edition_of(now->sets.items[i]) > highest)
			highest = edition_of(now->sets.items[i]);
	return highest + 1;
}

/* All sets that `iv` needs. */
static bool has_sets(const struct present *now, const struct intervals *iv)
{
	unsigned edition = now->marker.edition;

	for_each_set(s, f)
		if (intervals_have_set(iv, s) &&
		    !present_has(&now->sets,
				 edition_set_name(edition, s, f).text))
			return false;
	return true;
}

static bool is_whole(const struct table *t, const struct present *now)
{
	const struct intervals *iv = t->intervals;

	for (size_t i = 0; i < iv->nchains; i++)
		if (iv->chains[i].intervals > 0 &&
		    (!present_has(&now->chains, iv->chains[i].name) ||
		     (!iv->chains[i].next &&
		      !present_has(&now->counters, iv->chains[i].name))))
			return false;
	return table_chains_complete(now->chains.items, now->chains.n) &&
	       present_has(&now->counters, COUNTER_UNJUDGED_PASSED) &&
	       present_has(&now->counters, COUNTER_UNJUDGED_REFUSED);
}

/* --- what the kernel holds ------------------------------------------- */

/* From the generation that the marker names, as it is on disk. */
static const struct intervals *read_before(struct table_plan *p,
					   const struct table *t,
					   const struct marker *m)
{
	if (m->generation == 0 ||
	    generation_open_number(&p->generation, t->config->state,
				   m->generation, GENERATION_TRUST) < 0)
		return NULL;
	if (strcmp(p->generation.digest, m->digest) != 0)
		return NULL;
	p->policy = policy_new(&p->generation, t->config);
	intervals_collect(&p->intervals_before, p->policy, t->config);
	return &p->intervals_before;
}

/* The intervals whose digest the marker has, NULL if they are not known. */
static const struct intervals *find_before(struct table_plan *p,
					   const struct table *t,
					   const struct marker *m)
{
	const struct intervals *iv = t->before;

	if (iv && strcmp(iv->digest, m->sets) == 0)
		return iv;
	iv = read_before(p, t, m);
	return iv && strcmp(iv->digest, m->sets) == 0 ? iv : NULL;
}

/* --- the way --------------------------------------------------------- */

static size_t difference_max(const struct intervals *iv)
{
	size_t part = intervals_total(iv) / 100 * DIFFERENCE_PERCENT;

	if (part < DIFFERENCE_ALWAYS)
		return DIFFERENCE_ALWAYS;
	return part > DIFFERENCE_MOST ? DIFFERENCE_MOST : part;
}

/* Bytes of `n` intervals; the names of chains are taken to be usual ones. */
static uint64_t size_of(enum interval_set set, enum family f, size_t n)
{
	size_t each = nftset_interval_size(f, set == SET_LISTED ? 20 : 0);

	/* Headers of a full message are 100 bytes. */
	return (uint64_t)n * each * 61 / 60 + 200;
}

static uint64_t size_of_all(const struct intervals *iv)
{
	uint64_t n = 0;

	for_each_set(s, f)
		n += size_of(s, f, iv->count[s][f]);
	return n;
}

static uint64_t size_of_difference(const struct difference *d)
{
	uint64_t n = 0;

	for_each_set(s, f) {
		const struct changes *c = &d->sets[s][f];

		if (c->added.n)
			n += size_of(s, f, c->added.n);
		if (c->removed.n)
			n += size_of(SET_EXEMPT, f, c->removed.n);
	}
	return n;
}

/* Why single intervals cannot come and go; NULL: they can. */
static const char *choose(struct table_plan *p, const struct table *t,
			  struct netlink *n, const struct present *now,
			  const struct intervals **before)
{
	const struct intervals *iv = t->intervals;
	uint64_t size;

	*before = NULL;
	if (now->sets.n == 0)
		return "there is no set yet";
	if (!now->marked || !now->marker.sets[0])
		return "what the kernel holds is not known";
	if (strcmp(now->marker.sets, iv->digest) == 0)
		return has_sets(now, iv) ? NULL : "a set is missing";
	*before = find_before(p, t, &now->marker);
	if (!*before)
		return "what the kernel holds is not on disk any more";
	if (!has_sets(now, *before))
		return "a set is missing";
	difference_make(&p->difference, *before, iv, difference_max(iv));
	p->known = true;
	p->way = WAY_DIFFERENCE;
	if (!p->difference.same_sets)
		return "a vendor has become large, or is so no more";
	if (!p->difference.disjoint)
		return "intervals are split, joined or lead elsewhere";
	if (!p->difference.complete)
		return "too much is new";
	size = size_of_difference(&p->difference) + RULES_SIZE;
	return netlink_room(n, size) < size ?
	       "the difference does not fit the send buffer" : NULL;
}

/* The set that is there; else another one than the last, which took with it
 * what connections are marked with. */
static unsigned choose_starts(const struct table *t, const struct present *now)
{
	unsigned last = t->starts ? t->starts : (unsigned)clock_ms();

	for (unsigned i = 1; i <= STARTS_SETS; i++)
		if (present_has(&now->sets, starts_name(i).text))
			return i;
	return last % STARTS_SETS + 1;
}

void plan_make(struct table_plan *p, struct table *t, struct netlink *n,
	       const struct present *now, struct table_distrust distrust,
	       bool full)
{
	const struct generation *g = t->policy->generation;
	const struct intervals *iv = t->intervals, *before;

	*p = (struct table_plan) { .intervals = intervals_total(iv) };
	t->marker = (struct marker) { .generation = g->number };
	memcpy(t->marker.digest, g->digest, sizeof(t->marker.digest));
	memcpy(t->marker.sets, iv->digest, sizeof(t->marker.sets));
	table_digest(t, n, t->marker.rules);
	t->starts = choose_starts(t, now);

	p->reason = choose(p, t, n, now, &before);
	if (!p->reason && distrust.sets)
		p->reason = "another program changed a set";
	if (p->reason)
		p->way = WAY_NEW;
	if (full && p->way == WAY_NEW && !p->known)
		difference_make(&p->difference, NULL, iv, 0);
	t->marker.edition = p->way == WAY_NEW ? next_edition(now) :
			    now->marker.edition;
	p->rules = p->way == WAY_NEW || distrust.rules || !now->marked ||
		   strcmp(now->marker.rules, t->marker.rules) != 0 ||
		   !is_whole(t, now);
	p->marker = !now->marked || !marker_equal(&now->marker, &t->marker);
	p->early = !is_whole(t, now) && p->intervals > EARLY_ABOVE &&
		   p->way == WAY_NEW;
	p->bytes = p->rules ? RULES_SIZE : p->marker ? 400 : 0;
	if (p->way == WAY_NEW)
		p->bytes += size_of_all(iv);
	else if (p->way == WAY_DIFFERENCE)
		p->bytes += size_of_difference(&p->difference);
}

void plan_done(struct table_plan *p)
{
	difference_done(&p->difference);
	intervals_done(&p->intervals_before);
	policy_free(p->policy);
	generation_close(&p->generation);
	*p = (struct table_plan) { .way = WAY_KEEP };
}
