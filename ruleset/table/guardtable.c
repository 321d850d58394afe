/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guard's chains:
 *
 *	guard-forward, guard-output (filter - 9)
 *		SCREENED, of a connection with PASS -> go on
 *		else -> until: the moment is over -> go on
 *			hold: an answer -> go on; else -> drop
 *
 * Nearly all packets are of a connection with PASS, and end at the second rule.
 * guard-output is of type route: the bit must not steer local packets.
 */

#include <errno.h>
#include <stdio.h>	/* before libnftnl, which needs it */
#include <string.h>

#include <libnftnl/object.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter_ipv4.h>

#include "lib/array.h"
#include "ruleset/nft/do.h"
#include "ruleset/nft/match.h"
#include "ruleset/nft/object.h"
#include "ruleset/table/guardtable.h"
#include "ruleset/table/wanted.h"

#define HELD "held-back"

enum { PRIORITY = NF_IP_PRI_FILTER + TABLE_COMMIT_PRIORITY + 1 };

static const struct object_chain chains[] = {
	{ "guard-forward", "what table inet cordon has not seen waits for it",
	  "filter", NF_INET_FORWARD, PRIORITY },
	{ "guard-output", "the same of this gateway itself; type route: the "
	  "mark must not steer local packets",
	  "route", NF_INET_LOCAL_OUT, PRIORITY },
	{ .name = "until", .comment = "as long as cordond is well" },
	{ .name = "hold", .comment = "but what was judged goes on" },
};

static void write_known(struct rule_builder *r, const struct marks *m,
			   const char *chain)
{
	rule_start(r, chain, "seen");
	match_mark(r, m->mask, m->screened);
	do_mark(r, ~m->mask, 0);
	do_accept(r);
	rule_end(r);
	rule_start(r, chain, "judged before");
	match_ct_mark(r, m->pass | m->block, m->pass);
	do_accept(r);
	rule_end(r);
}

static void write_output(struct rule_builder *r, const struct marks *m)
{
	rule_start(r, "guard-output", NULL);
	match_oifname(r, "lo");
	do_accept(r);
	rule_end(r);
	write_known(r, m, "guard-output");
	rule_start(r, "guard-output", "cordond's answers and resets");
	match_mark(r, m->own, m->own);
	do_accept(r);
	rule_end(r);
	rule_start(r, "guard-output", "answers of services here");
	match_reply(r);
	do_accept(r);
	rule_end(r);
	rule_start(r, "guard-output", NULL);
	do_goto(r, "until");
	rule_end(r);
}

static void write_hold(struct rule_builder *r, const struct marks *m)
{
	rule_start(r, "hold", "answers");
	match_reply(r);
	match_ct_mark(r, m->opened | m->block, m->opened);
	do_accept(r);
	rule_end(r);
	rule_start(r, "hold", NULL);
	do_counter(r, HELD);
	do_drop(r);
	rule_end(r);
}

void guardtable_hold_until(struct batch *b, time_t until)
{
	struct rule_builder r = { .batch = b, .table = GUARDTABLE_NAME };

	object_flush_chain(b, GUARDTABLE_NAME, "until");
	rule_start(&r, "until", NULL);
	match_before(&r, until);
	do_goto(&r, "hold");
	rule_end(&r);
}

void guardtable_write(struct batch *b, const struct marks *m, time_t until)
{
	struct rule_builder r = { .batch = b, .table = GUARDTABLE_NAME };

	object_add_table_with(b, GUARDTABLE_NAME, NFT_TABLE_F_OWNER);
	object_add_counter(b, GUARDTABLE_NAME, HELD);
	for (size_t i = 0; i < ARRAY_SIZE(chains); i++)
		object_add_chain(b, GUARDTABLE_NAME, &chains[i]);
	guardtable_clear(b);
	write_known(&r, m, "guard-forward");
	rule_start(&r, "guard-forward", NULL);
	do_goto(&r, "until");
	rule_end(&r);
	write_output(&r, m);
	write_hold(&r, m);
	guardtable_hold_until(b, until);
}

void guardtable_clear(struct batch *b)
{
	for (size_t i = 0; i < ARRAY_SIZE(chains); i++)
		object_flush_chain(b, GUARDTABLE_NAME, chains[i].name);
}

void guardtable_remove(struct batch *b)
{
	object_delete_table(b, GUARDTABLE_NAME);
}

static int take_held(const struct nlmsghdr *nlh, void *arg)
{
	struct nftnl_obj *o = nftnl_obj_alloc();
	uint64_t *packets = arg;

	if (nftnl_obj_nlmsg_parse(nlh, o) == 0)
		*packets += nftnl_obj_get_u64(o, NFTNL_OBJ_CTR_PKTS);
	nftnl_obj_free(o);
	return MNL_CB_OK;
}

int guardtable_held(struct netlink *n, uint64_t *packets)
{
	int ret;

	do {
		*packets = 0;
		ret = netlink_dump(n, NFT_MSG_GETOBJ, GUARDTABLE_NAME,
				   take_held, packets);
	} while (ret == -EINTR);
	return ret;
}
