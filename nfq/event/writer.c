/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The writer thread: rings and NFLOG in, lines out. */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/log.h"
#include "nfq/confine/confine.h"
#include "nfq/event/chronicle.h"
#include "nfq/event/fold.h"
#include "nfq/event/listener.h"
#include "nfq/event/logged.h"
#include "nfq/event/neighbours.h"
#include "nfq/event/nflog.h"
#include "nfq/event/remember.h"
#include "nfq/event/stories.h"
#include "nfq/event/writer.h"

enum {
	TICK_MS = 1000, LAST_ROUNDS = 8,
	/* Events of so long go to the disk together; the rings hold what comes
	 * meanwhile, unless they are as full as this. */
	GATHER_MS = 4, GATHER_MOST = EVENT_RING / 8,
};

struct writer {
	struct shared *shared;
	struct reader reader;
	struct event_ring **rings;
	unsigned nrings;
	uint16_t group;
	struct nflog *nflog;
	struct chronicle chronicle;
	struct neighbours *neighbours;
	struct fold *fold;
	struct namebook *book;
	struct stories *stories;
	struct listener *listener;
	struct remember *remember;
	const struct rules *rules;	/* while NFLOG is read */

	pthread_t thread;
	bool started, last;
	int wake_fd;
	_Atomic bool sleeping, stop, reopen;
	_Atomic unsigned asked, drained;	/* tickets */
	_Atomic uint64_t events, kernel_lost;
	struct tally tally;
};

/* --- an event -------------------------------------------------------- */

static void emit(void *arg, const struct event *e,
		 const struct eve_repeat *repeat)
{
	struct writer *w = arg;

	chronicle_event(&w->chronicle, e, repeat);
}

/* Can its source have been made up? */
static void add_neighbour(struct writer *w, struct event *e)
{
	e->neighbour = !e->handshake && e->has_mac && e->iif &&
		       neighbours_has(w->neighbours, e->iif, &e->src, e->mac,
				      clock_boot());
}

/* Names what has an address alone. */
static void add_hint(struct writer *w, struct event *e)
{
	const char *name;

	if (e->source == SOURCE_NAME || e->source == SOURCE_FALLBACK ||
	    e->name_len > 0)
		return;
	name = namebook_find(w->book, &e->src, &e->dst, e->time.tv_sec,
			     &e->hint_other);
	if (!name)
		return;
	e->hint_len = (uint8_t)strnlen(name, sizeof(e->hint));
	memcpy(e->hint, name, e->hint_len);
}

static void write_event(struct writer *w, struct event *e)
{
	static const struct eve_repeat none;

	atomic_fetch_add(&w->events, 1);
	add_hint(w, e);
	add_neighbour(w, e);
	tally_add(&w->tally, e);
	if (fold_add(w->fold, e))
		emit(w, e, &none);
}

static void take_event(void *arg, struct event *e)
{
	struct writer *w = arg;

	stories_tell(w->stories, e);
	write_event(w, e);
}

/* --- what comes in --------------------------------------------------- */

/* All that is in it now, and not for ever what comes meanwhile; how many. */
static unsigned drain_ring(struct writer *w, struct event_ring *ring)
{
	const struct event *in_ring;
	unsigned n = 0;

	while (n < EVENT_RING && (in_ring = event_peek(ring))) {
		struct event e = *in_ring;

		take_event(w, &e);
		event_pop(ring);
		n++;
	}
	return n;
}

/* How many of the fullest. */
static unsigned drain_rings(struct writer *w)
{
	unsigned most = 0;

	for (unsigned i = 0; i < w->nrings; i++) {
		unsigned n = drain_ring(w, w->rings[i]);

		most = n > most ? n : most;
	}
	return most;
}

static void take_kernel(void *arg, const struct nflog_packet *n)
{
	struct writer *w = arg;
	struct timespec now;
	struct event e;

	/* What happened before comes first: a lookup's event was pushed before
	 * it was answered. */
	drain_rings(w);
	clock_gettime(CLOCK_REALTIME, &now);
	switch (n->kind) {
	case NFLOG_DNS:
		listener_hear(w->listener, w->rules, n, &now);
		break;
	case NFLOG_FALLBACK:
		logged_fallback(&e, w->rules, n, &now);
		if (stories_note(w->stories, &e))
			write_event(w, &e);
		break;
	case NFLOG_BLOCK:
	case NFLOG_EXCEPT:
	case NFLOG_LOG:
	case NFLOG_INBOUND:
		if (logged_decision(&e, w->rules, n, &now))
			take_event(w, &e);
		break;
	}
}

