/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables, chains and counters come and go. */

#include <arpa/inet.h>
#include <stdio.h>	/* before libnftnl, which needs it */

#include <libnftnl/chain.h>
#include <libnftnl/object.h>
#include <libnftnl/udata.h>
#include <linux/netfilter/nf_tables.h>

#include "ruleset/nft/object.h"

static struct nlmsghdr *message(struct batch *b, uint16_t type, uint16_t flags,
				const char *kind, const char *name)
{
	char what[96];

	snprintf(what, sizeof(what), "%s %s", kind, name);
	return batch_message(b, type, flags, what);
}

void object_add_table_with(struct batch *b, const char *table, uint32_t flags)
{
	struct nlmsghdr *nlh = message(b, NFT_MSG_NEWTABLE, NLM_F_CREATE,
				       "table", table);

	mnl_attr_put_strz(nlh, NFTA_TABLE_NAME, table);
	if (flags)
		mnl_attr_put_u32(nlh, NFTA_TABLE_FLAGS, htonl(flags));
	batch_end_message(b, nlh);
}

void object_add_table(struct batch *b, const char *table)
{
	object_add_table_with(b, table, 0);
}

void object_delete_table(struct batch *b, const char *table)
{
	struct nlmsghdr *nlh = message(b, NFT_MSG_DELTABLE, 0, "table",
				       table);

	mnl_attr_put_strz(nlh, NFTA_TABLE_NAME, table);
	batch_end_message(b, nlh);
}

static void comment_chain(struct nftnl_chain *c, const char *comment)
{
	struct nftnl_udata_buf *u =
		nftnl_udata_buf_alloc(NFTNL_UDATA_COMMENT_MAXLEN * 2);

	nftnl_udata_put_strz(u, NFTNL_UDATA_CHAIN_COMMENT, comment);
	nftnl_chain_set_data(c, NFTNL_CHAIN_USERDATA, nftnl_udata_buf_data(u),
			     nftnl_udata_buf_len(u));
	nftnl_udata_buf_free(u);
}

void object_add_chain(struct batch *b, const char *table,
		      const struct object_chain *chain)
{
	struct nlmsghdr *nlh = message(b, NFT_MSG_NEWCHAIN, NLM_F_CREATE,
				       "chain", chain->name);
	struct nftnl_chain *c = nftnl_chain_alloc();

	nftnl_chain_set_str(c, NFTNL_CHAIN_TABLE, table);
	nftnl_chain_set_str(c, NFTNL_CHAIN_NAME, chain->name);
	if (chain->type) {
		nftnl_chain_set_str(c, NFTNL_CHAIN_TYPE, chain->type);
		nftnl_chain_set_u32(c, NFTNL_CHAIN_HOOKNUM, chain->hook);
		nftnl_chain_set_s32(c, NFTNL_CHAIN_PRIO, chain->priority);
		nftnl_chain_set_u32(c, NFTNL_CHAIN_POLICY, NF_ACCEPT);
	}
	if (chain->comment)
		comment_chain(c, chain->comment);
	nftnl_chain_nlmsg_build_payload(nlh, c);
	batch_end_message(b, nlh);
	nftnl_chain_free(c);
}

void object_flush_chain(struct batch *b, const char *table, const char *name)
{
	struct nlmsghdr *nlh = message(b, NFT_MSG_DELRULE, 0, "chain", name);

	mnl_attr_put_strz(nlh, NFTA_RULE_TABLE, table);
	mnl_attr_put_strz(nlh, NFTA_RULE_CHAIN, name);
	batch_end_message(b, nlh);
}

void object_delete_chain(struct batch *b, const char *table, const char *name)
{
	struct nlmsghdr *nlh;

	object_flush_chain(b, table, name);
	nlh = message(b, NFT_MSG_DELCHAIN, 0, "chain", name);
	mnl_attr_put_strz(nlh, NFTA_CHAIN_TABLE, table);
	mnl_attr_put_strz(nlh, NFTA_CHAIN_NAME, name);
	batch_end_message(b, nlh);
}

void object_add_counter(struct batch *b, const char *table, const char *name)
{
	struct nlmsghdr *nlh = message(b, NFT_MSG_NEWOBJ, NLM_F_CREATE,
				       "counter", name);
	struct nftnl_obj *o = nftnl_obj_alloc();

	nftnl_obj_set_str(o, NFTNL_OBJ_TABLE, table);
	nftnl_obj_set_str(o, NFTNL_OBJ_NAME, name);
	nftnl_obj_set_u32(o, NFTNL_OBJ_TYPE, NFT_OBJECT_COUNTER);
	nftnl_obj_set_u64(o, NFTNL_OBJ_CTR_PKTS, 0);
	nftnl_obj_nlmsg_build_payload(nlh, o);
	batch_end_message(b, nlh);
	nftnl_obj_free(o);
}

void object_delete_counter(struct batch *b, const char *table,
			   const char *name)
{
	struct nlmsghdr *nlh = message(b, NFT_MSG_DELOBJ, 0, "counter", name);

	mnl_attr_put_strz(nlh, NFTA_OBJ_TABLE, table);
	mnl_attr_put_strz(nlh, NFTA_OBJ_NAME, name);
	mnl_attr_put_u32(nlh, NFTA_OBJ_TYPE, htonl(NFT_OBJECT_COUNTER));
	batch_end_message(b, nlh);
}
