/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dumps of rtnetlink. */

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "ruleset/nft/rtnetlink.h"

/* Requests for rules have the same form, and their family in front too. */
_Static_assert(sizeof(struct fib_rule_hdr) == sizeof(struct rtmsg), "family");

static int ask(struct mnl_socket *nl, uint16_t type, unsigned char family)
{
	char buf[64] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct rtmsg *rt = mnl_nlmsg_put_extra_header(nlh, sizeof(*rt));

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nlh->nlmsg_seq = family;
	rt->rtm_family = family;
	return mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0 ? -errno : 0;
}

static int hear(struct mnl_socket *nl, unsigned char family, mnl_cb_t take,
		void *arg)
{
	unsigned portid = mnl_socket_get_portid(nl);
	char buf[32768] __attribute__((aligned(NLMSG_ALIGNTO)));
	int more = MNL_CB_OK;

	while (more == MNL_CB_OK) {
		ssize_t len = mnl_socket_recvfrom(nl, buf, sizeof(buf));

		if (len < 0)
			return -errno;
		more = mnl_cb_run(buf, (size_t)len, family, portid, take, arg);
	}
	return more < 0 ? -errno : 0;
}

int rtnetlink_dump(uint16_t type, mnl_cb_t take, void *arg)
{
	static const unsigned char families[] = { AF_INET, AF_INET6 };
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	int ret = 0;

	if (!nl)
		return -errno;
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		ret = -errno;
	for (size_t i = 0; i < sizeof(families) && ret == 0; i++) {
		ret = ask(nl, type, families[i]);
		if (ret == 0)
			ret = hear(nl, families[i], take, arg);
	}
	mnl_socket_close(nl);
	return ret;
}
