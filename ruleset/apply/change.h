/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_APPLY_CHANGE_H
#define RULESET_APPLY_CHANGE_H

/* One change of the kernel's table, from the first try to the last, and what
 * its transactions have in common. */

#include "ruleset/apply/plan.h"
#include "ruleset/apply/present.h"
#include "ruleset/apply/report.h"
#include "ruleset/nft/batch.h"

enum { CHANGE_TRIES = 6 };	/* that others change the ruleset meanwhile */

struct change {
	struct table *t;
	struct netlink *n;
	struct fault *fault;
	struct apply_report *report;
	struct table_distrust distrust;
	unsigned tries;

	struct present now;
	struct table_plan plan;
};

/* Where the ruleset has to stand for a transaction; after some tries that
 * somebody else spoilt, anywhere: what has changed refuses by itself. */
uint32_t change_insist(const struct change *a);

/* Adds what is not of this table any more: of an earlier one, or an apply that
 * was cut off. True if there was any. */
bool change_delete_left_over(const struct change *a, struct batch *b);

/* The end of every transaction that changes something. */
void change_put_marker(struct change *a, struct batch *b);

/* Sends a batch that was begun at `genid` and ends with the marker. 0 or
 * -errno, of which -ERESTART: from the beginning. */
int change_commit(struct change *a, struct batch *b, uint32_t genid);

/* The ways of enum table_way: 0 or -errno, the same. */
int change_keep(struct change *a);
int change_in_place(struct change *a);
int change_edition(struct change *a);

#endif
