/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loop of a worker: read a burst, judge it, answer it. */

#include <errno.h>
#include <netinet/in.h>	/* before the kernel's headers */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netfilter.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "nfq/judge/pipeline.h"
#include "nfq/judge/resolution.h"
#include "nfq/worker/worker.h"

struct worker {
	struct shared *shared;
	struct reader reader;
	const struct answerer *answerer;
	struct writer *writer;
	struct queue *queue;
	struct judge *judge;
	struct event_ring *ring;
	struct marks marks;
	unsigned number;

	const struct queue_packet *packet;	/* in hand */
	bool is_answer;				/* of DNS, on its way back */
	uint16_t answers;			/* the queue they come from */
	struct decision refusal;		/* why, for the answer */
	enum reason reason;			/* and by which policy */
	size_t refused_length;			/* of the refused name */
	bool pushed;				/* events in this burst */

	pthread_t thread;
	bool started;
	_Atomic bool stop;
	_Atomic uint64_t beats;
	pthread_mutex_t stats_lock;		/* to publish, not to judge */
	struct worker_stats stats, published;
};

/* --- a packet -------------------------------------------------------- */

static void report(void *arg, const struct report *r)
{
	struct worker *w = arg;
	struct event *e;

	if (r->decision.effect == EFFECT_BLOCK && r->name) {
		w->refusal = r->decision;
		w->reason = r->reason;
		w->refused_length = r->asked ? 0 : r->name->len;
	}
	if (!event_wanted(r))
		return;
	e = event_slot(w->ring);
	if (!e)
		return;
	event_fill(e, w->judge->rules, r);
	clock_gettime(CLOCK_REALTIME, &e->time);
	e->iif = w->is_answer ? w->packet->oif : w->packet->iif;
	e->outgoing = w->judge->own;
	e->has_mac = w->judge->mac != NULL;
	memcpy(e->mac, w->packet->mac, sizeof(e->mac));
	event_push(w->ring);
	w->pushed = true;
}

/* The verdict's bits, and the packet's own mark beside them. */
static uint32_t mark_of(const struct worker *w, enum verdict v)
{
	uint32_t other = w->packet->mark & ~w->marks.mask;

	switch (v) {
	case VERDICT_PASS_FLOW:
		return other | w->marks.pass;
	case VERDICT_BLOCK_FLOW:
		return other | w->marks.block;
	case VERDICT_REFUSE_ONCE:
		return other | w->marks.once;
	default:
		return other;
	}
}

/* Text for the client's administrator: whose name it is, on what authority. */
static void explain(const struct worker *w, char *out, size_t size)
{
	const struct policy *p = w->judge->rules->policy;
	const struct legend *l = &p->generation->legend;
	uint16_t class = w->refusal.rule.class;
	const struct legend_basis *basis;

	if (w->reason != REASON_RULE) {
		snprintf(out, size, "%s", reason_words[w->reason]);
		return;
	}
	basis = policy_basis(p, class);
	snprintf(out, size, "%s%s%s",
		 l->vendors[l->classes[class].vendor].id,
		 basis ? ": " : "", basis ? basis->cite : "");
}

static struct answer refusal_of(const struct worker *w, char *why, size_t size)
{
	const struct config *c = &w->judge->rules->config;
	struct answer a = { .kind = c->dns_block, .why = why };

	explain(w, why, size);
	if (a.kind == DNS_ADDRESS) {
		address_parse(c->dns_block_address4, &a.address4);
		address_parse(c->dns_block_address6, &a.address6);
	}
	return a;
}

/* A question over UDP is dropped, and answered in the resolver's place. */
static void answer_question(struct worker *w)
{
	const struct judge *j = w->judge;
	const struct finding *f = &j->finding;
	char why[128];
	struct answer a = refusal_of(w, why, sizeof(why));

	if (a.kind == DNS_DROP)
		return;
	/* Offsets in the text are those in the message, but where something
	 * was escaped. */
	if (f->names[0].len == w->refused_length &&
	    !memchr(f->names[0].text, '\\', f->names[0].len))
		a.zone = w->refusal.rule.start;
	if (answer_send(w->answerer, &j->packet, w->packet->iif, f, &a) == 0)
		w->stats.answers++;
	else
		w->stats.answer_errors++;
}

