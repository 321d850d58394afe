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
#include "ruleset/netlink.h"

enum {
	/* An attribute's length has 16 bits, so no message needs more. */
	MESSAGE_MAX = 0x10000 + 4096,
	ANSWER_SIZE = 0x10000,
	TIMEOUT_SECONDS = 30,
};

int netlink_open(struct netlink *n)
{
	const struct timeval timeout = { .tv_sec = TIMEOUT_SECONDS };

	n->seq = (uint32_t)time(NULL);
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
	return 0;
}

void netlink_close(struct netlink *n)
{
	if (n->nl)
		mnl_socket_close(n->nl);
	n->nl = NULL;
}

/* --- batches --------------------------------------------------------- */

void batch_begin(struct batch *b, struct netlink *n)
{
	struct nlmsghdr *nlh;

	*b = (struct batch) { .first = ++n->seq };
	b->seq = b->first;
	nlh = nftnl_batch_begin(buffer_extend(&b->out, MESSAGE_MAX), b->seq);
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

/* As much send buffer as the batch needs; beyond wmem_max only with
 * CAP_NET_ADMIN in the first user namespace. */
static void make_room(struct netlink *n, size_t len)
{
	int fd = mnl_socket_get_fd(n->nl);
	int size = len > INT32_MAX / 2 ? INT32_MAX / 2 : (int)len;

	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size,
		       sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
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
	make_room(n, b->out.len);
	if (mnl_socket_sendto(n->nl, b->out.p, b->out.len) < 0)
		return -errno;
	return wait_for_answer(b, n);
}

/* --- dumps ----------------------------------------------------------- */

int netlink_dump(struct netlink *n, uint16_t type, const char *table,
		 mnl_cb_t cb, void *arg)
{
	unsigned portid = mnl_socket_get_portid(n->nl);
	char *buf = xcalloc(1, ANSWER_SIZE);
	struct nlmsghdr *nlh;
	ssize_t len;
	int ret = 0;

	nlh = nftnl_nlmsg_build_hdr(buf, type, table ? NFPROTO_INET :
				    NFPROTO_UNSPEC, NLM_F_DUMP, ++n->seq);
	/* NFTA_*_TABLE is 1 for chains, rules, sets and objects alike. */
	if (table)
		mnl_attr_put_strz(nlh, NFTA_CHAIN_TABLE, table);
	if (mnl_socket_sendto(n->nl, nlh, nlh->nlmsg_len) < 0)
		ret = -errno;
	while (ret == 0) {
		len = mnl_socket_recvfrom(n->nl, buf, ANSWER_SIZE);
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0) {
			ret = -errno;
			break;
		}
		switch (mnl_cb_run(buf, (size_t)len, n->seq, portid, cb, arg)) {
		case MNL_CB_ERROR:
			/* Sequence: left over from an earlier batch. */
			ret = errno == EPROTO ? 0 : -errno;
			break;
		case MNL_CB_STOP:
			free(buf);
			return 0;
		}
	}
	free(buf);
	return ret;
}
