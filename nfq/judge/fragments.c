/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges DTLS hellos in fragments: start at fragments_judge(), at the end. */

#include "nfq/inspect/dtls.h"
#include "nfq/inspect/hello.h"
#include "nfq/judge/fragments.h"
#include "nfq/judge/ruling.h"

enum {
	MESSAGES_MAX = 4,	/* with the same ends; clients send two */
};

/* --- their flows ------------------------------------------------------ */

/* That of the message; and of how many others there are the oldest. */
static struct flow *find(const struct segment *s, uint16_t number,
			 unsigned *others, struct flow **oldest)
{
	struct flow_table *t = s->judge->flows;
	struct flow *f = flow_find(t, s->packet);

	*others = 0;
	for (; f; f = flow_another(t, f)) {
		if (f->inspector != s->by)
			continue;
		if (f->start == number)
			return f;
		++*others;
		*oldest = f;
	}
	return NULL;
}

static void add(struct segment *s, const struct dtls_piece *one)
{
	struct flow *f = flow_new(s->judge->flows, s->packet, OWNER_LOOSE);
	const uint8_t id[] = { (uint8_t)(one->number >> 8),
			       (uint8_t)one->number };

	f->inspector = s->by;
	f->start = one->number;
	f->skip = one->length;
	stream_init(&f->stream, 0);
	s->flow = f;
	segment_identify(s, (struct span) { id, sizeof(id) });
}

static void find_or_add(struct segment *s, const struct dtls_piece *one)
{
	struct flow *oldest = NULL;
	unsigned others;

	s->flow = find(s, one->number, &others, &oldest);
	if (s->flow)
		return;
	if (others >= MESSAGES_MAX)
		flow_give_way(s->judge->flows, oldest);
	add(s, one);
}

/* --- hellos ----------------------------------------------------------- */

/* The end of looking. It is kept, with all its bytes, to know parts by that
 * come again, and those of another hello. */
static enum verdict decided(struct segment *s, enum verdict v)
{
	bool pass = v == VERDICT_PASS_FLOW || v == VERDICT_PASS_ONCE;

	if (s->flow)
		s->flow->state = pass ? FLOW_PASSED : FLOW_BLOCKED;
	return v;
}

static enum verdict react(struct segment *s, enum reason reason)
{
	return decided(s, ruling_react(s->judge, s->packet, reason));
}

static enum verdict judge_hello(struct segment *s, struct span hello)
{
	struct judge *j = s->judge;

	finding_clear(&j->finding, PROTO_DTLS);
	switch (hello_inspect_datagram(hello, hello.len, &j->finding)) {
	case INSPECT_FOUND:
	case INSPECT_NONE:
		return decided(s, ruling_finding(j, s->packet, s->by));
	default:
		break;
	}
	j->stats.bad++;
	return react(s, j->finding.hides ? REASON_OVERLONG : REASON_UNKNOWN);
}

static bool contradicts(const struct segment *s, const struct dtls_piece *one)
{
	return s->flow->skip != one->length ||
	       segment_contradicts(s, one->offset, one->data);
}

/* Puts it in its place. What contradicts the bytes there belongs to another
 * hello: but where that before it was not let through as a whole, it may become
 * one with parts of both. False: so it is. */
static bool place(struct segment *s, const struct dtls_piece *one,
		  enum stream_result *r)
{
	find_or_add(s, one);
	if (contradicts(s, one)) {
		if (s->flow->state != FLOW_PASSED &&
		    judge_holds_back(s->judge))
			return false;
		segment_drop(s);
		add(s, one);
	}
	*r = segment_place(s, one->offset, one->data);
	return true;
}

static enum verdict judge_piece(struct segment *s,
				const struct dtls_piece *one)
{
	enum stream_result r;

	s->flow = NULL;
	if (one->data.len == one->length)
		return judge_hello(s, one->data);
	if (one->length > STREAM_MAX)
		return react(s, REASON_OVERLONG);
	if (!place(s, one, &r))
		return ruling_react(s->judge, s->packet, REASON_EVASION);
	if (s->flow->state == FLOW_BLOCKED)
		return VERDICT_REFUSE_ONCE;
	if (s->flow->state == FLOW_PASSED)
		return VERDICT_PASS_FLOW;
	if (r == STREAM_FULL || r == STREAM_CROWDED)
		return react(s, REASON_OVERLONG);
	if (segment_read(s, 0) < one->length)
		return segment_put_off_part(s);
	return judge_hello(s, (struct span) { s->judge->stream,
					      one->length });
}

enum verdict fragments_judge(struct segment *s)
{
	struct dtls_pieces d = dtls_pieces_over(s->packet->payload);
	enum verdict v = VERDICT_MORE;
	struct dtls_piece one;

	while (dtls_next_piece(&d, &one)) {
		enum verdict next = judge_piece(s, &one);

		if (next != VERDICT_MORE && next != VERDICT_PASS_FLOW)
			return next;
		if (v == VERDICT_MORE)
			v = next;
	}
	return v;
}
