/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_NFLOG_H
#define NFQ_EVENT_NFLOG_H

/* What the kernel decided by itself: packets that our chains log to an NFLOG
 * group (net/netfilter/nfnetlink_log.c). */

#include <stdbool.h>
#include <stdint.h>

#include "nfq/packet/packet.h"

struct nflog;

/* ms that the kernel gathers packets before it tells of them, and a tick of its
 * clock: one message of many where each had its own cost half of what a DNS
 * question takes (tests/bench/questions.sh). */
enum { NFLOG_DELAY = 10 };

/* 0, -EBUSY if another program has the group, or -errno. `fd`, which it takes
 * unless it is -1, is a socket that has the group already. */
int nflog_open(struct nflog **out, uint16_t group, int fd);
void nflog_close(struct nflog *n);
int nflog_fd(const struct nflog *n);

/* By its prefix: "cordon block VENDOR" and so on. */
enum nflog_kind {
	NFLOG_BLOCK, NFLOG_EXCEPT, NFLOG_LOG,
	NFLOG_INBOUND,		/* an answer to a listed address */
	NFLOG_DNS,		/* an answer, on its way to the client */
	NFLOG_FALLBACK,		/* to one of fallback_resolvers */
};

struct nflog_packet {
	struct packet packet;	/* ports are 0 where there are none */
	enum nflog_kind kind;
	uint32_t iif, oif;	/* interface indexes, 0: none */
	uint8_t mac[6];
	bool has_mac;
	char vendor[40];	/* of the first four kinds */
};

/* Reads what is there without waiting, if it is not too much at once, and calls
 * `take` for each packet; returns -errno if the socket is broken, else 0. *lost
 * grows by one where the kernel had to drop some. */
int nflog_read(struct nflog *n,
	       void (*take)(void *arg, const struct nflog_packet *p),
	       void *arg, uint64_t *lost);

/* A message from the kernel; false if it is none of our rules', or not of an
 * IP packet. */
struct nlmsghdr;
bool nflog_parse(struct nflog_packet *p, const struct nlmsghdr *nlh);

#endif
