/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From index and configuration to the elements of the kernel's sets. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/intervals.h"
#include "ruleset/ports.h"

/* Of each vendor, in this order. */
enum {
	CHAIN_BLOCK, CHAIN_LOG,
	CHAIN_SOME_BLOCK, CHAIN_SOME_LOG,	/* addresses on some ports */
	CHAIN_PORT_BLOCK, CHAIN_PORT_LOG,	/* ports at any address */
	CHAINS
};

static void append(struct interval_list *l, const struct range *r,
		   const char *chain)
{
	l->items = xgrow(l->items, l->n, sizeof(*l->items));
	l->items[l->n++] = (struct nftset_interval) { *r, chain };
}

/* The chains of each vendor of the legend, made before any interval refers to
 * them; the empty ones are harmless. */
static void make_chains(struct intervals *iv, const struct legend *l)
{
	static const char *const ends[CHAINS] = {
		[CHAIN_BLOCK] = "", [CHAIN_LOG] = "-log",
		[CHAIN_SOME_BLOCK] = "-some", [CHAIN_SOME_LOG] = "-log-some",
		[CHAIN_PORT_BLOCK] = "-port", [CHAIN_PORT_LOG] = "-log-port",
	};

	iv->nchains = CHAINS * l->nvendors;
	iv->chains = xcalloc(iv->nchains, sizeof(*iv->chains));
	for (size_t i = 0; i < iv->nchains; i++) {
		struct vendor_chain *c = &iv->chains[i];
		int kind = i % CHAINS;

		c->vendor = (uint16_t)(i / CHAINS);
		c->log_only = kind % 2;
		c->by_port = kind == CHAIN_PORT_BLOCK ||
			     kind == CHAIN_PORT_LOG;
		if (kind == CHAIN_SOME_BLOCK || kind == CHAIN_SOME_LOG)
			c->next = c - CHAIN_SOME_BLOCK;
		snprintf(c->name, sizeof(c->name), "vendor-%.32s%s",
			 l->vendors[c->vendor].id, ends[kind]);
	}
}

static struct vendor_chain *chain_of(struct intervals *iv, uint16_t vendor,
				     int kind, enum effect effect)
{
	return &iv->chains[CHAINS * vendor + kind + (effect == EFFECT_LOG)];
}

static void add_listed(struct intervals *iv, const struct policy *p,
		       const struct range *r, const struct decision *d)
{
	const struct legend_class *class =
		&p->generation->legend.classes[d->rule.class];
	struct vendor_chain *chain = chain_of(iv, class->vendor, CHAIN_BLOCK,
					      d->effect);

	if (class->ports[0] != '\0') {
		chain->intervals++;
		chain = chain_of(iv, class->vendor, CHAIN_SOME_BLOCK,
				 d->effect);
		chain->class = class;
	}
	chain->intervals++;
	append(&iv->listed, r, chain->name);
}

/* What is done about an address: where its most specific rule is for some
 * ports and a wider one blocks them all, the wider one. */
static struct decision judge(const struct policy *p, const struct address *a)
{
	const struct legend *l = &p->generation->legend;
	struct decision d = policy_judge_address(p, a), whole;

	if (d.effect == EFFECT_IGNORE ||
	    l->classes[d.rule.class].ports[0] == '\0')
		return d;
	whole = ports_judge_whole(p, a);
	return whole.effect == EFFECT_BLOCK ? whole : d;
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
		d = judge(p, &v.range.first);
		if (d.effect == EFFECT_PROTECT)
			append(&iv->protect, &v.range, NULL);
		else if (d.effect == EFFECT_BLOCK ||
			 d.effect == EFFECT_OBSERVE || d.effect == EFFECT_LOG)
			add_listed(iv, p, &v.range, &d);
		else if (d.effect == EFFECT_ALLOW && iv->nports > 0)
			append(&iv->listed, &v.range, INTERVALS_NAMES);
	}
}

static void collect_ports(struct intervals *iv, const struct policy *p)
{
	const struct legend *l = &p->generation->legend;

	for (size_t i = 0; i < l->nports; i++) {
		const struct legend_port *r = &l->ports[i];
		enum effect effect = p->effects[r->class];
		struct vendor_chain *chain;

		if (effect != EFFECT_BLOCK && effect != EFFECT_OBSERVE &&
		    effect != EFFECT_LOG)
			continue;
		chain = chain_of(iv, l->classes[r->class].vendor,
				 CHAIN_PORT_BLOCK, effect);
		chain->intervals++;
		iv->ports = xgrow(iv->ports, iv->nports, sizeof(*iv->ports));
		iv->ports[iv->nports++] = (struct port_chain) {
			.chain = chain, .port = r->port,
			.transport = r->transport,
		};
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
	collect_ports(iv, p);
	collect_listed(iv, p);
	collect_exempt(iv, c);
}

void intervals_done(struct intervals *iv)
{
	free(iv->listed.items);
	free(iv->protect.items);
	free(iv->exempt.items);
	free(iv->chains);
	free(iv->ports);
	*iv = (struct intervals) { 0 };
}
