/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFTSET_H
#define RULESET_NFTSET_H

/*
 * How elements get into the kernel, and nothing else. Interval sets and maps
 * are nft_set_rbtree: each interval is a start element and an end element
 * (the address behind it, flagged INTERVAL_END), always both, but for a last
 * address that is all ones. Elements are written as attributes at once, since
 * libnftnl's objects cost ten times the memory; callers give them sorted,
 * which loads faster.
 */

#include <stddef.h>

#include "lib/address.h"
#include "ruleset/netlink.h"
#include "ruleset/rule.h"

struct nftset_interval {
	struct range range;
	const char *chain;	/* of a map: where its verdict goes to */
};

/* Adds a set of intervals, or a map from intervals to verdicts. */
void nftset_create(struct batch *b, const char *table, const char *name,
		   enum family f, bool map, const char *comment);
void nftset_delete(struct batch *b, const char *table, const char *name);

/* Adds those of the `n` sorted, disjoint intervals that are of family `f`. */
void nftset_add(struct batch *b, const char *table, const char *name,
		enum family f, bool map,
		const struct nftset_interval *intervals, size_t n);

#endif
