/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where one connection ends and another begins on the same ports. */

#include "lib/seq.h"
#include "nfq/judge/connection.h"

enum {
	OLD = 16 << 20,		/* bytes: nothing is sent again so late */
	BODY = 1 << 20,		/* bytes of a body from a hole on */
	JUMP = 16 * 1024,	/* bytes: by which a new connection differs */
	LATE = 1 << 20,		/* bytes acknowledged meanwhile: no segment is
				 * overtaken by more */
	TTL_STRAY = 4,		/* hops: no route changes by more */
};

/* --- where a flow is ------------------------------------------------- */

/* Before a message is known, the lowest byte seen is the first. */
static uint32_t first_awaited(const struct flow *f)
{
	if (f->state != FLOW_SEEKING)
		return f->state == FLOW_BLOCKED ? f->floor : f->start;
	if (f->has_floor)
		return f->floor;
	return f->stream.nruns > 0 ? stream_first(&f->stream) : f->start;
}

/* Where its client began is not sure, and the segment lies before all that was
 * seen: it may have been overtaken. */
static bool is_earlier(const struct flow *f, const struct packet *p)
{
	return f->state == FLOW_SEEKING && !f->has_floor &&
	       seq_after(first_awaited(f), p->seq);
}

/* The first byte that is not there. */
static uint32_t first_missing(const struct flow *f)
{
	return stream_end_from(&f->stream, first_awaited(f));
}

uint32_t connection_awaits(const struct flow *f, const struct packet *p)
{
	return !f || is_earlier(f, p) ? p->seq : first_missing(f);
}

bool connection_lacks(const struct flow *f, uint32_t seq)
{
	return seq_after(seq, first_missing(f));
}

/* How far a segment may begin behind the first byte that is not there: in a
 * body that is not read it needs no room. */
static int64_t room_ahead(const struct flow *f)
{
	uint64_t body = f->skip < BODY ? f->skip : BODY;

	return (int64_t)body + CONNECTION_AHEAD;
}

/* It may be the first that its client sent, overtaken by those seen. */
static bool may_be_first(const struct flow *f, const struct packet *p)
{
	return is_earlier(f, p) && seq_distance(first_awaited(f), p->seq) <=
				   CONNECTION_BEFORE;
}

/* How far a segment lies ahead of the first byte that is not there. */
static int32_t ahead_of(const struct flow *f, const struct packet *p)
{
	return seq_distance(p->seq, first_missing(f));
}

bool connection_follows(const struct flow *f, const struct packet *p)
{
	int64_t ahead = ahead_of(f, p);

	if (is_earlier(f, p))
		return may_be_first(f, p);
	return ahead <= room_ahead(f) && -ahead <= OLD;
}

/* --- what a segment is ----------------------------------------------- */

/* Begins no later than where the flow goes on, and ends behind it. */
static bool is_next(const struct flow *f, const struct packet *p)
{
	int64_t known = -(int64_t)ahead_of(f, p);

	return known >= 0 && known <= CONNECTION_BEFORE &&
	       (size_t)known < p->payload.len + p->beyond;
}

/* Its beginning is known, and nothing more; or it was settled by a hello behind
 * other messages in one segment, which the server may answer first. */
static bool is_fresh(const struct flow *f)
{
	return (f->state == FLOW_ANCHORED || f->state == FLOW_SETTLED) &&
	       f->segments == 0;
}

bool connection_jumps(const struct flow *f, const struct packet *p)
{
	int32_t seq = ahead_of(f, p);
	int32_t ack = seq_distance(p->ack, f->acked);

	return !is_fresh(f) && (seq > JUMP || seq < -JUMP) &&
	       (ack > JUMP || ack < -JUMP);
}

/* Of a connection nothing is known but its SYN, which acknowledges nothing. */
static bool is_unanswered(const struct flow *f)
{
	return f->syn && !f->opened;
}

/* It acknowledges what was so long ago that its server takes it for forged
 * (RFC 5961 section 5.2), while conntrack takes it for late; of what was never
 * sent conntrack tells. */
static bool acks_long_ago(const struct flow *f, const struct packet *p)
{
	return !is_unanswered(f) && seq_distance(f->acked, p->ack) > LATE;
}

/* Lies ahead of the first data, where somebody else tries numbers. */
static bool is_lucky(const struct flow *f, const struct packet *p)
{
	return f->harassed && is_unanswered(f) && ahead_of(f, p) > 0;
}

/* Of a connection whose first data comes now no more is known than its SYN, or
 * what overtook the handshake, all of which is held: otherwise it was another
 * on the same ports. */
static bool may_precede(const struct flow *f)
{
	if (f->astray)
		return f->state == FLOW_SEEKING && !f->has_floor;
	return is_unanswered(f);
}

