/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The writer thread: rings and NFLOG in, lines out. */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "nfq/event/eve.h"
#include "nfq/event/fold.h"
#include "nfq/event/listener.h"
#include "nfq/event/logfile.h"
#include "nfq/event/nflog.h"
#include "nfq/event/story.h"
#include "nfq/event/writer.h"
#include "ruleset/policy/ports.h"

enum { TICK_MS = 1000, BATCH = 256 * 1024 };

struct writer {
	struct shared *shared;
	struct reader reader;
	struct event_ring **rings;
	unsigned nrings;
	struct nflog *nflog;
	struct logfile log;
	struct eve eve;
	struct fold *fold;
	struct namebook *book;
	struct stories *stories;
	struct listener *listener;
	struct buffer lines;
	const struct rules *rules;	/* while NFLOG is read */

	pthread_t thread;
	bool started;
	int wake_fd;
	_Atomic bool sleeping, stop, reopen;
	_Atomic unsigned asked, drained;	/* tickets */
	bool full;				/* lost lines, said so */
	struct writer_stats stats;
};

/* --- lines ----------------------------------------------------------- */

static size_t count_lines(const char *p, size_t len)
{
	size_t n = 0;

	for (const char *end = p + len; (p = memchr(p, '\n',
						    (size_t)(end - p))); p++)
		n++;
	return n;
}

/* Says once that lines are lost, and once that they are not any more. */
static void note_room(struct writer *w, size_t lost)
{
	uint64_t all = atomic_fetch_add(&w->stats.lost, lost) + lost;

	atomic_store(&w->stats.error, w->log.error);
	if (lost > 0 && !w->full)
		warnx("%s: %s: events are being lost", w->log.path,
		      strerror(-w->log.error));
	else if (lost == 0 && w->full)
		warnx("%s: writable again; %llu events were lost so far",
		      w->log.path, (unsigned long long)all);
	w->full = lost > 0;
}

static void flush_lines(struct writer *w)
{
	size_t len = w->lines.len, done, lines;

	if (len == 0)
		return;
	done = logfile_write(&w->log, w->lines.p, len);
	lines = count_lines(w->lines.p, done);
	atomic_fetch_add(&w->stats.written, lines);
	note_room(w, count_lines(w->lines.p + done, len - done));
	buffer_reset(&w->lines);
}

