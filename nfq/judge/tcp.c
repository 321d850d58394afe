/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judges what clients send over TCP: start at tcp_judge(), at the end. Most
 * connections are decided by their first segment, where it lies. The others
 * get a flow: their segments are copied and accepted, and the one that
 * completes a name is judged.
 */

#include "nfq/judge/connection.h"
#include "nfq/judge/ending.h"
#include "nfq/judge/message.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/seek.h"
#include "nfq/judge/tcp.h"
#include "nfq/judge/window.h"

enum {
	SLICE = 4096,		/* bytes taken at once */
	FLIGHTS_MAX = 16,	/* of a protocol that nobody here knows */
};

/* --- strict mode ----------------------------------------------------- */

/*
 * Strict mode does not let a connection go with its hello: that may be a
 * decoy, which never gets to the server, and the real one comes in its place.
 * What the server says shows that it has got a hello, and until then all that
 * the client sends must agree with the one that was judged.
 */
static enum verdict settle(struct segment *s)
{
	s->flow->state = FLOW_SETTLED;
	s->flow->ack = s->packet->ack;
	return VERDICT_MORE;
}

static enum verdict judge_settled(struct segment *s)
{
	bool answered = (int32_t)(s->packet->ack - s->flow->ack) > 0;
	enum verdict v;

	if (!window_take(s, &v))
		return v;
	if (seek_blocked(s))
		return ending_of(s, ruling_finding(s->judge, s->packet, s->by));
	return answered ? ending_of(s, VERDICT_PASS_FLOW) : VERDICT_MORE;
}

/* --- a flow's next segment ------------------------------------------- */

/*
 * The start may still come, if segments overtook each other: as long as the
 * server has said nothing, all are of one flight. Once it has, the client's
 * next flight may begin something that is known (a hello behind STARTTLS),
 * so it is read as a new start, a few times.
 */
static enum verdict foreign(struct segment *s)
{
	const struct packet *p = s->packet;
	struct flow *f = s->flow;
	uint32_t before = stream_end_before(&f->stream, p->seq);

	if (flow_has_messages(f)) {
		s->by = f->inspector;
		return message_lost(s, false);
	}
	if (p->ack == f->ack)
		return VERDICT_MORE;
	f->ack = p->ack;
	if (++f->flights > FLIGHTS_MAX)
		return ending_unknown(s);
	message_restart(s, p->seq);
	segment_place(s, p->seq, p->payload);
	f->floor = before;	/* its first segments may be late */
	return VERDICT_MORE;
}

/* A request that names nobody blocked, and says twice how long it is. */
static enum verdict judge_twofold(struct segment *s)
{
	if (judge_is_strict(s->judge))
		return ruling_react(s->judge, s->packet, REASON_EVASION);
	if (seek_lost(s))
		return ruling_finding(s->judge, s->packet, s->by);
	message_read(s);	/* once more, for its length */
	return VERDICT_PASS_ONCE;
}

static bool is_broken(enum inspect_result r)
{
	return r == INSPECT_BAD || r == INSPECT_LOST;
}

/* Judges the message that was read with the result `r`; PASS_ONCE: the flow
 * goes on behind it. */
static enum verdict judge_message(struct segment *s, enum inspect_result r)
{
	const struct finding *m = &s->judge->finding;
	enum verdict v = VERDICT_PASS_ONCE;

	if (s->flow->state != FLOW_CHUNK &&
	    (r != INSPECT_BAD || m->nnames > 0))
		v = ruling_finding(s->judge, s->packet, s->by);
	if (v == VERDICT_PASS_FLOW && judge_is_strict(s->judge))
		return settle(s);
	if (v == VERDICT_PASS_ONCE && m->twofold)
		v = judge_twofold(s);
	if (v != VERDICT_PASS_ONCE)
		return ending_of(s, v);
	if (!is_broken(r))
		return v;
	s->judge->stats.bad++;
	return protocols[m->protocol].each_message ?
	       message_lost(s, true) : ending_unknown(s);
}

/* Judges all messages that are there, the first of which was read with the
 * result `r`. */
static enum verdict judge_messages(struct segment *s, enum inspect_result r)
{
	enum verdict v;

	for (;;) {
		if (r == INSPECT_FOREIGN && !seek_behind(s, &r))
			return foreign(s);
		/* Of an unfinished or broken message a blocked name counts. */
		if (r == INSPECT_MORE &&
		    !ruling_blocks(s->judge, s->packet) && !seek_blocked(s))
			return window_wait(s);
		v = judge_message(s, r);
		if (v != VERDICT_PASS_ONCE || is_broken(r) || !message_next(s))
			return v;
		r = message_read(s);
	}
}

static enum verdict judge_segment(struct segment *s)
{
	struct flow *f = s->flow;
	enum verdict v;

	if (f->state == FLOW_SETTLED)
		return judge_settled(s);
	if (f->skip > 0 && !message_skip_body(s, segment_end(s)))
		return VERDICT_PASS_ONCE;
	if (!window_take(s, &v))
		return v;
	return judge_messages(s, message_read(s));
}

/* A super-packet is taken in slices, each read before the next: so what a
 * flow holds already leaves room for it. */
static enum verdict judge_slices(const struct segment *whole)
{
	struct packet part = *whole->packet;
	struct segment s = *whole;
	size_t left = part.payload.len;
	enum verdict v;

	s.packet = &part;
	do {
		part.payload.len = left < SLICE ? left : SLICE;
		left -= part.payload.len;
		part.beyond = left ? 0 : whole->packet->beyond;
		v = judge_segment(&s);
		part.payload.p += part.payload.len;
		part.seq += (uint32_t)part.payload.len;
	} while (left && (v == VERDICT_MORE || v == VERDICT_PASS_ONCE));
	return v;
}

/* --- any segment ----------------------------------------------------- */

/* The first segment that is seen of a connection. */
static enum verdict judge_first(struct segment *s)
{
	const struct packet *p = s->packet;
	struct judge *j = s->judge;
	enum inspect_result r = segment_inspect(s, p->payload.p,
						p->payload.len);
	enum verdict v;

	if ((r == INSPECT_FOUND || r == INSPECT_NONE) &&
	    !protocols[j->finding.protocol].each_message &&
	    !judge_is_strict(j)) {
		v = ruling_finding(j, p, s->by);
		if (v != VERDICT_BLOCK_FLOW)
			return v;
		s->flow = flow_new(j->flows, p);
		return ending_of(s, v);
	}
	s->flow = flow_new(j->flows, p);
	if (p->payload.len > SLICE)
		return judge_slices(s);
	if (!window_take(s, &v))
		return v;
	if (r == INSPECT_MORE && !ruling_blocks(j, p))
		return window_wait(s);
	return judge_messages(s, r);
}

enum verdict tcp_judge(struct judge *j, const struct packet *p)
{
	struct segment s = {
		.judge = j, .flow = connection_find(j->flows, p), .packet = p,
	};

	if (p->payload.len == 0)
		return VERDICT_MORE;
	j->resets = !(p->tcp_flags & (TCP_SYN | TCP_RST));
	j->awaited = connection_awaits(s.flow, p);
	if (!s.flow)
		return judge_first(&s);
	if (s.flow->state == FLOW_BLOCKED)
		return VERDICT_BLOCK_FLOW;
	if (judge_is_strict(j) && connection_is_at_odds(s.flow, p))
		return ending_evasion(&s);
	return p->payload.len > SLICE ? judge_slices(&s) : judge_segment(&s);
}
