/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes and fills sets and maps of addresses. */

#include <stdio.h>	/* before libnftnl, which needs it */

#include <libnftnl/common.h>
#include <libnftnl/set.h>
#include <libnftnl/udata.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "ruleset/nft/element.h"
#include "ruleset/nft/nftset.h"

enum {
	/* nft's own numbers for data types, which "nft list" goes by. */
	TYPE_IPV4_ADDR = 7, TYPE_IPV6_ADDR = 8,
	BYTEORDER_BIG = 2,
	/* NFTA_SET_ELEM_LIST_ELEMENTS is one attribute with a length of 16
	 * bits; an interval needs at most 200 bytes. */
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

void nftset_create(struct batch *b, const struct nftset *set,
		   const char *comment)
{
	struct nlmsghdr *nlh = batch_message(b, NFT_MSG_NEWSET, NLM_F_CREATE |
					     NLM_F_EXCL, set->name);
	struct nftnl_set *s = nftnl_set_alloc();
	bool v4 = set->family == FAMILY_V4;

	nftnl_set_set_str(s, NFTNL_SET_TABLE, set->table);
	nftnl_set_set_str(s, NFTNL_SET_NAME, set->name);
	nftnl_set_set_u32(s, NFTNL_SET_FAMILY, NFPROTO_INET);
	nftnl_set_set_u32(s, NFTNL_SET_ID, b->seq);
	nftnl_set_set_u32(s, NFTNL_SET_FLAGS,
			  NFT_SET_INTERVAL | (set->map ? NFT_SET_MAP : 0));
	nftnl_set_set_u32(s, NFTNL_SET_KEY_TYPE,
			  v4 ? TYPE_IPV4_ADDR : TYPE_IPV6_ADDR);
	nftnl_set_set_u32(s, NFTNL_SET_KEY_LEN, v4 ? 4 : 16);
	if (set->map) {
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

bool nftset_put(struct nftset_writer *w, const struct interval *v)
{
	enum family f = w->set->family;
	struct address end;

	if (!w->nlh) {
		w->nlh = w->remove ?
			 batch_message(w->b, NFT_MSG_DELSETELEM, 0,
				       w->set->name) :
			 batch_message(w->b, NFT_MSG_NEWSETELEM, NLM_F_CREATE |
				       NLM_F_EXCL, w->set->name);
		w->list = element_list(w->nlh, w->set->table, w->set->name);
	}
	element_put(w->nlh, &v->range.first, f, false,
		    w->set->map && !w->remove ? v->chain : NULL);
	if (element_end_of(&v->range.last, &end))
		element_put(w->nlh, &end, f, true, NULL);
	if (w->nlh->nlmsg_len <= MESSAGE_FILL)
		return false;
	nftset_end(w);
	return true;
}

void nftset_end(struct nftset_writer *w)
{
	if (!w->nlh)
		return;
	mnl_attr_nest_end(w->nlh, w->list);
	batch_end_message(w->b, w->nlh);
	w->nlh = NULL;
}

size_t nftset_interval_size(enum family f, size_t chain_len)
{
	/* Attribute headers are 4 bytes: LIST_ELEM, KEY, VALUE. */
	size_t start = 12 + element_key_size(f), end = start + 8;

	/* DATA, VERDICT, CODE with 4 bytes, CHAIN. */
	if (chain_len > 0)
		start += 20 + MNL_ALIGN(chain_len + 1);
	return start + end;
}

bool nftset_refused(const struct nlattr *attr, struct address *a)
{
	struct element e;

	if (!attr || mnl_attr_get_type(attr) != NFTA_LIST_ELEM ||
	    !element_read(attr, &e))
		return false;
	*a = e.key;
	return true;
}
