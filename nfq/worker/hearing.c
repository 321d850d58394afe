/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of a queued packet. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <string.h>

#include <linux/netfilter.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "nfq/judge/pipeline.h"
#include "nfq/judge/resolution.h"
#include "nfq/packet/compose.h"
#include "nfq/worker/hearing.h"

/* Does it come from a resolver, on its way to the client? */
static bool is_answer(const struct hearing *h)
{
	return h->packet->queue == h->answers_queue;
}

/* Data that conntrack took for the first of a connection was sent behind an
 * answer to its SYN, unless it came with that SYN. */
static bool has_handshake(const struct hearing *h, const struct packet *p)
{
	const struct flow *f;

	if (p->transport != IPPROTO_TCP || is_answer(h))
		return false;
	if (h->judge->standing == STANDING_NEW)
		return !(p->tcp_flags & TCP_SYN);
	f = flow_find(h->judge->flows, p);
	return f && f->opened && !f->astray;
}

/* What is let through by no rule that the log tells of. The gateway's own
 * questions to resolvers are those of its clients. */
static void remember(struct hearing *h, const struct report *r)
{
	const struct packet *p = r->packet;
	struct contact c = {
		.client = p->src, .dst = p->dst, .port = p->dport, .count = 1,
		.via = r->finding ? r->finding->protocol :
		       p->transport == IPPROTO_TCP ? CONTACT_TCP : CONTACT_UDP,
		.name = "",
	};

	if ((r->verdict != VERDICT_PASS_FLOW &&
	     r->verdict != VERDICT_PASS_ONCE) || is_answer(h) ||
	    (h->judge->own && c.via == PROTO_DNS))
		return;
	if (r->name) {
		c.name_len = (uint8_t)(r->name->len < 255 ? r->name->len : 255);
		c.name = r->name->text + (r->name->len - c.name_len);
	}
	if (h->judge->mac)
		memcpy(c.mac, h->judge->mac, sizeof(c.mac));
	c.first = c.last = clock_wall();
	contacts_note(&h->ring->contacts, &c);
}

static bool remembers(const struct hearing *h)
{
	return atomic_load_explicit(&h->ring->contacts.table,
				    memory_order_relaxed);
}

static void report(void *arg, const struct report *r)
{
	struct hearing *h = arg;
	struct event *e;

	refusal_note(&h->refusal, r);
	if (remembers(h) && (r->reason != REASON_RULE || !event_wanted(r)))
		remember(h, r);
	if (!event_wanted(r))
		return;
	e = event_slot(h->ring);
	if (!e)
		return;
	event_fill(e, h->judge->rules, r);
	clock_gettime(CLOCK_REALTIME, &e->time);
	e->iif = is_answer(h) ? h->packet->oif : h->packet->iif;
	e->outgoing = h->judge->own;
	e->handshake = has_handshake(h, r->packet);
	e->has_mac = h->judge->mac != NULL;
	memcpy(e->mac, h->packet->mac, sizeof(e->mac));
	event_push(h->ring);
	h->pushed = true;
}

/* --- cordond -v ------------------------------------------------------ */

/* The journal is no other place to keep what is not to be kept. */
static void tell(struct hearing *h, const struct report *r)
{
	const struct config *c = &h->judge->rules->config;
	char text[REPORT_TEXT];

	if (c->privacy.clients != PRIVACY_FULL ||
	    c->privacy.names != PRIVACY_FULL)
		debug("%s (who, and what for, is not told: privacy)",
		      verdict_words[r->verdict]);
	else
		debug("%s", report_line(r, h->judge->rules, text));
	h->told = true;
}

static void report_aloud(void *arg, const struct report *r)
{
	tell(arg, r);
	report(arg, r);
}

/* A last word that nobody reported: it was said before, or nothing was
 * readable. */
