/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chains that listed addresses and restricted ports lead to. */

#include <stdio.h>

#include "lib/alloc.h"
#include "ruleset/policy/intervals_parts.h"

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

static void collect_ports(struct intervals *iv)
{
	const struct policy *p = iv->policy;
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
			.role = l->classes[r->class].role,
			.transport = r->transport,
		};
	}
}

void intervals_make_chains(struct intervals *iv)
{
	make_chains(iv, &iv->policy->generation->legend);
	collect_ports(iv);
}
