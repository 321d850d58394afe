/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_REASON_H
#define NFQ_JUDGE_REASON_H

/* Why there is something to report. */
enum reason {
	REASON_RULE,		/* a rule covers the name */
	REASON_NOTHING,		/* no rule does */
	REASON_NO_NAME,		/* a hello or request that names nothing */
	REASON_UNKNOWN,		/* not understood within the budget */
	REASON_EVASION,		/* packets contradict each other (strict) */
	REASON_ECH,		/* the real name is encrypted */
	REASON_QUIC_VERSION,	/* of a version that is not known here */
	REASON_QUIC_NO_INITIAL,	/* which would have the name */
	REASON_DNS_PORT,	/* a question to another port than DNS has */
	REASONS
};

/* As configuration and events call them: "rule", "", "no_sni", "unknown",
 * "evasion"... */
extern const char *const reason_words[REASONS];

#endif
