/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets and maps of addresses, written straight as netlink attributes. */

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>	/* before libnftnl, which needs it */

#include <libnftnl/common.h>
#include <libnftnl/set.h>
#include <libnftnl/udata.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/nft/nftset.h"

enum {
	/* nft's own numbers for data types, which "nft list" goes by. */
	TYPE_IPV4_ADDR = 7, TYPE_IPV6_ADDR = 8,
	BYTEORDER_BIG = 2,
	/* NFTA_SET_ELEM_LIST_ELEMENTS is one attribute with a length of 16
	 * bits; an interval needs at most 200 bytes. */
	MESSAGE_FILL = 0xffff - 4096,
	ASK_INTERVALS = 32,	/* of one question: the answers must fit the
				   receive buffer */
	ASK_MISSING = 16,	/* enough to know that something is wrong */
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

static size_t key_size(enum family f)
{
	return f == FAMILY_V4 ? 4 : 16;
}

/* The bytes of a key, in an address. */
static uint8_t *key_bytes(const struct address *a, enum family f)
{
	return (uint8_t *)a->b + sizeof(a->b) - key_size(f);
}

static void put_key(struct nlmsghdr *nlh, const struct address *a,
		    enum family f)
{
	struct nlattr *key = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_KEY);

	mnl_attr_put(nlh, NFTA_DATA_VALUE, key_size(f), key_bytes(a, f));
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

static struct nlattr *put_list(struct nlmsghdr *nlh, const struct nftset *s)
{
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_TABLE, s->table);
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_SET, s->name);
	return mnl_attr_nest_start(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
}

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
		w->list = put_list(w->nlh, w->set);
	}
	put_element(w->nlh, &v->range.first, f, false,
		    w->set->map && !w->remove ? v->chain : NULL);
	if (end_of(&v->range.last, &end))
		put_element(w->nlh, &end, f, true, NULL);
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
	size_t start = 12 + key_size(f), end = 12 + key_size(f) + 8;

	/* DATA, VERDICT, CODE with 4 bytes, CHAIN. */
	if (chain_len > 0)
		start += 20 + MNL_ALIGN(chain_len + 1);
	return start + end;
}

/* --- what is there --------------------------------------------------- */

/* An element, as the kernel tells of it or refuses it. */
struct element {
	struct address key;
	bool end;
	char chain[64];
};

static void read_verdict(const struct nlattr *data, struct element *e)
{
	const struct nlattr *v, *a;

	mnl_attr_for_each_nested(v, data) {
		if (mnl_attr_get_type(v) != NFTA_DATA_VERDICT)
			continue;
		mnl_attr_for_each_nested(a, v)
			if (mnl_attr_get_type(a) == NFTA_VERDICT_CHAIN)
				snprintf(e->chain, sizeof(e->chain), "%.*s",
					 (int)mnl_attr_get_payload_len(a),
					 (const char *)mnl_attr_get_payload(a));
	}
}

static bool read_key(const struct nlattr *key, struct address *out)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, key) {
		if (mnl_attr_get_type(a) != NFTA_DATA_VALUE)
			continue;
		if (mnl_attr_get_payload_len(a) == 4)
			*out = address_from_v4(mnl_attr_get_payload(a));
		else if (mnl_attr_get_payload_len(a) == 16)
			*out = address_from_v6(mnl_attr_get_payload(a));
		else
			return false;
		return true;
	}
	return false;
}

static bool read_element(const struct nlattr *elem, struct element *e)
{
	const struct nlattr *a;
	bool key = false;

	*e = (struct element) { .end = false };
	mnl_attr_for_each_nested(a, elem) {
		switch (mnl_attr_get_type(a)) {
		case NFTA_SET_ELEM_KEY:
			key = read_key(a, &e->key);
			break;
		case NFTA_SET_ELEM_DATA:
			read_verdict(a, e);
			break;
		case NFTA_SET_ELEM_FLAGS:
			e->end = ntohl(mnl_attr_get_u32(a)) &
				 NFT_SET_ELEM_INTERVAL_END;
			break;
		}
	}
	return key;
}

bool nftset_refused(const struct nlattr *attr, struct address *a)
{
	struct element e;

	if (!attr || mnl_attr_get_type(attr) != NFTA_LIST_ELEM ||
	    !read_element(attr, &e))
		return false;
	*a = e.key;
	return true;
}

/* What is asked for, what should be answered, and how far it has come. */
struct question {
	struct element want[2 * ASK_INTERVALS];
	struct address key[2 * ASK_INTERVALS];
	size_t of[2 * ASK_INTERVALS];	/* which element each is */
	size_t n, answered;
	bool wrong;			/* the last answer */
	bool any_chain;
};

