/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks the kernel for what a set should hold. */

#include <errno.h>
#include <stdio.h>	/* before libnftnl, which needs it */

#include <libnftnl/common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/nft/element.h"
#include "ruleset/nft/nftset.h"

enum {
	ASK_INTERVALS = 32,	/* of one question: the answers must fit the
				   receive buffer */
	ASK_MISSING = 16,	/* enough to know that something is wrong */
};

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
	} else if (element_end_of(&v->range.last, &e->key)) {
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
			q->wrong = !element_read(elem, &e) ||
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
	char buf[8192] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = nftnl_nlmsg_build_hdr(buf, NFT_MSG_GETSETELEM,
						     NFPROTO_INET, 0, 0);
	struct nlattr *list = element_list(nlh, s->table, s->name);
	int ret;

	for (size_t i = 0; i < q->n; i++)
		element_put(nlh, &q->key[i], s->family, q->want[i].end, NULL);
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

	if (ret != 1 || !element_end_of(&v->range.last, &end))
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
