/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judges what clients send over TCP. Most connections are decided by their
 * first segment, where it lies. The others get a flow: their segments are
 * copied and accepted, and the one that completes a name is judged.
 */

#include <netinet/in.h>

#include "nfq/inspect/http.h"
#include "nfq/judge/connection.h"
#include "nfq/judge/pipeline.h"
#include "nfq/judge/seek.h"

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
static enum verdict decided(struct pipeline *pl, struct flow *f,
			    enum verdict v)
{
	if (v == VERDICT_BLOCK_FLOW) {
		stream_clear(&f->stream, flow_pool(pl->flows));
		f->blocked = f->floored = true;
		f->floor = pl->awaited;
	} else {
		flow_drop(pl->flows, f);
	}
	return v;
}

static bool is_strict(const struct pipeline *pl)
{
	return pl->rules->config.strict;
}

/* The server cannot have taken both of two packets. Which one it did is not
 * known, so what was read may not be what counts. */
static enum verdict evasion(struct pipeline *pl, struct flow *f,
			    const struct packet *p)
{
	return decided(pl, f, pipeline_react(pl, p, REASON_EVASION,
					     REACT_BLOCK));
}

static enum verdict unknown(struct pipeline *pl, struct flow *f,
			    const struct packet *p)
{
	return decided(pl, f, pipeline_react(pl, p, REASON_UNKNOWN,
					     pl->rules->config.unknown));
}

/* --- from message to message ----------------------------------------- */