static void tell_verdict(struct hearing *h, enum verdict v)
{
	if (h->told || v == VERDICT_MORE || v == VERDICT_PASS_ONCE)
		return;
	tell(h, &(struct report) {
		.packet = &h->judge->packet, .reason = REASON_NOTHING,
		.wrong = h->judge->finding.wrong, .verdict = v,
	});
}

/* --- marks ----------------------------------------------------------- */

/* What the kernel's mark says of it. */
static enum standing standing_of(const struct hearing *h)
{
	uint32_t mark = h->packet->mark;

	return mark & h->marks.fresh ? STANDING_NEW :
	       mark & h->marks.astray ? STANDING_ASTRAY : STANDING_KNOWN;
}

/* The verdict's bits, and the packet's own mark beside them. Undecided, it
 * still has been screened. */
static uint32_t mark_of(const struct hearing *h, enum verdict v)
{
	uint32_t other = h->packet->mark & ~h->marks.mask;

	switch (v) {
	case VERDICT_PASS_FLOW:
		return other | h->marks.pass;
	case VERDICT_BLOCK_FLOW:
		return other | h->marks.block;
	case VERDICT_REFUSE_ONCE:
		return other | h->marks.once;
	case VERDICT_MORE:
	case VERDICT_PASS_ONCE:
	case VERDICT_DROP:
	case VERDICTS:
		break;
	}
	return other | (h->packet->mark & h->marks.screened);
}

/* --- answers in another's place -------------------------------------- */

/* A question over UDP is dropped, and answered in the resolver's place. */
static void answer_question(struct hearing *h)
{
	const struct judge *j = h->judge;
	const struct finding *f = &j->finding;
	char why[REFUSAL_TEXT];
	struct answer a = refusal_answer(&h->refusal, j->rules, why);

	if (a.kind == DNS_DROP)
		return;
	a.zone = refusal_zone(&h->refusal, f);
	if (answerer_send(h->answerer, &j->packet, h->packet->iif, f, &a) == 0)
		h->answers++;
	else
		h->answer_errors++;
}

/* --- resets ---------------------------------------------------------- */

/*
 * The kernel resets the client's side of a connection whose segment is
 * refused; the other side would wait for it for ever, and a server that serves
 * so many clients at once would serve nobody else. Behind the verdicts before:
 * what they let through, the server must have first.
 */
static void reset_server(struct hearing *h, const struct packet *from_client,
			 uint32_t interface)
{
	queue_flush(h->queue);
	answerer_reset(h->answerer, from_client, interface,
		       (h->packet->mark & ~h->marks.mask) | h->marks.reset);
}

static void reset_receiver(struct hearing *h, const struct queue_packet *q)
{
	struct packet p = h->judge->packet;

	p.seq = h->judge->awaited;
	reset_server(h, &p, q->oif ? q->oif : q->iif);
}

/* --- packets ---------------------------------------------------------- */

/* What was refused is a message over UDP that can be answered. */
static bool is_question(const struct judge *j)
{
	const struct finding *f = &j->finding;

	return j->packet.transport == IPPROTO_UDP &&
	       protocols[f->protocol].refuses_once &&
	       (f->nnames > 0 || f->wrong != FIELD_NONE);
}

/* As it is, or with the byte that was judged in the place of its own. */
static void let_go(struct hearing *h, const struct queue_packet *q,
		   enum verdict v)
{
	const struct judge *j = h->judge;
	uint8_t packet[QUEUE_REPLACE_MAX];
	struct wire w = wire_over(packet, sizeof(packet));

	if (!j->amended) {
		queue_verdict(h->queue, q, NF_ACCEPT, mark_of(h, v));
		return;
	}
	compose_amended(&w, q->data.p, &j->packet, j->amend);
	if (w.bad)
		queue_verdict(h->queue, q, NF_DROP, mark_of(h, v));
	else
		queue_replace(h->queue, q, mark_of(h, v), w.p, w.len);
}

