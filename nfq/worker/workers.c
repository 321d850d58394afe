/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is done to every worker. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "nfq/worker/queue.h"
#include "nfq/worker/workers.h"

/* It says all of what is bound by it, so that only the same goes on with it. */
#define QUEUES "queue-"

static const char *name_of(char name[HANDOVER_NAME], const struct queues *q,
			   unsigned worker)
{
	snprintf(name, HANDOVER_NAME, QUEUES "%u-%u-%u", q->first, q->workers,
		 worker);
	return name;
}

static bool is_queue(const struct handover_item *i)
{
	return i->fd >= 0 && strncmp(i->name, QUEUES, strlen(QUEUES)) == 0;
}

bool workers_left(const struct handover *left)
{
	for (unsigned i = 0; i < left->n; i++)
		if (is_queue(&left->items[i]))
			return true;
	return false;
}

/* Others may hold the socket, too, so that to close it is not enough. */
static void unbind(const char *name, int fd)
{
	struct queue *socket = queue_new(fd);
	struct queues q;
	unsigned worker;

	if (sscanf(name, QUEUES "%hu-%u-%u", &q.first, &q.workers,
		   &worker) == 3)
		for (int kind = 0; socket && kind < QUEUE_KINDS; kind++)
			queue_unbind(socket, queues_number(&q, kind, worker));
	queue_free(socket);
}

void workers_release(struct handover *left, const struct notify *manager)
{
	for (unsigned i = 0; i < left->n; i++) {
		struct handover_item *item = &left->items[i];

		if (!is_queue(item))
			continue;
		unbind(item->name, item->fd);
		notify_forget(manager, item->name);
		item->fd = -1;
		item->name[0] = '\0';
	}
}

/* The socket of each worker, -1 where none was left. What does not fit goes,
 * and its packets with it. */
static void take_left(int fds[QUEUES_WORKERS_MAX], const struct queues *q,
		      struct handover *left, const struct notify *manager)
{
	char name[HANDOVER_NAME];

	for (unsigned i = 0; i < q->workers; i++)
		fds[i] = handover_take(left, name_of(name, q, i));
	workers_release(left, manager);
}

bool workers_open(struct workers *w, struct shared *shared,
		  const struct answerer *answerer, const struct queues *queues,
		  struct handover *left, const struct notify *manager)
{
	int fds[QUEUES_WORKERS_MAX];

	take_left(fds, queues, left, manager);
	*w = (struct workers) {
		.queues = *queues,
		.each = xcalloc(queues->workers, sizeof(*w->each)),
		.rings = xcalloc(queues->workers, sizeof(*w->rings)),
		.beats = xcalloc(queues->workers, sizeof(*w->beats)),
	};
	while (w->n < queues->workers) {
		struct worker *one = worker_new(shared, answerer, queues,
						w->n, fds[w->n]);

		if (!one)
			return false;
		w->each[w->n] = one;
		w->rings[w->n++] = worker_ring(one);
	}
	return true;
}

void workers_free(struct workers *w)
{
	for (unsigned i = 0; i < w->n; i++)
		worker_free(w->each[i]);
	free(w->each);
	free(w->rings);
	free(w->beats);
	*w = (struct workers) { .n = 0 };
}

void workers_hand_on(const struct workers *w, struct handover *to)
{
	char name[HANDOVER_NAME];

	for (unsigned i = 0; i < w->n; i++)
		handover_put(to, name_of(name, &w->queues, i),
			     worker_fd(w->each[i]));
}

void workers_bereave(struct workers *w)
{
	for (unsigned i = 0; i < w->n; i++)
		worker_bereave(w->each[i]);
}

void workers_start(struct workers *w, struct writer *writer)
{
	for (unsigned i = 0; i < w->n; i++)
		worker_start(w->each[i], writer);
}

void workers_stop(struct workers *w)
{
	/* All at once, so that none waits for the others to end. */
	for (unsigned i = 0; i < w->n; i++)
		worker_end(w->each[i]);
	for (unsigned i = 0; i < w->n; i++)
		worker_stop(w->each[i]);
}

bool workers_use(const struct workers *w, const struct rules *rules)
{
	for (unsigned i = 0; i < w->n; i++)
		if (worker_uses(w->each[i], rules))
			return true;
	return false;
}

bool workers_pet(struct workers *w, const struct notify *manager)
{
	for (unsigned i = 0; i < w->n; i++)
		if (worker_beats(w->each[i]) == w->beats[i])
			return false;
	for (unsigned i = 0; i < w->n; i++)
		w->beats[i] = worker_beats(w->each[i]);
	notify_send(manager, "WATCHDOG=1");
	return true;
}

static void add(struct worker_stats *sum, const struct worker_stats *s)
{
	sum->queue.packets += s->queue.packets;
	sum->queue.bursts += s->queue.bursts;
	sum->queue.overruns += s->queue.overruns;
	sum->queue.errors += s->queue.errors;
	sum->queue.forced_buffer &= s->queue.forced_buffer;
	for (int v = 0; v < VERDICTS; v++)
		sum->judge.verdicts[v] += s->judge.verdicts[v];
	for (int p = 0; p < PROTOCOLS; p++)
		sum->judge.found[p] += s->judge.found[p];
	sum->judge.unknown += s->judge.unknown;
	sum->judge.bad += s->judge.bad;
	sum->flows.flows += s->flows.flows;
	sum->flows.max += s->flows.max;
	sum->flows.evicted += s->flows.evicted;
	sum->answers += s->answers;
	sum->answer_errors += s->answer_errors;
	sum->events_lost += s->events_lost;
}

void workers_stats(const struct workers *w, struct worker_stats *sum)
{
	struct worker_stats s;

	*sum = (struct worker_stats) { .queue.forced_buffer = true };
	for (unsigned i = 0; i < w->n; i++) {
		worker_stats(w->each[i], &s);
		add(sum, &s);
	}
}