static void read_nflog(struct writer *w)
{
	uint64_t lost = 0;

	w->rules = reader_enter(&w->reader, w->shared);
	nflog_read(w->nflog, take_kernel, w, &lost);
	reader_leave(&w->reader);
	atomic_fetch_add(&w->kernel_lost, lost);
}

/* The file itself stays: another may be out of reach by now. */
static void follow_config(struct writer *w)
{
	const struct config *c =
		&reader_enter(&w->reader, w->shared)->config;

	fold_set_window(w->fold, c->log.fold);
	chronicle_follow(&w->chronicle, c);
	remember_follow(w->remember, c);
	reader_leave(&w->reader);
}

/* Closes all windows, since their events refer to rules that are to go. */
static void serve_ticket(struct writer *w)
{
	unsigned asked = atomic_load(&w->asked);

	if (asked == atomic_load(&w->drained))
		return;
	drain_rings(w);
	fold_close(w->fold, 0, true);
	chronicle_settle(&w->chronicle);
	remember_turn(w->remember, time(NULL), true);
	follow_config(w);
	atomic_store(&w->drained, asked);
}

/* --- the thread ------------------------------------------------------ */

/* To write each alone takes several system calls for it, and one of the worker
 * to wake us. */
static void gather(unsigned drained)
{
	const struct timespec pause = { .tv_nsec = GATHER_MS * 1000000 };

	if (drained > 0 && drained < GATHER_MOST)
		nanosleep(&pause, NULL);
}

/* How many events were there instead. */
static unsigned sleep_until_woken(struct writer *w)
{
	struct pollfd fds[2] = {
		{ .fd = w->wake_fd, .events = POLLIN },
		{ .fd = nflog_fd(w->nflog), .events = POLLIN },
	};
	unsigned drained;
	uint64_t count;

	atomic_store(&w->sleeping, true);
	/* What was pushed before `sleeping` was seen has not woken us. */
	drained = drain_rings(w);
	if (drained == 0)
		poll(fds, 2, TICK_MS);
	atomic_store(&w->sleeping, false);
	if (read(w->wake_fd, &count, sizeof(count)) < 0)
		return drained;		/* nobody did */
	return drained;
}

/* Writes all that there is. */
static void end_turn(struct writer *w, bool last)
{
	uint64_t rings = 0;

	for (unsigned i = 0; i < w->nrings; i++)
		rings += atomic_load(&w->rings[i]->lost);
	chronicle_turn(&w->chronicle, rings, atomic_load(&w->kernel_lost),
		       last);
	remember_turn(w->remember, time(NULL), last);
}

static void *writer_run(void *arg)
{
	struct writer *w = arg;
	unsigned drained;

	pthread_setname_np(pthread_self(), "writer");
	confine_thread();
	while (!atomic_load(&w->stop)) {
		drained = sleep_until_woken(w);
		/* What was set in force comes before what it did. */
		chronicle_notices(&w->chronicle);
		drained += drain_rings(w);
		read_nflog(w);
		fold_close(w->fold, time(NULL), false);
		end_turn(w, false);
		serve_ticket(w);
		chronicle_check(&w->chronicle,
				atomic_exchange(&w->reopen, false));
		gather(drained);
	}
	/* What the kernel has gathered by now, if nobody comes after us. */
	if (w->last)
		poll(NULL, 0, 2 * NFLOG_DELAY);
	/* More than the socket's buffer holds; not for ever what comes. */
	for (int i = 0; i < LAST_ROUNDS; i++)
		read_nflog(w);
	drain_rings(w);
	fold_close(w->fold, 0, true);
	end_turn(w, true);
	return NULL;
}

/* --- what one leaves to the next --------------------------------------- */

static const char *group_name(char name[HANDOVER_NAME], const struct writer *w)
{
	snprintf(name, HANDOVER_NAME, "nflog-%u", w->group);
	return name;
}

static void take_counters(struct writer *w, const struct handover *left)
{
	atomic_store(&w->events, handover_number(left, "events"));
	atomic_store(&w->kernel_lost, handover_number(left, "kernel-lost"));
	atomic_store(&w->chronicle.out.written,
		     handover_number(left, "written"));
	atomic_store(&w->chronicle.out.lost, handover_number(left, "lost"));
}

