/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_WORKER_WORKERS_H
#define NFQ_WORKER_WORKERS_H

/* All workers together: who starts and ends them, and asks how they are. */

#include <stdbool.h>
#include <stdint.h>

#include "lib/handover.h"
#include "nfq/confine/notify.h"
#include "nfq/worker/worker.h"

struct workers {
	unsigned n;
	struct queues queues;
	struct worker **each;
	struct event_ring **rings;	/* theirs, for the writer */
	uint64_t *beats;		/* when all were last alive */
};

/* Binds all of `queues`, which no rule should lead to before; those that were
 * left for us are bound already, and what waits in them is judged. False after
 * a message; workers_free() in either case. All but `queues` is borrowed. */
bool workers_open(struct workers *w, struct shared *shared,
		  const struct answerer *answerer,
		  const struct queues *queues, struct handover *left,
		  const struct notify *manager);

/* Are there queues among what was left? And gives them up: what waits in them
 * is dropped, rules pass them over, and the manager does not keep them. */
bool workers_left(const struct handover *left);
void workers_release(struct handover *left, const struct notify *manager);

/* Leaves the queues to the next. */
void workers_hand_on(const struct workers *w, struct handover *to);
void workers_free(struct workers *w);

/* See worker_bereave(). */
void workers_bereave(struct workers *w);
void workers_start(struct workers *w, struct writer *writer);
void workers_stop(struct workers *w);

/* True while one of them uses these rules. */
bool workers_use(const struct workers *w, const struct rules *rules);

/* Tells the service manager that we are well, if each of them has got on since
 * it was last told: true. */
bool workers_pet(struct workers *w, const struct notify *manager);

/* The sums of their numbers; `forced_buffer`: of all. */
void workers_stats(const struct workers *w, struct worker_stats *sum);

#endif
