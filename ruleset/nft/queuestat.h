/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_QUEUESTAT_H
#define RULESET_NFT_QUEUESTAT_H

/* The kernel's counters of packet queues, /proc/net/netfilter/nfnetlink_queue
 * (seq_show() in net/netfilter/nfnetlink_queue.c). */

#include <stdint.h>

struct queuestat {
	uint16_t queue;
	uint32_t portid;	/* netlink port of the reader */
	uint32_t waiting;	/* packets */
	uint32_t dropped;	/* the queue was full */
	uint32_t user_dropped;	/* the reader's socket was full */
};

/* Opens the file, which only root may; an fd or -errno. It shows the queues of
 * this network namespace, whoever reads it. */
int queuestat_open(void);

/* Reads it from the start and calls `take` for each queue: 0 or -errno. */
int queuestat_each(int fd, void (*take)(void *arg, const struct queuestat *q),
		   void *arg);

#endif
