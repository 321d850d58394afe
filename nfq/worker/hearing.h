/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_WORKER_HEARING_H
#define NFQ_WORKER_HEARING_H

/*
 * A queued packet before the judge, and what follows: the verdict and the mark
 * that the kernel is told, the answer or the reset that goes out, the event for
 * the log. One thread's, packet after packet.
 */

#include "nfq/event/event.h"
#include "nfq/judge/judge.h"
#include "nfq/worker/answerer.h"
#include "nfq/worker/queue.h"
#include "nfq/worker/refusal.h"
#include "ruleset/table/table.h"

struct hearing {
	struct judge *judge;
	struct queue *queue;
	struct event_ring *ring;	/* where events go */
	const struct answerer *answerer;
	struct marks marks;
	uint16_t answers_queue;		/* which DNS answers come from */

	const struct queue_packet *packet;	/* in hand */
	struct refusal refusal;			/* of it */
	bool aloud;		/* verdicts are told on stderr (cordond -v) */
	bool told;		/* that of the packet in hand */
	bool pushed;		/* an event; cleared by who wakes the writer */
	uint64_t answers, answer_errors;
};

/* Makes the judge and the ring; the queue and the answerer are borrowed. */
void hearing_init(struct hearing *h, struct queue *queue,
		  uint16_t answers_queue, const struct answerer *answerer,
		  const struct marks *marks);
void hearing_done(struct hearing *h);

/* Hears a packet by h->judge->rules. Its verdict is sent by queue_flush(). */
void hearing_hold(struct hearing *h, const struct queue_packet *q);

#endif
