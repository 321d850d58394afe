/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judges what clients send over TCP. Most connections are decided by their
 * first segment, where it lies. The others get a flow: their segments are
 * copied and accepted, and the one that completes a name is judged.
 */

#include <netinet/in.h>

#include "nfq/inspect/http.h"
#include "nfq/judge/connection.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/seek.h"
#include "nfq/judge/tcp.h"

enum {
	SEGMENTS_MAX = 4096,	/* of one message */
	SLICE = 4096,		/* bytes taken at once */
	FLIGHTS_MAX = 16,	/* of a protocol that nobody here knows */
	KEPT = 8192,		/* of messages read, to compare; strict */
};

/*
 * The end of a flow. A blocked one is remembered for a while: a forged SYN
 * makes the kernel forget its mark, and then the last segment, sent again by
 * itself, would look like the middle of something unknown.
 */
static enum verdict decided(struct judge *j, struct flow *f,
			    enum verdict v)
{
	if (v == VERDICT_BLOCK_FLOW) {
		stream_clear(&f->stream, flow_pool(j->flows));
		f->blocked = f->floored = true;
		f->floor = j->awaited;
	} else {
		flow_drop(j->flows, f);
	}
	return v;
}

static bool is_strict(const struct judge *j)
{
	return j->rules->config.strict;
}

/* The server cannot have taken both of two packets. Which one it did is not
 * known, so what was read may not be what counts. */
static enum verdict evasion(struct judge *j, struct flow *f,
			    const struct packet *p)
{
	return decided(j, f, ruling_react(j, p, REASON_EVASION,
					  REACT_BLOCK));
}

static enum verdict unknown(struct judge *j, struct flow *f,
			    const struct packet *p)
{
	return decided(j, f, ruling_react(j, p, REASON_UNKNOWN,
					  j->rules->config.unknown));
}

/* --- from message to message ----------------------------------------- */

/* Reads the message at f->start, as far as it is there. */
static enum inspect_result read_message(struct judge *j, struct flow *f,
					const struct packet *p,
					const struct inspector **by)
{
	size_t len = stream_read(&f->stream, flow_pool(j->flows), f->start,
				 j->stream);
	enum inspect_result r = INSPECT_FOREIGN;

	*by = f->inspector;
	if (f->chunked)
		return http_inspect_chunk(j->stream, len, &j->finding);
	if (f->inspector)
		r = f->inspector->inspect(j->stream, len, &j->finding);
	if (r != INSPECT_FOREIGN)
		return r;
	/* An HTTP connection may go on as another protocol. */
	r = seek_probe(j, p, j->stream, len, by);
	if (r != INSPECT_FOREIGN && f->inspector) {
		f->inspector = NULL;
		f->anchored = true;
	}
	return r;
}

static uint32_t end_of(const struct packet *p)
{
	return p->seq + (uint32_t)p->payload.len + p->beyond;
}

/* The end of all that came, of which some may have overtaken this packet. */
static uint32_t end_of_all(const struct flow *f, const struct packet *p)
{
	uint32_t end = end_of(p);

	if (f->stream.nruns > 0 && (int32_t)(stream_end(&f->stream) - end) > 0)
		end = stream_end(&f->stream);
	return end;
}

/* Reads on at `seq`; nothing before it counts any more. */
static void start_over(struct judge *j, struct flow *f, uint32_t seq)
{
	stream_clear(&f->stream, flow_pool(j->flows));
	stream_init(&f->stream, seq);
	f->start = f->floor = seq;
	f->floored = true;
	f->chunked = f->has_later = f->anchored = false;
	f->skip = 0;
	f->segments = 0;
}

static void start_over_here(struct judge *j, struct flow *f,
			    const struct packet *p)
{
	start_over(j, f, p->seq);
	stream_place(&f->stream, flow_pool(j->flows), p->seq, p->payload);
}

/* What was read is of no interest any more; in strict mode the last of it is
 * kept, so that nothing else can come in its place. */
static void forget(struct judge *j, struct flow *f)
{
	uint32_t keep = is_strict(j) ? KEPT : 0;

	if (!f->floored || f->start - f->floor > keep)
		f->floor = f->start - keep;
	f->floored = true;
	stream_forget(&f->stream, flow_pool(j->flows), f->floor);
}

/* Passes over as much of a body as lies before `end`, the end of what came.
 * False: all that came belongs to the body. */
static bool skip_body(struct judge *j, struct flow *f, uint32_t end)
{
	int32_t ahead = (int32_t)(end - f->start);
	uint64_t step = ahead > 0 ? (uint64_t)ahead : 0;

	if (step > f->skip)
		step = f->skip;
	f->skip -= step;
	f->start += (uint32_t)step;
	forget(j, f);
	return f->skip == 0;
}

/* Moves f->start behind the message of j->finding. False: there is nothing
 * behind it yet. */
