/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_APPLY_DIFFERENCE_H
#define RULESET_APPLY_DIFFERENCE_H

/*
 * What has to go and what has to come for one list of intervals to become
 * another. A change is disjoint if nothing that comes covers an address of
 * what goes: only then no address is unlisted for a moment while the kernel
 * deletes and adds (an interval that is split, merged or leads elsewhere is
 * deleted and added again, and on kernels before 6.19 packets slip through).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ruleset/policy/intervals.h"

/* Changes of one family of one set; sorted. */
struct changes {
	struct interval_list removed, added;
};

/* What changes for a chain, or for protected addresses and exempt clients. */
struct chain_change {
	char name[48];
	size_t removed, added;		/* intervals */
	double removed4, added4;	/* addresses */
	double removed6, added6;
};

struct difference {
	struct changes sets[INTERVAL_SETS][2];	/* unless too many */
	size_t removed, added;
	bool same_sets;		/* the large ones are large in both */
	bool disjoint;
	bool complete;		/* `sets` holds all of them */
	struct chain_change *chains;	/* those with a change */
	size_t nchains;
};

/*
 * From `before`, which may be NULL for nothing at all, to `after`. At most
 * `max` intervals are kept in `sets`, and none once they are not disjoint or
 * the sets are not the same; all are counted. The chains of the kept ones are
 * borrowed from both. difference_done() frees.
 */
void difference_make(struct difference *d, const struct intervals *before,
		     const struct intervals *after, size_t max);
void difference_done(struct difference *d);

#endif
