/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judges what clients send over TCP: start at tcp_judge(), at the end. Most
 * connections are decided by their first segment, where it lies. The others
 * get a flow: their segments are copied and accepted, and the one that
 * completes a name is judged.
 */

#include "nfq/judge/astray.h"
#include "nfq/judge/completion.h"
#include "nfq/judge/connection.h"
#include "nfq/judge/ending.h"
#include "nfq/judge/lost.h"
#include "nfq/judge/message.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/seek.h"
#include "nfq/judge/settled.h"
#include "nfq/judge/tcp.h"
#include "nfq/judge/window.h"

enum {
	SLICE = 4096,		/* bytes taken at once */
	FLIGHTS_MAX = 16,	/* of a protocol that nobody here knows */
};

/* --- a flow's next segment ------------------------------------------- */

/*
 * The start may still come, if segments overtook each other: as long as the
 * server has said nothing, all are of one flight. Once it has, the client's
 * next flight may begin something that is known (a hello behind STARTTLS),
 * so it is read as a new start, a few times; but not before all that lies
 * before it has come.
 */
static enum verdict foreign(struct segment *s)
{
	const struct packet *p = s->packet;
	struct flow *f = s->flow;

	if (!message_give_up(s) && flow_has_messages(f)) {
		s->by = f->inspector;
		return f->last ? message_pass_rest(s) : lost_begin(s, false);
	}
	if (f->changes && lost_blocked(s))
		return ending_of(s, ruling_finding(s->judge, s->packet,
						   s->by));
	f->foreign = true;
	if (p->ack == f->ack || connection_lacks(f, p->seq)) {
		seek_pass_over(s);
		return window_wait(s, false);
	}
	f->ack = p->ack;
	if (++f->flights > FLIGHTS_MAX)
		return ending_unknown(s);
	message_go_on(s, p->seq);
	f->state = FLOW_SEEKING;
	f->behind = true;
	return VERDICT_MORE;
}

static bool is_broken(enum inspect_result r)
{
	return r == INSPECT_BAD || r == INSPECT_LOST;
}

/* Nobody knows where the next message begins. */
static bool loses_step(const struct segment *s, enum inspect_result r)
{
	return is_broken(r) && !(s->flow->reads_on && s->by->stays);
}

/* Of a long message names were judged as they came. */
static bool was_named(const struct segment *s)
{
	return s->flow->reads_on && s->flow->named;
}

/* Is `r` the beginning of something that is judged here? */
static bool is_known(const struct segment *s)
{
	return !s->flow->doubtful &&
	       (s->judge->finding.sure || s->by->port != 0 ||
		flow_has_messages(s->flow) || s->flow->reads_on);
}

/* Of an unfinished message a blocked name counts, but not where it need not be
 * a message at all. */
static bool blocks_early(struct segment *s)
{
	return (!s->flow->doubtful && ruling_blocks(s->judge, s->packet)) ||
	       seek_blocked(s);
}

/* HTTP to a server of another protocol: it passes over the lines, and what may
 * follow are its own. */
static bool is_out_of_place(const struct segment *s)
{
	return s->judge->finding.protocol == PROTO_HTTP &&
	       protocol_starts_in_clear(s->packet->dport);
}

/* Judges the message that was read with the result `r`; PASS_ONCE: the flow
 * goes on behind it. */
static enum verdict judge_message(struct segment *s, enum inspect_result r)
{
	const struct finding *m = &s->judge->finding;
	enum verdict v = VERDICT_PASS_ONCE;

	if (m->nnames > 0 || (s->flow->state != FLOW_CHUNK &&
			      r != INSPECT_BAD && !was_named(s)))
		v = ruling_finding(s->judge, s->packet, s->by);
	/* Names are not all that it has. */
	if (v == VERDICT_PASS_FLOW && r == INSPECT_BAD && m->hides)
		return ending_overlong(s);
	if (v == VERDICT_PASS_FLOW && settled_waits(s))
		return settled_begin(s);
	if (v != VERDICT_PASS_ONCE)
		return ending_of(s, v);
	if (!is_broken(r))
		return m->twofold || is_out_of_place(s) ?
		       lost_begin_behind(s) : v;
	s->judge->stats.bad++;
	if (s->by->large || m->hides)
		return ending_overlong(s);
	return protocols[m->protocol].each_message ?
	       lost_begin(s, true) : ending_unknown(s);
}

/* Reads the next message, if there is something of it. */
static bool has_next(struct segment *s, enum inspect_result *r)
{
	if (!message_next(s))
		return false;
	if (s->flow->state != FLOW_LOST)
		*r = message_read(s);
	return true;
}