static bool next_message(struct judge *j, struct flow *f,
			 const struct inspector *by, uint32_t end)
{
	const struct finding *m = &j->finding;

	f->inspector = m->body == BODY_TUNNEL ? NULL : by;
	f->anchored = m->body == BODY_TUNNEL;
	f->chunked = m->body == BODY_CHUNKED;
	f->has_later = false;
	if (!f->floored)
		f->floor = f->start;
	f->floored = true;
	f->start += (uint32_t)m->used;
	f->skip = m->body_length;
	f->segments = 0;
	return skip_body(j, f, end) && (int32_t)(end - f->start) > 0;
}

/* --- what is not understood ------------------------------------------ */

/* In a protocol that goes on message by message a broken one, or one out of
 * step, does not end the looking: the next segment may begin a good one. */
static enum verdict out_of_step(struct judge *j, struct flow *f,
				const struct packet *p)
{
	enum reaction reaction = j->rules->config.unknown;
	enum verdict v = VERDICT_PASS_ONCE;

	if (reaction != REACT_PASS)
		v = ruling_react(j, p, REASON_UNKNOWN, reaction);
	if (v == VERDICT_BLOCK_FLOW)
		return decided(j, f, v);
	start_over(j, f, end_of(p));
	return VERDICT_PASS_ONCE;
}

/*
 * The start may still come, if segments overtook each other: as long as the
 * server has said nothing, all are of one flight. Once it has, the client's
 * next flight may begin something that is known (a hello behind STARTTLS),
 * so it is read as a new start, a few times.
 */
static enum verdict foreign(struct judge *j, struct flow *f,
			    const struct packet *p)
{
	uint32_t before = stream_end_before(&f->stream, p->seq);

	if (f->inspector)
		return out_of_step(j, f, p);
	if (p->ack == f->ack)
		return VERDICT_MORE;
	f->ack = p->ack;
	if (++f->flights > FLIGHTS_MAX)
		return unknown(j, f, p);
	start_over_here(j, f, p);
	f->floor = before;	/* its first segments may be late */
	return VERDICT_MORE;
}

/* --- a flow's next segment ------------------------------------------- */

static enum verdict cannot_hold(struct judge *j, struct flow *f,
				const struct packet *p)
{
	return f->inspector && !f->settled ? out_of_step(j, f, p) :
					     unknown(j, f, p);
}

/* More of a message is needed. What was cut off this packet never comes, and
 * what comes behind all that is ever read would not be looked at. */
static enum verdict wait_for_more(struct judge *j, struct flow *f,
				  const struct packet *p)
{
	if (p->beyond == 0 && !stream_is_full(&f->stream, f->start))
		return VERDICT_MORE;
	return cannot_hold(j, f, p);
}

/*
 * Strict mode does not let a connection go with its hello: that may be a
 * decoy, which never gets to the server, and the real one comes in its place.
 * What the server says shows that it has got a hello, and until then all that
 * the client sends must agree with the one that was judged.
 */
static enum verdict settle(struct flow *f, const struct packet *p,
			   const struct inspector *by)
{
	f->settled = true;
	f->inspector = by;
	f->ack = p->ack;
	return VERDICT_MORE;
}

/* A request that names nobody blocked, and says twice how long it is. */
static enum verdict judge_twofold(struct judge *j, struct flow *f,
				  const struct packet *p,
				  const struct inspector **by)
{
	if (is_strict(j))
		return ruling_react(j, p, REASON_EVASION, REACT_BLOCK);
	if (seek_smuggled(j, f, p))
		return ruling_finding(j, p, *by);
	read_message(j, f, p, by);	/* once more, for its length */
	return VERDICT_PASS_ONCE;
}

static enum verdict read_flow(struct judge *j, struct flow *f,
			      const struct packet *p)
{
	for (;;) {
		const struct inspector *by;
		enum inspect_result r = read_message(j, f, p, &by);
		enum verdict v = VERDICT_PASS_ONCE;

		if (r == INSPECT_FOREIGN && !seek_behind(j, f, p, &by, &r))
			return foreign(j, f, p);
		/* Of an unfinished or broken message a blocked name counts. */
		if (r == INSPECT_MORE && !ruling_blocks(j, p) &&
		    !seek_blocked(j, f, p, &by))
			return wait_for_more(j, f, p);
		if (!f->chunked &&
		    (r != INSPECT_BAD || j->finding.nnames > 0))
			v = ruling_finding(j, p, by);
		if (v == VERDICT_PASS_FLOW && is_strict(j))
			return settle(f, p, by);
		if (v == VERDICT_PASS_ONCE && j->finding.twofold)
			v = judge_twofold(j, f, p, &by);
		if (v != VERDICT_PASS_ONCE)
			return decided(j, f, v);
		if (r == INSPECT_BAD) {
			j->stats.bad++;
			return by->each_message ? out_of_step(j, f, p) :
						  unknown(j, f, p);
		}
		if (!next_message(j, f, by, end_of_all(f, p)))
			return VERDICT_PASS_ONCE;
	}
}

/* What lies so far ahead that a hole would stay before it cannot belong to
 * the first message, whose other segments are still awaited. */
