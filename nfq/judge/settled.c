/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connections that are judged and not let go. */

#include "lib/seq.h"
#include "nfq/inspect/protocol.h"
#include "nfq/inspect/tls.h"
#include "nfq/judge/ending.h"
#include "nfq/judge/message.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/seek.h"
#include "nfq/judge/settled.h"
#include "nfq/judge/window.h"

enum { TEXT_SEEN = 16 };	/* bytes that tell a line */

bool settled_waits(const struct segment *s)
{
	const struct flow *f = s->flow;

	return segment_is_careful(s) || s->judge->finding.tls.retry ||
	       f->flights > 0 || f->behind ||
	       protocol_starts_in_clear(s->packet->dport);
}

/* What the segment has behind all that came. */
static struct span news_of(const struct segment *s)
{
	const struct flow *f = s->flow;
	struct span data = s->packet->payload;
	int32_t known = seq_distance(stream_end_from(&f->stream, f->start),
				     s->packet->seq);

	if (known < 0)
		return (struct span) { data.p, 0 };
	if (known > (int64_t)data.len)
		known = (int32_t)data.len;
	return (struct span) { data.p + known, data.len - (size_t)known };
}

/* As lines are made of; in the midst of a record, where strict mode may be when
 * a server answers, there are other bytes. */
static bool is_text(struct span s)
{
	size_t n = s.len < TEXT_SEEN ? s.len : TEXT_SEEN;

	for (size_t i = 0; i < n; i++)
		if (s.p[i] > '~' || (s.p[i] < ' ' && s.p[i] != '\r' &&
				     s.p[i] != '\n' && s.p[i] != '\t'))
			return false;
	return true;
}

/* Another hello, which nobody has asked for. */
static bool is_unasked(const struct segment *s, struct span news)
{
	struct finding *f = &s->judge->finding;

	return !s->flow->retry &&
	       tls_inspect(news.p, news.len, f) != INSPECT_FOREIGN && f->sure;
}

bool settled_undo(struct segment *s)
{
	struct span news = news_of(s);
	struct flow *f = s->flow;
	bool unasked;

	if (f->goes_on || news.len == 0 ||
	    segment_contradicts(s, s->packet->seq, s->packet->payload))
		return false;
	unasked = is_unasked(s, news);
	f->goes_on = !unasked && tls_records(news.p, news.len) !=
				 INSPECT_FOREIGN;
	if (f->goes_on || !seq_after(s->packet->ack, f->ack) ||
	    (segment_is_careful(s) && !unasked && !is_text(news)))
		return false;
	f->reads_on = f->retry = false;
	f->inspector = NULL;
	f->state = FLOW_SEEKING;
	f->behind = true;
	f->ack = s->packet->ack;
	f->flights++;
	message_go_on(s, s->packet->seq +
			 (uint32_t)(news.p - s->packet->payload.p));
	return true;
}

enum verdict settled_begin(struct segment *s)
{
	s->flow->state = FLOW_SETTLED;
	s->flow->goes_on = false;
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

	if (segment_is_careful(s) || !s->flow->retry)
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
	bool is_new = news_of(s).len > 0;
	enum verdict v;

	/* What was judged is not forgotten for bytes behind it. */
	if (full && !answered && judge_holds_back(s->judge))
		return VERDICT_DROP;
	if (!window_take(s, &v))
		return v == VERDICT_DROP && answered ?
		       ending_of(s, VERDICT_PASS_FLOW) : v;
	if (seek_blocked(s))
		return ending_of(s, ruling_finding(s->judge, s->packet, s->by));
	if (answered ? is_new && !begins_another(s) : was_only_cut(s))
		return ending_of(s, VERDICT_PASS_FLOW);
	return VERDICT_MORE;
}