/*
 * The kernel resets the client's side of a connection whose segment is
 * refused; the other side would wait for it for ever, and a server that serves
 * so many clients at once would serve nobody else. Behind the verdicts before:
 * what they let through, the server must have first.
 */
static void reset_server(struct worker *w, const struct packet *from_client,
			 uint32_t interface)
{
	queue_flush(w->queue);
	answer_send_reset(w->answerer, from_client, interface,
			  (w->packet->mark & ~w->marks.mask) |
			  w->marks.reset);
}

static void reset_receiver(struct worker *w, const struct queue_packet *q)
{
	struct packet p = w->judge->packet;

	p.seq = w->judge->awaited;
	reset_server(w, &p, q->oif ? q->oif : q->iif);
}

static void judge_question(struct worker *w, const struct queue_packet *q)
{
	enum verdict v = pipeline_judge(w->judge, q->data.p, q->data.len,
					q->whole);
	int verdict = NF_ACCEPT;

	if (v == VERDICT_REFUSE_ONCE &&
	    w->judge->packet.transport == IPPROTO_UDP &&
	    w->judge->finding.nnames > 0) {
		verdict = NF_DROP;
		answer_question(w);
	}
	queue_verdict(w->queue, q, verdict, mark_of(w, v));
	if (w->judge->resets &&
	    (v == VERDICT_BLOCK_FLOW || v == VERDICT_REFUSE_ONCE))
		reset_receiver(w, q);
}

/* The resolver that said what the client does not get. */
static void reset_resolver(struct worker *w, const struct queue_packet *q)
{
	struct packet p = packet_reversed(&w->judge->packet);

	p.seq = w->judge->awaited;
	p.ack = w->judge->packet.seq;
	reset_server(w, &p, q->iif ? q->iif : q->oif);
}

/*
 * In the place of an answer that leads to a restricted name goes on one that
 * refuses: by the same way, so that address translation makes of it what the
 * client expects.
 */
static void refuse_answer(struct worker *w, const struct queue_packet *q)
{
	const struct judge *j = w->judge;
	uint32_t mark = mark_of(w, VERDICT_PASS_ONCE);
	uint8_t packet[ANSWER_MAX];
	char why[128];
	struct answer a;
	size_t len = 0;

	if (j->packet.transport == IPPROTO_TCP) {
		len = answer_reset(packet, &j->packet);
	} else {
		a = refusal_of(w, why, sizeof(why));
		if (a.kind != DNS_DROP)
			len = answer_instead(packet, &j->packet, &j->finding,
					     &a);
	}
	if (len > 0) {
		queue_replace(w->queue, q, mark, packet, len);
		w->stats.answers++;
	} else {
		queue_verdict(w->queue, q, NF_DROP, mark);
	}
	if (j->resets)
		reset_resolver(w, q);
}

static void judge_answer(struct worker *w, const struct queue_packet *q)
{
	enum verdict v;

	/* The frame that brought an answer tells nothing of the client. */
	w->judge->mac = NULL;
	w->judge->own = q->hook == NF_INET_LOCAL_IN;
	v = resolution_judge(w->judge, q->data.p, q->data.len, q->whole);
	if (v == VERDICT_REFUSE_ONCE)
		refuse_answer(w, q);
	else
		queue_verdict(w->queue, q, NF_ACCEPT, mark_of(w, v));
}

static void judge(struct worker *w, const struct queue_packet *q)
{
	w->packet = q;
	w->is_answer = q->queue == w->answers;
	w->judge->unverified = q->unverified;
	if (w->is_answer) {
		judge_answer(w, q);
		return;
	}
	w->judge->mac = q->has_mac ? q->mac : NULL;
	w->judge->own = q->hook == NF_INET_LOCAL_OUT;
	judge_question(w, q);
}

