/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges what clients send over UDP: questions and hellos where they lie; what
 * is more than a datagram has a file of its own. */

#include "nfq/inspect/protocol.h"
#include "nfq/judge/fragments.h"
#include "nfq/judge/handshake.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/udp.h"

enum { LONG_HEADER = 0x80 };	/* of QUIC, in the first byte */

static enum verdict bad_datagram(struct segment *s)
{
	struct judge *j = s->judge;
	enum verdict v = VERDICT_PASS_ONCE;

	j->stats.bad++;
	if (j->finding.nnames > 0)
		v = ruling_finding(j, s->packet, s->by);
	if (v != VERDICT_PASS_ONCE)
		return v;
	j->finding.nnames = 0;		/* none of them is the reason */
	return ruling_react(j, s->packet,
			    protocols[j->finding.protocol].refuses_once ?
			    REASON_UNREADABLE : j->finding.hides ?
			    REASON_OVERLONG : REASON_UNKNOWN);
}

static enum verdict judge_read(struct segment *s, enum inspect_result r)
{
	struct judge *j = s->judge;

	/* Its hellos are looked at each time they come. */
	j->alone = r != INSPECT_FOREIGN &&
		   j->finding.protocol == PROTO_DTLS;
	switch (r) {
	case INSPECT_FOUND:
	case INSPECT_NONE:
		return ruling_finding(j, s->packet, s->by);
	case INSPECT_BAD:
	case INSPECT_LOST:
		return bad_datagram(s);
	case INSPECT_MORE:
		return j->alone ? fragments_judge(s) : handshake_judge(s);
	case INSPECT_FOREIGN:
		break;
	}
	return handshake_judge_other(s);
}

enum verdict udp_judge(struct judge *j, const struct packet *p)
{
	struct segment s = { .judge = j, .packet = p };
	enum inspect_result r = segment_inspect(&s, p->payload.p,
						p->payload.len);
	enum verdict v = judge_read(&s, r);

	/* A hello of DTLS stands in it, which QUIC may have around it. */
	if (j->finding.protocol != PROTO_DTLS ||
	    p->payload.p[0] < LONG_HEADER ||
	    v == VERDICT_REFUSE_ONCE || v == VERDICT_DROP)
		return v;
	r = segment_inspect_on(&s, p->payload.p, p->payload.len);
	return judge_read(&s, r);
}
