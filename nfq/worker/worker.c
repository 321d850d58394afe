/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A worker's thread: read a burst, hear it, answer it. */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/log.h"
#include "nfq/confine/confine.h"
#include "nfq/worker/hearing.h"
#include "nfq/worker/worker.h"

/* How long a worker that stops waits for the rest of messages, and how long
 * it looks at once. */
enum { PARTS_MS = 300, GLANCE_MS = 10 };
enum {
	YIELD_US = 2000,	/* what takes longer was a slice of another's */
	ONE_IN = 32, SLOW_MAX = 3 * ONE_IN,	/* are more of them so slow? */
	HURRY_BURSTS = 1000,
};

struct worker {
	struct shared *shared;
	struct reader reader;
	struct writer *writer;
	struct queue *queue;
	struct hearing hearing;
	unsigned number;

	pthread_t thread;
	bool started;
	unsigned slow;		/* how often it took long to let others go */
	unsigned hurry;		/* so many bursts in which nobody goes first */
	_Atomic bool stop;
	_Atomic int64_t stop_by;	/* clock_ms() */
	_Atomic uint64_t beats;
	pthread_mutex_t stats_lock;		/* to publish, not to judge */
	struct worker_stats published;
};

/* --- the loop -------------------------------------------------------- */

static void publish_stats(struct worker *w)
{
	const struct hearing *h = &w->hearing;

	if (pthread_mutex_trylock(&w->stats_lock) != 0)
		return;		/* being read: the next burst will do */
	w->published.queue = *queue_stats(w->queue);
	w->published.judge = h->judge->stats;
	flow_table_stats(h->judge->flows, &w->published.flows);
	w->published.answers = h->answers;
	w->published.answer_errors = h->answer_errors;
	w->published.events_lost = atomic_load(&h->ring->lost);
	pthread_mutex_unlock(&w->stats_lock);
}

/* All packets of a burst are judged by the rules that were in force at its
 * first. */
static void hear_burst(struct worker *w, const struct queue_packet *burst,
		       int n)
{
	struct hearing *h = &w->hearing;

	h->judge->rules = reader_enter(&w->reader, w->shared);
	judge_tick(h->judge, clock_second());
	for (int i = 0; i < n; i++)
		hearing_hold(h, &burst[i]);
	queue_flush(w->queue);
	reader_leave(&w->reader);
	if (h->pushed)
		writer_wake(w->writer);
	h->pushed = false;
}

/*
 * Who comes after us does not know what we have read of a message that came in
 * part: the rest of most comes in a moment, so a worker does not stop in
 * between.
 */
static bool holds_parts(const struct worker *w)
{
	struct flow_stats s;

	flow_table_stats(w->hearing.judge->flows, &s);
	return s.chunks > 0;
}

static bool goes_on(const struct worker *w)
{
	return !atomic_load(&w->stop) || queue_has_early(w->queue) ||
	       (holds_parts(w) && clock_ms() < atomic_load(&w->stop_by));
}

/* While it stops it does not wait for what may never come. */
static bool has_packets(const struct worker *w)
{
	struct pollfd p = { .fd = queue_fd(w->queue), .events = POLLIN };

	return !atomic_load(&w->stop) || queue_has_early(w->queue) ||
	       poll(&p, 1, GLANCE_MS) > 0;
}

/* Others first: what they send meanwhile makes one burst of many packets out
 * of many of one (tests/bench: two thirds of the CPU time). Where nobody waits
 * it returns at once. Where somebody computes it lasts a whole slice of the
 * scheduler's, one time in twelve, while packets wait: then not for a while. Of
 * those who send and receive alone one in 300 does. */
static void give_way(struct worker *w)
{
	int64_t start;

	if (w->hurry > 0) {
		w->hurry--;
		return;
	}
	start = clock_us();
	sched_yield();
	if (clock_us() - start > YIELD_US)
		w->slow += ONE_IN;
	else if (w->slow > 0)
		w->slow--;
	if (w->slow >= SLOW_MAX) {
		w->slow = 0;
		w->hurry = HURRY_BURSTS;
	}
}