static void emit(void *arg, const struct event *e,
		 const struct eve_repeat *repeat)
{
	struct writer *w = arg;

	eve_write(&w->eve, e, repeat, &w->lines);
	if (w->lines.len > BATCH)
		flush_lines(w);
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

	atomic_fetch_add(&w->stats.events, 1);
	add_hint(w, e);
	tally_add(&w->stats.tally, e);
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

static bool drain_rings(struct writer *w)
{
	bool any = false;

	for (unsigned i = 0; i < w->nrings; i++) {
		const struct event *in_ring;

		while ((in_ring = event_peek(w->rings[i]))) {
			struct event e = *in_ring;

			take_event(w, &e);
			event_pop(w->rings[i]);
			any = true;
		}
	}
	return any;
}

/* The kernel let it through by an exception: by which one? */
static void note_exception(struct writer *w, struct event *e,
			   const struct decision *d)
{
	const struct originator c = { &e->src, e->has_mac ? e->mac : NULL };
	const struct restricted r = rules_restricted(w->rules, d);

	e->exception = (uint16_t)exceptions_find(&w->rules->exceptions, &c,
						 &r);
	if (e->exception)
		e->effect = EFFECT_EXCEPT;
}

/* The rule it was decided by. Where the kernel first sees a connection in the
 * middle, at an answer, the client is who gets it: then *p is turned around. */
static struct decision decide(const struct writer *w,
			      const struct nflog_packet *n, struct packet *p,
			      bool *by_port)
{
	struct ports_packet to = {
		.dst = p->dst, .transport = p->transport, .port = p->dport,
	};
	struct decision d = ports_explain(w->rules->policy, n->vendor, &to,
					  by_port);

	if (d.effect != EFFECT_IGNORE)
		return d;
	*p = packet_reversed(&n->packet);
	to.dst = p->dst;
	to.port = p->dport;
	return ports_explain(w->rules->policy, n->vendor, &to, by_port);
}

/* What the kernel decided by address or port. */
static void take_decision(struct writer *w, const struct nflog_packet *n,
			  const struct timespec *now)
{
	struct packet p = n->packet;
	bool by_port;
	struct decision d = decide(w, n, &p, &by_port);
	bool turned = address_compare(&p.src, &n->packet.src) != 0;
	uint32_t iif = turned ? n->oif : n->iif;
	struct event e = {
		.rules = w->rules, .rule = d.rule,
		.src = p.src, .dst = p.dst, .sport = p.sport, .dport = p.dport,
		.transport = p.transport,
		.source = by_port ? SOURCE_PORT : SOURCE_ADDRESS,
		.effect = n->kind == NFLOG_BLOCK ? EFFECT_BLOCK :
			  n->kind == NFLOG_INBOUND ? EFFECT_LOG : d.effect,
		.in_kernel = true,
		.iif = iif, .outgoing = iif == 0,
		.has_mac = n->has_mac && !turned, .time = *now,
	};

	/* The lists may have changed since the kernel logged it. */
	if (d.effect == EFFECT_IGNORE)
		return;
	memcpy(e.mac, n->mac, sizeof(e.mac));
	if (n->kind == NFLOG_EXCEPT)
		note_exception(w, &e, &d);
	take_event(w, &e);
}

static void take_fallback(struct writer *w, const struct nflog_packet *n,
			  const struct timespec *now)
{
	struct event e = {
		.rules = w->rules, .source = SOURCE_FALLBACK,
		.src = n->packet.src, .dst = n->packet.dst,
		.sport = n->packet.sport, .dport = n->packet.dport,
		.transport = n->packet.transport, .effect = EFFECT_LOG,
		.in_kernel = true,
		.iif = n->iif, .outgoing = n->iif == 0,
		.has_mac = n->has_mac, .time = *now,
	};

	memcpy(e.mac, n->mac, sizeof(e.mac));
	if (stories_note(w->stories, &e))
		write_event(w, &e);
}

static void take_kernel(void *arg, const struct nflog_packet *n)
{
	struct writer *w = arg;
	struct timespec now;

	/* What happened before comes first: a lookup's event was pushed before
	 * it was answered. */
	drain_rings(w);
	clock_gettime(CLOCK_REALTIME, &now);
	switch (n->kind) {
	case NFLOG_DNS:
		listener_hear(w->listener, w->rules, n, &now);
		break;
	case NFLOG_FALLBACK:
		take_fallback(w, n, &now);
		break;
	case NFLOG_BLOCK:
	case NFLOG_EXCEPT:
	case NFLOG_LOG:
	case NFLOG_INBOUND:
		take_decision(w, n, &now);
		break;
	}
}


static void read_nflog(struct writer *w)
{
	uint64_t lost = 0;

	w->rules = reader_enter(&w->reader, w->shared);
	nflog_read(w->nflog, take_kernel, w, &lost);
	reader_leave(&w->reader);
	atomic_fetch_add(&w->stats.kernel_lost, lost);
}

/* Closes all windows, since their events refer to rules that are to go. */
static void serve_ticket(struct writer *w)
{
	unsigned asked = atomic_load(&w->asked);

	if (asked == atomic_load(&w->drained))
		return;
	drain_rings(w);
	fold_close(w->fold, 0, true);
	fold_set_window(w->fold, reader_enter(&w->reader, w->shared)
			->config.log.fold);
	reader_leave(&w->reader);
	flush_lines(w);
	atomic_store(&w->drained, asked);
}

/* --- the thread ------------------------------------------------------ */

static void sleep_until_woken(struct writer *w)
{
	struct pollfd fds[2] = {
		{ .fd = w->wake_fd, .events = POLLIN },
		{ .fd = nflog_fd(w->nflog), .events = POLLIN },
	};
	uint64_t count;

	atomic_store(&w->sleeping, true);
	/* What was pushed before `sleeping` was seen has not woken us. */
	if (!drain_rings(w))
		poll(fds, 2, TICK_MS);
	atomic_store(&w->sleeping, false);
	if (read(w->wake_fd, &count, sizeof(count)) < 0)
		return;		/* nobody did */
}

static void *writer_run(void *arg)
{
	struct writer *w = arg;

	pthread_setname_np(pthread_self(), "writer");
	while (!atomic_load(&w->stop)) {
		sleep_until_woken(w);
		drain_rings(w);
		read_nflog(w);
		fold_close(w->fold, time(NULL), false);
		flush_lines(w);
		serve_ticket(w);
		if (atomic_exchange(&w->reopen, false))
			logfile_reopen(&w->log);
		else
			logfile_check(&w->log);
	}
	drain_rings(w);
	read_nflog(w);
	fold_close(w->fold, 0, true);
	flush_lines(w);
	return NULL;
}

struct writer *writer_new(struct shared *shared, struct event_ring **rings,
			  unsigned n)
{
	const struct config *c = &atomic_load(&shared->rules)->config;
	struct writer *w = xcalloc(1, sizeof(*w));
	int ret = nflog_open(&w->nflog, (uint16_t)c->nflog_group);

	w->shared = shared;
	w->rings = rings;
	w->nrings = n;
	w->log.fd = -1;
	w->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (ret < 0) {
		warnx("NFLOG group %d: %s", (int)c->nflog_group,
		      ret == -EBUSY ? "held by another program" :
		      strerror(-ret));
		writer_free(w);
		return NULL;
	}
	if (!logfile_open(&w->log, c->log.file, c->log.max_size,
			  (unsigned)c->log.keep)) {
		warnx("%s: %s", c->log.file, strerror(-w->log.error));
		writer_free(w);
		return NULL;
	}
	eve_init(&w->eve);
	w->fold = fold_new(c->log.fold, emit, w);
	w->book = namebook_new();
	w->stories = stories_new();
	w->listener = listener_new(w->book, take_event, w);
	return w;
}

void writer_free(struct writer *w)
{
	if (!w)
		return;
	nflog_close(w->nflog);
	logfile_close(&w->log);
	fold_free(w->fold);
	listener_free(w->listener);
	stories_free(w->stories);
	namebook_free(w->book);
	buffer_done(&w->lines);
	if (w->wake_fd >= 0)
		close(w->wake_fd);
	free(w);
}

void writer_start(struct writer *w)
{
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

void writer_stop(struct writer *w)
{
	if (!w->started)
		return;
	atomic_store(&w->stop, true);
	wake(w);
	pthread_join(w->thread, NULL);
	w->started = false;
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

const struct writer_stats *writer_stats(const struct writer *w)
{
	return &w->stats;
}
