/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets and maps of addresses, written straight as netlink attributes. */

#include <arpa/inet.h>
#include <stdio.h>	/* before libnftnl, which needs it */

#include <libnftnl/set.h>
#include <libnftnl/udata.h>
#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <string.h>

#include "ruleset/nftset.h"

enum {
	/* nft's own numbers for data types, which "nft list" goes by. */
	TYPE_IPV4_ADDR = 7, TYPE_IPV6_ADDR = 8,
	BYTEORDER_BIG = 2,
	/* NFTA_SET_ELEM_LIST_ELEMENTS is one attribute with a length of 16
	 * bits; an element needs at most 100 bytes. */
	MESSAGE_FILL = 0xffff - 4096,
};

static void describe(struct nftnl_set *s, const char *comment)
{
	struct nftnl_udata_buf *u =
		nftnl_udata_buf_alloc(NFTNL_UDATA_COMMENT_MAXLEN * 2);

	nftnl_udata_put_u32(u, NFTNL_UDATA_SET_KEYBYTEORDER, BYTEORDER_BIG);
	nftnl_udata_put_strz(u, NFTNL_UDATA_SET_COMMENT, comment);
	nftnl_set_set_data(s, NFTNL_SET_USERDATA, nftnl_udata_buf_data(u),
			   nftnl_udata_buf_len(u));
	nftnl_udata_buf_free(u);
}

void nftset_create(struct batch *b, const char *table, const char *name,
		   enum family f, bool map, const char *comment)
{
	struct nlmsghdr *nlh = batch_message(b, NFT_MSG_NEWSET, NLM_F_CREATE,
					     name);
	struct nftnl_set *s = nftnl_set_alloc();

	nftnl_set_set_str(s, NFTNL_SET_TABLE, table);
	nftnl_set_set_str(s, NFTNL_SET_NAME, name);
	nftnl_set_set_u32(s, NFTNL_SET_FAMILY, NFPROTO_INET);
	nftnl_set_set_u32(s, NFTNL_SET_ID, b->seq);
	nftnl_set_set_u32(s, NFTNL_SET_FLAGS,
			  NFT_SET_INTERVAL | (map ? NFT_SET_MAP : 0));
	nftnl_set_set_u32(s, NFTNL_SET_KEY_TYPE,
			  f == FAMILY_V4 ? TYPE_IPV4_ADDR : TYPE_IPV6_ADDR);
	nftnl_set_set_u32(s, NFTNL_SET_KEY_LEN, f == FAMILY_V4 ? 4 : 16);
	if (map) {
		nftnl_set_set_u32(s, NFTNL_SET_DATA_TYPE, NFT_DATA_VERDICT);
		nftnl_set_set_u32(s, NFTNL_SET_DATA_LEN, 0);
	}
	describe(s, comment);
	nftnl_set_nlmsg_build_payload(nlh, s);
	batch_end_message(b, nlh);
	nftnl_set_free(s);
}

void nftset_delete(struct batch *b, const char *table, const char *name)
{
	struct nlmsghdr *nlh = batch_message(b, NFT_MSG_DELSET, 0, name);

	mnl_attr_put_strz(nlh, NFTA_SET_TABLE, table);
	mnl_attr_put_strz(nlh, NFTA_SET_NAME, name);
	batch_end_message(b, nlh);
}

/* --- elements -------------------------------------------------------- */

static void put_key(struct nlmsghdr *nlh, const struct address *a,
		    enum family f)
{
	struct nlattr *key = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_KEY);

	if (f == FAMILY_V4)
		mnl_attr_put(nlh, NFTA_DATA_VALUE, 4, a->b + 12);
	else
		mnl_attr_put(nlh, NFTA_DATA_VALUE, 16, a->b);
	mnl_attr_nest_end(nlh, key);
}

static void put_verdict(struct nlmsghdr *nlh, const char *chain)
{
	struct nlattr *data = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_DATA);
	struct nlattr *v = mnl_attr_nest_start(nlh, NFTA_DATA_VERDICT);

	mnl_attr_put_u32(nlh, NFTA_VERDICT_CODE, htonl((uint32_t)NFT_GOTO));
	mnl_attr_put_strz(nlh, NFTA_VERDICT_CHAIN, chain);
	mnl_attr_nest_end(nlh, v);
	mnl_attr_nest_end(nlh, data);
}

static void put_element(struct nlmsghdr *nlh, const struct address *a,
			enum family f, bool end, const char *chain)
{
	struct nlattr *e = mnl_attr_nest_start(nlh, NFTA_LIST_ELEM);

	if (end)
		mnl_attr_put_u32(nlh, NFTA_SET_ELEM_FLAGS,
				 htonl(NFT_SET_ELEM_INTERVAL_END));
	put_key(nlh, a, f);
	if (chain && !end)
		put_verdict(nlh, chain);
	mnl_attr_nest_end(nlh, e);
}

/* The address behind `last`; false where the family ends there. */
static bool end_of(const struct address *last, struct address *end)
{
	*end = *last;
	return address_next(end) && address_is_v4(end) == address_is_v4(last);
}

struct message {
	struct nlmsghdr *nlh;
	struct nlattr *list;
};

static void open_message(struct message *m, struct batch *b, const char *table,
			 const char *name)
{
	m->nlh = batch_message(b, NFT_MSG_NEWSETELEM,
			       NLM_F_CREATE | NLM_F_EXCL, name);
	mnl_attr_put_strz(m->nlh, NFTA_SET_ELEM_LIST_TABLE, table);
	mnl_attr_put_strz(m->nlh, NFTA_SET_ELEM_LIST_SET, name);
	m->list = mnl_attr_nest_start(m->nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
}

static void close_message(struct message *m, struct batch *b)
{
	if (!m->nlh)
		return;
	mnl_attr_nest_end(m->nlh, m->list);
	batch_end_message(b, m->nlh);
	m->nlh = NULL;
}

void nftset_add(struct batch *b, const char *table, const char *name,
		enum family f, bool map,
		const struct nftset_interval *intervals, size_t n)
{
	struct message m = { .nlh = NULL };

	for (size_t i = 0; i < n; i++) {
		const struct nftset_interval *v = &intervals[i];
		struct address end;

		if (address_is_v4(&v->range.first) != (f == FAMILY_V4))
			continue;
		if (!m.nlh)
			open_message(&m, b, table, name);
		put_element(m.nlh, &v->range.first, f, false,
			    map ? v->chain : NULL);
		if (end_of(&v->range.last, &end))
			put_element(m.nlh, &end, f, true, NULL);
		if (m.nlh->nlmsg_len > MESSAGE_FILL)
			close_message(&m, b);
	}
	close_message(&m, b);
}
