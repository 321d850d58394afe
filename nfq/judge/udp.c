/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges what clients send over UDP: questions where they lie; QUIC is more
 * than a datagram (handshake.c). */

#include <netinet/in.h>

#include "nfq/judge/handshake.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/udp.h"

static enum verdict bad_datagram(struct judge *j, const struct packet *p,
				 const struct inspector *by)
{
	enum verdict v = VERDICT_PASS_ONCE;

	j->stats.bad++;
	if (j->finding.nnames > 0)
		v = ruling_finding(j, p, by);
	if (v != VERDICT_PASS_ONCE || !ruling_refuses_unread(j))
		return v;
	j->finding.nnames = 0;		/* none of them is the reason */
	return VERDICT_REFUSE_ONCE;
}

enum verdict udp_judge(struct judge *j, const struct packet *p)
{
	bool elsewhere = j->rules->config.dns_other_ports != OTHER_PASS;

	for (size_t i = 0; i < ninspectors; i++) {
		const struct inspector *by = &inspectors[i];

		if (!inspector_serves(by, IPPROTO_UDP, p->dport, elsewhere))
			continue;
		switch (by->inspect(p->payload.p, p->payload.len,
				    &j->finding)) {
		case INSPECT_FOUND:
		case INSPECT_NONE:
			return ruling_finding(j, p, by);
		case INSPECT_BAD:
			return bad_datagram(j, p, by);
		case INSPECT_MORE:
			return handshake_judge(j, p, by);
		case INSPECT_FOREIGN:
			break;
		}
	}
	return handshake_judge_other(j, p);
}
