/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The second half of a hello. */

#include <string.h>

#include "nfq/inspect/tls.h"
#include "nfq/judge/completion.h"
#include "nfq/judge/ending.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/settled.h"

static const struct inspector *const tls = &protocols[PROTO_TLS].inspectors[0];

/* Nothing stands in the segment's place or behind it, there is no hole before
 * it, and where the message begins is not in doubt. */
static bool goes_on(const struct segment *s)
{
	const struct flow *f = s->flow;

	return f->state == FLOW_SEEKING && f->stream.nruns == 1 &&
	       stream_first(&f->stream) == f->start &&
	       stream_end(&f->stream) == s->packet->seq &&
	       s->packet->beyond == 0 && !f->reads_on && !f->foreign &&
	       !f->has_later && !f->doubtful && !s->packet->second;
}

/* What is held and the segment, in judge->stream; 0 if that is too much. */
static size_t join(const struct segment *s)
{
	const struct span data = s->packet->payload;
	size_t held = segment_read(s, s->flow->start);

	if (data.len > STREAM_MAX - held)
		return 0;
	memcpy(s->judge->stream + held, data.p, data.len);
	return held + data.len;
}

/* A hello in whole records, and its name or that it has none. */
static bool is_complete(struct segment *s, size_t len)
{
	struct judge *j = s->judge;
	enum inspect_result r;

	if (tls_records(j->stream, len) != INSPECT_FOUND)
		return false;
	r = tls->inspect(j->stream, len, &j->finding);
	return r == INSPECT_FOUND || r == INSPECT_NONE;
}

bool completion_judge(struct segment *s, enum verdict *v)
{
	if (!goes_on(s) || !is_complete(s, join(s)) || settled_waits(s))
		return false;
	s->by = tls;
	*v = ending_of(s, ruling_finding(s->judge, s->packet, s->by));
	return true;
}
