/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes segments into the window of a flow's stream. */

#include "lib/seq.h"
#include "nfq/judge/ending.h"
#include "nfq/judge/message.h"
#include "nfq/judge/window.h"

enum {
	SEGMENTS_MAX = 4096,	/* of one message */
	SOON_SECONDS = 2,
};

/* What was cut off this packet never comes, and what comes behind all that is
 * ever read would not be looked at. */
enum verdict window_wait(struct segment *s, bool known)
{
	const struct flow *f = s->flow;

	if (s->packet->beyond == 0 && !message_is_overlong(s) &&
	    (f->reads_on || f->segments <= SEGMENTS_MAX) &&
	    !stream_is_full(&f->stream, f->start))
		return VERDICT_MORE;
	return known ? ending_overlong(s) : ending_unknown(s);
}

/* There is no room for it yet: its client sends it again. Where nothing is held
 * back it never comes again, and what it was a part of is not read. */
static enum verdict has_no_room(struct segment *s)
{
	if (judge_holds_back(s->judge))
		return VERDICT_DROP;
	return flow_has_messages(s->flow) ? message_out_of_step(s) :
					    ending_unknown(s);
}

/* Leaves out what lies before the floor; false if that is all. */
static bool cut_old(const struct segment *s, uint32_t *seq, struct span *data)
{
	const struct flow *f = s->flow;
	int32_t old = f->has_floor ? seq_distance(f->floor, *seq) : 0;
	size_t step;

	if (old <= 0)
		return true;
	if ((size_t)old >= data->len + s->packet->beyond)
		return false;
	step = (size_t)old < data->len ? (size_t)old : data->len;
	data->p += step;
	data->len -= step;
	*seq += (uint32_t)old;
	return true;
}

/*
 * Where its start is not sure and a message was read from the lowest byte seen,
 * what lies before may be what the server reads: the message was a decoy ahead
 * of a hole. It is not let through. A client whose first segments did overtake
 * each other so is told at once; later anybody may have sent it.
 */
static bool comes_before(struct segment *s, enum verdict *v)
{
	const struct flow *f = s->flow;
	int32_t before = seq_distance(f->first, s->packet->seq);

	if (!f->unsure || before <= 0 || before > CONNECTION_BEFORE ||
	    (f->state == FLOW_SEEKING && !f->has_floor))
		return false;
	if (!judge_holds_back(s->judge))
		return false;
	*v = VERDICT_DROP;
	if (s->judge->second - f->born <= SOON_SECONDS)
		*v = ending_evasion(s);
	return true;
}

/* Until a message is known, the lowest byte seen is its start. */
static void move_start(struct flow *f)
{
	if (f->state != FLOW_SEEKING || f->stream.nruns == 0 ||
	    f->start == stream_first(&f->stream))
		return;
	f->later = f->start;
	f->has_later = true;
	f->start = f->first = stream_first(&f->stream);
}

/* Clients make sure that their server is there by a byte that it has got
 * already, with any value (RFC 9293 3.8.4). */
static bool keeps_alive(const struct segment *s)
{
	const struct packet *p = &s->judge->packet;
	const struct flow *f = s->flow;

	return p->payload.len == 1 && p->beyond == 0 &&
	       stream_end_from(&f->stream, f->start) == p->seq + 1;
}

/* Should the server not have got it, it gets the byte that was judged. */
static void amend(const struct segment *s)
{
	struct judge *j = s->judge;

	j->amended = judge_holds_back(j) &&
		     segment_read(s, j->packet.seq) > 0;
	j->amend = j->stream[0];
}

/*
 * Of two copies of the same bytes a server may take either, so there are not to
 * be two that differ: the second is held back, all of it. Where the first did
 * not get there (strict), or nothing is held back, it is otherwise.
 */
static bool contradicts(struct segment *s, uint32_t seq, struct span data,
			enum verdict *v)
{
	bool alive = keeps_alive(s);

	if (!alive && (segment_is_careful(s) || !judge_holds_back(s->judge)))
		return false;
	if (!segment_contradicts(s, seq, data))
		return false;
	if (alive)
		amend(s);
	*v = alive ? VERDICT_MORE : VERDICT_DROP;
	return true;
}

/* True if there is something new in its place, or something that contradicts
 * what is there and need not be minded; of settled connections what comes again
 * is looked at, too. */
static bool is_placed(struct segment *s, enum stream_result how,
		      enum verdict *v)
{
	switch (how) {
	case STREAM_PLACED:
		return true;
	case STREAM_KNOWN:
		*v = VERDICT_MORE;
		return s->flow->state == FLOW_SETTLED;
	case STREAM_CONFLICT:
		if (!segment_is_careful(s))
			return true;
		*v = ending_evasion(s);
		return false;
	case STREAM_FULL:
	case STREAM_CROWDED:
		break;
	}
	*v = has_no_room(s);
	return false;
}

bool window_take(struct segment *s, enum verdict *v)
{
	struct span data = s->packet->payload;
	uint32_t seq = s->packet->seq;
	struct flow *f = s->flow;

	*v = VERDICT_PASS_ONCE;
	if (comes_before(s, v) || !cut_old(s, &seq, &data) ||
	    contradicts(s, seq, data, v))
		return false;		/* or sent again */
	if (!is_placed(s, segment_place(s, seq, data), v))
		return false;
	if (f->segments <= SEGMENTS_MAX)
		f->segments++;
	move_start(f);
	return true;
}
