/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_WORKER_ANSWERER_H
#define NFQ_WORKER_ANSWERER_H

/*
 * Sends packets that somebody else seems to send, from the address and port
 * that were asked. They go out through raw sockets that are opened before
 * CAP_NET_RAW is given up, and carry the OWN mark, which keeps them out of our
 * own chains and conntrack.
 */

#include "lib/handover.h"
#include "nfq/worker/answer.h"

struct notify;

struct answerer {
	int fd4, fd6;
};

/* With the sockets that were left for us, by this name, else with new ones. 0
 * or -errno. A host without one family gets along without it. */
#define ANSWERER_SOCKETS "answers"
int answerer_open(struct answerer *a, uint32_t own_mark,
		  struct handover *left);
void answerer_close(struct answerer *a);

/* Leaves them to the next. */
void answerer_hand_on(const struct answerer *a, struct handover *to);

/* Opens the sockets and leaves them with the service manager, for a process
 * that may not open any itself. 0 or -errno. */
int answerer_hand_over(const struct notify *manager);

/* Sends the answer_packet() to the question `p`, which came in by `iif`, 0: our
 * own. Does not wait. 0 or -errno. */
int answerer_send(const struct answerer *s, const struct packet *p,
		  uint32_t iif, const struct finding *f,
		  const struct answer *a);

/*
 * Sends the reset of `p` to its destination, by the interface `oif` where that
 * address means nothing without. It carries `mark`, and goes through conntrack:
 * the receiver sees the sender that it knows. Does not wait. 0 or -errno.
 */
int answerer_reset(const struct answerer *s, const struct packet *p,
		   uint32_t oif, uint32_t mark);

#endif
