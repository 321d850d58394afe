/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connections that are judged and not let go. */

#include "nfq/judge/ending.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/seek.h"
#include "nfq/judge/settled.h"
#include "nfq/judge/window.h"

enum verdict settled_begin(struct segment *s)
{
	s->flow->state = FLOW_SETTLED;
	s->flow->ack = s->packet->ack;
	return VERDICT_MORE;
}

enum verdict settled_judge(struct segment *s)
{
	bool answered = (int32_t)(s->packet->ack - s->flow->ack) > 0;
	bool full = stream_is_full(&s->flow->stream, s->flow->start);
	enum verdict v;

	/* What was judged is not forgotten for bytes behind it. */
	if (full && !answered && judge_holds_back(s->judge))
		return VERDICT_DROP;
	if (!window_take(s, &v))
		return v == VERDICT_DROP && answered ?
		       ending_of(s, VERDICT_PASS_FLOW) : v;
	if (seek_blocked(s))
		return ending_of(s, ruling_finding(s->judge, s->packet, s->by));
	return answered ? ending_of(s, VERDICT_PASS_FLOW) : VERDICT_MORE;
}
