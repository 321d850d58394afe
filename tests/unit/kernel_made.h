/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_KERNEL_MADE_H
#define TESTS_UNIT_KERNEL_MADE_H

/*
 * A table made out of texts (made.h), and a kernel to put it into: this test's
 * own network namespace. Where none is to be had, the test is skipped.
 */

#include "ruleset/apply/apply.h"
#include "ruleset/apply/verify.h"
#include "ruleset/nft/nftset.h"
#include "ruleset/table/edition.h"
#include "tests/unit/made.h"

/* Enters the namespace. */
void kernel_begin(struct netlink *n);

/* A table of these local lists; borrows `m`, which made_end() frees. */
struct table kernel_table(struct made *m, const char *block,
			  const char *protect);

/* Puts it in force; the marker is what was written. */
struct apply_report kernel_apply(struct table *t, struct netlink *n);

/* The intervals of `n` prefixes, into `items`. */
struct interval_list kernel_list(struct interval *items,
				 const char *const *texts, size_t n,
				 const char *chain);

/* As another program would: adds a prefix to a set or takes it out. */
int kernel_change(struct netlink *n, unsigned edition, enum interval_set set,
		  const char *prefix, const char *chain, bool remove);

#endif
