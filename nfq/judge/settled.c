/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connections that are judged and not let go. */

#include "lib/seq.h"
#include "nfq/judge/ending.h"
#include "nfq/judge/message.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/seek.h"
#include "nfq/judge/settled.h"
#include "nfq/judge/window.h"

enum verdict settled_begin(struct segment *s)
{
	s->flow->state = FLOW_SETTLED;
	s->flow->retry = s->judge->finding.tls.retry;
	s->flow->ack = s->packet->ack;
	if (s->flow->reads_on)
		message_step(s);
	return VERDICT_MORE;
}

/* Does the client's next flight begin like another hello? */
static bool begins_another(struct segment *s)
{
	struct flow *f = s->flow;
	enum inspect_result r;

	if ((!f->retry && !segment_is_careful(s)) || !f->has_later ||
	    stream_is_full(&f->stream, f->later))
		return false;
	seek_begins(s, f->later, &r);
	return r == INSPECT_MORE && s->judge->finding.protocol == PROTO_TLS;
}

/* The hello was not all there, and now it shows that it will be the only
 * one. */
static bool was_only_cut(struct segment *s)
{
	enum inspect_result r;

	if (segment_is_careful(s))
		return false;
	r = message_read(s);
	if (s->flow->reads_on)
		message_step(s);
	return r == INSPECT_FOUND && !s->judge->finding.tls.retry;
}

enum verdict settled_judge(struct segment *s)
{
	bool answered = seq_after(s->packet->ack, s->flow->ack);
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
	if (answered ? !begins_another(s) : was_only_cut(s))
		return ending_of(s, VERDICT_PASS_FLOW);
	return VERDICT_MORE;
}
