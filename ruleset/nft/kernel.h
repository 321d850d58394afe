/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_KERNEL_H
#define RULESET_NFT_KERNEL_H

/*
 * What this kernel can do, found by trying: each probe adds a rule to a table
 * of its own in one transaction and removes it in the next.
 */

#include <stdbool.h>

#include "ruleset/nft/netlink.h"

struct kernel {
	bool nf_tables;		/* and we may use it */
	bool native_queue;	/* nft's own queue expression */
	bool compat_queue;	/* the xt target in its place */
	bool payload;		/* @ih: data behind the transport header */
	bool conntrack;		/* ct mark */
	bool prerouting_reject;
	bool fib;		/* where an address lies (nft_fib_inet) */
	bool flowtable;
	int error;		/* -errno if nf_tables is false */
};

void kernel_probe(struct kernel *k, struct netlink *n);

/* What cordon cannot do without and this kernel lacks; NULL if nothing. */
const char *kernel_missing(const struct kernel *k);

#endif
