/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_WORKER_WORKER_H
#define NFQ_WORKER_WORKER_H

/*
 * A worker: one thread, one socket with a queue of each kind, one flow table.
 * It shares nothing with the others but the rules, which it only reads.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "nfq/event/event.h"
#include "nfq/event/writer.h"
#include "nfq/judge/judge.h"
#include "nfq/worker/answerer.h"
#include "nfq/worker/queue.h"
#include "ruleset/policy/shared.h"
#include "ruleset/table/marks.h"
#include "ruleset/table/queues.h"

struct worker;

/* What a worker has done, as of its last burst. */
struct worker_stats {
	struct queue_stats queue;
	struct judge_stats judge;
	struct flow_stats flows;
	uint64_t answers, answer_errors, events_lost;
};

/*
 * Binds those of `queues` that are worker `number`'s, or goes on with the
 * socket `fd`, unless that is -1, which has them. NULL after a message to
 * stderr. `shared` and `answerer` are borrowed.
 */
struct worker *worker_new(struct shared *shared,
			  const struct answerer *answerer,
			  const struct queues *queues, unsigned number,
			  int fd);
void worker_free(struct worker *w);

/* The socket of its queues. */
int worker_fd(const struct worker *w);

struct event_ring *worker_ring(struct worker *w);

/* The one before was killed, and what it had read in part went with it. Before
 * worker_start(). */
void worker_bereave(struct worker *w);

void worker_start(struct worker *w, struct writer *writer);
/* Has the thread end once it has answered what it has, and the rest of what it
 * has read in part has come, or not come for a moment. */
void worker_end(struct worker *w);
/* The same, and waits for it. */
void worker_stop(struct worker *w);

/* True while a burst in hand uses these rules. */
bool worker_uses(struct worker *w, const struct rules *rules);

/* Grows with every burst and at least once a second. */
uint64_t worker_beats(const struct worker *w);

/* A consistent copy, waiting for a burst at most. */
void worker_stats(struct worker *w, struct worker_stats *out);

#endif
