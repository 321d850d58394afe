/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_LEAD_H
#define NFQ_JUDGE_LEAD_H

/*
 * Where a DNS answer leads: a name that nobody restricts may be an alias of
 * one that somebody does. For the workers, whose packets wait for it, and for
 * the writer thread, which reads copies.
 */

#include "nfq/inspect/dns_answer.h"
#include "ruleset/policy/policy.h"

/* The name an answer leads to about which most is to be done. */
struct lead {
	const struct name *asked, *name;	/* borrowed from the chain */
	struct decision decision;
};

/*
 * False if nothing is to be done. So it is where the name asked for is
 * allowed, or blocked itself: its question was judged. Where it is logged,
 * the chain counts if more is to be done about that.
 */
bool lead_find(struct lead *l, const struct dns_chain *chain,
	       struct decision (*judge)(void *arg, const struct name *n),
	       void *arg);

#endif