static void *worker_run(void *arg)
{
	struct worker *w = arg;
	struct queue_packet burst[QUEUE_BURST];
	char name[16];

	/* By itself: of another thread it is a file in /proc. */
	snprintf(name, sizeof(name), "worker-%u", w->number);
	pthread_setname_np(pthread_self(), name);
	confine_thread();
	while (goes_on(w)) {
		int n;

		if (!has_packets(w))
			continue;
		give_way(w);
		n = queue_read(w->queue, burst);
		if (n < 0)
			fatalx("queue socket: %s", strerror(-n));
		hear_burst(w, burst, n);
		atomic_fetch_add(&w->beats, 1);
		publish_stats(w);
	}
	return NULL;
}

/* --- its life -------------------------------------------------------- */

static bool bind_queues(struct worker *w, const struct queues *queues,
			uint32_t length, bool bound)
{
	for (int kind = 0; kind < QUEUE_KINDS; kind++) {
		uint16_t number = queues_number(queues, kind, w->number);
		int ret = bound ? queue_adopt(w->queue, number, length) :
				  queue_bind(w->queue, number, length,
					     kind == QUEUE_TCP);

		if (ret == 0)
			continue;
		warnx(ret == -EBUSY ? "queue %u is held by another program "
		      "(is cordond running already?)" : "queue %u: %s",
		      number, strerror(-ret));
		return false;
	}
	return true;
}

struct worker *worker_new(struct shared *shared,
			  const struct answerer *answerer,
			  const struct queues *queues, unsigned number,
			  int fd)
{
	const struct config *c = &atomic_load(&shared->rules)->config;
	const struct marks marks = marks_of(c);
	struct worker *w = xcalloc(1, sizeof(*w));

	w->shared = shared;
	w->number = number;
	pthread_mutex_init(&w->stats_lock, NULL);
	w->queue = queue_new(fd);
	if (!w->queue)
		warn("netlink socket for queues");
	hearing_init(&w->hearing, w->queue,
		     queues_number(queues, QUEUE_ANSWERS, number), answerer,
		     &marks);
	if (w->queue && bind_queues(w, queues, (uint32_t)c->queue_length,
				    fd >= 0))
		return w;
	worker_free(w);
	return NULL;
}

void worker_free(struct worker *w)
{
	if (!w)
		return;
	queue_free(w->queue);
	hearing_done(&w->hearing);
	pthread_mutex_destroy(&w->stats_lock);
	free(w);
}

int worker_fd(const struct worker *w)
{
	return queue_fd(w->queue);
}

struct event_ring *worker_ring(struct worker *w)
{
	return w->hearing.ring;
}

/* Who comes back to such a connection does so soon; and what waits in the queue
 * is read at once, but for a machine that has much to do. */
enum { BEREFT_SECONDS = 300, WAITS_SECONDS = 20 };

void worker_bereave(struct worker *w)
{
	struct judge *j = w->hearing.judge;

	j->bereft_until = clock_second() + BEREFT_SECONDS;
	j->waits_until = clock_second() + WAITS_SECONDS;
}

void worker_start(struct worker *w, struct writer *writer)
{
	w->writer = writer;
	atomic_store(&w->stop, false);
	if (pthread_create(&w->thread, NULL, worker_run, w) != 0)
		fatalx("cannot start worker %u", w->number);
	w->started = true;
}

void worker_end(struct worker *w)
{
	if (!w->started)
		return;
	atomic_store(&w->stop_by, clock_ms() + PARTS_MS);
	atomic_store(&w->stop, true);
	/* Out of recvmmsg(2); should it come just before, the socket's
	 * timeout ends the wait. */
	pthread_kill(w->thread, SIGUSR1);
}

void worker_stop(struct worker *w)
{
	if (!w->started)
		return;
	if (!atomic_load(&w->stop))
		worker_end(w);
	pthread_join(w->thread, NULL);
	w->started = false;
}

bool worker_uses(struct worker *w, const struct rules *rules)
{
	return reader_uses(&w->reader, rules);
}

uint64_t worker_beats(const struct worker *w)
{
	return atomic_load(&w->beats);
}

void worker_stats(struct worker *w, struct worker_stats *out)
{
	pthread_mutex_lock(&w->stats_lock);
	*out = w->published;
	pthread_mutex_unlock(&w->stats_lock);
}
