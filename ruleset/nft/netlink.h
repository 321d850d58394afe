/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_NETLINK_H
#define RULESET_NFT_NETLINK_H

/*
 * Talking to nf_tables: batches that are one transaction, and dumps. Follows
 * net/netfilter/nfnetlink.c: messages between BATCH_BEGIN and BATCH_END take
 * effect together or not at all.
 */

#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/buffer.h"

struct netlink {
	struct mnl_socket *nl;
	uint32_t seq;
	size_t most;	/* bytes of a batch, less than could be; 0: not so */
};

/* 0 or -errno. */
int netlink_open(struct netlink *n);
void netlink_close(struct netlink *n);

/*
 * How many bytes one batch may have: as many as asked for, but where the send
 * buffer cannot be forced (no CAP_NET_ADMIN in the first user namespace: in
 * containers), only what net.core.wmem_max allows.
 */
size_t netlink_room(struct netlink *n, size_t wanted);

/* The number of the ruleset's state, which every commit by anybody increases;
 * never 0. Returns 0 or -errno. */
int netlink_genid(struct netlink *n, uint32_t *genid);
/* The one after `genid`. */
uint32_t netlink_genid_next(uint32_t genid);

/* Messages for one transaction. */
struct batch {
	struct buffer out;
	struct buffer labels;	/* what each message is about, for errors */
	uint32_t first, seq;
	size_t last;		/* offset of the last message */
	const char *failed;	/* label of the first refused message */
	const struct nlattr *refused;	/* what of it, NULL: not known */
};

void batch_begin(struct batch *b, struct netlink *n);
/* The same, refused with -ERESTART where the state is another by then. */
void batch_begin_at(struct batch *b, struct netlink *n, uint32_t genid);
void batch_done(struct batch *b);

/*
 * The header of a new message, with room for any payload behind it. `type` is
 * an NFT_MSG_*, `what` says in a word or two what it is about and is copied.
 * When the payload stands, batch_end_message() counts it.
 */
struct nlmsghdr *batch_message(struct batch *b, uint16_t type, uint16_t flags,
			       const char *what);
void batch_end_message(struct batch *b, struct nlmsghdr *nlh);

/*
 * Sends it whole and waits for the kernel's one answer: 0, or -errno with what
 * was refused in b->failed and b->refused (both borrowed from `b`). -EMSGSIZE:
 * not sent, it has more than netlink_room(). -ENOBUFS and -ETIMEDOUT: the
 * answer was lost, and it may have been done or not.
 */
int batch_send(struct batch *b, struct netlink *n);

/*
 * Dumps objects of `type` (NFT_MSG_GET*): `cb` gets every message; it returns
 * MNL_CB_OK. `table` limits the dump to one table of the inet family; NULL is
 * all of all families. -EINTR: the ruleset changed meanwhile, dump again.
 */
int netlink_dump(struct netlink *n, uint16_t type, const char *table,
		 mnl_cb_t cb, void *arg);
/* The same for the rules of one chain. */
int netlink_dump_rules(struct netlink *n, const char *table, const char *chain,
		       mnl_cb_t cb, void *arg);

/* Sends a request that is no change, and gives `cb` every answer. 0 or the
 * kernel's -errno. */
int netlink_ask(struct netlink *n, struct nlmsghdr *request, mnl_cb_t cb,
		void *arg);

#endif
