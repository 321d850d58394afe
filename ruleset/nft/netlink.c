/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transactions and dumps over one netlink socket. */

#include <arpa/inet.h>
#include <errno.h>
#include <libnftnl/common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#include "lib/alloc.h"
#include "ruleset/nft/netlink.h"

enum {
	/* An attribute's length has 16 bits, so no message needs more. */
	MESSAGE_MAX = 0x10000 + 4096,
	ANSWER_SIZE = 0x10000,
	TIMEOUT_SECONDS = 30,
	/* Attributes are padded, which libmnl before 1.0.5 leaves to what was
	 * there; equal rules are to be equal bytes (table_digest()). */
	CLEARED = 4096,
	/* netlink_sendmsg() wants this much of the buffer for itself. */
	SNDBUF_OVERHEAD = 32,
};

int netlink_open(struct netlink *n)
{
	const struct timeval timeout = { .tv_sec = TIMEOUT_SECONDS };
	int on = 1;

	*n = (struct netlink) { .seq = (uint32_t)time(NULL) };
	n->nl = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	if (!n->nl)
		return -errno;
	if (mnl_socket_bind(n->nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		int ret = -errno;

		netlink_close(n);
		return ret;
	}
	setsockopt(mnl_socket_get_fd(n->nl), SOL_SOCKET, SO_RCVTIMEO, &timeout,
		   sizeof(timeout));
	/* Refusals that name the attribute, and do not repeat the message. */
	mnl_socket_setsockopt(n->nl, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(n->nl, NETLINK_CAP_ACK, &on, sizeof(on));
	return 0;
}

void netlink_close(struct netlink *n)
{
	if (n->nl)
		mnl_socket_close(n->nl);
	n->nl = NULL;
}

size_t netlink_room(struct netlink *n, size_t wanted)
{
	int fd = mnl_socket_get_fd(n->nl);
	int size = wanted > INT32_MAX / 2 ? INT32_MAX / 2 : (int)wanted;
	socklen_t len = sizeof(size);
	size_t room;

	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size,
		       sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, &len) < 0 ||
	    size <= SNDBUF_OVERHEAD)
		return 0;
	room = (size_t)size - SNDBUF_OVERHEAD;
	if (n->most && n->most < room)
		room = n->most;
	return room < wanted ? room : wanted;
}

/* --- batches --------------------------------------------------------- */

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
	char *buf = xcalloc(1, ANSWER_SIZE);
	ssize_t len;
	int left;

	while (!a.complete) {
		const struct nlmsghdr *nlh = (void *)buf;

		len = mnl_socket_recvfrom(n->nl, buf, ANSWER_SIZE);
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

/* --- questions ------------------------------------------------------- */

/* Gives `cb` all that comes for this number, until it ends. */
static int take_all(struct netlink *n, uint32_t seq, mnl_cb_t cb, void *arg)
{
	unsigned portid = mnl_socket_get_portid(n->nl);
	char *buf = xcalloc(1, ANSWER_SIZE);
	int ret = MNL_CB_OK;
	ssize_t len;

	while (ret != MNL_CB_STOP) {
		len = mnl_socket_recvfrom(n->nl, buf, ANSWER_SIZE);
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0) {
			ret = -errno;
			break;
		}
		ret = mnl_cb_run(buf, (size_t)len, seq, portid, cb, arg);
		/* Sequence: left over from an earlier batch. */
		if (ret == MNL_CB_ERROR && errno != EPROTO) {
			ret = -errno;
			break;
		}
	}
	free(buf);
	return ret < 0 ? ret : 0;
}

int netlink_ask(struct netlink *n, struct nlmsghdr *request, mnl_cb_t cb,
		void *arg)
{
	request->nlmsg_seq = ++n->seq;
	request->nlmsg_flags |= NLM_F_REQUEST;
	if (!(request->nlmsg_flags & NLM_F_DUMP))
		request->nlmsg_flags |= NLM_F_ACK;
	if (mnl_socket_sendto(n->nl, request, request->nlmsg_len) < 0)
		return -errno;
	return take_all(n, request->nlmsg_seq, cb, arg);
}

static int dump(struct netlink *n, uint16_t type, const char *table,
		const char *chain, mnl_cb_t cb, void *arg)
{
	char buf[512] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh;

	nlh = nftnl_nlmsg_build_hdr(buf, type, table ? NFPROTO_INET :
				    NFPROTO_UNSPEC, NLM_F_DUMP, 0);
	/* NFTA_*_TABLE is 1 for chains, rules, sets and objects alike. */
	if (table)
		mnl_attr_put_strz(nlh, NFTA_RULE_TABLE, table);
	if (chain)
		mnl_attr_put_strz(nlh, NFTA_RULE_CHAIN, chain);
	return netlink_ask(n, nlh, cb, arg);
}

int netlink_dump(struct netlink *n, uint16_t type, const char *table,
		 mnl_cb_t cb, void *arg)
{
	return dump(n, type, table, NULL, cb, arg);
}

int netlink_dump_rules(struct netlink *n, const char *table, const char *chain,
		       mnl_cb_t cb, void *arg)
{
	return dump(n, NFT_MSG_GETRULE, table, chain, cb, arg);
}

static int take_genid(const struct nlmsghdr *nlh, void *arg)
{
	struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(attr) == NFTA_GEN_ID &&
		    mnl_attr_get_payload_len(attr) == sizeof(uint32_t))
			*(uint32_t *)arg = ntohl(mnl_attr_get_u32(attr));
	return MNL_CB_OK;
}

int netlink_genid(struct netlink *n, uint32_t *genid)
{
	char buf[64] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = nftnl_nlmsg_build_hdr(buf, NFT_MSG_GETGEN,
						     NFPROTO_UNSPEC, 0, 0);
	int ret;

	*genid = 0;
	ret = netlink_ask(n, nlh, take_genid, genid);
	return ret == 0 && *genid == 0 ? -EPROTO : ret;
}

uint32_t netlink_genid_next(uint32_t genid)
{
	return genid == UINT32_MAX ? 1 : genid + 1;
}
