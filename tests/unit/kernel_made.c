/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <sched.h>
#include <string.h>

#include "lib/range.h"
#include "ruleset/apply/fill.h"
#include "ruleset/nft/kernel.h"
#include "tests/unit/kernel_made.h"
#include "tests/unit/tap.h"

static const struct exceptions no_exceptions;
static const struct conf_list no_wan;
static struct kernel found;

void kernel_begin(struct netlink *n)
{
	if (unshare(CLONE_NEWNET) < 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		skip_all("no network namespace of its own");
	if (netlink_open(n) < 0)
		skip_all("no nfnetlink");
	kernel_probe(&found, n);
	if (kernel_missing(&found))
		skip_all("the kernel lacks what the rules need");
}

struct table kernel_table(struct made *m, const char *block,
			  const char *protect)
{
	made_vendor("vendors/acme.conf", MADE_VENDOR("acme", ""));
	scratch_put("block.list", block);
	scratch_put("protect.list", protect);
	made_begin(m, "mode = \"enforce\";");
	return (struct table) {
		.config = &m->config, .policy = m->policy,
		.intervals = &m->iv, .exceptions = &no_exceptions,
		.wan = &no_wan, .queues = { 7100, 1 },
		.native_queue = found.native_queue, .fib = found.fib,
	};
}

struct apply_report kernel_apply(struct table *t, struct netlink *n)
{
	const struct table_distrust trust = { .sets = false };
	struct apply_report report;
	struct fault fault;
	char text[FAULT_TEXT];

	if (!apply_table(t, n, trust, &report, &fault))
		give_up("%s", fault_text(&fault, text));
	return report;
}

struct interval_list kernel_list(struct interval *items,
				 const char *const *texts, size_t n,
				 const char *chain)
{
	struct prefix p;

	for (size_t i = 0; i < n; i++) {
		if (!prefix_parse(texts[i], &p))
			give_up("no prefix: %s", texts[i]);
		items[i] = (struct interval) {
			.range = range_of(&p), .chain = chain,
		};
	}
	return (struct interval_list) { items, n };
}

int kernel_change(struct netlink *n, unsigned edition, enum interval_set set,
		  const char *prefix, const char *chain, bool remove)
{
	struct interval v;
	struct interval_list l = kernel_list(&v, &prefix, 1, chain);
	enum family f = address_family(&v.range.first);
	struct batch b;
	int ret;

	batch_begin(&b, n);
	fill_list(&b, edition, set, f, &l, remove);
	ret = batch_send(&b, n);
	batch_done(&b);
	return ret;
}
