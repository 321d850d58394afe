/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_APPLY_VERIFY_H
#define RULESET_APPLY_VERIFY_H

/* Asks the kernel whether an edition's sets hold what they should: all of it
 * where that is quick, else a random sample. */

#include "ruleset/apply/difference.h"
#include "ruleset/nft/netlink.h"

enum {
	VERIFY_ALL = 50000,	/* so many intervals are asked one and all */
	VERIFY_SAMPLE = 2000,	/* of more, so many */
	VERIFY_GLANCE = 200,
};

struct verified {
	size_t asked, wrong;
	char first[112];	/* what is wrong with the first */
};

/* All or a sample of an edition; `all` is the largest number to ask whole and
 * `sample` how many of more, a set. 0, or -errno if it cannot be asked. */
int verify_edition(struct verified *v, struct netlink *n, unsigned edition,
		   const struct intervals *iv, size_t all, size_t sample);

/* What was added is there, what was removed is not. */
int verify_difference(struct verified *v, struct netlink *n, unsigned edition,
		      const struct difference *d);

#endif
