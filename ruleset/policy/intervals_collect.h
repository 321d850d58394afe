/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_POLICY_INTERVALS_COLLECT_H
#define RULESET_POLICY_INTERVALS_COLLECT_H

#include "ruleset/policy/intervals.h"

/* Reads all once, to count and to make the digest. Borrows `p` and its
 * generation. intervals_done() frees. */
void intervals_collect(struct intervals *iv, const struct policy *p,
		       const struct config *c);

#endif
