/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transactions over a netlink socket. */

#include <arpa/inet.h>
#include <errno.h>
#include <libnftnl/common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/nft/batch.h"

enum {
	/* An attribute's length has 16 bits, so no message needs more. */
	MESSAGE_MAX = 0x10000 + 4096,
	/* Attributes are padded, which libmnl before 1.0.5 leaves to what was
	 * there; equal rules are to be equal bytes (table_digest()). */
	CLEARED = 4096,
};

void batch_begin(struct batch *b, struct netlink *n)
{
	batch_begin_at(b, n, 0);
}

void batch_begin_at(struct batch *b, struct netlink *n, uint32_t genid)
{
	struct nlmsghdr *nlh;

	*b = (struct batch) { .first = ++n->seq };
	b->seq = b->first;
	nlh = nftnl_batch_begin(buffer_extend(&b->out, MESSAGE_MAX), b->seq);
	if (genid)
		mnl_attr_put_u32(nlh, NFNL_BATCH_GENID, htonl(genid));
	b->out.len = nlh->nlmsg_len;
	buffer_add(&b->labels, "the batch", sizeof("the batch"));
}

void batch_done(struct batch *b)
{
	buffer_done(&b->out);
	buffer_done(&b->labels);
}

struct nlmsghdr *batch_message(struct batch *b, uint16_t type, uint16_t flags,
			       const char *what)
{
	char *at = buffer_extend(&b->out, MESSAGE_MAX);

	b->out.len -= MESSAGE_MAX;
	b->last = b->out.len;
	memset(at, 0, CLEARED);
	buffer_add(&b->labels, what, strlen(what) + 1);
	return nftnl_nlmsg_build_hdr(at, type, NFPROTO_INET, flags, ++b->seq);
}

void batch_end_message(struct batch *b, struct nlmsghdr *nlh)
{
	b->out.len += MNL_ALIGN(nlh->nlmsg_len);
}

/* The label of message number `n` of the batch. */
static const char *label(const struct batch *b, uint32_t n)
{
	const char *p = b->labels.p;

	while (n-- > 0)
		p += strlen(p) + 1;
	return p;
}

/* --- the answer to a batch ------------------------------------------- */

/* The attribute at `offset` of the message with this sequence number. */
static const struct nlattr *attribute_at(const struct batch *b, uint32_t seq,
					 uint32_t offset)
{
	const char *p = b->out.p, *end = p + b->out.len;
	const struct nlmsghdr *nlh;

	while (p < end) {
		nlh = (const void *)p;
		if (nlh->nlmsg_seq == seq)
			return offset < nlh->nlmsg_len ?
			       (const void *)(p + offset) : NULL;
		p += MNL_ALIGN(nlh->nlmsg_len);
	}
	return NULL;
}

/* Which attribute a refusal is about, NULL where it does not say. */
static const struct nlattr *refused(const struct batch *b,
				    const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	/* The attributes follow the header of what was refused. */
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		return NULL;
	mnl_attr_for_each(attr, nlh, sizeof(struct nlmsgerr))
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_OFFS &&
		    mnl_attr_get_payload_len(attr) == sizeof(uint32_t))
			return attribute_at(b, nlh->nlmsg_seq,
					    mnl_attr_get_u32(attr));
	return NULL;
}

struct answer {
	struct batch *b;
	int error;	/* the first */
	bool complete;
};

static void take_answer(struct answer *a, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(nlh);
	uint32_t at = nlh->nlmsg_seq - a->b->first;

	if (nlh->nlmsg_type != NLMSG_ERROR || at > a->b->seq - a->b->first)
		return;		/* an event, or of an earlier batch */
	if (e->error != 0 && a->error == 0) {
		a->error = e->error;
		a->b->failed = label(a->b, at);
		a->b->refused = refused(a->b, nlh);
	}
	/* Errors come in the order of the messages, and only the last asked
	 * for an answer; one to BATCH_BEGIN tells that the commit failed. */
	if (nlh->nlmsg_seq == a->b->seq || at == 0)
		a->complete = true;
}

static int wait_for_answer(struct batch *b, struct netlink *n)
{
	struct answer a = { .b = b };
	char *buf = xcalloc(1, NETLINK_ANSWER_MAX);
	ssize_t len;
	int left;

	while (!a.complete) {
		const struct nlmsghdr *nlh = (void *)buf;

		len = mnl_socket_recvfrom(n->nl, buf, NETLINK_ANSWER_MAX);
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0) {
			a.error = errno == EAGAIN ? -ETIMEDOUT : -errno;
			break;
		}
		for (left = (int)len; mnl_nlmsg_ok(nlh, left);
		     nlh = mnl_nlmsg_next(nlh, &left))
			take_answer(&a, nlh);
	}
	free(buf);
	return a.error;
}

int batch_send(struct batch *b, struct netlink *n)
{
	struct nlmsghdr *last = (void *)(b->out.p + b->last);
	struct nlmsghdr *end;

	if (b->seq == b->first)
		return 0;
	last->nlmsg_flags |= NLM_F_ACK;
	end = nftnl_batch_end(buffer_extend(&b->out, MESSAGE_MAX), b->seq + 1);
	b->out.len -= MESSAGE_MAX - end->nlmsg_len;
	n->seq = b->seq + 1;
	if (netlink_room(n, b->out.len) < b->out.len)
		return -EMSGSIZE;
	if (mnl_socket_sendto(n->nl, b->out.p, b->out.len) < 0)
		return -errno;
	return wait_for_answer(b, n);
}
