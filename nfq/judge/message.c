/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests one after the other, their bodies, and what comes out of step. */

#include "nfq/inspect/chunk.h"
#include "nfq/inspect/protocol.h"
#include "nfq/judge/ending.h"
#include "nfq/judge/message.h"
#include "nfq/judge/ruling.h"

enum { KEPT = 8192 };	/* bytes of messages read, to compare; strict */

/* Of a SOCKS client's first bytes, say, only the next ones tell whether they
 * were; HTTP that loses step is read otherwise (lost.h). */
static enum inspect_result read_another(struct segment *s, size_t len)
{
	enum inspect_result r = segment_inspect(s, s->judge->stream, len);

	if (r != INSPECT_FOREIGN) {
		s->flow->inspector = NULL;
		s->flow->state = FLOW_ANCHORED;
	}
	return r;
}

enum inspect_result message_read(struct segment *s)
{
	struct judge *j = s->judge;
	struct flow *f = s->flow;
	size_t len = segment_read(s, f->start);
	enum inspect_result r;

	s->by = f->inspector;
	if (f->state == FLOW_CHUNK)
		return chunk_inspect(j->stream, len, &j->finding);
	if (f->state != FLOW_MESSAGE)
		return segment_inspect(s, j->stream, len);
	r = f->inspector->inspect(j->stream, len, &j->finding);
	if (r == INSPECT_FOREIGN &&
	    f->inspector != &protocols[PROTO_HTTP].inspectors[0])
		r = read_another(s, len);
	return r;
}

/* What was read is of no interest any more; in strict mode the last of it is
 * kept, so that nothing else can come in its place. */
static void forget_read(struct segment *s)
{
	uint32_t keep = judge_is_strict(s->judge) ? KEPT : 0;
	struct flow *f = s->flow;

	if (!f->has_floor || f->start - f->floor > keep)
		f->floor = f->start - keep;
	f->has_floor = true;
	segment_forget(s, f->floor);
}

bool message_skip_body(struct segment *s, uint32_t end)
{
	struct flow *f = s->flow;
	int32_t ahead = (int32_t)(end - f->start);
	uint64_t step = ahead > 0 ? (uint64_t)ahead : 0;

	if (step > f->skip)
		step = f->skip;
	f->skip -= step;
	f->start += (uint32_t)step;
	forget_read(s);
	return f->skip == 0;
}

/* The end of all that came, of which some may have overtaken this segment. */
static uint32_t end_of_all(const struct segment *s)
{
	const struct stream *stream = &s->flow->stream;
	uint32_t end = segment_end(s);

	if (stream->nruns > 0 && (int32_t)(stream_end(stream) - end) > 0)
		end = stream_end(stream);
	return end;
}

bool message_next(struct segment *s)
{
	const struct finding *m = &s->judge->finding;
	uint32_t end = end_of_all(s);
	struct flow *f = s->flow;

	f->inspector = m->body == BODY_TUNNEL ? NULL : s->by;
	f->state = m->body == BODY_TUNNEL ? FLOW_ANCHORED :
		   m->body == BODY_CHUNKED ? FLOW_CHUNK : FLOW_MESSAGE;
	f->has_later = false;
	if (!f->has_floor)
		f->floor = f->start;
	f->has_floor = true;
	f->start += (uint32_t)m->used;
	f->skip = m->body_length;
	f->segments = 0;
	return message_skip_body(s, end) && (int32_t)(end - f->start) > 0;
}

void message_go_on(struct segment *s, uint32_t seq)
{
	struct flow *f = s->flow;

	f->start = f->floor = seq;
	f->has_floor = true;
	f->has_later = false;
	f->segments = 0;
	segment_forget(s, seq);
}

enum verdict message_out_of_step(struct segment *s)
{
	struct flow *f = s->flow;
	enum verdict v = VERDICT_PASS_ONCE;

	if (s->judge->rules->config.unknown != REACT_PASS)
		v = ruling_react(s->judge, s->packet, REASON_UNKNOWN);
	if (v == VERDICT_BLOCK_FLOW)
		return ending_of(s, v);
	message_go_on(s, stream_end_from(&f->stream, f->start));
	f->state = f->inspector ? FLOW_MESSAGE : FLOW_SEEKING;
	f->skip = 0;
	return VERDICT_PASS_ONCE;
}
