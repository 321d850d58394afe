/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tries what the rules need, in a table that is gone before it returns. */

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <stddef.h>
#include <string.h>

#include "lib/array.h"
#include "ruleset/nft/batch.h"
#include "ruleset/nft/do.h"
#include "ruleset/nft/kernel.h"
#include "ruleset/nft/match.h"
#include "ruleset/nft/object.h"

#define PROBE_TABLE "cordon-probe"

static void try_native_queue(struct rule_builder *b)
{
	do_queue(b, true, 0, 1);
}

static void try_compat_queue(struct rule_builder *b)
{
	do_queue(b, false, 0, 1);
}

static void try_payload(struct rule_builder *b)
{
	match_payload(b);
}

static void try_conntrack(struct rule_builder *b)
{
	match_ct_mark(b, 1, 1);
}

static void try_reject(struct rule_builder *b)
{
	do_admin_prohibited(b);
}

static void try_fib(struct rule_builder *b)
{
	match_source_fits(b);
}

/* One rule each, in a base chain of this hook. */
static const struct probe {
	size_t field;
	uint32_t hook;
	void (*fill)(struct rule_builder *b);
} probes[] = {
	{ offsetof(struct kernel, native_queue), NF_INET_FORWARD,
	  try_native_queue },
	{ offsetof(struct kernel, compat_queue), NF_INET_FORWARD,
	  try_compat_queue },
	{ offsetof(struct kernel, payload), NF_INET_FORWARD, try_payload },
	{ offsetof(struct kernel, conntrack), NF_INET_FORWARD,
	  try_conntrack },
	{ offsetof(struct kernel, fib), NF_INET_FORWARD, try_fib },
	{ offsetof(struct kernel, prerouting_reject), NF_INET_PRE_ROUTING,
	  try_reject },
};

static void remove_probe(struct netlink *n)
{
	struct batch b;

	batch_begin(&b, n);
	object_add_table(&b, PROBE_TABLE);
	object_delete_table(&b, PROBE_TABLE);
	batch_send(&b, n);
	batch_done(&b);
}

/*
 * Expressions check where they hang, so the chain has a hook; but the table is
 * dormant, and no packet ever comes to it. Of a chain that is really hooked in
 * the end would drop all that is queued in the namespace, a running daemon's
 * packets with it (net/netfilter/nf_queue.c).
 */
static int try(struct netlink *n, const struct probe *p)
{
	struct rule_builder r = { .table = PROBE_TABLE };
	const struct object_chain chain = {
		.name = "probe", .type = "filter", .hook = p->hook,
		.priority = INT32_MAX,
	};
	struct batch b;
	int ret;

	batch_begin(&b, n);
	object_add_table_with(&b, PROBE_TABLE, NFT_TABLE_F_DORMANT);
	object_add_chain(&b, PROBE_TABLE, &chain);
	r.batch = &b;
	rule_start(&r, chain.name, NULL);
	/* No interface has this name. */
	match_iifname(&r, "cordon-probe");
	p->fill(&r);
	rule_end(&r);
	object_delete_table(&b, PROBE_TABLE);
	ret = batch_send(&b, n);
	batch_done(&b);
	return ret;
}

static int try_flowtable(struct netlink *n)
{
	struct nlmsghdr *nlh;
	struct nlattr *hook;
	struct batch b;
	int ret;

	batch_begin(&b, n);
	object_add_table(&b, PROBE_TABLE);
	nlh = batch_message(&b, NFT_MSG_NEWFLOWTABLE, NLM_F_CREATE,
			    "flowtable");
	mnl_attr_put_strz(nlh, NFTA_FLOWTABLE_TABLE, PROBE_TABLE);
	mnl_attr_put_strz(nlh, NFTA_FLOWTABLE_NAME, "probe");
	hook = mnl_attr_nest_start(nlh, NFTA_FLOWTABLE_HOOK);
	mnl_attr_put_u32(nlh, NFTA_FLOWTABLE_HOOK_NUM,
			 htonl(NF_NETDEV_INGRESS));
	mnl_attr_put_u32(nlh, NFTA_FLOWTABLE_HOOK_PRIORITY, 0);
	mnl_attr_nest_end(nlh, hook);
	batch_end_message(&b, nlh);
	object_delete_table(&b, PROBE_TABLE);
	ret = batch_send(&b, n);
	batch_done(&b);
	return ret;
}

void kernel_probe(struct kernel *k, struct netlink *n)
{
	struct batch b;

	*k = (struct kernel) { 0 };
	batch_begin(&b, n);
	object_add_table(&b, PROBE_TABLE);
	k->error = batch_send(&b, n);
	batch_done(&b);
	if (k->error < 0)
		return;
	k->nf_tables = true;
	remove_probe(n);
	for (size_t i = 0; i < ARRAY_SIZE(probes); i++)
		*(bool *)((char *)k + probes[i].field) =
			try(n, &probes[i]) == 0;
	k->flowtable = try_flowtable(n) == 0;
}

const char *kernel_missing(const struct kernel *k)
{
	if (!k->nf_tables)
		return k->error == -EPERM ?
		       "the right to change nf_tables (run as root)" :
		       "nf_tables (CONFIG_NF_TABLES, CONFIG_NF_TABLES_INET)";
	if (!k->native_queue && !k->compat_queue)
		return "a way to queue packets (nft_queue, or nft_compat and "
		       "xt_NFQUEUE)";
	if (!k->conntrack)
		return "connection tracking marks (nft_ct, nf_conntrack)";
	if (!k->payload)
		return "payload matching behind the transport header "
		       "(kernel 5.16)";
	if (!k->prerouting_reject)
		return "reject in prerouting (nft_reject_inet, kernel 5.9)";
	return NULL;
}
