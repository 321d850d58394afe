/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What exceptions make of decisions. */

#include <netinet/in.h>

#include "nfq/judge/except.h"
#include "ruleset/policy/ports.h"

enum { LENT_SECONDS = 10, NUMBER_BITS = 16 };

static struct originator client_of(const struct pipeline *pl,
			       const struct packet *p)
{
	return (struct originator) { .address = &p->src, .mac = pl->mac };
}

static uint16_t vendor_of(const struct rules *r, const struct decision *d)
{
	return r->generation.legend.classes[d->rule.class].vendor;
}

/* --- lent to the resolver here --------------------------------------- */

/* Until when, and by which exception, in one word: readers see both or
 * neither. */
static void lend(const struct pipeline *pl, const struct decision *d)
{
	uint64_t until = (uint64_t)pl->second + LENT_SECONDS;

	if (d->exception >> NUMBER_BITS == 0)
		atomic_store_explicit(&pl->rules->lent[vendor_of(pl->rules,
								 d)],
				      until << NUMBER_BITS | d->exception,
				      memory_order_relaxed);
}

static unsigned lent(const struct pipeline *pl, const struct decision *d)
{
	uint64_t word =
		atomic_load_explicit(&pl->rules->lent[vendor_of(pl->rules, d)],
				     memory_order_relaxed);

	return word >> NUMBER_BITS > pl->second ?
	       (unsigned)(word & ((1u << NUMBER_BITS) - 1)) : 0;
}

/* --- deciding -------------------------------------------------------- */

static bool is_restricted(enum effect e)
{
	return e == EFFECT_LOG || e == EFFECT_OBSERVE || e == EFFECT_BLOCK;
}

void except_decide(const struct pipeline *pl, const struct packet *p,
		   const struct name *name, struct decision *d)
{
	const struct rules *r = pl->rules;
	const struct originator c = client_of(pl, p);
	struct restricted what;

	if (r->exceptions.nactive == 0 || !is_restricted(d->effect))
		return;
	what = rules_restricted(r, d);
	if (name) {
		what.name = name->text;
		what.len = name->len;
	}
	d->exception = exceptions_find(&r->exceptions, &c, &what);
	if (d->exception && name && p->dport == 53)
		lend(pl, d);
	if (!d->exception && pl->own && p->dport == 53)
		d->exception = lent(pl, d);
	if (d->exception)
		d->effect = EFFECT_EXCEPT;
}

bool except_blocks_address(const struct pipeline *pl, const struct packet *p,
			   struct decision *d)
{
	const struct legend *l;

	if (!pl->rules->exceptions.narrow || p->dport == 53)
		return false;
	*d = policy_judge_address(pl->rules->policy, &p->dst);
	except_decide(pl, p, NULL, d);
	l = &pl->rules->generation.legend;
	return d->effect == EFFECT_BLOCK &&
	       ports_reach(&l->classes[d->rule.class], p->transport, p->dport);
}
