/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is kept of a flow that is decided. */

#include "nfq/judge/ending.h"
#include "nfq/judge/ruling.h"

enum verdict ending_of(struct segment *s, enum verdict v)
{
	struct flow *f = s->flow;

	if (v != VERDICT_BLOCK_FLOW) {
		segment_drop(s);
		return v;
	}
	segment_clear(s);
	f->state = FLOW_BLOCKED;
	f->floor = s->judge->awaited;
	f->has_floor = true;
	return v;
}

enum verdict ending_evasion(struct segment *s)
{
	return ending_of(s, ruling_react(s->judge, s->packet, REASON_EVASION));
}

enum verdict ending_overlong(struct segment *s)
{
	return ending_of(s, ruling_react(s->judge, s->packet,
					 REASON_OVERLONG));
}

enum verdict ending_unknown(struct segment *s)
{
	return ending_of(s, ruling_react(s->judge, s->packet, REASON_UNKNOWN));
}
