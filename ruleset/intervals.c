/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From index and configuration to the elements of the kernel's sets. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/intervals.h"

static void append(struct interval_list *l, const struct range *r,
		   const char *chain)
{
	l->items = xgrow(l->items, l->n, sizeof(*l->items));
	l->items[l->n++] = (struct nftset_interval) { *r, chain };
}

/* Two chains for each vendor of the legend, made before any interval refers
 * to them; the empty ones are harmless. */
static void make_chains(struct intervals *iv, const struct legend *l)
{
	iv->chains = xcalloc(2 * l->nvendors, sizeof(*iv->chains));
	for (size_t i = 0; i < 2 * l->nvendors; i++) {
		struct vendor_chain *c = &iv->chains[i];

		c->vendor = (uint16_t)(i / 2);
		c->log_only = i % 2;
		snprintf(c->name, sizeof(c->name), "vendor-%.32s%s",
			 l->vendors[i / 2].id, c->log_only ? "-log" : "");
	}
	iv->nchains = 2 * l->nvendors;
}

static void add_listed(struct intervals *iv, const struct policy *p,
		       const struct range *r, const struct decision *d)
{
	uint16_t vendor = p->generation->legend.classes[d->rule.class].vendor;
	struct vendor_chain *chain =
		&iv->chains[2 * vendor + (d->effect == EFFECT_LOG)];

	chain->intervals++;
	append(&iv->listed, r, chain->name);
}

static void collect_listed(struct intervals *iv, const struct policy *p)
{
	const struct prefixes *all = &p->generation->prefixes;
	size_t n = prefixes_count(all);

	for (size_t i = 0; i < n; i++) {
		struct prefix_interval v;
		struct decision d;

		if (!prefixes_interval(all, i, &v))
			continue;
		d = policy_judge_address(p, &v.range.first);
		if (d.effect == EFFECT_PROTECT)
			append(&iv->protect, &v.range, NULL);
		else if (d.effect == EFFECT_BLOCK ||
			 d.effect == EFFECT_OBSERVE || d.effect == EFFECT_LOG)
			add_listed(iv, p, &v.range, &d);
	}
}

static int compare(const void *pa, const void *pb)
{
	const struct nftset_interval *a = pa, *b = pb;

	return address_compare(&a->range.first, &b->range.first);
}

/* Clients may overlap as they are written down: join what does. */
static void join(struct interval_list *l)
{
	size_t kept = 0;

	if (l->n == 0)
		return;
	qsort(l->items, l->n, sizeof(*l->items), compare);
	for (size_t i = 1; i < l->n; i++) {
		struct range *last = &l->items[kept].range;
		const struct range *next = &l->items[i].range;

		if (address_compare(&next->first, &last->last) > 0)
			l->items[++kept] = l->items[i];
		else if (address_compare(&next->last, &last->last) > 0)
			last->last = next->last;
	}
	l->n = kept + 1;
}

static void collect_exempt(struct intervals *iv, const struct config *c)
{
	const struct config_exempt *exempt = c->exempt.items;
	struct prefix p;

	for (size_t i = 0; i < c->exempt.n; i++) {
		struct range r, v6[2];
		size_t n;

		if (!prefix_parse(exempt[i].client, &p))
			continue;	/* config_load() complained */
		r = prefix_range(&p);
		if (address_is_v4(&p.addr)) {
			append(&iv->exempt, &r, NULL);
			continue;
		}
		n = range_without_v4(&r, v6);
		for (size_t k = 0; k < n; k++)
			append(&iv->exempt, &v6[k], NULL);
	}
	join(&iv->exempt);
}

void intervals_collect(struct intervals *iv, const struct policy *p,
		       const struct config *c)
{
	*iv = (struct intervals) { 0 };
	make_chains(iv, &p->generation->legend);
	collect_listed(iv, p);
	collect_exempt(iv, c);
}

void intervals_done(struct intervals *iv)
{
	free(iv->listed.items);
	free(iv->protect.items);
	free(iv->exempt.items);
	free(iv->chains);
	*iv = (struct intervals) { 0 };
}
