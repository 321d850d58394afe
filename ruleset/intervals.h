/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_INTERVALS_H
#define RULESET_INTERVALS_H

/* Which addresses the kernel decides by itself: a policy's prefixes and a
 * configuration's exempt clients as sorted, disjoint intervals. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ruleset/nftset.h"
#include "ruleset/policy.h"

/* A chain that listed addresses lead to; one for what a vendor's entries
 * block and one for those that only log. */
struct vendor_chain {
	char name[48];		/* "vendor-ID", "vendor-ID-log" */
	uint16_t vendor;	/* of the legend */
	bool log_only;
	size_t intervals;	/* that lead here */
};

struct interval_list {
	struct nftset_interval *items;
	size_t n;
};

struct intervals {
	struct interval_list listed, protect, exempt;
	struct vendor_chain *chains;
	size_t nchains;
};

/* listed[].chain is borrowed from `chains`. intervals_done() frees. */
void intervals_collect(struct intervals *iv, const struct policy *p,
		       const struct config *c);
void intervals_done(struct intervals *iv);

#endif
