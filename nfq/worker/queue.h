/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_WORKER_QUEUE_H
#define NFQ_WORKER_QUEUE_H

/*
 * The netlink side of packet queues, and nothing else; follows
 * net/netfilter/nfnetlink_queue.c. A worker has one socket for all of its
 * queues: it reads a burst in one call and answers it in one. Verdicts must
 * be given in the order of the packets, since kernels before 6.12 find a
 * packet by walking the queue from its start.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/span.h"

struct queue;

/* A queued packet; valid until the next queue_read(). */
struct queue_packet {
	uint32_t id;
	uint16_t queue;
	uint8_t hook;		/* NF_INET_* */
	uint32_t mark;
	uint32_t iif, oif;	/* interface indexes, 0: none */
	uint8_t mac[6];
	bool has_mac;
	bool unverified;	/* nobody has checked its checksum yet */
	struct span data;	/* from the IP header on */
	size_t whole;		/* length of the packet; data may be less */
};

/* How many packets a read yields, and what their socket should hold. */
enum { QUEUE_BURST = 32, QUEUE_RECEIVE_BUFFER = 32 << 20 };

struct queue_stats {
	uint64_t bursts, packets, overruns, errors;
	bool forced_buffer;	/* receive buffer beyond rmem_max */
};

/* With the socket `fd`, which it takes and whose queues another has bound
 * before; -1: a new one. NULL if that fails. */
struct queue *queue_new(int fd);
int queue_fd(const struct queue *q);
void queue_free(struct queue *q);

/*
 * Binds queue `number`, with room for `length` packets. `gso`: deliver TCP
 * super-packets whole. 0, -EBUSY if another program holds it, or -errno.
 */
int queue_bind(struct queue *q, uint16_t number, uint32_t length, bool gso);
int queue_unbind(struct queue *q, uint16_t number);

/* Goes on with queue `number` of a socket that was left: sets what may be
 * another now. Packets may be waiting in it, so the kernel's answer is not
 * waited for: should it refuse, a queue_read() fails. 0 or -errno. */
int queue_adopt(struct queue *q, uint16_t number, uint32_t length);

/*
 * Waits for packets, a second at most, and fills `out`; returns their number,
 * which is also 0 after a signal or an error that the next call gets over.
 * -errno if the socket is broken.
 */
int queue_read(struct queue *q, struct queue_packet out[QUEUE_BURST]);

/* Adds the verdict of the next packet: NF_ACCEPT or NF_DROP, and its whole
 * mark. Nothing is sent before queue_flush(). */
void queue_verdict(struct queue *q, const struct queue_packet *p, int verdict,
		   uint32_t mark);
void queue_flush(struct queue *q);

/* Accepts another packet in its place, of QUEUE_REPLACE_MAX bytes at most.
 * Sent at once, behind the verdicts before it. */
enum { QUEUE_REPLACE_MAX = 2048 };
void queue_replace(struct queue *q, const struct queue_packet *p,
		   uint32_t mark, const void *data, size_t len);

/* Has come while binding, and waits for queue_read()? */
bool queue_has_early(const struct queue *q);

const struct queue_stats *queue_stats(const struct queue *q);

#endif
