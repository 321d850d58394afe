/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happens to a packet, from its bytes to the verdict. Whoever reads on
 * goes down:
 *
 *	nfq/packet	its headers, the flow that it belongs to, the bytes
 *			that this flow has sent until now
 *	tcp.c, udp.c	which of them are the message to be read
 *	nfq/inspect	what the message says: a name, none, more is needed
 *	ruling.c	what the rules make of that; it is reported
 *	ruleset/policy	which rule it is
 */

#include <netinet/in.h>

#include "nfq/judge/pipeline.h"
#include "nfq/judge/readings.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/tcp.h"
#include "nfq/judge/udp.h"

/* Its receiver will throw it away, so nothing in it counts. Where the kernel
 * takes it for none's that may be why. */
static bool is_damaged(const struct judge *j, const struct packet *p)
{
	return j->unverified &&
	       (judge_is_strict(j) || j->standing == STANDING_ASTRAY) &&
	       !packet_checksum_holds(p);
}

static enum verdict judge_packet(struct judge *j, const struct packet *p)
{
	if (is_damaged(j, p)) {
		j->stats.bad++;
		return VERDICT_PASS_ONCE;
	}
	if (p->transport != IPPROTO_TCP)
		return udp_judge(j, p);
	return readings_are_two(j, p) ? readings_judge(j, p) : tcp_judge(j, p);
}

/* Nobody honest makes such headers, and some receiver may read them. Both ends
 * are known, as far as they could be read. */
static enum verdict judge_unread(struct judge *j)
{
	enum verdict v;

	j->stats.bad++;
	j->packet = (struct packet) {
		.src = j->packet.src, .dst = j->packet.dst,
	};
	j->alone = true;
	v = ruling_react(j, &j->packet, REASON_HEADERS);
	return v == VERDICT_PASS_FLOW ? VERDICT_PASS_ONCE : v;
}

enum verdict pipeline_judge(struct judge *j, const uint8_t *data, size_t len,
			    size_t whole)
{
	enum verdict v = VERDICT_PASS_ONCE;

	j->finding.nnames = 0;		/* of the packet before */
	j->finding.wrong = FIELD_NONE;
	j->resets = j->alone = j->amended = false;
	switch (packet_decode(&j->packet, data, len, whole)) {
	case PACKET_OK:
		v = judge_packet(j, &j->packet);
		break;
	case PACKET_BAD:
		v = judge_unread(j);
		break;
	case PACKET_OTHER:
		break;
	}
	j->stats.verdicts[v]++;
	return v;
}