/* Element `i` of a list: starts have even numbers, ends odd ones. */
static void question_add(struct question *q, const struct nftset *s,
			 const struct interval *items, size_t i)
{
	const struct interval *v = &items[i / 2];
	struct element *e = &q->want[q->n];

	*e = (struct element) { .end = i % 2 };
	if (!e->end) {
		e->key = q->key[q->n] = v->range.first;
		if (s->map && v->chain)
			snprintf(e->chain, sizeof(e->chain), "%s", v->chain);
	} else if (end_of(&v->range.last, &e->key)) {
		/* The end of the interval that the key lies in, or the next
		 * one. */
		q->key[q->n] = v->range.last;
	} else {
		return;
	}
	q->of[q->n++] = i;
}

static int take_element(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr, *elem;
	struct question *q = arg;
	struct element e;

	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg)) {
		if (mnl_attr_get_type(attr) != NFTA_SET_ELEM_LIST_ELEMENTS)
			continue;
		mnl_attr_for_each_nested(elem, attr) {
			const struct element *want = &q->want[q->answered];

			if (q->wrong || q->answered == q->n)
				return MNL_CB_OK;
			q->wrong = !read_element(elem, &e) ||
				   address_compare(&e.key, &want->key) != 0 ||
				   e.end != want->end ||
				   (!q->any_chain &&
				    strcmp(e.chain, want->chain) != 0);
			q->answered += !q->wrong;
		}
	}
	return MNL_CB_OK;
}

/* Asks for what is in `q`: 0, 1 if the element behind the answered ones is
 * not as wanted, or -errno. */
static int ask(struct netlink *n, const struct nftset *s, struct question *q)
{
	char buf[8192];
	struct nlmsghdr *nlh = nftnl_nlmsg_build_hdr(buf, NFT_MSG_GETSETELEM,
						     NFPROTO_INET, 0, 0);
	struct nlattr *list = put_list(nlh, s);
	int ret;

	for (size_t i = 0; i < q->n; i++)
		put_element(nlh, &q->key[i], s->family, q->want[i].end, NULL);
	mnl_attr_nest_end(nlh, list);
	ret = netlink_ask(n, nlh, take_element, q);
	if (ret == 0 || ret == -ENOENT)
		return q->answered < q->n;
	return ret;
}

/* Is `start` where the interval that `a` lies in starts? 1, 0 or -errno. */
static int starts_at(struct netlink *n, const struct nftset *s,
		     const struct address *a, const struct address *start)
{
	struct question *q = xcalloc(1, sizeof(*q));
	int ret;

	q->n = 1;
	q->key[0] = *a;
	q->want[0].key = *start;
	q->any_chain = true;
	ret = ask(n, s, q);
	free(q);
	return ret < 0 ? ret : !ret;
}

/* Where intervals touch, the kernel may find the end of the one before, or on
 * kernels without the array a start. Then an end shows by what it parts. */
static int ends_there(struct netlink *n, const struct nftset *s,
		      const struct interval *v)
{
	struct address end;
	int ret = starts_at(n, s, &v->range.last, &v->range.first);

	if (ret != 1 || !end_of(&v->range.last, &end))
		return ret;
	ret = starts_at(n, s, &end, &v->range.first);
	return ret < 0 ? ret : !ret;
}

/* Is element `i`, which was not answered as it should be, really not there?
 * 1, 0 or -errno. */
static int is_missing(struct netlink *n, const struct nftset *s,
		      const struct interval *intervals, size_t i)
{
	int ret = i % 2 ? ends_there(n, s, &intervals[i / 2]) : 0;

	return ret < 0 ? ret : !ret;
}

int nftset_compare(struct netlink *n, const struct nftset *s,
		   const struct interval *intervals, size_t count,
		   size_t *missing, struct interval *first)
{
	struct question *q = xcalloc(1, sizeof(*q));
	int ret = 0;

	*missing = 0;
	for (size_t i = 0; i < 2 * count && *missing < ASK_MISSING; ) {
		size_t next = i;

		*q = (struct question) { .n = 0 };
		while (next < 2 * count && next < i + 2 * ASK_INTERVALS)
			question_add(q, s, intervals, next++);
		ret = q->n > 0 ? ask(n, s, q) : 0;
		if (ret == 1) {
			next = q->of[q->answered] + 1;
			ret = is_missing(n, s, intervals, next - 1);
		}
		if (ret < 0)
			break;
		if (ret == 1) {
			if ((*missing)++ == 0)
				*first = intervals[(next - 1) / 2];
			next += next % 2;	/* the end would miss too */
		}
		i = next;
	}
	free(q);
	return ret < 0 ? ret : 0;
}

int nftset_has_start(struct netlink *n, const struct nftset *s,
		     const struct address *a)
{
	return starts_at(n, s, a, a);
}
