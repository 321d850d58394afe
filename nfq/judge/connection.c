/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where one connection ends and another begins on the same ports. */

#include "nfq/judge/connection.h"

enum {
	FAR = 16 << 20,		/* bytes: not the same connection */
	TTL_STRAY = 4,		/* hops: no route changes by more */
};

static bool are_apart(uint32_t a, uint32_t b, int32_t far)
{
	int32_t distance = (int32_t)(a - b);

	return distance > far || distance < -far;
}

/* A SYN came after the refusal, from where this goes on. */
static bool is_reopened(const struct flow *f, const struct packet *p)
{
	return f->state == FLOW_BLOCKED && f->has_later &&
	       are_apart(f->later, f->start, STREAM_WINDOW) &&
	       !are_apart(p->seq, f->later, STREAM_WINDOW);
}

/* The same addresses and ports again, but numbers that do not go on, and
 * where the client has only begun, neither do the server's. */
static bool is_another_connection(const struct flow *f,
				  const struct packet *p)
{
	bool goes_on = flow_has_messages(f) || f->state == FLOW_SETTLED;

	if (are_apart(p->seq, f->start, FAR) || is_reopened(f, p))
		return true;
	return !goes_on && are_apart(p->seq, f->start, STREAM_WINDOW) &&
	       are_apart(p->ack, f->ack, STREAM_WINDOW);
}

/* Its beginning is known, and nothing more; or it was settled by a hello behind
 * other messages in one segment, which the server may answer first. */
static bool is_fresh(const struct flow *f)
{
	return (f->state == FLOW_ANCHORED || f->state == FLOW_SETTLED) &&
	       f->segments == 0;
}

static void anchor(struct flow *f, uint32_t seq)
{
	f->state = FLOW_ANCHORED;
	f->start = f->floor = seq;
	f->has_floor = true;
}

/* A SYN is shown to us where it has data (RFC 7413), in strict mode, or where
 * a capture has it. That of a refused connection may be forged, for the
 * kernel to forget its mark: what comes next tells. */
static struct flow *take_syn(struct flow_table *t, struct flow *f,
			     const struct packet *p)
{
	if (f && f->state == FLOW_BLOCKED && p->payload.len == 0) {
		f->later = p->seq;
		f->has_later = true;
		return f;
	}
	if (f)
		flow_drop(t, f);
	f = flow_new(t, p);
	anchor(f, p->seq);
	return f;
}

/* The flow's state where `p` belongs to another connection: a new flow that
 * begins with its SYN, or NULL. */
static struct flow *begin_anew(struct flow_table *t, struct flow *f,
			       const struct packet *p)
{
	bool reopened = is_reopened(f, p);
	uint32_t seq = f->later;

	flow_drop(t, f);
	if (!reopened)
		return NULL;
	f = flow_new(t, p);
	anchor(f, seq);
	return f;	/* with the ack of `p` */
}

bool connection_is_at_odds(const struct flow *f, const struct packet *p)
{
	int ttl = (int)p->ttl - f->ttl;

	return ttl > TTL_STRAY || ttl < -TTL_STRAY ||
	       (is_fresh(f) && p->payload.len > 1 &&
		(int32_t)(f->floor - p->seq) > 0);
}

struct flow *connection_find(struct flow_table *t, const struct packet *p)
{
	struct flow *f = flow_find(t, p);

	if (f && is_fresh(f))
		f->ack = p->ack;	/* a SYN has none */
	if (p->tcp_flags & TCP_SYN)
		f = take_syn(t, f, p);
	else if (f && is_another_connection(f, p))
		f = begin_anew(t, f, p);
	return f;
}

uint32_t connection_awaits(const struct flow *f, const struct packet *p)
{
	uint32_t from = p->seq;

	if (!f)
		return from;
	/* Before a message is known, the lowest byte seen is the first. */
	if (f->has_floor)
		from = f->floor;
	else if (f->stream.nruns > 0 &&
		 (int32_t)(stream_first(&f->stream) - from) < 0)
		from = stream_first(&f->stream);
	return stream_end_from(&f->stream, from);
}