/* Reads the message at f->start, as far as it is there. */
static enum inspect_result read_message(struct pipeline *pl, struct flow *f,
					const struct packet *p,
					const struct inspector **by)
{
	size_t len = stream_read(&f->stream, flow_pool(pl->flows), f->start,
				 pl->stream);
	enum inspect_result r = INSPECT_FOREIGN;

	*by = f->inspector;
	if (f->chunked)
		return http_inspect_chunk(pl->stream, len, &pl->finding);
	if (f->inspector)
		r = f->inspector->inspect(pl->stream, len, &pl->finding);
	if (r != INSPECT_FOREIGN)
		return r;
	/* An HTTP connection may go on as another protocol. */
	r = seek_probe(pl, p, pl->stream, len, by);
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
static void start_over(struct pipeline *pl, struct flow *f, uint32_t seq)
{
	stream_clear(&f->stream, flow_pool(pl->flows));
	stream_init(&f->stream, seq);
	f->start = f->floor = seq;
	f->floored = true;
	f->chunked = f->has_later = f->anchored = false;
	f->skip = 0;
	f->segments = 0;
}

static void start_over_here(struct pipeline *pl, struct flow *f,
			    const struct packet *p)
{
	start_over(pl, f, p->seq);
	stream_place(&f->stream, flow_pool(pl->flows), p->seq, p->payload);
}

/* What was read is of no interest any more; in strict mode the last of it is
 * kept, so that nothing else can come in its place. */
static void forget(struct pipeline *pl, struct flow *f)
{
	uint32_t keep = is_strict(pl) ? KEPT : 0;

	if (!f->floored || f->start - f->floor > keep)
		f->floor = f->start - keep;
	f->floored = true;
	stream_forget(&f->stream, flow_pool(pl->flows), f->floor);
}

/* Passes over as much of a body as lies before `end`, the end of what came.
 * False: all that came belongs to the body. */
static bool skip_body(struct pipeline *pl, struct flow *f, uint32_t end)
{
	int32_t ahead = (int32_t)(end - f->start);
	uint64_t step = ahead > 0 ? (uint64_t)ahead : 0;

	if (step > f->skip)
		step = f->skip;
	f->skip -= step;
	f->start += (uint32_t)step;
	forget(pl, f);
	return f->skip == 0;
}

/* Moves f->start behind the message of pl->finding. False: there is nothing
 * behind it yet. */
static bool next_message(struct pipeline *pl, struct flow *f,
			 const struct inspector *by, uint32_t end)
{
	const struct finding *m = &pl->finding;

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
	return skip_body(pl, f, end) && (int32_t)(end - f->start) > 0;
}

/* --- what is not understood ------------------------------------------ */

/* In a protocol that goes on message by message a broken one, or one out of
 * step, does not end the looking: the next segment may begin a good one. */
static enum verdict out_of_step(struct pipeline *pl, struct flow *f,
				const struct packet *p)
{
	enum reaction reaction = pl->rules->config.unknown;
	enum verdict v = VERDICT_PASS_ONCE;

	if (reaction != REACT_PASS)
		v = pipeline_react(pl, p, REASON_UNKNOWN, reaction);
	if (v == VERDICT_BLOCK_FLOW)
		return decided(pl, f, v);
	start_over(pl, f, end_of(p));
	return VERDICT_PASS_ONCE;
}

/*
 * The start may still come, if segments overtook each other: as long as the
 * server has said nothing, all are of one flight. Once it has, the client's
 * next flight may begin something that is known (a hello behind STARTTLS),
 * so it is read as a new start, a few times.
 */
static enum verdict foreign(struct pipeline *pl, struct flow *f,
			    const struct packet *p)
{
	uint32_t before = stream_end_before(&f->stream, p->seq);

	if (f->inspector)
		return out_of_step(pl, f, p);
	if (p->ack == f->ack)
		return VERDICT_MORE;
	f->ack = p->ack;
	if (++f->flights > FLIGHTS_MAX)
		return unknown(pl, f, p);
	start_over_here(pl, f, p);
	f->floor = before;	/* its first segments may be late */
	return VERDICT_MORE;
}

/* --- a flow's next segment ------------------------------------------- */

static enum verdict cannot_hold(struct pipeline *pl, struct flow *f,
				const struct packet *p)
{
	return f->inspector && !f->settled ? out_of_step(pl, f, p) :
					     unknown(pl, f, p);
}

/* More of a message is needed. What was cut off this packet never comes, and
 * what comes behind all that is ever read would not be looked at. */
static enum verdict wait_for_more(struct pipeline *pl, struct flow *f,
				  const struct packet *p)
{
	if (p->beyond == 0 && !stream_is_full(&f->stream, f->start))
		return VERDICT_MORE;
	return cannot_hold(pl, f, p);
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
static enum verdict judge_twofold(struct pipeline *pl, struct flow *f,
				  const struct packet *p,
				  const struct inspector **by)
{
	if (is_strict(pl))
		return pipeline_react(pl, p, REASON_EVASION, REACT_BLOCK);
	if (seek_smuggled(pl, f, p))
		return pipeline_finding(pl, p, *by);
	read_message(pl, f, p, by);	/* once more, for its length */
	return VERDICT_PASS_ONCE;
}

static enum verdict read_flow(struct pipeline *pl, struct flow *f,
			      const struct packet *p)
{
	for (;;) {
		const struct inspector *by;
		enum inspect_result r = read_message(pl, f, p, &by);
		enum verdict v = VERDICT_PASS_ONCE;

		if (r == INSPECT_FOREIGN && !seek_behind(pl, f, p, &by, &r))
			return foreign(pl, f, p);
		/* Of an unfinished or broken message a blocked name counts. */
		if (r == INSPECT_MORE && !pipeline_is_blocked(pl, p) &&
		    !seek_blocked(pl, f, p, &by))
			return wait_for_more(pl, f, p);
		if (!f->chunked &&
		    (r != INSPECT_BAD || pl->finding.nnames > 0))
			v = pipeline_finding(pl, p, by);
		if (v == VERDICT_PASS_FLOW && is_strict(pl))
			return settle(f, p, by);
		if (v == VERDICT_PASS_ONCE && pl->finding.twofold)
			v = judge_twofold(pl, f, p, &by);
		if (v != VERDICT_PASS_ONCE)
			return decided(pl, f, v);
		if (r == INSPECT_BAD) {
			pl->stats.bad++;
			return by->each_message ? out_of_step(pl, f, p) :
						  unknown(pl, f, p);
		}
		if (!next_message(pl, f, by, end_of_all(f, p)))
			return VERDICT_PASS_ONCE;
	}
}

/* What lies so far ahead that a hole would stay before it cannot belong to
 * the first message, whose other segments are still awaited. */
static enum verdict does_not_fit(struct pipeline *pl, struct flow *f,
				 const struct packet *p)
{
	uint32_t end = f->stream.nruns ? stream_end(&f->stream) : f->start;

	if (f->settled)
		return unknown(pl, f, p);
	if (f->inspector)
		return out_of_step(pl, f, p);
	if ((int32_t)(p->seq - end) > 0 && ++f->segments <= SEGMENTS_MAX)
		return VERDICT_MORE;
	return unknown(pl, f, p);
}

/* Puts the part of the segment that counts in place; false if `v` is the
 * verdict already. */
static bool take_segment(struct pipeline *pl, struct flow *f,
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
	flow_make_room(pl->flows);
	switch (stream_place(&f->stream, flow_pool(pl->flows),
			     p->seq + (old > 0 ? (uint32_t)old : 0), data)) {
	case STREAM_PLACED:
		break;
	case STREAM_CONFLICT:
		if (!is_strict(pl))
			break;
		*v = evasion(pl, f, p);
		return false;
	case STREAM_FULL:
	case STREAM_AWAY:
		*v = does_not_fit(pl, f, p);
		return false;
	case STREAM_CROWDED:
		*v = cannot_hold(pl, f, p);
		return false;
	}
	if (++f->segments > SEGMENTS_MAX) {
		*v = unknown(pl, f, p);
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

static enum verdict judge_settled(struct pipeline *pl, struct flow *f,
				  const struct packet *p)
{
	bool answered = (int32_t)(p->ack - f->ack) > 0;
	const struct inspector *by;
	enum verdict v;

	if (!take_segment(pl, f, p, &v))
		return v;
	if (seek_blocked(pl, f, p, &by))
		return decided(pl, f, pipeline_finding(pl, p, by));
	return answered ? decided(pl, f, VERDICT_PASS_FLOW) : VERDICT_MORE;
}

static enum verdict judge_segment(struct pipeline *pl, struct flow *f,
				  const struct packet *p)
{
	enum verdict v;

	if (f->settled)
		return judge_settled(pl, f, p);
	if (f->skip > 0 && !skip_body(pl, f, end_of(p)))
		return VERDICT_PASS_ONCE;
	return take_segment(pl, f, p, &v) ? read_flow(pl, f, p) : v;
}

/* A super-packet is taken in slices, each read before the next: so what a
 * flow holds already leaves room for it. */
static enum verdict judge_slices(struct pipeline *pl, struct flow *f,
				 const struct packet *p)
{
	struct packet part = *p;
	size_t left = p->payload.len;
	enum verdict v;

	do {
		part.payload.len = left < SLICE ? left : SLICE;
		left -= part.payload.len;
		part.beyond = left ? 0 : p->beyond;
		v = judge_segment(pl, f, &part);
		part.payload.p += part.payload.len;
		part.seq += (uint32_t)part.payload.len;
	} while (left && (v == VERDICT_MORE || v == VERDICT_PASS_ONCE));
	return v;
}

/* The first segment that is seen of a connection. */
static enum verdict judge_first(struct pipeline *pl, const struct packet *p)
{
	const struct inspector *by;
	enum inspect_result r = seek_probe(pl, p, p->payload.p, p->payload.len,
				      &by);
	struct flow *f;
	enum verdict v;

	if ((r == INSPECT_FOUND || r == INSPECT_NONE) && !by->each_message &&
	    !is_strict(pl)) {
		v = pipeline_finding(pl, p, by);
		if (v != VERDICT_BLOCK_FLOW)
			return v;
		return decided(pl, flow_new(pl->flows, p), v);
	}
	f = flow_new(pl->flows, p);
	if (p->payload.len > SLICE)
		return judge_slices(pl, f, p);
	if (!take_segment(pl, f, p, &v))
		return v;
	if (r == INSPECT_MORE && !pipeline_is_blocked(pl, p))
		return wait_for_more(pl, f, p);
	return read_flow(pl, f, p);
}

enum verdict tcp_judge(struct pipeline *pl, const struct packet *p)
{
	struct flow *f = connection_find(pl->flows, p);

	if (p->payload.len == 0)
		return VERDICT_MORE;
	pl->resets = !(p->tcp_flags & (TCP_SYN | TCP_RST));
	pl->awaited = connection_awaits(f, p);
	if (!f)
		return judge_first(pl, p);
	if (f->blocked)
		return VERDICT_BLOCK_FLOW;
	if (is_strict(pl) && connection_is_at_odds(f, p))
		return evasion(pl, f, p);
	return p->payload.len > SLICE ? judge_slices(pl, f, p) :
					judge_segment(pl, f, p);
}
