/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_KERNEL_MADE_H
#define TESTS_UNIT_KERNEL_MADE_H

/*
 * A table made out of texts (made.h), and a kernel to put it into: this test's
 * own network namespace. Where none is to be had, the test is skipped.
 */

#include <sched.h>

#include "ruleset/apply/apply.h"
#include "ruleset/apply/fill.h"
#include "ruleset/apply/verify.h"
#include "ruleset/nft/kernel.h"
#include "ruleset/nft/nftset.h"
#include "ruleset/table/edition.h"
#include "tests/unit/made.h"

static const struct exceptions kernel_no_exceptions;
static const struct conf_list kernel_no_wan;
static struct kernel kernel_found;

/* Enters the namespace. */
static inline void kernel_begin(struct netlink *n)
{
	if (unshare(CLONE_NEWNET) < 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		skip_all("no network namespace of its own");
	if (netlink_open(n) < 0)
		skip_all("no nfnetlink");
	kernel_probe(&kernel_found, n);
	if (kernel_missing(&kernel_found))
		skip_all("the kernel lacks what the rules need");
}

/* A table of these local lists; borrows `m`, which made_end() frees. */
static inline struct table kernel_table(struct made *m, const char *block,
					const char *protect)
{
	made_vendor("vendors/acme.conf", MADE_VENDOR("acme", ""));
	scratch_put("block.list", block);
	scratch_put("protect.list", protect);
	made_begin(m, "mode = \"enforce\";");
	return (struct table) {
		.config = &m->config, .policy = m->policy,
		.intervals = &m->iv, .exceptions = &kernel_no_exceptions,
		.wan = &kernel_no_wan, .queues = { 7100, 1 },
		.native_queue = kernel_found.native_queue,
	};
}

/* Puts it in force; the marker is what was written. */
static inline struct apply_report kernel_apply(struct table *t,
					       struct netlink *n)
{
	const struct table_distrust trust = { .sets = false };
	struct apply_report report;
	struct apply_error error;

	if (!table_apply(t, n, trust, &report, &error))
		diag("%s: %s", error.what, strerror(-error.ret));
	return report;
}

static inline struct interval_list kernel_list(struct nftset_interval *items,
					       const char *const *texts,
					       size_t n, const char *chain)
{
	struct prefix p;

	for (size_t i = 0; i < n; i++) {
		if (!prefix_parse(texts[i], &p))
			diag("test is wrong: %s", texts[i]);
		items[i] = (struct nftset_interval) {
			.range = prefix_range(&p), .chain = chain,
		};
	}
	return (struct interval_list) { items, n };
}

/* As another program would: adds a prefix to a set or takes it out. */
static inline int kernel_change(struct netlink *n, unsigned edition,
				enum interval_set set, const char *prefix,
				const char *chain, bool remove)
{
	struct nftset_interval v;
	struct interval_list l = kernel_list(&v, &prefix, 1, chain);
	enum family f = address_is_v4(&v.range.first) ? FAMILY_V4 : FAMILY_V6;
	struct batch b;
	int ret;

	batch_begin(&b, n);
	fill_list(&b, edition, set, f, &l, remove);
	ret = batch_send(&b, n);
	batch_done(&b);
	return ret;
}

#endif
