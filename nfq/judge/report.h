/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_REPORT_H
#define NFQ_JUDGE_REPORT_H

/* What is decided about a packet, and what is told of it. */

#include "nfq/inspect/inspect.h"
#include "nfq/judge/reason.h"
#include "nfq/packet/packet.h"
#include "ruleset/policy/rules.h"

enum verdict {
	VERDICT_MORE,		/* let through, ask again */
	VERDICT_PASS_FLOW,	/* let through, never ask again */
	VERDICT_BLOCK_FLOW,	/* refuse, and all that follows */
	VERDICT_PASS_ONCE,	/* let this message through */
	VERDICT_REFUSE_ONCE,	/* refuse this message */
	VERDICT_DROP,		/* not this one now: it is sent again */
	VERDICTS
};

/* As "cordon status --json" calls them: "more", "pass_flow"... */
extern const char *const verdict_words[VERDICTS];

/* What happened, for whoever logs. All pointers are borrowed for the call. */
struct report {
	const struct packet *packet;
	const struct finding *finding;	/* NULL where nothing was read */
	const struct name *name;	/* NULL where there is none */
	const struct name *asked;	/* that a DNS answer led to it from */
	enum reason reason;
	enum field wrong;	/* that could not be read, if that is why */
	struct decision decision;
	enum verdict verdict;
};

/*
 * A line for who watches: both ends, protocol, name, verdict, effect if there
 * is one, and the rule with its place, or else the reason:
 *
 *	10.1.0.2:4711 > 10.2.0.2:443 tls upd.kaspersky.com: block_flow,
 *	blocked: kaspersky update (/usr/share/cordon/vendors/kaspersky.conf:157)
 *
 * The transport of a packet whose headers could not be read is 0.
 */
enum { REPORT_TEXT = 1024 };
const char *report_line(const struct report *r, const struct rules *rules,
			char text[REPORT_TEXT]);

#endif
