/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges DNS answers: start at resolution_judge(), at the end. */

#include <netinet/in.h>

#include "nfq/judge/lead.h"
#include "nfq/judge/resolution.h"
#include "nfq/judge/ruling.h"

enum { FAR = 1 << 17 };	/* bytes: further than the longest message */

/* --- one answer ------------------------------------------------------ */

struct asking {
	struct judge *j;
	struct packet packet;
};

static struct decision judge_for(void *arg, const struct name *n)
{
	const struct asking *a = arg;

	return ruling_name(a->j, &a->packet, n);
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
	struct judge *j = k->j;
	struct dns_chain *chain = &j->chain;
	struct report r = {
		.packet = &k->packet, .finding = &j->finding,
		.reason = REASON_NOTHING, .verdict = VERDICT_PASS_ONCE,
	};
	struct lead lead;

	dns_chain_follow(chain, a);
	fill_finding(&j->finding, a, chain);
	r.name = &j->finding.names[0];
	j->stats.answers++;
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

/* Judges all answers that are there from f->start on, which is sure once there
 * was one: before, an earlier segment may be late. Where there is no room
 * for more of one it is judged by its beginning. */
static enum verdict judge_messages(struct asking *k, struct flow *f,
				   bool full)
{
	struct judge *j = k->j;

	for (;;) {
		size_t len = stream_read(&f->stream, flow_pool(j->flows),
					 f->start, j->stream);
		enum inspect_result r;
		struct dns_answer a;
		size_t used;

		r = dns_answer_open_tcp(&a, j->stream, len, &used);
		if (r == INSPECT_MORE && (!full || len < 2))
			return VERDICT_PASS_ONCE;
		if (r == INSPECT_MORE)
			r = dns_answer_open(&a, j->stream + 2, len - 2);
		if (r != INSPECT_FOUND && !f->anchored)
			return VERDICT_PASS_ONCE;
		f->anchored = true;
		if (r == INSPECT_FOUND &&
		    judge_answer(k, &a) == VERDICT_REFUSE_ONCE)
			return VERDICT_REFUSE_ONCE;
		f->start += (uint32_t)used;
		stream_forget(&f->stream, flow_pool(j->flows), f->start);
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

static bool place(struct judge *j, struct flow *f, const struct packet *p)
{
	enum stream_result r;

	flow_make_room(j->flows);
	r = stream_place(&f->stream, flow_pool(j->flows), p->seq, p->payload);
	return r == STREAM_PLACED || r == STREAM_CONFLICT;
}

/*
 * The lowest segment seen is taken for the beginning of an answer, as it is
 * wherever the connection is looked at from its start. What does not fit the
 * window is out of step: the next segment is a beginning again.
 */
static enum verdict judge_segment(struct asking *k, const struct packet *p)
{
	struct judge *j = k->j;
	struct flow *f = flow_find(j->flows, p);
	enum verdict v = VERDICT_PASS_ONCE;

	if (p->payload.len == 0)
		return VERDICT_PASS_ONCE;
	if (f && is_another_connection(f, p)) {
		flow_drop(j->flows, f);
		f = NULL;
	}
	if (f && f->blocked)
		return VERDICT_REFUSE_ONCE;
	if (!f)
		f = flow_new(j->flows, p);
	if (f->anchored && is_old(f, p))
		return VERDICT_PASS_ONCE;
	if (!place(j, f, p)) {
		v = judge_messages(k, f, true);
		if (v == VERDICT_PASS_ONCE && is_old(f, p))
			return v;
		if (v == VERDICT_PASS_ONCE && !place(j, f, p)) {
			flow_drop(j->flows, f);
			return v;
		}
	}
	if (!f->anchored && (int32_t)(stream_first(&f->stream) - f->start) < 0)
		f->start = stream_first(&f->stream);
	if (v == VERDICT_PASS_ONCE)
		v = judge_messages(k, f, false);
	if (v == VERDICT_REFUSE_ONCE) {
		stream_clear(&f->stream, flow_pool(j->flows));
		f->blocked = true;
	}
	return v;
}

/* --- any ------------------------------------------------------------- */

enum verdict resolution_judge(struct judge *j, const uint8_t *data,
			      size_t len, size_t whole)
{
	struct packet *p = &j->packet;
	enum verdict v = VERDICT_PASS_ONCE;
	struct asking k = { .j = j };
	struct dns_answer a;

	j->stats.packets++;
	j->resets = false;
	if (packet_decode(p, data, len, whole) == PACKET_OK) {
		k.packet = packet_reversed(p);
		/* What the resolver has got, it says itself. */
		j->resets = p->transport == IPPROTO_TCP;
		j->awaited = p->ack;
		if (p->transport == IPPROTO_TCP)
			v = judge_segment(&k, p);
		else if (dns_answer_open(&a, p->payload.p, p->payload.len) ==
			 INSPECT_FOUND)
			v = judge_answer(&k, &a);
	}
	j->stats.verdicts[v]++;
	return v;
}