static enum relation relation_of(const struct flow *f, const struct packet *p,
				 enum standing standing)
{
	bool follows = connection_follows(f, p);

	switch (standing) {
	case STANDING_UNTOLD:
		if (f->syn)
			break;		/* another's would have been seen */
		return follows && !connection_jumps(f, p) ? CONNECTION_GOES_ON :
						      CONNECTION_DOUBTFUL;
	case STANDING_NEW:
		return may_precede(f) && is_next(f, p) ?
		       CONNECTION_GOES_ON : CONNECTION_FIRST;
	case STANDING_KNOWN:
		if (!follows && f->astray)
			return CONNECTION_FIRST;
		follows = follows && !acks_long_ago(f, p) &&
			  !is_lucky(f, p);
		break;
	case STANDING_ASTRAY:
		follows = is_next(f, p) || may_be_first(f, p);
		break;
	}
	return follows ? CONNECTION_GOES_ON : CONNECTION_ASTRAY;
}

static struct flow *anchor(struct flow_table *t, const struct packet *p,
			   uint32_t seq)
{
	struct flow *f = flow_new(t, p, OWNER_LOOSE);

	stream_init(&f->stream, seq);
	f->state = FLOW_ANCHORED;
	f->start = f->floor = seq;
	f->has_floor = f->syn = f->whole = true;
	return f;
}

/* A SYN is shown to us where it has data (RFC 7413), in strict mode, or where
 * a capture has it. One that is not new to the kernel may be anybody's, and
 * begins nothing, but the data of the next connection may; one that comes again
 * is nothing new. */
static struct flow *take_syn(struct flow_table *t, struct flow *f,
			     const struct packet *p, enum standing standing,
			     enum relation *relation)
{
	*relation = CONNECTION_ASTRAY;
	if (f && standing == STANDING_KNOWN) {
		f->noted = p->seq;
		f->has_noted = f->harassed = true;
	}
	if (standing == STANDING_KNOWN || standing == STANDING_ASTRAY)
		return f;
	*relation = CONNECTION_GOES_ON;
	if (f && f->syn && f->floor == p->seq &&
	    (f->state == FLOW_ANCHORED || f->state == FLOW_SETTLED))
		return f;
	if (f)
		flow_drop(t, f);
	f = anchor(t, p, p->seq);
	f->syn_data = p->payload.len > 0;
	return f;
}

/* Conntrack takes data for a connection's once its server has answered the
 * SYN; in a capture nothing is known better. What it takes for none's may
 * acknowledge anything; for that a server may throw it away, and for what it
 * acknowledged before (RFC 5961 5.2). */
static void note_data(struct flow_table *t, struct flow *f,
		      const struct packet *p, enum standing standing)
{
	if (standing == STANDING_ASTRAY) {
		f->doubted = true;
		return;
	}
	if (f->syn)
		flow_open(t, f);
	if (standing == STANDING_NEW)
		f->astray = false;
	if (is_fresh(f))
		f->ack = f->acked = p->ack;	/* a SYN has none */
	if (seq_before(p->ack, f->acked))
		f->doubted = true;
	else
		f->acked = p->ack;
	if (seq_distance(p->seq, f->first) > OLD)
		f->unsure = false;
}

/* Behind a SYN that conntrack took for one of the connection before: the kernel
 * must say that a new one begins, since anybody can send both. */
static bool begins_as_noted(const struct flow *f, const struct packet *p,
			    enum relation relation)
{
	return f->has_noted && relation == CONNECTION_FIRST &&
	       p->seq - f->noted <= CONNECTION_AHEAD;
}

struct flow *connection_find(struct flow_table *t, const struct packet *p,
			     enum standing standing, enum relation *relation)
{
	struct flow *f = flow_find(t, p);

	if (p->tcp_flags & TCP_SYN)
		return take_syn(t, f, p, standing, relation);
	*relation = f ? relation_of(f, p, standing) : CONNECTION_FIRST;
	if (f && begins_as_noted(f, p, *relation)) {
		uint32_t begin = f->noted;

		flow_drop(t, f);
		f = anchor(t, p, begin);
		*relation = CONNECTION_GOES_ON;
	} else if (f && *relation == CONNECTION_FIRST) {
		flow_drop(t, f);
		return NULL;
	}
	if (*relation == CONNECTION_GOES_ON)
		note_data(t, f, p, standing);
	else if (f && *relation == CONNECTION_ASTRAY)
		f->harassed = true;
	return f;
}

bool connection_is_at_odds(const struct flow *f, const struct packet *p)
{
	int ttl = (int)p->ttl - f->ttl;

	return ttl > TTL_STRAY || ttl < -TTL_STRAY ||
	       (is_fresh(f) && p->payload.len > 1 &&
		seq_after(f->floor, p->seq));
}
