/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The beginnings of messages in a client's stream. */

#include "nfq/inspect/proxy.h"
#include "nfq/inspect/tls.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/seek.h"

/* Reads at `seq`, behind the start. True if a message begins there for sure:
 * its name is there, or enough of it. */
static bool begins_at(struct segment *s, uint32_t seq, enum inspect_result *r)
{
	const struct finding *m = &s->judge->finding;
	size_t len = segment_read(s, seq);

	*r = segment_inspect(s, s->judge->stream, len);
	if (*r == INSPECT_MORE)
		return m->sure;
	return *r == INSPECT_FOUND || *r == INSPECT_NONE;
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

	if (f->has_later && begins_at(s, f->later, r))
		return true;
	f->has_later = f->has_later && *r == INSPECT_MORE;
	if ((int32_t)(seq - f->start) <= 0 && f->state != FLOW_SETTLED)
		return false;
	/* Where the start is sure, the server reads from there. */
	if ((f->syn || f->state == FLOW_ANCHORED) && connection_lacks(f, seq))
		return false;
	if (begins_at(s, seq, r)) {
		f->later = seq;
		f->has_later = *r == INSPECT_MORE;
		return true;
	}
	if (*r == INSPECT_MORE &&
	    (!f->has_later || (int32_t)(seq - f->later) < 0)) {
		f->later = seq;
		f->has_later = true;
	}
	return false;
}

/* Some clients do not wait for their server before the message, or segments
 * were merged on the way: it begins behind a PROXY header, or where the first
 * bytes of a ClientHello stand. */
static bool begins_within(struct segment *s, enum inspect_result *r)
{
	struct flow *f = s->flow;
	size_t len = segment_read(s, f->start);
	size_t at = proxy_header(s->judge->stream, len);

	if (at == 0)
		at = tls_find(s->judge->stream, len);
	if (at == 0 || at >= len)
		return false;
	if (!begins_at(s, f->start + (uint32_t)at, r))
		return false;
	f->later = f->start + (uint32_t)at;
	return true;
}

bool seek_behind(struct segment *s, enum inspect_result *r)
{
	struct flow *f = s->flow;

	if (flow_has_messages(f) ||
	    (!begins_at_border(s, r) && !begins_within(s, r)))
		return false;
	/* What comes before it may be what the server reads. */
	if (connection_lacks(f, f->later) &&
	    !ruling_blocks(s->judge, s->packet))
		return false;
	f->start = f->floor = f->later;
	f->has_floor = true;
	f->has_later = false;
	segment_forget(s, f->start);
	return true;
}

bool seek_blocked(struct segment *s)
{
	enum inspect_result r = INSPECT_FOREIGN;

	return !flow_has_messages(s->flow) && begins_at_border(s, &r) &&
	       ruling_blocks(s->judge, s->packet);
}
