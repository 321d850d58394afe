/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions over one netlink socket. */

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
	TIMEOUT_SECONDS = 30,
	/* netlink_sendmsg() wants this much of the buffer for itself. */
	SNDBUF_OVERHEAD = 32,
};

int netlink_adopt(struct netlink *n, int fd)
{
	*n = (struct netlink) { .seq = (uint32_t)time(NULL) };
	n->nl = mnl_socket_fdopen(fd);
	return n->nl ? 0 : -errno;
}

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

/* --- questions ------------------------------------------------------- */

/* Gives `cb` all that comes for this number, until it ends. */
static int take_all(struct netlink *n, uint32_t seq, mnl_cb_t cb, void *arg)
{
	unsigned portid = mnl_socket_get_portid(n->nl);
	char *buf = xcalloc(1, NETLINK_ANSWER_MAX);
	int ret = MNL_CB_OK;
	ssize_t len;

	while (ret != MNL_CB_STOP) {
		len = mnl_socket_recvfrom(n->nl, buf, NETLINK_ANSWER_MAX);
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
