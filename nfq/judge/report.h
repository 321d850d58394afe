/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_REPORT_H
#define NFQ_JUDGE_REPORT_H

/* What is decided about a packet, and what is told of it. */

#include "nfq/inspect/inspect.h"
#include "nfq/judge/reason.h"
#include "nfq/packet/packet.h"
#include "ruleset/policy/policy.h"

enum verdict {
	VERDICT_MORE,		/* let through, ask again */
	VERDICT_PASS_FLOW,	/* let through, never ask again */
	VERDICT_BLOCK_FLOW,	/* refuse, and all that follows */
	VERDICT_PASS_ONCE,	/* let this message through */
	VERDICT_REFUSE_ONCE,	/* refuse this message */
	VERDICTS
};

/* What happened, for whoever logs. All pointers are borrowed for the call. */
struct report {
	const struct packet *packet;
	const struct finding *finding;	/* NULL where nothing was read */
	const struct name *name;	/* NULL where there is none */
	const struct name *asked;	/* that a DNS answer led to it from */
	enum reason reason;
	enum field wrong;	/* with REASON_UNKNOWN, if that is why */
	struct decision decision;
	enum verdict verdict;
};

#endif
