/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests one after the other, their bodies, and what comes out of step. */

#include "lib/seq.h"
#include "nfq/inspect/chunk.h"
#include "nfq/inspect/protocol.h"
#include "nfq/judge/ending.h"
#include "nfq/judge/message.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/seek.h"

enum {
	/* Bytes of messages read, to compare, in strict mode; and of one that
	 * is not all there. */
	KEPT = 8192, KEPT_OF_LONG = 64 * 1024,
	/* From here on a message is read bit by bit; and so much of one is
	 * more than any server takes. */
	LONG_BYTES = 3 * 1024, LONG_SEGMENTS = 24,
	MESSAGE_MAX = 1 << 20,
};

static const struct inspector *const http =
	&protocols[PROTO_HTTP].inspectors[0];
static const struct inspector *const http2 =
	&protocols[PROTO_HTTP].inspectors[1];

/* What was read is of no interest any more; where care is taken the last of it
 * is kept, so that nothing else can come in its place. */
static void forget_read(struct segment *s)
{
	struct flow *f = s->flow;
	uint32_t keep = 0;

	if (segment_is_careful(s))
		keep = f->reads_on ? KEPT_OF_LONG : KEPT;
	if (!f->has_floor || f->start - f->floor > keep)
		f->floor = f->start - keep;
	f->has_floor = true;
	segment_forget(s, f->floor);
}

/* --- reading ----------------------------------------------------------- */

/* The end of all that came, of which some may have overtaken this segment. */
static uint32_t end_of_all(const struct segment *s)
{
	const struct stream *stream = &s->flow->stream;
	uint32_t end = segment_end(s);

	if (stream->nruns > 0 && seq_after(stream_end(stream), end))
		end = stream_end(stream);
	return end;
}

bool message_step(struct segment *s)
{
	const struct finding *m = &s->judge->finding;
	struct flow *f = s->flow;

	f->start += (uint32_t)m->used;
	f->spent += (uint32_t)m->used;
	f->skip = m->body_length;
	return message_skip_body(s, end_of_all(s)) &&
	       m->used + m->body_length > 0;
}

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

/* The next bit of a long message. */
static enum inspect_result read_bit(struct segment *s)
{
	struct judge *j = s->judge;
	struct flow *f = s->flow;
	size_t len = segment_read(s, f->start);

	if (f->state == FLOW_CHUNK)
		return chunk_read(&f->reading.chunk, j->stream, len,
				  &j->finding);
	return f->inspector->read(&f->reading, j->stream, len, &j->finding);
}

/* A stream that is DNS by its port alone, and has had no question yet, may be
 * anything: what cannot be read is none. */
static bool is_no_question(const struct segment *s, enum inspect_result r)
{
	return r == INSPECT_BAD && s->by->port != 0 && !s->flow->sure;
}

/* Behind a request of HTTP/1 another may be of HTTP/2. */
static enum inspect_result read_http2(struct segment *s, size_t len)
{
	struct judge *j = s->judge;
	enum inspect_result r = http2_inspect_behind(j->stream, len,
						     &j->finding);

	if (r != INSPECT_FOREIGN)
		s->by = http2;
	return r;
}

/* Reads on as far as there is something, and keeps what was not used. Of the
 * last bit the caller moves the start. */
static enum inspect_result read_on(struct segment *s)
{
	const struct finding *m = &s->judge->finding;
	struct flow *f = s->flow;
	enum inspect_result r;

	for (;;) {
		r = read_bit(s);
		f->named = f->named || m->nnames > 0;
		f->sure = f->sure || r == INSPECT_FOUND ||
			  (m->sure && s->by->port == 0);
		if (is_no_question(s, r))
			r = INSPECT_MORE;
		if (r != INSPECT_MORE || ruling_blocks(s->judge, s->packet))
			return r;
		if (m->nnames > 0)
			ruling_finding(s->judge, s->packet, s->by);
		if (!message_step(s))
			return r;
	}
}

/* The message at the start is long: from now on it is read bit by bit, and no
 * other can begin there or before. */
static enum inspect_result begin_long(struct segment *s)
{
	struct flow *f = s->flow;

	f->follows = f->state == FLOW_MESSAGE && s->by == http;
	f->inspector = s->by;
	f->state = protocols[s->judge->finding.protocol].each_message ?
		   FLOW_MESSAGE : FLOW_ANCHORED;
	f->reading = (union reading) { .http.at = 0 };
	if (s->by->large) {
		f->reading.http2 = flow_http2(s->judge->flows, f);
		*f->reading.http2 = (struct http2_state) { .at = 0 };
	}
	f->reads_on = true;
	f->sure = f->named = false;
	f->spent = 0;
	f->floor = f->start;
	f->has_floor = true;
	f->has_later = false;
	return read_on(s);
}

/* What only may be a message, or may hide another in its midst (seek.h), is
 * held as long as there is room. */
static bool is_long(const struct segment *s, size_t len)
{
	const struct flow *f = s->flow;
	bool is_much = len >= LONG_BYTES || f->segments >= LONG_SEGMENTS;

	if (!s->by->read || connection_lacks(f, f->start))
		return false;
	if (s->by->stays && s->judge->finding.sure)
		return true;
	return f->state == FLOW_MESSAGE ||
	       (s->judge->finding.sure && !f->has_later && !f->doubtful) ?
	       is_much : len == STREAM_MAX;
}

static enum inspect_result read_at_once(struct segment *s, size_t len)
{
	struct judge *j = s->judge;
	struct flow *f = s->flow;
	enum inspect_result r;

