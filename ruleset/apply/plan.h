/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_APPLY_PLAN_H
#define RULESET_APPLY_PLAN_H

/*
 * How the kernel's table gets from what it holds to what a policy wants,
 * decided before anything is sent; see apply.h for the ways.
 */

#include "ruleset/apply/difference.h"
#include "ruleset/apply/present.h"
#include "ruleset/table/wanted.h"

enum table_way {
	WAY_KEEP,		/* the sets hold just this already */
	WAY_DIFFERENCE,		/* single intervals come and go, in place */
	WAY_NEW,		/* a new edition of the sets, then the rules */
	TABLE_WAYS
};

extern const char *const table_way_words[TABLE_WAYS];

struct table_plan {
	enum table_way way;
	const char *reason;	/* why it is WAY_NEW; a few words */
	bool rules;		/* chains and rules are written too */
	bool marker;		/* the marker is another */
	bool early;		/* nothing is in force: small vendors first */
	size_t intervals;	/* that the sets will hold */
	uint64_t bytes;		/* to the kernel, about */

	/* What changes; `known`: from what the kernel holds, else from
	 * nothing. Not made for WAY_NEW unless apply_plan() is asked to. */
	bool known;
	struct difference difference;

	/* What the kernel holds, unless the caller gave it in t->before. */
	struct generation generation;
	struct policy *policy;
	struct intervals intervals_before;
};

/* What is known of what the kernel holds beyond its marker. */
struct table_distrust {
	bool sets, rules;	/* somebody else may have changed them */
};

/*
 * Compares `now` with `t` and sets t->marker to what is to be written. With
 * `full` the difference is made in any case. plan_done() frees.
 */
void plan_make(struct table_plan *p, struct table *t, struct netlink *n,
	       const struct present *now, struct table_distrust distrust,
	       bool full);
void plan_done(struct table_plan *p);

#endif