static enum verdict does_not_fit(struct judge *j, struct flow *f,
				 const struct packet *p)
{
	uint32_t end = f->stream.nruns ? stream_end(&f->stream) : f->start;

	if (f->settled)
		return unknown(j, f, p);
	if (f->inspector)
		return out_of_step(j, f, p);
	if ((int32_t)(p->seq - end) > 0 && ++f->segments <= SEGMENTS_MAX)
		return VERDICT_MORE;
	return unknown(j, f, p);
}

/* Puts the part of the segment that counts in place; false if `v` is the
 * verdict already. */
static bool take_segment(struct judge *j, struct flow *f,
			 const struct packet *p, enum verdict *v)
{
	struct span data = p->payload;
	int32_t old = f->floored ? (int32_t)(f->floor - p->seq) : 0;

	*v = VERDICT_PASS_ONCE;
	if (old > 0 && (size_t)old >= data.len + p->beyond)
		return false;		/* sent again */
	if (old > 0) {
		size_t step = (size_t)old < data.len ? (size_t)old : data.len;

		data.p += step;
		data.len -= step;
	}
	flow_make_room(j->flows);
	switch (stream_place(&f->stream, flow_pool(j->flows),
			     p->seq + (old > 0 ? (uint32_t)old : 0), data)) {
	case STREAM_PLACED:
		break;
	case STREAM_CONFLICT:
		if (!is_strict(j))
			break;
		*v = evasion(j, f, p);
		return false;
	case STREAM_FULL:
	case STREAM_AWAY:
		*v = does_not_fit(j, f, p);
		return false;
	case STREAM_CROWDED:
		*v = cannot_hold(j, f, p);
		return false;
	}
	if (++f->segments > SEGMENTS_MAX) {
		*v = unknown(j, f, p);
		return false;
	}
	/* Until a message is known, the lowest byte seen is its start. */
	if (!f->inspector && !f->anchored && f->stream.nruns > 0 &&
	    f->start != stream_first(&f->stream)) {
		f->later = f->start;
		f->has_later = true;
		f->start = stream_first(&f->stream);
	}
	return true;
}

static enum verdict judge_settled(struct judge *j, struct flow *f,
				  const struct packet *p)
{
	bool answered = (int32_t)(p->ack - f->ack) > 0;
	const struct inspector *by;
	enum verdict v;

	if (!take_segment(j, f, p, &v))
		return v;
	if (seek_blocked(j, f, p, &by))
		return decided(j, f, ruling_finding(j, p, by));
	return answered ? decided(j, f, VERDICT_PASS_FLOW) : VERDICT_MORE;
}

static enum verdict judge_segment(struct judge *j, struct flow *f,
				  const struct packet *p)
{
	enum verdict v;

	if (f->settled)
		return judge_settled(j, f, p);
	if (f->skip > 0 && !skip_body(j, f, end_of(p)))
		return VERDICT_PASS_ONCE;
	return take_segment(j, f, p, &v) ? read_flow(j, f, p) : v;
}

/* A super-packet is taken in slices, each read before the next: so what a
 * flow holds already leaves room for it. */
static enum verdict judge_slices(struct judge *j, struct flow *f,
				 const struct packet *p)
{
	struct packet part = *p;
	size_t left = p->payload.len;
	enum verdict v;

	do {
		part.payload.len = left < SLICE ? left : SLICE;
		left -= part.payload.len;
		part.beyond = left ? 0 : p->beyond;
		v = judge_segment(j, f, &part);
		part.payload.p += part.payload.len;
		part.seq += (uint32_t)part.payload.len;
	} while (left && (v == VERDICT_MORE || v == VERDICT_PASS_ONCE));
	return v;
}

/* The first segment that is seen of a connection. */
static enum verdict judge_first(struct judge *j, const struct packet *p)
{
	const struct inspector *by;
	enum inspect_result r = seek_probe(j, p, p->payload.p, p->payload.len,
				      &by);
	struct flow *f;
	enum verdict v;

	if ((r == INSPECT_FOUND || r == INSPECT_NONE) && !by->each_message &&
	    !is_strict(j)) {
		v = ruling_finding(j, p, by);
		if (v != VERDICT_BLOCK_FLOW)
			return v;
		return decided(j, flow_new(j->flows, p), v);
	}
	f = flow_new(j->flows, p);
	if (p->payload.len > SLICE)
		return judge_slices(j, f, p);
	if (!take_segment(j, f, p, &v))
		return v;
	if (r == INSPECT_MORE && !ruling_blocks(j, p))
		return wait_for_more(j, f, p);
	return read_flow(j, f, p);
}

enum verdict tcp_judge(struct judge *j, const struct packet *p)
{
	struct flow *f = connection_find(j->flows, p);

	if (p->payload.len == 0)
		return VERDICT_MORE;
	j->resets = !(p->tcp_flags & (TCP_SYN | TCP_RST));
	j->awaited = connection_awaits(f, p);
	if (!f)
		return judge_first(j, p);
	if (f->blocked)
		return VERDICT_BLOCK_FLOW;
	if (is_strict(j) && connection_is_at_odds(f, p))
		return evasion(j, f, p);
	return p->payload.len > SLICE ? judge_slices(j, f, p) :
					judge_segment(j, f, p);
}
