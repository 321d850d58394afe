/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Segments that no connection here goes on with. */

#include "lib/seq.h"
#include "nfq/judge/astray.h"
#include "nfq/judge/ending.h"
#include "nfq/judge/ruling.h"

/* Its client sends it again, if it was its client. */
static enum verdict put_off(const struct judge *j)
{
	return judge_holds_back(j) ? VERDICT_DROP : VERDICT_PASS_ONCE;
}

/* The kernel's word that a connection is new may be lost. Its numbers then are
 * ahead of those of the one before on its ports, where of that one conntrack
 * would take none, and so are its server's. */
static bool may_be_new(const struct segment *s)
{
	return s->judge->standing == STANDING_KNOWN &&
	       !(s->packet->tcp_flags & TCP_SYN) &&
	       connection_jumps(s->flow, s->packet) &&
	       seq_after(s->packet->seq, s->judge->awaited);
}

/* What nobody refuses is told where it names somebody. */
enum verdict astray_judge(struct segment *s)
{
	const struct packet *p = s->packet;
	struct judge *j = s->judge;

	if (!judge_holds_back(j) && may_be_new(s) &&
	    segment_inspect(s, p->payload.p, p->payload.len) !=
	    INSPECT_FOREIGN && j->finding.nnames > 0)
		ruling_finding(j, p, s->by);
	return put_off(j);
}

enum verdict astray_refuse_relic(struct segment *s, enum flow_relic relic)
{
	enum verdict v = VERDICT_BLOCK_FLOW;

	if (relic != FLOW_RELIC_REFUSED)
		v = ruling_react(s->judge, s->packet, REASON_OVERLONG);
	if (!s->flow)
		segment_begin(s);
	return ending_of(s, v);
}

enum verdict astray_judge_urgent(struct segment *s)
{
	const struct packet *p = s->packet;

	if (p->payload.len == 0 ||
	    (s->flow && seq_before(p->seq, s->judge->awaited)))
		return put_off(s->judge);
	if (!s->flow)
		segment_begin(s);
	return ending_evasion(s);
}