/* --- the loop -------------------------------------------------------- */

static void publish_stats(struct worker *w)
{
	if (pthread_mutex_trylock(&w->stats_lock) != 0)
		return;		/* being read: the next burst will do */
	w->stats.queue = *queue_stats(w->queue);
	w->stats.judge = w->judge->stats;
	flow_table_stats(w->judge->flows, &w->stats.flows);
	w->stats.events_lost = atomic_load(&w->ring->lost);
	w->published = w->stats;
	pthread_mutex_unlock(&w->stats_lock);
}

static uint32_t clock_second(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (uint32_t)t.tv_sec;
}

static void *worker_run(void *arg)
{
	struct worker *w = arg;
	struct queue_packet burst[QUEUE_BURST];
	char name[16];

	/* By itself: of another thread it is a file in /proc. */
	snprintf(name, sizeof(name), "worker-%u", w->number);
	pthread_setname_np(pthread_self(), name);
	while (!atomic_load(&w->stop)) {
		int n;

		/* Others first: what they send meanwhile makes one burst of
		 * many packets out of many of one (tests/bench: two thirds of
		 * the CPU time). Where nobody waits it returns at once. */
		sched_yield();
		n = queue_read(w->queue, burst);
		if (n < 0)
			fatalx("queue socket: %s", strerror(-n));
		w->judge->rules = reader_enter(&w->reader, w->shared);
		w->judge->second = clock_second();
		for (int i = 0; i < n; i++)
			judge(w, &burst[i]);
		queue_flush(w->queue);
		reader_leave(&w->reader);
		if (w->pushed)
			writer_wake(w->writer);
		w->pushed = false;
		atomic_fetch_add(&w->beats, 1);
		publish_stats(w);
	}
	return NULL;
}

/* --- its life -------------------------------------------------------- */

static bool bind_queues(struct worker *w, const struct queues *queues,
			int64_t length)
{
	for (int kind = 0; kind < QUEUE_KINDS; kind++) {
		uint16_t number = queues_number(queues, kind, w->number);
		int ret = queue_bind(w->queue, number, (uint32_t)length,
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
			  const struct queues *queues, unsigned number)
{
	const struct config *c = &atomic_load(&shared->rules)->config;
	struct worker *w = xcalloc(1, sizeof(*w));

	w->shared = shared;
	w->answerer = answerer;
	w->number = number;
	w->marks = marks_of(c);
	w->answers = queues_number(queues, QUEUE_ANSWERS, number);
	pthread_mutex_init(&w->stats_lock, NULL);
	w->queue = queue_new();
	if (!w->queue) {
		warn("netlink socket for queues");
		worker_free(w);
		return NULL;
	}
	if (!bind_queues(w, queues, c->queue_length)) {
		worker_free(w);
		return NULL;
	}
	w->ring = event_ring_new();
	w->judge = judge_new(JUDGE_FLOWS, JUDGE_CHUNKS, report, w);
	return w;
}

void worker_free(struct worker *w)
{
	if (!w)
		return;
	queue_free(w->queue);
	judge_free(w->judge);
	event_ring_free(w->ring);
	pthread_mutex_destroy(&w->stats_lock);
	free(w);
}

struct event_ring *worker_ring(struct worker *w)
{
	return w->ring;
}

void worker_start(struct worker *w, struct writer *writer)
{
	w->writer = writer;
	if (pthread_create(&w->thread, NULL, worker_run, w) != 0)
		fatalx("cannot start worker %u", w->number);
	w->started = true;
}

void worker_stop(struct worker *w)
{
	if (!w->started)
		return;
	atomic_store(&w->stop, true);
	/* Out of recvmmsg(2); should it come just before, the socket's
	 * timeout ends the wait. */
	pthread_kill(w->thread, SIGUSR1);
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
