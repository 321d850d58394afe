/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges DNS answers: start at pipeline_answer(), at the end. */

#include <netinet/in.h>

#include "nfq/judge/resolution.h"

enum { FAR = 1 << 17 };	/* bytes: further than the longest message */

/* --- where an answer leads ------------------------------------------- */

/* How much is to be done: nothing, a line in the log, a refusal. */
static int weight(enum effect e)
{
	return e == EFFECT_BLOCK ? 3 : e == EFFECT_OBSERVE ? 2 :
	       e == EFFECT_LOG || e == EFFECT_EXCEPT ? 1 : 0;
}

static bool is_settled(enum effect e)
{
	return e == EFFECT_BLOCK || e == EFFECT_ALLOW || e == EFFECT_PROTECT;
}

bool lead_find(struct lead *l, const struct dns_chain *chain,
	       lead_judge *judge, void *arg)
{
	int most = 0;

	if (chain->n == chain->asked)
		return false;
	for (unsigned i = 0; i < chain->n; i++) {
		struct decision d = judge(arg, &chain->names[i]);

		if (i < chain->asked && is_settled(d.effect))
			return false;
		if (weight(d.effect) <= most)
			continue;
		most = weight(d.effect);
		l->name = &chain->names[i];
		l->decision = d;
	}
	l->asked = &chain->names[0];
	/* Not the name asked for itself, whose question has told it. */
	return most > 0 && l->name >= &chain->names[chain->asked];
}

struct packet asker_of(const struct packet *p)
{
	struct packet q = *p;

	q.src = p->dst;
	q.dst = p->src;
	q.sport = p->dport;
	q.dport = p->sport;
	return q;
}

/* --- one answer ------------------------------------------------------ */

struct asking {
	struct pipeline *pl;
	struct packet packet;
};

static struct decision judge_for(void *arg, const struct name *n)
{
	const struct asking *a = arg;

	return pipeline_judge_name(a->pl, &a->packet, n);
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
	struct pipeline *pl = k->pl;
	struct dns_chain *chain = &pl->chain;
	struct report r = {
		.packet = &k->packet, .finding = &pl->finding,
		.reason = REASON_NOTHING, .verdict = VERDICT_PASS_ONCE,
	};
	struct lead lead;

	dns_chain_follow(chain, a);
	fill_finding(&pl->finding, a, chain);
	r.name = &pl->finding.names[0];
	pl->stats.answers++;
	pl->report(pl->arg, &r);
	if (!lead_find(&lead, chain, judge_for, k))
		return VERDICT_PASS_ONCE;
	r.asked = lead.asked;
	r.name = lead.name;
	r.decision = lead.decision;
	r.reason = REASON_RULE;
	/* With "log" nothing waits that could be refused. */
	if (r.decision.effect == EFFECT_BLOCK &&
	    pl->rules->config.dns_answers != ANSWERS_JUDGE)
		r.decision.effect = EFFECT_OBSERVE;
	if (r.decision.effect == EFFECT_BLOCK)
		r.verdict = VERDICT_REFUSE_ONCE;
	pl->report(pl->arg, &r);
	return r.verdict;
}

/* --- over TCP -------------------------------------------------------- */

/* Judges all answers that are there from f->start on, which is sure once there
 * was one: before, an earlier segment may be late. Where there is no room
 * for more of one it is judged by its beginning. */
static enum verdict judge_messages(struct asking *k, struct flow *f,
				   bool full)
{
	struct pipeline *pl = k->pl;

	for (;;) {
		size_t len = stream_read(&f->stream, flow_pool(pl->flows),
					 f->start, pl->stream);
		enum inspect_result r;
		struct dns_answer a;
		size_t used;

		r = dns_answer_open_tcp(&a, pl->stream, len, &used);
		if (r == INSPECT_MORE && (!full || len < 2))
			return VERDICT_PASS_ONCE;
		if (r == INSPECT_MORE)
			r = dns_answer_open(&a, pl->stream + 2, len - 2);
		if (r != INSPECT_FOUND && !f->anchored)
			return VERDICT_PASS_ONCE;
		f->anchored = true;
		if (r == INSPECT_FOUND &&
		    judge_answer(k, &a) == VERDICT_REFUSE_ONCE)
			return VERDICT_REFUSE_ONCE;
		f->start += (uint32_t)used;
		stream_forget(&f->stream, flow_pool(pl->flows), f->start);
	}
}

static bool is_another_connection(const struct flow *f, const struct packet *p)
{
	int32_t distance = (int32_t)(p->seq - f->start);

	return distance > FAR || distance < -FAR;
}

/* Sent again, or the rest of an answer that was judged by its beginning. */
static bool is_old(const struct flow *f, const struct packet *p)
{
	return (int32_t)(p->seq + (uint32_t)p->payload.len - f->start) <= 0;
}

static bool place(struct pipeline *pl, struct flow *f, const struct packet *p)
{
	enum stream_result r;

	flow_make_room(pl->flows);
	r = stream_place(&f->stream, flow_pool(pl->flows), p->seq, p->payload);
	return r == STREAM_PLACED || r == STREAM_CONFLICT;
}

/*
 * The lowest segment seen is taken for the beginning of an answer, as it is
 * wherever the connection is looked at from its start. What does not fit the
 * window is out of step: the next segment is a beginning again.
 */
static enum verdict judge_segment(struct asking *k, const struct packet *p)
{
	struct pipeline *pl = k->pl;
	struct flow *f = flow_find(pl->flows, p);
	enum verdict v = VERDICT_PASS_ONCE;

	if (p->payload.len == 0)
		return VERDICT_PASS_ONCE;
	if (f && is_another_connection(f, p)) {
		flow_drop(pl->flows, f);
		f = NULL;
	}
	if (f && f->blocked)
		return VERDICT_REFUSE_ONCE;
	if (!f)
		f = flow_new(pl->flows, p);
	if (f->anchored && is_old(f, p))
		return VERDICT_PASS_ONCE;
	if (!place(pl, f, p)) {
		v = judge_messages(k, f, true);
		if (v == VERDICT_PASS_ONCE && is_old(f, p))
			return v;
		if (v == VERDICT_PASS_ONCE && !place(pl, f, p)) {
			flow_drop(pl->flows, f);
			return v;
		}
	}
	if (!f->anchored && (int32_t)(stream_first(&f->stream) - f->start) < 0)
		f->start = stream_first(&f->stream);
	if (v == VERDICT_PASS_ONCE)
		v = judge_messages(k, f, false);
	if (v == VERDICT_REFUSE_ONCE) {
		stream_clear(&f->stream, flow_pool(pl->flows));
		f->blocked = true;
	}
	return v;
}

/* --- any ------------------------------------------------------------- */

enum verdict pipeline_answer(struct pipeline *pl, const uint8_t *data,
			     size_t len, size_t whole)
{
	struct packet *p = &pl->packet;
	enum verdict v = VERDICT_PASS_ONCE;
	struct asking k = { .pl = pl };
	struct dns_answer a;

	pl->stats.packets++;
	pl->resets = false;
	if (packet_decode(p, data, len, whole) == PACKET_OK) {
		k.packet = asker_of(p);
		/* What the resolver has got, it says itself. */
		pl->resets = p->transport == IPPROTO_TCP;
		pl->awaited = p->ack;
		if (p->transport == IPPROTO_TCP)
			v = judge_segment(&k, p);
		else if (dns_answer_open(&a, p->payload.p, p->payload.len) ==
			 INSPECT_FOUND)
			v = judge_answer(&k, &a);
	}
	pl->stats.verdicts[v]++;
	return v;
}
