/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Watches the ruleset and the routes for changes by others. */

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/filter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/array.h"
#include "nfq/watch.h"
#include "ruleset/table/wanted.h"

enum { BUFFER = 65536, RECEIVE_BUFFER = 8 << 20 };

/* 0 or -errno. */
static int open_group(struct mnl_socket **out, int protocol,
		      unsigned legacy_groups, int group)
{
	struct mnl_socket *nl = mnl_socket_open2(protocol, SOCK_CLOEXEC |
						 SOCK_NONBLOCK);
	int size = RECEIVE_BUFFER, ret;

	*out = NULL;
	if (!nl)
		return -errno;
	if (mnl_socket_bind(nl, legacy_groups, MNL_SOCKET_AUTOPID) < 0 ||
	    (group && mnl_socket_setsockopt(nl, NETLINK_ADD_MEMBERSHIP,
					    &group, sizeof(group)) < 0)) {
		ret = -errno;
		mnl_socket_close(nl);
		return ret;
	}
	if (setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_RCVBUFFORCE,
		       &size, sizeof(size)) < 0)
		setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_RCVBUF, &size,
			   sizeof(size));
	*out = nl;
	return 0;
}

/* Drops in the kernel what we did ourselves, so that a large change of ours
 * does not push out what others do. The messages of one transaction share a
 * packet and a port. */
static void ignore_own(struct mnl_socket *nl, uint32_t own_port)
{
	/* Loads are big-endian, the port is in the order of the machine. */
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct nlmsghdr, nlmsg_pid)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(own_port), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	};
	struct sock_fprog filter = {
		.len = ARRAY_SIZE(code), .filter = code,
	};

	setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_ATTACH_FILTER,
		   &filter, sizeof(filter));
}

int watch_open(struct watch *w, uint32_t own_port)
{
	int ret;

	*w = (struct watch) { .own_port = own_port };
	ret = open_group(&w->tables, NETLINK_NETFILTER, 0, NFNLGRP_NFTABLES);
	if (ret == 0)
		ret = open_group(&w->routes, NETLINK_ROUTE, RTMGRP_LINK |
				 RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE, 0);
	if (ret == 0)
		ignore_own(w->tables, own_port);
	else
		watch_close(w);
	return ret;
}

void watch_close(struct watch *w)
{
	if (w->tables)
		mnl_socket_close(w->tables);
	if (w->routes)
		mnl_socket_close(w->routes);
	w->tables = w->routes = NULL;
}

int watch_tables_fd(const struct watch *w)
{
	return mnl_socket_get_fd(w->tables);
}

int watch_routes_fd(const struct watch *w)
{
	return mnl_socket_get_fd(w->routes);
}

/* Is it about our table, and by somebody else? */
static bool is_foreign(const struct watch *w, const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	if (nlh->nlmsg_pid == w->own_port ||
	    nlh->nlmsg_type >> 8 != NFNL_SUBSYS_NFTABLES ||
	    (nlh->nlmsg_type & 0xff) == NFT_MSG_NEWGEN)
		return false;
	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg))
		/* The table's name is attribute 1 of every kind of object. */
		if (mnl_attr_get_type(attr) == NFTA_TABLE_NAME)
			return strcmp(mnl_attr_get_str(attr),
				      TABLE_NAME) == 0;
	return false;
}

static void take_culprit(struct watch *w, const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	if (!w->unnamed || nlh->nlmsg_pid == w->own_port ||
	    nlh->nlmsg_type != (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN))
		return;
	w->unnamed = false;
	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg)) {
		if (mnl_attr_get_type(attr) == NFTA_GEN_PROC_PID)
			w->who.pid = ntohl(mnl_attr_get_u32(attr));
		else if (mnl_attr_get_type(attr) == NFTA_GEN_PROC_NAME)
			snprintf(w->who.name, sizeof(w->who.name), "%.*s",
				 (int)mnl_attr_get_payload_len(attr),
				 mnl_attr_get_str(attr));
	}
}

static void take_change(struct watch *w, const struct nlmsghdr *nlh,
			struct table_distrust *d)
{
	take_culprit(w, nlh);
	if (!is_foreign(w, nlh))
		return;
	w->unnamed = true;
	w->who = (struct watch_culprit) { .pid = 0 };
	switch (nlh->nlmsg_type & 0xff) {
	case NFT_MSG_NEWSET:
	case NFT_MSG_DELSET:
	case NFT_MSG_NEWSETELEM:
	case NFT_MSG_DELSETELEM:
		d->sets = true;
		break;
	default:
		d->rules = true;
	}
}

void watch_tables(struct watch *w, struct table_distrust *d)
{
	char buf[BUFFER];

	for (;;) {
		const struct nlmsghdr *nlh = (void *)buf;
		ssize_t n = recv(watch_tables_fd(w), buf, sizeof(buf), 0);
		int left = (int)n;

		if (n < 0 && errno == ENOBUFS)
			d->sets = d->rules = true;
		else if (n < 0 && errno != EINTR)
			return;
		for (; n > 0 && mnl_nlmsg_ok(nlh, left);
		     nlh = mnl_nlmsg_next(nlh, &left))
			take_change(w, nlh, d);
	}
}

void watch_pause(struct watch *w)
{
	int group = NFNLGRP_NFTABLES;

	mnl_socket_setsockopt(w->tables, NETLINK_DROP_MEMBERSHIP, &group,
			      sizeof(group));
	w->paused = true;
}

int watch_resume(struct watch *w)
{
	int group = NFNLGRP_NFTABLES;

	if (mnl_socket_setsockopt(w->tables, NETLINK_ADD_MEMBERSHIP, &group,
				  sizeof(group)) < 0)
		return -errno;
	w->paused = false;
	return 0;
}

bool watch_routes(struct watch *w)
{
	char buf[BUFFER];
	bool any = false;

	for (;;) {
		ssize_t n = recv(watch_routes_fd(w), buf, sizeof(buf), 0);

		if (n < 0 && errno != ENOBUFS && errno != EINTR)
			return any;
		any = true;
	}
}
