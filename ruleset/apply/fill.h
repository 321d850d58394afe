/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_APPLY_FILL_H
#define RULESET_APPLY_FILL_H

/* From intervals to the messages that carry them. */

#include <stddef.h>
#include <stdint.h>

#include "lib/fault.h"
#include "ruleset/nft/batch.h"
#include "ruleset/nft/netlink.h"
#include "ruleset/policy/intervals.h"
#include "ruleset/table/wanted.h"

/* Adds or removes those of a list, as a part of a batch. */
void fill_list(struct batch *b, unsigned edition, enum interval_set set,
	       enum family f, const struct interval_list *l, bool remove);

struct fill {
	uint64_t bytes;
	unsigned transactions;
};

/*
 * Adds the table, its chains and a new edition of the sets, and fills these
 * with all intervals of `t`. Nothing refers to them, so it may be done in
 * pieces: of a size that keeps memory small and still costs no more than one,
 * or, where the send buffer cannot be forced, of what fits. 0 or -errno with
 * what was refused in `fault`.
 */
int fill_edition(struct fill *f, const struct table *t, struct netlink *n,
		 struct fault *fault);

#endif
