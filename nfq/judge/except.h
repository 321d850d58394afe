/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_EXCEPT_H
#define NFQ_JUDGE_EXCEPT_H

/* Exceptions on the packet path: what a decision becomes for a client that
 * has one. */

#include "nfq/judge/judge.h"

/*
 * Turns a decision to log or block into EFFECT_EXCEPT where an exception of
 * the packet's client reaches it; `name` is NULL for an address.
 *
 * A resolver on this gateway asks in the place of its clients. So for some
 * seconds after a client was excepted the gateway's own questions about the
 * same vendor are, too; those of other clients never get to the resolver.
 */
void except_decide(const struct judge *j, const struct packet *p,
		   const struct name *name, struct decision *d);

/*
 * The kernel lets a client with an exception for a role or a name (a narrow
 * one) pass to any address of the vendor, since only a name tells which role
 * it is. So where there are such and no name did, the address decides after
 * all. False: it does not block.
 */
bool except_blocks_address(const struct judge *j, const struct packet *p,
			   struct decision *d);

#endif
