/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The yardstick for queue handlers: the smallest loop that accepts everything
 * with the mark PASS, one packet and one verdict at a time, or with "batch"
 * one verdict for all that waits. One thread for each queue.
 *
 *	acceptall QUEUE COUNT MARK [batch]
 */

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static uint32_t mark;
static bool batch;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static struct mnl_socket *open_queue(uint16_t number)
{
	struct mnl_socket *nl = mnl_socket_open(NETLINK_NETFILTER);
	int size = 32 << 20, on = 1;
	char buf[8192];
	struct nlmsghdr *nlh;

	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		die("netlink");
	setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_RCVBUFFORCE, &size,
		   sizeof(size));
	setsockopt(mnl_socket_get_fd(nl), SOL_NETLINK, NETLINK_NO_ENOBUFS, &on,
		   sizeof(on));
	nlh = nfq_nlmsg_put(buf, NFQNL_MSG_CONFIG, number);
	nlh->nlmsg_flags |= NLM_F_ACK;
	nfq_nlmsg_cfg_put_cmd(nlh, AF_UNSPEC, NFQNL_CFG_CMD_BIND);
	nfq_nlmsg_cfg_put_params(nlh, NFQNL_COPY_PACKET, 0xffff);
	nfq_nlmsg_cfg_put_qmaxlen(nlh, 2048);
	mnl_attr_put_u32(nlh, NFQA_CFG_FLAGS, htonl(NFQA_CFG_F_GSO));
	mnl_attr_put_u32(nlh, NFQA_CFG_MASK, htonl(NFQA_CFG_F_GSO));
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0 ||
	    mnl_socket_recvfrom(nl, buf, sizeof(buf)) < 0 ||
	    mnl_cb_run(buf, NLMSG_HDRLEN + sizeof(int), 0, 0, NULL, NULL) < 0)
		die("bind");
	return nl;
}

static uint32_t packet_id(const char *buf)
{
	struct nlattr *attr[NFQA_MAX + 1] = { NULL };
	const struct nfqnl_msg_packet_hdr *h;

	if (nfq_nlmsg_parse((const struct nlmsghdr *)buf, attr) < 0 ||
	    !attr[NFQA_PACKET_HDR])
		return 0;
	h = mnl_attr_get_payload(attr[NFQA_PACKET_HDR]);
	return ntohl(h->packet_id);
}

static void answer(struct mnl_socket *nl, uint16_t number, int type,
		   uint32_t id)
{
	char buf[256];
	struct nlmsghdr *nlh = nfq_nlmsg_put(buf, type, number);

	nfq_nlmsg_verdict_put(nlh, (int)id, NF_ACCEPT);
	nfq_nlmsg_verdict_put_mark(nlh, mark);
	mnl_socket_sendto(nl, nlh, nlh->nlmsg_len);
}

static void *loop(void *arg)
{
	uint16_t number = (uint16_t)(uintptr_t)arg;
	struct mnl_socket *nl = open_queue(number);
	int fd = mnl_socket_get_fd(nl);
	static __thread char buf[0x10000 + 4096];

	for (;;) {
		uint32_t id = 0;
		int waiting = 0;

		if (recv(fd, buf, sizeof(buf), waiting) <= 0)
			continue;
		id = packet_id(buf);
		while (batch && recv(fd, buf, sizeof(buf), MSG_DONTWAIT) > 0)
			id = packet_id(buf);
		answer(nl, number, batch ? NFQNL_MSG_VERDICT_BATCH :
		       NFQNL_MSG_VERDICT, id);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t t;

	if (argc < 4)
		return 64;
	mark = (uint32_t)strtoul(argv[3], NULL, 0);
	batch = argc > 4;
	for (int i = 0; i < atoi(argv[2]); i++)
		if (pthread_create(&t, NULL, loop, (void *)(uintptr_t)
				   (atoi(argv[1]) + i)) != 0)
			die("thread");
	pause();
	return 0;
}
