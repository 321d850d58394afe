/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the kernel's queue counters. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>

#include "ruleset/nft/netlink.h"
#include "ruleset/nft/queuestat.h"

static int open_file(void)
{
	int fd = open("/proc/self/net/netfilter/nfnetlink_queue",
		      O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* Any message for queues has the kernel load what keeps them; this one changes
 * nothing. */
static void wake_kernel(void)
{
	char buf[MNL_NLMSG_HDRLEN + sizeof(struct nfgenmsg)]
		__attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nfgenmsg *to;
	struct netlink n;

	nlh->nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_CONFIG;
	to = mnl_nlmsg_put_extra_header(nlh, sizeof(*to));
	to->version = NFNETLINK_V0;
	if (netlink_open(&n) < 0)
		return;
	netlink_ask(&n, nlh, NULL, NULL);
	netlink_close(&n);
}

int queuestat_open(void)
{
	int fd = open_file();

	if (fd != -ENOENT)
		return fd;
	wake_kernel();
	return open_file();
}

static void take_line(const char *line,
		      void (*take)(void *arg, const struct queuestat *q),
		      void *arg)
{
	struct queuestat q;
	unsigned number;

	/* queue, port, waiting, copy mode, range, drops, user drops */
	if (sscanf(line, "%u %u %u %*u %*u %u %u", &number, &q.portid,
		   &q.waiting, &q.dropped, &q.user_dropped) != 5)
		return;
	q.queue = (uint16_t)number;
	take(arg, &q);
}

/* However much is asked for, the kernel gives a page at a time, of about
 * eighty queues. */
int queuestat_each(int fd, void (*take)(void *arg, const struct queuestat *q),
		   void *arg)
{
	char text[16384], *line, *end;
	off_t at = 0;
	ssize_t n;

	while ((n = pread(fd, text, sizeof(text) - 1, at)) > 0) {
		text[n] = '\0';
		for (line = text; (end = strchr(line, '\n')); line = end + 1) {
			*end = '\0';
			take_line(line, take, arg);
		}
		if (line == text)
			break;
		at += line - text;
	}
	return n < 0 ? -errno : 0;
}
