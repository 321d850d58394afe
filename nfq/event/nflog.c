/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads an NFLOG group. */

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "nfq/event/nflog.h"
#include "ruleset/table/wanted.h"

enum {
	BUFFER = 65536, RECEIVE_BUFFER = 4 << 20,
	COPY_RANGE = TABLE_LOG_DNS_BYTES,	/* others log their headers */
	MESSAGE = 32768,	/* of many packets, where there are many */
	THRESHOLD = 64,		/* packets, at most */
	READ_MAX = 1024,	/* messages, before others have their turn */
};

struct nflog {
	struct mnl_socket *nl;
	char buffer[BUFFER];
};

static struct nlmsghdr *config_message(struct nflog *n, uint16_t group)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(n->buffer);
	struct nfgenmsg *nfg;

	nlh->nlmsg_type = NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_CONFIG;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	nfg->nfgen_family = AF_UNSPEC;
	nfg->version = NFNETLINK_V0;
	nfg->res_id = htons(group);
	return nlh;
}

static int bind_group(struct nflog *n, uint16_t group)
{
	const struct nfulnl_msg_config_cmd bind = {
		.command = NFULNL_CFG_CMD_BIND,
	};
	const struct nfulnl_msg_config_mode mode = {
		.copy_range = htonl(COPY_RANGE),
		.copy_mode = NFULNL_COPY_PACKET,
	};
	struct nlmsghdr *nlh = config_message(n, group);
	ssize_t len;

	mnl_attr_put(nlh, NFULA_CFG_CMD, sizeof(bind), &bind);
	mnl_attr_put(nlh, NFULA_CFG_MODE, sizeof(mode), &mode);
	mnl_attr_put_u32(nlh, NFULA_CFG_NLBUFSIZ, htonl(MESSAGE));
	mnl_attr_put_u32(nlh, NFULA_CFG_QTHRESH, htonl(THRESHOLD));
	mnl_attr_put_u32(nlh, NFULA_CFG_TIMEOUT, htonl(NFLOG_DELAY / 10));
	if (mnl_socket_sendto(n->nl, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	for (;;) {
		len = mnl_socket_recvfrom(n->nl, n->buffer, BUFFER);
		if (len < 0)
			return -errno;
		nlh = (void *)n->buffer;
		if (mnl_nlmsg_ok(nlh, (int)len) &&
		    nlh->nlmsg_type == NLMSG_ERROR)
			return ((const struct nlmsgerr *)
				mnl_nlmsg_get_payload(nlh))->error;
	}
}

static int open_socket(struct nflog *n, uint16_t group)
{
	n->nl = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	if (!n->nl || mnl_socket_bind(n->nl, 0, MNL_SOCKET_AUTOPID) < 0)
		return -errno;
	return bind_group(n, group);
}

static int adopt_socket(struct nflog *n, int fd)
{
	n->nl = mnl_socket_fdopen(fd);
	return n->nl ? 0 : -errno;
}

int nflog_open(struct nflog **out, uint16_t group, int fd)
{
	struct nflog *n = xcalloc(1, sizeof(*n));
	int size = RECEIVE_BUFFER;
	int ret = fd >= 0 ? adopt_socket(n, fd) : open_socket(n, group);

	if (ret < 0) {
		nflog_close(n);
		return ret == -EPERM ? -EBUSY : ret;
	}
	if (setsockopt(nflog_fd(n), SOL_SOCKET, SO_RCVBUFFORCE, &size,
		       sizeof(size)) < 0)
		setsockopt(nflog_fd(n), SOL_SOCKET, SO_RCVBUF, &size,
			   sizeof(size));
	*out = n;
	return 0;
}

void nflog_close(struct nflog *n)
{
	if (!n)
		return;
	if (n->nl)
		mnl_socket_close(n->nl);
	free(n);
}

int nflog_fd(const struct nflog *n)
{
	return mnl_socket_get_fd(n->nl);
}

static void take_mac(struct nflog_packet *p, const struct nlattr *attr)
{
	const struct nfulnl_msg_packet_hw *hw = mnl_attr_get_payload(attr);

	if (mnl_attr_get_payload_len(attr) < sizeof(*hw) ||
	    ntohs(hw->hw_addrlen) != sizeof(p->mac))
		return;
	memcpy(p->mac, hw->hw_addr, sizeof(p->mac));
	p->has_mac = true;
}

/* The prefixes that ruleset/table/vendorchain.c and dns.c log with; false for
 * another's. */
static bool take_prefix(struct nflog_packet *p, const char *text)
{
	static const struct {
		const char *prefix;
		enum nflog_kind kind;
	} kinds[] = {
		{ "cordon block ", NFLOG_BLOCK },
		{ "cordon except ", NFLOG_EXCEPT },
		{ "cordon log ", NFLOG_LOG },
		{ TABLE_LOG_INBOUND, NFLOG_INBOUND },
		{ TABLE_LOG_DNS, NFLOG_DNS },
		{ TABLE_LOG_FALLBACK, NFLOG_FALLBACK },
	};
	const char *space = strrchr(text, ' ');

	snprintf(p->vendor, sizeof(p->vendor), "%s", space ? space + 1 : "");
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		p->kind = kinds[i].kind;
		if (strncmp(text, kinds[i].prefix,
			    strlen(kinds[i].prefix)) == 0)
			return true;
	}
	return false;
}

bool nflog_parse(struct nflog_packet *p, const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;
	bool decoded = false, ours = false;

	*p = (struct nflog_packet) { .iif = 0 };
	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg)) {
		switch (mnl_attr_get_type(attr)) {
		case NFULA_PREFIX:
			ours = take_prefix(p, mnl_attr_get_str(attr));
			break;
		case NFULA_IFINDEX_INDEV:
			p->iif = ntohl(mnl_attr_get_u32(attr));
			break;
		case NFULA_IFINDEX_OUTDEV:
			p->oif = ntohl(mnl_attr_get_u32(attr));
			break;
		case NFULA_HWADDR:
			take_mac(p, attr);
			break;
		case NFULA_PAYLOAD:
			decoded = packet_decode(&p->packet,
						mnl_attr_get_payload(attr),
						mnl_attr_get_payload_len(attr),
						0) != PACKET_BAD;
			break;
		}
	}
	return decoded && ours;
}

/* A message of one or more packets. */
static void take_messages(const void *buffer, int left,
			  void (*take)(void *arg,
				       const struct nflog_packet *p),
			  void *arg)
{
	enum { PACKET = NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_PACKET };
	const struct nlmsghdr *nlh = buffer;
	struct nflog_packet p;

	for (; mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left))
		if (nlh->nlmsg_type == PACKET && nflog_parse(&p, nlh))
			take(arg, &p);
}

int nflog_read(struct nflog *n,
	       void (*take)(void *arg, const struct nflog_packet *p),
	       void *arg, uint64_t *lost)
{
	for (int i = 0; i < READ_MAX; i++) {
		ssize_t got = recv(nflog_fd(n), n->buffer, BUFFER,
				   MSG_DONTWAIT);

		if (got < 0 && errno == ENOBUFS)
			++*lost;
		else if (got < 0)
			return errno == EAGAIN || errno == EINTR ? 0 : -errno;
		else
			take_messages(n->buffer, (int)got, take, arg);
	}
	return 0;
}