/* What stands at the start is foreign: it may be the beginning of what only the
 * port tells, or a message may begin behind it, which is read on at once if its
 * reader keeps all that it had. */
static bool begins_later(struct segment *s, enum inspect_result *r)
{
	if (!seek_behind(s, r))
		return message_begin_port(s, r);
	if (*r == INSPECT_MORE && s->by->stays)
		*r = message_read(s);
	return true;
}

/* The message is not all there. What it is is told before others are looked
 * for, which blocks_early() does in the same place. False if it need not be
 * waited for. */
static bool awaits_more(struct segment *s, enum verdict *v)
{
	bool known = is_known(s);
	bool misplaced = known && s->by->large && is_out_of_place(s);

	if (blocks_early(s))
		return false;
	*v = misplaced ? ending_evasion(s) : window_wait(s, known);
	return true;
}

/* Judges all messages that are there, the first of which was read with the
 * result `r`. */
static enum verdict judge_messages(struct segment *s, enum inspect_result r)
{
	enum verdict v;

	for (;;) {
		if (s->flow->doubtful)
			seek_confirm(s, &r);
		if (r == INSPECT_FOREIGN && !begins_later(s, &r))
			return foreign(s);
		s->flow->foreign = false;
		if (r == INSPECT_MORE && awaits_more(s, &v))
			return v;
		if (connection_lacks(s->flow, s->flow->start) &&
		    !ruling_blocks(s->judge, s->packet))
			return VERDICT_MORE;
		v = judge_message(s, r);
		if (v != VERDICT_PASS_ONCE || loses_step(s, r) ||
		    s->flow->state == FLOW_LOST || !has_next(s, &r))
			return v;
		if (s->flow->state == FLOW_LOST)
			return lost_judge(s);
	}
}

/* The beginning of the body is to be read. Where nothing is held back it is
 * given up for want of room. */
static bool holds_body(struct segment *s)
{
	struct flow *f = s->flow;

	if (f->peeks && !judge_holds_back(s->judge) && !segment_has_room(s))
		f->peeks = false;
	return f->peeks;
}

static enum verdict judge_segment(struct segment *s)
{
	struct flow *f = s->flow;
	enum verdict v;

	if (completion_judge(s, &v))
		return v;
	if (f->state == FLOW_SETTLED && !settled_undo(s))
		return settled_judge(s);
	if (!holds_body(s) && f->skip > 0 &&
	    !message_skip_body(s, segment_end(s)))
		return VERDICT_PASS_ONCE;
	if (!window_take(s, &v))
		return v;
	if (f->peeks && !message_peek(s))
		return VERDICT_PASS_ONCE;
	if (f->state == FLOW_LOST)
		return lost_judge(s);
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

	/* All of it goes on or none: what was read must not come again. */
	if (judge_holds_back(s.judge) && !segment_has_room(whole))
		return VERDICT_DROP;
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

/* The segment is a message and nothing else, which is judged where it lies: in
 * strict mode some of it is kept. */
static bool is_one_message(const struct segment *s, enum inspect_result r)
{
	const struct finding *m = &s->judge->finding;
	const struct packet *p = s->packet;

	return (r == INSPECT_FOUND || r == INSPECT_NONE) &&
	       protocols[m->protocol].each_message &&
	       !judge_is_strict(s->judge) && m->used == p->payload.len &&
	       m->body_length == 0 && p->beyond == 0;
}

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
	    !judge_is_strict(j) && !j->finding.tls.retry &&
	    !protocol_starts_in_clear(p->dport)) {
		v = ruling_finding(j, p, s->by);
		if (v != VERDICT_BLOCK_FLOW)
			return v;
		segment_begin(s);
		return ending_of(s, v);
	}
	segment_begin(s);
	if (p->payload.len > SLICE)
		return judge_slices(s);
	if (!is_one_message(s, r) && !window_take(s, &v))
		return v;
	if (r == INSPECT_MORE && s->by->stays)
		r = message_read(s);
	else if (r == INSPECT_MORE && !ruling_blocks(j, p))
		return window_wait(s, is_known(s));
	return judge_messages(s, r);
}

/* A copy of what was judged may have waited since the time of another. */
static bool may_wait(const struct judge *j)
{
	return j->standing == STANDING_KNOWN && j->second < j->waits_until;
}

/* What remains of a flow that was there before, here or with one who is gone.
 * A new connection has nothing to do with it; of a capture all are judged. */
static enum flow_relic relic_of(const struct segment *s)
{
	struct judge *j = s->judge;
	enum flow_relic relic;

