/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The beginnings of messages in a client's stream. */

#include "lib/seq.h"
#include "nfq/inspect/proxy.h"
#include "nfq/inspect/tls.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/seek.h"

enum {
	/* Bytes and segments of a protocol that is not known, of which nothing
	 * is a beginning: so much is kept. */
	NOISE_KEPT = 8 * 1024, NOISE_SEGMENTS = 2048,
};

/* What is not known to be seen whole may have begun before. */
static bool may_follow_others(const struct segment *s)
{
	return !s->flow->whole || s->by->port != 0 ||
	       s->judge->finding.protocol == PROTO_TLS;
}

static enum inspect_result foreign(struct segment *s)
{
	finding_clear(&s->judge->finding, s->judge->finding.protocol);
	return INSPECT_FOREIGN;
}

enum inspect_result seek_inspect(struct segment *s, const uint8_t *data,
				 size_t len)
{
	enum inspect_result r = segment_inspect(s, data, len);

	if (r == INSPECT_FOREIGN || s->flow->flights == 0 ||
	    may_follow_others(s))
		return r;
	return foreign(s);
}

static bool is_end(enum inspect_result r)
{
	return r == INSPECT_FOUND || r == INSPECT_NONE || r == INSPECT_LOST;
}

/* Of `len` bytes in judge->stream. */
static enum inspect_result confirm(const struct segment *s, size_t len,
				   enum inspect_result r)
{
	if (!is_end(r) || s->judge->finding.protocol != PROTO_TLS ||
	    s->flow->reads_on)
		return r;
	switch (tls_records(s->judge->stream, len)) {
	case INSPECT_FOUND:
		return r;
	case INSPECT_MORE:
		return INSPECT_MORE;
	default:
		return INSPECT_FOREIGN;
	}
}

void seek_confirm(struct segment *s, enum inspect_result *r)
{
	if (*r == INSPECT_BAD)
		*r = foreign(s);
	if (!is_end(*r))
		return;
	*r = confirm(s, segment_read(s, s->flow->start), *r);
}

bool seek_begins(struct segment *s, uint32_t seq, enum inspect_result *r)
{
	size_t len = segment_read(s, seq);

	*r = confirm(s, len, seek_inspect(s, s->judge->stream, len));
	/* The server has spoken; and some bytes like those of SOCKS stand
	 * anywhere. */
	if (*r != INSPECT_FOREIGN && !may_follow_others(s) &&
	    (s->packet->ack != s->flow->ack ||
	     s->judge->finding.protocol == PROTO_SOCKS))
		*r = foreign(s);
	return is_end(*r) ||
	       (*r == INSPECT_MORE && s->judge->finding.sure);
}

/*
 * The message may begin behind the lowest byte: a client can send bytes that
 * its server has no use for (an old one, to keep the connection alive), and
 * what stands in them says nothing. So what may be a beginning at the border
 * of a segment is read too, the lowest that is one.
 */
static bool begins_at_border(struct segment *s, enum inspect_result *r)
{
	uint32_t seq = s->packet->seq;
	struct flow *f = s->flow;

	if (f->has_later && seek_begins(s, f->later, r))
		return true;
	f->has_later = f->has_later && *r == INSPECT_MORE;
	if (!seq_after(seq, f->start) && f->state != FLOW_SETTLED)
		return false;
	/* Where the start is sure, the server reads from there. */
	if ((f->syn || f->state == FLOW_ANCHORED) && connection_lacks(f, seq))
		return false;
	if (seek_begins(s, seq, r)) {
		f->later = seq;
		f->has_later = *r == INSPECT_MORE;
		return true;
	}
	if (*r == INSPECT_MORE &&
	    (!f->has_later || seq_before(seq, f->later))) {
		f->later = seq;
		f->has_later = true;
	}
	return false;
}

/* Some clients do not wait for their server before the message, or segments
 * were merged on the way: it begins behind a PROXY header, or where the first
 * bytes of a ClientHello stand. */
static bool begins_within(struct segment *s, bool *proxied,
			  enum inspect_result *r)
{
	struct flow *f = s->flow;
	size_t len = segment_read(s, f->start);
	size_t at = proxy_header(s->judge->stream, len);

	*proxied = at > 0;
	if (at == 0)
		at = tls_find(s->judge->stream, len);
	if (at == 0 || at >= len)
		return false;
	f->later = f->start + (uint32_t)at;
	if (!*proxied)
		return seek_begins(s, f->later, r);
	*r = seek_inspect(s, s->judge->stream, segment_read(s, f->later));
	return *r != INSPECT_FOREIGN;
}

bool seek_behind(struct segment *s, enum inspect_result *r)
{
	struct flow *f = s->flow;
	bool proxied = false;

	if (flow_has_messages(f) ||
	    (!begins_at_border(s, r) && !begins_within(s, &proxied, r)))
		return false;
	/* What comes before it may be what the server reads. */
	if (connection_lacks(f, f->later) &&
	    !ruling_blocks(s->judge, s->packet))
		return false;
	f->start = f->floor = f->later;
	f->has_floor = f->behind = true;
	f->doubtful = !proxied;
	f->has_later = false;
	segment_forget(s, f->start);
	return true;
}

static bool is_much(const struct flow *f, uint32_t end)
{
	return end - f->start >= NOISE_KEPT || f->segments >= NOISE_SEGMENTS;
}

void seek_pass_over(struct segment *s)
{
	struct flow *f = s->flow;
	uint32_t end = stream_end_from(&f->stream, f->start);
	uint32_t keep = f->has_later ? f->later : end - TLS_START_MAX;

	if (!is_much(f, end) || !seq_after(keep, f->start) ||
	    reason_reaction(REASON_UNKNOWN, &s->judge->rules->config) ==
	    REACT_BLOCK)
		return;
	f->has_later = false;
	f->spent += keep - f->start;
	f->start = f->floor = keep;
	f->has_floor = f->behind = f->doubtful = true;
	f->segments = 0;
	if (f->flights == 0)
		f->flights = 1;
	f->state = FLOW_SEEKING;
	segment_forget(s, keep);
}

bool seek_blocked(struct segment *s)
{
	enum inspect_result r = INSPECT_FOREIGN;

	return !flow_has_messages(s->flow) && begins_at_border(s, &r) &&
	       is_end(r) && ruling_blocks(s->judge, s->packet);
}
