/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HTTP out of step: line by line. */

#include <string.h>

#include "nfq/inspect/http.h"
#include "nfq/inspect/protocol.h"
#include "nfq/judge/ending.h"
#include "nfq/judge/lost.h"
#include "nfq/judge/message.h"
#include "nfq/judge/ruling.h"

enum { LINE_LONGEST = 16 * 1024 };	/* bytes: longer than servers take */

/* True if one of these lines asks for a blocked host. */
static bool lines_block(struct judge *j, const struct packet *p,
			const uint8_t *lines, size_t len)
{
	for (size_t at = 0; at < len; at += j->finding.used) {
		if (http_inspect_lost(lines + at, len - at, &j->finding) ==
		    INSPECT_NONE)
			break;
		if (ruling_blocks(j, p))
			return true;
	}
	return false;
}

bool lost_blocked(const struct segment *s)
{
	struct judge *j = s->judge;

	return lines_block(j, s->packet, j->stream,
			   segment_read(s, s->flow->start));
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
	size_t len;

	while (go_on && (len = segment_read(s, f->start)) > 0) {
		go_on = take_hello(s, len, &v);
		if (v == VERDICT_BLOCK_FLOW)
			return ending_of(s, v);
		s->by = f->inspector;
		len = whole_lines(j->stream, len);
		if (lines_block(j, s->packet, j->stream, len))
			return ending_of(s, ruling_finding(j, s->packet,
							   s->by));
		go_on = go_on && len > 0;
		if (go_on)
			message_go_on(s, f->start + (uint32_t)len);
	}
	return VERDICT_PASS_ONCE;
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
	if (s->by != &protocols[PROTO_HTTP].inspectors[0])
		return message_out_of_step(s);
	if (judge_is_strict(j))
		return ending_evasion(s);
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
