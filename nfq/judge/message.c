/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests one after the other, their bodies, and what comes out of step. */

#include "nfq/inspect/chunk.h"
#include "nfq/inspect/protocol.h"
#include "nfq/judge/ending.h"
#include "nfq/judge/message.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/seek.h"

enum { KEPT = 8192 };	/* bytes of messages read, to compare; strict */

enum inspect_result message_read(struct segment *s)
{
	struct judge *j = s->judge;
	struct flow *f = s->flow;
	size_t len = segment_read(s, f->start);
	enum inspect_result r = INSPECT_FOREIGN;

	s->by = f->inspector;
	if (f->state == FLOW_CHUNK)
		return chunk_inspect(j->stream, len, &j->finding);
	if (f->state == FLOW_MESSAGE)
		r = f->inspector->inspect(j->stream, len, &j->finding);
	if (r != INSPECT_FOREIGN)
		return r;
	/* An HTTP connection may go on as another protocol. */
	r = segment_inspect(s, j->stream, len);
	if (r != INSPECT_FOREIGN && f->state == FLOW_MESSAGE) {
		f->inspector = NULL;
		f->state = FLOW_ANCHORED;
	}
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

void message_restart(struct segment *s, uint32_t seq)
{
	struct flow *f = s->flow;

	segment_clear(s);
	stream_init(&f->stream, seq);
	f->state = f->inspector ? FLOW_MESSAGE : FLOW_SEEKING;
	f->start = f->floor = seq;
	f->has_floor = true;
	f->has_later = false;
	f->skip = 0;
	f->segments = 0;
}

enum verdict message_lost(struct segment *s, bool told)
{
	struct judge *j = s->judge;
	enum field wrong = j->finding.wrong;

	if (told && protocols[j->finding.protocol].refuses_once) {
		enum verdict v = ruling_react(j, s->packet, REASON_UNREADABLE);

		if (v != VERDICT_PASS_ONCE)
			return ending_of(s, v);
	}
	if (s->by != &protocols[PROTO_HTTP].inspectors[0])
		return message_out_of_step(s);
	if (told && judge_is_strict(j))
		return ending_evasion(s);
	if (seek_lost(s))
		return ending_of(s, ruling_finding(j, s->packet, s->by));
	j->finding.wrong = wrong;
	s->flow->inspector = s->by;
	return message_out_of_step(s);
}

enum verdict message_out_of_step(struct segment *s)
{
	enum verdict v = VERDICT_PASS_ONCE;

	if (s->judge->rules->config.unknown != REACT_PASS)
		v = ruling_react(s->judge, s->packet, REASON_UNKNOWN);
	if (v == VERDICT_BLOCK_FLOW)
		return ending_of(s, v);
	message_restart(s, segment_end(s));
	return VERDICT_PASS_ONCE;
}
