/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_APPLY_APPLY_H
#define RULESET_APPLY_APPLY_H

/*
 * Brings the kernel's table to a policy, so that no packet meets a half-filled
 * set. The marker (marker.h) says what the kernel holds; from there on,
 *
 * - where the sets hold what they should, they are left alone;
 * - where single intervals come and go and none of them shares an address
 *   with another that does, one transaction deletes and adds just these;
 * - everything else, what is split, joined or leads elsewhere, what is not
 *   known, what somebody else has changed, goes into a new edition of the
 *   sets: filled first, which may take several transactions as nothing refers
 *   to it, asked back, then the rules are switched to it in one, then the old
 *   one is deleted in another.
 *
 * Rules and chains are written only where they differ. After each way keys
 * are asked back; what is not as it should be goes the last way.
 */

#include <stdbool.h>

#include "lib/fault.h"
#include "ruleset/apply/plan.h"
#include "ruleset/apply/report.h"
#include "ruleset/apply/present.h"
#include "ruleset/nft/netlink.h"
#include "ruleset/table/wanted.h"

/*
 * Applies `t` and fills t->marker. Needs CAP_NET_ADMIN. False with `fault`
 * saying what the kernel refused; the table then stays as it was but for
 * unreferenced parts. `report` may be NULL.
 */
bool apply_table(struct table *t, struct netlink *n,
		 struct table_distrust distrust, struct apply_report *report,
		 struct fault *fault);

/*
 * What apply_table() would do, without sending anything; always counts what
 * changes, for each chain. plan_done() frees `p`, which borrows from
 * `t`. 0 or -errno.
 */
int apply_plan(struct table_plan *p, struct table *t, struct netlink *n);

/* Removes the whole table; true also if there was none. */
bool apply_remove(struct netlink *n, struct fault *fault);

#endif
