/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_NFTSET_H
#define RULESET_NFT_NFTSET_H

/*
 * How elements get into the kernel, and nothing else. Interval sets and maps
 * are nft_set_rbtree: each interval is a start element and an end element
 * (the address behind it, flagged INTERVAL_END), always both, but for a last
 * address that is all ones. Elements are written as attributes at once, since
 * libnftnl's objects cost ten times the memory; callers give them sorted,
 * which loads faster.
 */

#include <stddef.h>

#include "lib/interval.h"
#include "ruleset/nft/batch.h"
#include "ruleset/nft/netlink.h"
#include "ruleset/nft/rule.h"

/* A set of intervals, or a map from intervals to verdicts. */
struct nftset {
	const char *table, *name;
	enum family family;
	bool map;
};

void nftset_create(struct batch *b, const struct nftset *s,
		   const char *comment);
void nftset_delete(struct batch *b, const char *table, const char *name);

/*
 * Adds or deletes intervals of a set, one after the other: put them all, then
 * end. Messages are closed when they are full; nftset_put() is true after it
 * closed one, which is where the batch may be sent and begun anew.
 */
struct nftset_writer {
	struct batch *b;
	const struct nftset *set;
	bool remove;
	struct nlmsghdr *nlh;
	struct nlattr *list;
};

bool nftset_put(struct nftset_writer *w, const struct interval *v);
void nftset_end(struct nftset_writer *w);

/* At most so many bytes go into a message, and into a batch for an interval
 * of a family and a chain's name of this length (0: of a set). */
enum { NFTSET_MESSAGE_MAX = 0x10000 + 4096 };
size_t nftset_interval_size(enum family f, size_t chain_len);

/* The address in what the kernel refused (batch.refused); false if that is
 * no element. */
bool nftset_refused(const struct nlattr *attr, struct address *a);

/*
 * Asks the kernel for intervals: `*missing` counts those of which the start,
 * the end or the verdict is not there as given, and `first` is the first of
 * these. 0, or -errno if the kernel cannot be asked.
 */
int nftset_compare(struct netlink *n, const struct nftset *s,
		   const struct interval *intervals, size_t count,
		   size_t *missing, struct interval *first);

/* Is there an interval that starts with this address? 1, 0 or -errno. */
int nftset_has_start(struct netlink *n, const struct nftset *s,
		     const struct address *a);

#endif
