/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HTTP out of step: line by line. */

#include <string.h>

#include "nfq/inspect/http_lost.h"
#include "nfq/inspect/protocol.h"
#include "nfq/judge/ending.h"
#include "nfq/judge/lost.h"
#include "nfq/judge/message.h"
#include "nfq/judge/ruling.h"

enum { LINE_LONGEST = 16 * 1024 };	/* bytes: longer than servers take */

enum line { LINE_OTHER, LINE_BLOCKED, LINE_PREFACE };

static const struct inspector *const http =
	&protocols[PROTO_HTTP].inspectors[0];

/* What the first `len` bytes in judge->stream ask for: a blocked host, or
 * HTTP/2, or neither. *used of them need not be looked at again. */
static enum line lines_ask(struct judge *j, const struct packet *p,
			   size_t len, size_t *used)
{
	bool preface = false, more = true;

	for (*used = 0; more && *used < len; *used += j->finding.used) {
		more = http_lost_inspect(j->stream + *used, len - *used,
					 &j->finding) != INSPECT_NONE &&
		       j->finding.used > 0;
		if (ruling_blocks(j, p))
			return LINE_BLOCKED;
		preface = preface || j->finding.changes;
	}
	if (len - *used >= LINE_LONGEST)
		*used = len;
	return preface ? LINE_PREFACE : LINE_OTHER;
}

bool lost_blocked(struct segment *s)
{
	struct judge *j = s->judge;

	size_t used;

	s->by = http;
	return lines_ask(j, s->packet, segment_read(s, s->flow->start),
			 &used) == LINE_BLOCKED;
}

/* How many of these bytes are whole lines; of one that never ends, all. */
static size_t whole_lines(const uint8_t *p, size_t len)
{
	const uint8_t *lf = memrchr(p, '\n', len);

	if (lf)
		return (size_t)(lf - p) + 1;
	return len < LINE_LONGEST ? 0 : len;
}

/*
 * A hello may follow, as behind an upgrade that nobody announced. It is judged,
 * but in a connection out of step it may be any bytes and ends no looking.
 * False if more of it is needed.
 */
static bool take_hello(struct segment *s, size_t len, enum verdict *v)
{
	struct judge *j = s->judge;
	enum inspect_result r = segment_inspect(s, j->stream, len);
	const struct protocol_row *row = &protocols[j->finding.protocol];

	if (r == INSPECT_FOREIGN || row->each_message)
		return true;
	if (r == INSPECT_MORE)
		return !j->finding.sure || len == STREAM_MAX;
	if (r == INSPECT_FOUND)
		*v = ruling_finding(j, s->packet, s->by);
	return true;
}

enum verdict lost_judge(struct segment *s)
{
	struct judge *j = s->judge;
	struct flow *f = s->flow;
	enum verdict v = VERDICT_PASS_ONCE;
	bool go_on = true;
	size_t len, used;

	while (go_on && (len = segment_read(s, f->start)) > 0) {
		go_on = take_hello(s, len, &v);
		if (v == VERDICT_BLOCK_FLOW)
			return ending_of(s, v);
		s->by = f->inspector;
		len = whole_lines(j->stream, len);
		switch (lines_ask(j, s->packet, len, &used)) {
		case LINE_BLOCKED:
			return ending_of(s, ruling_finding(j, s->packet,
							   s->by));
		case LINE_PREFACE:
			return ending_evasion(s);
		case LINE_OTHER:
			break;
		}
		go_on = go_on && used > 0;
		if (go_on)
			message_go_on(s, f->start + (uint32_t)used);
	}
	return VERDICT_PASS_ONCE;
}

/* From `seq` on nobody knows what is what, because of `wrong`. */
static enum verdict begin(struct segment *s, uint32_t seq, enum field wrong)
{
	struct judge *j = s->judge;
	struct flow *f = s->flow;
	enum verdict v;

	message_go_on(s, seq);
	f->inspector = s->by;
	f->state = FLOW_LOST;
	f->skip = 0;
	v = lost_judge(s);
	if (v != VERDICT_PASS_ONCE || j->rules->config.unknown == REACT_PASS)
		return v;
	j->finding.wrong = wrong;
	v = ruling_react(j, s->packet, REASON_UNKNOWN);
	return v == VERDICT_BLOCK_FLOW ? ending_of(s, v) : VERDICT_PASS_ONCE;
}

enum verdict lost_begin(struct segment *s, bool told)
{
	struct judge *j = s->judge;
	enum field wrong = told ? j->finding.wrong : FIELD_NONE;
	struct flow *f = s->flow;
	enum verdict v;

	if (told && protocols[j->finding.protocol].refuses_once) {
		v = ruling_react(j, s->packet, REASON_UNREADABLE);
		if (v != VERDICT_PASS_ONCE)
			return ending_of(s, v);
	}
	if (told && f->reads_on && s->by->stays)
		return VERDICT_PASS_ONCE;
	if (s->by != http)
		return message_out_of_step(s);
	if (judge_is_strict(j))
		return ending_evasion(s);
	return begin(s, s->flow->start, wrong);
}

enum verdict lost_begin_behind(struct segment *s)
{
	const struct flow *f = s->flow;

	if (judge_is_strict(s->judge))
		return ending_evasion(s);
	return begin(s, f->start + (uint32_t)s->judge->finding.used,
		     s->judge->finding.wrong);
}