	if (j->standing == STANDING_UNTOLD)
		return FLOW_FORGOTTEN;
	if (j->standing != STANDING_NEW) {
		relic = flow_relic(j->flows, s->packet);
		if (relic == FLOW_RELIC_PASSED && !may_wait(j))
			relic = FLOW_FORGOTTEN;
		return relic == FLOW_FORGOTTEN && j->behind &&
		       j->second < j->bereft_until ? FLOW_RELIC_UNSURE : relic;
	}
	flow_drop_relic(j->flows, s->packet);
	return FLOW_FORGOTTEN;
}

static enum verdict judge_alone(struct segment *s)
{
	enum flow_relic relic = relic_of(s);
	enum verdict v;

	if (relic == FLOW_RELIC_REFUSED || relic == FLOW_RELIC_PARTIAL)
		return astray_refuse_relic(s, relic);
	if (relic == FLOW_RELIC_PASSED)
		return VERDICT_PASS_FLOW;
	v = s->packet->tcp_flags & TCP_URG ? astray_judge_urgent(s) :
					     judge_first(s);
	if (relic == FLOW_RELIC_UNSURE &&
	    (v == VERDICT_MORE || v == VERDICT_PASS_FLOW))
		return astray_refuse_relic(s, relic);
	return v;
}

/* What the kernel knows of no connection may be anybody's: nothing of it is
 * remembered that would refuse more. */
static enum verdict judge_opening(struct segment *s)
{
	enum verdict v = judge_alone(s);

	if (v != VERDICT_BLOCK_FLOW || s->judge->standing != STANDING_ASTRAY)
		return v;
	segment_drop(s);
	return VERDICT_REFUSE_ONCE;
}

/* Of a flow that there is. */
static enum verdict judge_next(struct segment *s)
{
	const struct flow *f = s->flow;

	if (f->state == FLOW_BLOCKED)
		return VERDICT_BLOCK_FLOW;
	if (s->packet->tcp_flags & TCP_URG)
		return astray_judge_urgent(s);
	if (judge_is_strict(s->judge) &&
	    connection_is_at_odds(f, s->packet))
		return f->syn && judge_holds_back(s->judge) ?
		       VERDICT_DROP : ending_evasion(s);
	return s->packet->payload.len > SLICE ? judge_slices(s) :
						judge_segment(s);
}

/* Nobody says whether it begins another connection: it does if it names
 * somebody, or will. */
static enum verdict judge_doubtful(struct segment *s)
{
	const struct packet *p = s->packet;
	const struct finding *m = &s->judge->finding;
	enum inspect_result r = segment_inspect(s, p->payload.p,
						p->payload.len);

	if (r == INSPECT_FOUND || r == INSPECT_NONE || r == INSPECT_LOST ||
	    (r == INSPECT_MORE && m->sure)) {
		segment_drop(s);
		return judge_first(s);
	}
	return connection_follows(s->flow, p) ? judge_next(s) :
						VERDICT_PASS_ONCE;
}

/* Data without an ACK, or with a reset, is taken by nobody (RFC 9293 3.10.7.4),
 * so it is of a stranger, and its numbers say nothing. In a capture that was
 * made by hand they may all be so. */
static bool is_untakeable(const struct judge *j, const struct packet *p)
{
	return j->standing != STANDING_UNTOLD && !(p->tcp_flags & TCP_SYN) &&
	       (!(p->tcp_flags & TCP_ACK) || (p->tcp_flags & TCP_RST));
}

static enum verdict judge_related(struct segment *s, enum relation relation)
{
	switch (relation) {
	case CONNECTION_FIRST:
		return judge_opening(s);
	case CONNECTION_ASTRAY:
		return astray_judge(s);
	case CONNECTION_DOUBTFUL:
		return judge_doubtful(s);
	case CONNECTION_GOES_ON:
		break;
	}
	return judge_next(s);
}

enum verdict tcp_judge(struct judge *j, const struct packet *p)
{
	struct segment s = { .judge = j, .packet = p };
	enum relation relation;
	enum verdict v;

	if (is_untakeable(j, p) && p->payload.len > 0)
		return judge_holds_back(j) ? VERDICT_DROP : VERDICT_PASS_ONCE;
	s.flow = connection_find(j->flows, p, j->standing, &relation);
	if (p->payload.len == 0)
		return p->tcp_flags & TCP_URG ? astray_judge_urgent(&s) :
						VERDICT_MORE;
	j->resets = !(p->tcp_flags & (TCP_SYN | TCP_RST));
	j->awaited = connection_awaits(s.flow, p);
	v = judge_related(&s, relation);
	if (v == VERDICT_PASS_FLOW && j->second < j->waits_until)
		flow_note_passed(j->flows, p);
	return v;
}