static enum verdict judge_question(struct hearing *h,
				   const struct queue_packet *q)
{
	enum verdict v = pipeline_judge(h->judge, q->data.p, q->data.len,
					q->whole);
	bool question = v == VERDICT_REFUSE_ONCE && is_question(h->judge);

	if (question)
		answer_question(h);
	if (question || v == VERDICT_DROP)
		queue_verdict(h->queue, q, NF_DROP, mark_of(h, v));
	else
		let_go(h, q, v);
	if (h->judge->resets &&
	    (v == VERDICT_BLOCK_FLOW || v == VERDICT_REFUSE_ONCE))
		reset_receiver(h, q);
	return v;
}

/* The resolver that said what the client does not get. */
static void reset_resolver(struct hearing *h, const struct queue_packet *q)
{
	struct packet p = packet_reversed(&h->judge->packet);

	p.seq = h->judge->awaited;
	p.ack = h->judge->packet.seq;
	reset_server(h, &p, q->iif ? q->iif : q->oif);
}

/*
 * In the place of an answer that leads to a restricted name goes on one that
 * refuses: by the same way, so that address translation makes of it what the
 * client expects.
 */
static void refuse_answer(struct hearing *h, const struct queue_packet *q)
{
	const struct judge *j = h->judge;
	uint32_t mark = mark_of(h, VERDICT_PASS_ONCE);
	uint8_t packet[ANSWER_MAX];
	char why[REFUSAL_TEXT];
	struct answer a = refusal_answer(&h->refusal, j->rules, why);
	size_t len = 0;

	if (j->packet.transport == IPPROTO_TCP)
		len = answer_reset(packet, &j->packet);
	else if (a.kind != DNS_DROP)
		len = answer_instead(packet, &j->packet, &j->finding, &a);
	if (len > 0) {
		queue_replace(h->queue, q, mark, packet, len);
		h->answers++;
	} else {
		queue_verdict(h->queue, q, NF_DROP, mark);
	}
	if (j->resets)
		reset_resolver(h, q);
}

static enum verdict judge_answer(struct hearing *h,
				 const struct queue_packet *q)
{
	enum verdict v;

	/* The frame that brought an answer tells nothing of the client. */
	h->judge->mac = NULL;
	h->judge->own = q->hook == NF_INET_LOCAL_IN;
	v = resolution_judge(h->judge, q->data.p, q->data.len, q->whole);
	if (v == VERDICT_REFUSE_ONCE)
		refuse_answer(h, q);
	else
		queue_verdict(h->queue, q, NF_ACCEPT, mark_of(h, v));
	return v;
}

void hearing_hold(struct hearing *h, const struct queue_packet *q)
{
	enum verdict v;

	h->packet = q;
	h->refusal = (struct refusal) { .known = false };
	h->told = false;
	h->judge->unverified = q->unverified;
	if (is_answer(h)) {
		v = judge_answer(h, q);
	} else {
		h->judge->mac = q->has_mac ? q->mac : NULL;
		h->judge->own = q->hook == NF_INET_LOCAL_OUT;
		h->judge->standing = standing_of(h);
		h->judge->behind = q->mark & h->marks.behind;
		v = judge_question(h, q);
	}
	if (h->aloud)
		tell_verdict(h, v);
}

/* --- its life -------------------------------------------------------- */

void hearing_init(struct hearing *h, struct queue *queue,
		  uint16_t answers_queue, const struct answerer *answerer,
		  const struct marks *marks)
{
	*h = (struct hearing) {
		.queue = queue, .answers_queue = answers_queue,
		.answerer = answerer, .marks = *marks,
		.ring = event_ring_new(), .aloud = log_is_verbose(),
	};
	h->judge = judge_new(JUDGE_FLOWS, JUDGE_CHUNKS,
			     h->aloud ? report_aloud : report, h);
}

void hearing_done(struct hearing *h)
{
	judge_free(h->judge);
	event_ring_free(h->ring);
}
