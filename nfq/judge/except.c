/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What exceptions make of decisions. */

#include <netinet/in.h>

#include "nfq/judge/except.h"
#include "ruleset/policy/ports.h"

enum { LENT_SECONDS = 10, NUMBER_BITS = 16 };

static struct originator client_of(const struct judge *j,
			       const struct packet *p)
{
	return (struct originator) { .address = &p->src, .mac = j->mac };
}

static uint16_t vendor_of(const struct rules *r, const struct decision *d)
{
	return r->generation.legend.classes[d->rule.class].vendor;
}

/* --- lent to the resolver here --------------------------------------- */

/* Until when, and by which exception, in one word: readers see both or
 * neither. */
static void lend(const struct judge *j, const struct decision *d)
{
	uint64_t until = (uint64_t)j->second + LENT_SECONDS;

	if (d->exception >> NUMBER_BITS == 0)
		atomic_store_explicit(&j->rules->lent[vendor_of(j->rules,
								d)],
				      until << NUMBER_BITS | d->exception,
				      memory_order_relaxed);
}

static unsigned lent(const struct judge *j, const struct decision *d)
{
	uint64_t word =
		atomic_load_explicit(&j->rules->lent[vendor_of(j->rules, d)],
				     memory_order_relaxed);

	return word >> NUMBER_BITS > j->second ?
	       (unsigned)(word & ((1u << NUMBER_BITS) - 1)) : 0;
}

/* --- deciding -------------------------------------------------------- */

static bool is_restricted(enum effect e)
{
	return e == EFFECT_LOG || e == EFFECT_OBSERVE || e == EFFECT_BLOCK;
}

void except_decide(const struct judge *j, const struct packet *p,
		   const struct name *name, struct decision *d)
{
	const struct rules *r = j->rules;
	const struct originator c = client_of(j, p);
	struct restricted what;

	if (!is_restricted(d->effect))
		return;
	what = rules_restricted(r, d);
	if (name) {
		what.name = name->text;
		what.len = name->len;
	}
	d->exception = exceptions_find(&r->exceptions, &c, &what);
	if (d->exception && name && p->dport == 53)
		lend(j, d);
	if (!d->exception && j->own && p->dport == 53)
		d->exception = lent(j, d);
	if (d->exception)
		d->effect = EFFECT_EXCEPT;
}

bool except_blocks_address(const struct judge *j, const struct packet *p,
			   struct decision *d)
{
	const struct legend *l;

	if (p->dport == 53)
		return false;
	*d = policy_judge_address(j->rules->policy, &p->dst);
	except_decide(j, p, NULL, d);
	l = &j->rules->generation.legend;
	return d->effect == EFFECT_BLOCK &&
	       ports_reach(&l->classes[d->rule.class], p->transport, p->dport);
}