	if (f->state != FLOW_MESSAGE)
		return seek_inspect(s, j->stream, len);
	r = f->inspector->inspect(j->stream, len, &j->finding);
	if (r != INSPECT_FOREIGN || f->inspector->stays)
		return r;
	return f->inspector == http ? read_http2(s, len) :
				      read_another(s, len);
}

enum inspect_result message_read(struct segment *s)
{
	struct flow *f = s->flow;
	enum inspect_result r;
	size_t len;

	s->by = f->inspector;
	if (f->reads_on || f->state == FLOW_CHUNK) {
		r = read_on(s);
		if (r != INSPECT_FOREIGN || f->inspector != http)
			return r;
		len = segment_read(s, f->start);
		r = read_http2(s, len);
	} else {
		len = segment_read(s, f->start);
		r = read_at_once(s, len);
	}
	return r == INSPECT_MORE && is_long(s, len) ? begin_long(s) : r;
}

bool message_give_up(struct segment *s)
{
	struct flow *f = s->flow;

	if (!f->reads_on || f->sure || f->follows)
		return false;
	f->inspector = NULL;
	f->state = FLOW_SEEKING;
	f->reads_on = false;
	return true;
}

bool message_begin_port(struct segment *s, enum inspect_result *r)
{
	const struct inspector *by = s->judge->of_port[0];
	const struct flow *f = s->flow;
	bool begun = flow_has_messages(f) && f->inspector == by;

	if ((!s->packet->second && !begun) || f->reads_on ||
	    connection_lacks(f, f->start))
		return false;
	s->by = by;
	finding_clear(&s->judge->finding, PROTO_DNS);
	*r = begin_long(s);
	return true;
}

bool message_is_overlong(const struct segment *s)
{
	const struct flow *f = s->flow;

	if (f->reads_on && f->inspector->stays)
		return false;
	return f->spent + (stream_end_from(&f->stream, f->start) - f->start) >
	       MESSAGE_MAX;
}

/* --- going on ---------------------------------------------------------- */

bool message_skip_body(struct segment *s, uint32_t end)
{
	struct flow *f = s->flow;
	int32_t ahead = seq_distance(end, f->start);
	uint64_t step = ahead > 0 ? (uint64_t)ahead : 0;

	if (step > f->skip)
		step = f->skip;
	f->skip -= step;
	f->start += (uint32_t)step;
	forget_read(s);
	return f->skip == 0;
}

/* As the message says that was read: another one follows, or something that is
 * not known yet. */
static void set_state(struct segment *s)
{
	const struct finding *m = &s->judge->finding;
	struct flow *f = s->flow;

	f->changes = m->protocol == PROTO_HTTP &&
		     (m->changes || m->body == BODY_TUNNEL ||
		      (f->state == FLOW_CHUNK && f->changes));
	f->peeks = m->unread;
	f->inspector = s->by;
	f->state = FLOW_MESSAGE;
	if (m->body == BODY_CHUNKED) {
		f->state = FLOW_CHUNK;
	} else if (f->changes || m->body == BODY_TUNNEL) {
		f->state = FLOW_ANCHORED;
		f->inspector = NULL;
	}
}

bool message_peek(struct segment *s)
{
	struct judge *j = s->judge;
	struct flow *f = s->flow;
	size_t len = segment_read(s, f->start), most = STREAM_MAX;
	enum inspect_result r;

	if (f->skip < most)
		most = (size_t)f->skip;
	len = len < most ? len : most;
	r = http_inspect(j->stream, len, &j->finding);
	if (r == INSPECT_MORE && !j->finding.sure && len < most)
		return false;
	f->peeks = false;
	if (r == INSPECT_FOREIGN ||
	    (r == INSPECT_MORE && !j->finding.sure && len == f->skip))
		return message_skip_body(s, end_of_all(s)) &&
		       seq_after(end_of_all(s), f->start);
	f->state = FLOW_LOST;
	f->inspector = http;
	f->skip = 0;
	return true;
}

bool message_next(struct segment *s)
{
	const struct finding *m = &s->judge->finding;
	uint32_t end = end_of_all(s);
	struct flow *f = s->flow;
	bool in_chunks = f->state == FLOW_CHUNK;

	if (f->reads_on && s->by->stays) {
		f->named = false;
		return message_step(s);
	}
	set_state(s);
	f->last = m->last;
	f->has_later = f->doubtful = false;
	if (!f->has_floor)
		f->floor = f->start;
	f->has_floor = true;
	f->start += (uint32_t)m->used;
	f->skip = m->body_length;
	f->segments = 0;
	f->reads_on = false;
	f->spent = 0;
	if (!in_chunks || f->state != FLOW_CHUNK)
		f->reading = (union reading) { .http.at = 0 };
	if (f->peeks)
		return message_peek(s);
	return message_skip_body(s, end) && seq_after(end, f->start);
}

void message_go_on(struct segment *s, uint32_t seq)
{
	struct flow *f = s->flow;

	f->start = f->floor = seq;
	f->has_floor = true;
	f->has_later = f->reads_on = f->doubtful = false;
	f->segments = 0;
	f->spent = 0;
	segment_forget(s, seq);
}

enum verdict message_pass_rest(struct segment *s)
{
	if (!judge_is_strict(s->judge))
		return ending_of(s, VERDICT_PASS_FLOW);
	s->flow->skip = UINT64_MAX;
	message_skip_body(s, end_of_all(s));
	return VERDICT_PASS_ONCE;
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
