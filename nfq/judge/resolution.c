/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges DNS answers: start at resolution_judge(), at the end. */

#include <netinet/in.h>

#include "lib/seq.h"
#include "nfq/judge/lead.h"
#include "nfq/judge/resolution.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/segment.h"

enum { FAR = 1 << 17 };	/* bytes: further than the longest message */

/* --- one answer ------------------------------------------------------ */

/* An answer, or a segment with some, and the client that it is for. */
struct asking {
	struct segment s;
	struct packet client;	/* the packet as if it were the question */
};

static struct decision judge_for(void *arg, const struct name *n)
{
	const struct asking *a = arg;

	return ruling_name(a->s.judge, &a->client, n);
}

static void fill_finding(struct finding *f, const struct dns_answer *a,
			 const struct dns_chain *chain)
{
	finding_clear(f, PROTO_DNS);
	f->used = a->message.len;
	f->nnames = chain->asked;
	for (unsigned i = 0; i < chain->asked; i++)
		f->names[i] = chain->names[i];
	f->dns.id = a->id;
	f->dns.flags = a->flags;
	f->dns.type = a->type;
	f->dns.question = a->questions;
	f->dns.answer = a->message;
	f->dns.edns = dns_answer_has_edns(a);
}

static enum verdict judge_answer(struct asking *k, struct dns_answer *a)
{
	struct judge *j = k->s.judge;
	struct dns_chain *chain = &j->chain;
	struct report r = {
		.packet = &k->client, .finding = &j->finding,
		.reason = REASON_NOTHING, .verdict = VERDICT_PASS_ONCE,
	};
	struct lead lead;

	dns_chain_follow(chain, a);
	fill_finding(&j->finding, a, chain);
	r.name = &j->finding.names[0];
	j->report(j->arg, &r);
	if (!lead_find(&lead, chain, judge_for, k))
		return VERDICT_PASS_ONCE;
	r.asked = lead.asked;
	r.name = lead.name;
	r.decision = lead.decision;
	r.reason = REASON_RULE;
	/* With "log" nothing waits that could be refused. */
	if (r.decision.effect == EFFECT_BLOCK &&
	    j->rules->config.dns_answers != ANSWERS_JUDGE)
		r.decision.effect = EFFECT_OBSERVE;
	if (r.decision.effect == EFFECT_BLOCK)
		r.verdict = VERDICT_REFUSE_ONCE;
	j->report(j->arg, &r);
	return r.verdict;
}

/* --- over TCP -------------------------------------------------------- */

/* Opens the answer at the start, `used` bytes long. Where there is no room for
 * more of it, it is judged by its beginning. */
static enum inspect_result open_answer(const struct segment *s, bool full,
				       struct dns_answer *a, size_t *used)
{
	const uint8_t *stream = s->judge->stream;
	size_t len = segment_read(s, s->flow->start);
	enum inspect_result r = dns_answer_open_tcp(a, stream, len, used);

	if (r == INSPECT_MORE && full && len >= 2)
		r = dns_answer_open(a, stream + 2, len - 2);
	else if (r == INSPECT_MORE)
		return r;
	return r == INSPECT_FOUND ? r : INSPECT_BAD;
}

/* Judges all answers that are there from the start on, which is sure once
 * there was one: before, an earlier segment may be late. */
static enum verdict judge_messages(struct asking *k, bool full)
{
	struct flow *f = k->s.flow;

	for (;;) {
		enum inspect_result r;
		struct dns_answer a;
		size_t used;

		r = open_answer(&k->s, full, &a, &used);
		if (r == INSPECT_MORE ||
		    (r == INSPECT_BAD && f->state == FLOW_SEEKING))
			return VERDICT_PASS_ONCE;
		f->state = FLOW_ANSWER;
		if (r == INSPECT_FOUND &&
		    judge_answer(k, &a) == VERDICT_REFUSE_ONCE)
			return VERDICT_REFUSE_ONCE;
		f->start += (uint32_t)used;
		segment_forget(&k->s, f->start);
	}
}

static bool is_another_connection(const struct flow *f, const struct packet *p)
{
	int32_t distance = seq_distance(p->seq, f->start);

	return distance > FAR || distance < -FAR;
}

/* Sent again, or the rest of an answer that was judged by its beginning. */
static bool is_old(const struct segment *s)
{
	const struct packet *p = s->packet;

	return !seq_after(p->seq + (uint32_t)p->payload.len,
			  s->flow->start);
}

static bool place(const struct segment *s)
{
	enum stream_result r = segment_place(s, s->packet->seq,
					     s->packet->payload);

	return r == STREAM_PLACED || r == STREAM_CONFLICT;
}

/* The segment's flow, a new one if need be. */
static void find_flow(struct segment *s)
{
	struct flow_table *t = s->judge->flows;

	s->flow = flow_find(t, s->packet);
	if (s->flow && is_another_connection(s->flow, s->packet))
		segment_drop(s);
	if (!s->flow)
		s->flow = flow_new(t, s->packet, OWNER_LOOSE);
}

/* What does not fit the window is out of step, and the flow dropped: the next
 * segment is a beginning again. */
static bool make_fit(struct asking *k, enum verdict *v)
{
	if (place(&k->s))
		return true;
	*v = judge_messages(k, true);
	if (*v == VERDICT_REFUSE_ONCE || is_old(&k->s))
		return false;
	if (place(&k->s))
		return true;
	segment_drop(&k->s);
	return false;
}

/*
 * The lowest segment seen is taken for the beginning of an answer, as it is
 * wherever the connection is looked at from its start.
 */
static enum verdict judge_flow(struct asking *k)
{
	enum verdict v = VERDICT_PASS_ONCE;
	struct flow *f = k->s.flow;
	uint32_t first;

	if (f->state == FLOW_ANSWER && is_old(&k->s))
		return v;
	if (!make_fit(k, &v))
		return v;
	first = stream_first(&f->stream);
	if (f->state == FLOW_SEEKING && seq_before(first, f->start))
		f->start = first;
	return judge_messages(k, stream_is_full(&f->stream, f->start));
}

static enum verdict judge_segment(struct asking *k)
{
	enum verdict v;

	if (k->s.packet->payload.len == 0)
		return VERDICT_PASS_ONCE;
	find_flow(&k->s);
	if (k->s.flow->state == FLOW_BLOCKED)
		return VERDICT_REFUSE_ONCE;
	v = judge_flow(k);
	if (v == VERDICT_REFUSE_ONCE) {
		segment_clear(&k->s);
		k->s.flow->state = FLOW_BLOCKED;
	}
	return v;
}

/* --- any ------------------------------------------------------------- */

static enum verdict judge_packet(struct judge *j, const struct packet *p)
{
	struct asking k = {
		.s = { .judge = j, .packet = p }, .client = packet_reversed(p),
	};
	struct dns_answer a;

	/* What the resolver has got, it says itself. */
	j->resets = p->transport == IPPROTO_TCP;
	j->awaited = p->ack;
	if (p->transport == IPPROTO_TCP)
		return judge_segment(&k);
	if (dns_answer_open(&a, p->payload.p, p->payload.len) == INSPECT_FOUND)
		return judge_answer(&k, &a);
	return VERDICT_PASS_ONCE;
}

enum verdict resolution_judge(struct judge *j, const uint8_t *data,
			      size_t len, size_t whole)
{
	enum verdict v = VERDICT_PASS_ONCE;

	j->resets = false;
	if (packet_decode(&j->packet, data, len, whole) == PACKET_OK)
		v = judge_packet(j, &j->packet);
	j->stats.verdicts[v]++;
	return v;
}