void writer_hand_on(const struct writer *w, struct handover *to)
{
	char name[HANDOVER_NAME];

	handover_put(to, group_name(name, w), nflog_fd(w->nflog));
	handover_put_number(to, "events", atomic_load(&w->events));
	handover_put_number(to, "kernel-lost", atomic_load(&w->kernel_lost));
	handover_put_number(to, "written",
			    atomic_load(&w->chronicle.out.written));
	handover_put_number(to, "lost", atomic_load(&w->chronicle.out.lost));
}

/* --- its life ---------------------------------------------------------- */

struct writer *writer_new(struct shared *shared, struct event_ring **rings,
			  unsigned n, struct handover *left)
{
	const struct config *c = &atomic_load(&shared->rules)->config;
	struct writer *w = xcalloc(1, sizeof(*w));
	char name[HANDOVER_NAME];
	int ret, opened;

	w->group = (uint16_t)c->nflog_group;
	ret = nflog_open(&w->nflog, w->group,
			 handover_take(left, group_name(name, w)));
	w->shared = shared;
	w->rings = rings;
	w->nrings = n;
	w->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (ret < 0)
		warnx("NFLOG group %d: %s", (int)c->nflog_group,
		      ret == -EBUSY ? "held by another program" :
		      strerror(-ret));
	opened = chronicle_open(&w->chronicle, c);
	if (opened < 0)
		warnx("%s: %s", c->log.file, strerror(-opened));
	if (opened < 0)
		ret = opened;
	if (ret < 0) {
		writer_free(w);
		return NULL;
	}
	take_counters(w, left);
	losses_start(&w->chronicle.losses,
		     atomic_load(&w->chronicle.out.lost),
		     atomic_load(&w->kernel_lost));
	w->neighbours = neighbours_new();
	w->fold = fold_new(c->log.fold, emit, w);
	w->book = namebook_new();
	w->stories = stories_new();
	w->listener = listener_new(w->book, take_event, w);
	w->remember = remember_new(c, &w->chronicle.privacy, rings, n);
	return w;
}

void writer_free(struct writer *w)
{
	if (!w)
		return;
	nflog_close(w->nflog);
	remember_free(w->remember);
	chronicle_close(&w->chronicle);
	neighbours_free(w->neighbours);
	fold_free(w->fold);
	listener_free(w->listener);
	stories_free(w->stories);
	namebook_free(w->book);
	if (w->wake_fd >= 0)
		close(w->wake_fd);
	free(w);
}

void writer_start(struct writer *w)
{
	atomic_store(&w->stop, false);
	if (pthread_create(&w->thread, NULL, writer_run, w) != 0)
		fatalx("cannot start the writer thread");
	w->started = true;
}

static void wake(struct writer *w)
{
	const uint64_t one = 1;

	if (write(w->wake_fd, &one, sizeof(one)) < 0)
		return;		/* full: awake anyway */
}

void writer_stop(struct writer *w, bool last)
{
	if (!w->started)
		return;
	w->last = last;
	atomic_store(&w->stop, true);
	wake(w);
	pthread_join(w->thread, NULL);
	w->started = false;
}

const char *writer_stream_file(const struct writer *w)
{
	return w->chronicle.sequence.path;
}

struct notices *writer_notices(struct writer *w)
{
	return &w->chronicle.notices;
}

void writer_wake(struct writer *w)
{
	atomic_thread_fence(memory_order_seq_cst);
	if (atomic_load_explicit(&w->sleeping, memory_order_relaxed))
		wake(w);
}

void writer_reopen(struct writer *w)
{
	atomic_store(&w->reopen, true);
	wake(w);
}

unsigned writer_drain(struct writer *w)
{
	unsigned ticket = atomic_fetch_add(&w->asked, 1) + 1;

	wake(w);
	return ticket;
}

bool writer_drained(const struct writer *w, unsigned ticket)
{
	return (int)(atomic_load(&w->drained) - ticket) >= 0;
}

void writer_stats(const struct writer *w, struct writer_stats *out)
{
	*out = (struct writer_stats) {
		.file = w->chronicle.out.log.path,
		.events = atomic_load(&w->events),
		.written = atomic_load(&w->chronicle.out.written),
		.lost = atomic_load(&w->chronicle.out.lost),
		.kernel_lost = atomic_load(&w->kernel_lost),
		.error = atomic_load(&w->chronicle.out.error),
		.tally = &w->tally,
	};
}
