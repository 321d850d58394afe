/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_BATCH_H
#define RULESET_NFT_BATCH_H

/*
 * What is one transaction. Follows net/netfilter/nfnetlink.c: messages between
 * BATCH_BEGIN and BATCH_END take effect together or not at all.
 */

#include <stdint.h>

#include "lib/buffer.h"
#include "ruleset/nft/netlink.h"

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

#endif
