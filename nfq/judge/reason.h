/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_REASON_H
#define NFQ_JUDGE_REASON_H

/* Why there is something to report, and what the configuration says is to be
 * done where it is not a rule. */

#include <stdbool.h>
#include <stddef.h>

#include "ruleset/config/config.h"

/* Each has a row in reason.c. */
enum reason {
	REASON_RULE,		/* a rule covers the name */
	REASON_NOTHING,		/* no rule does */
	REASON_NO_NAME,		/* a hello or request that names nothing */
	REASON_UNKNOWN,		/* not understood within the budget */
	REASON_OVERLONG,	/* understood, but its name does not come */
	REASON_UNREADABLE,	/* a question that nobody can read */
	REASON_EVASION,		/* packets contradict each other */
	REASON_HEADERS,		/* headers that cannot be read */
	REASON_ECH,		/* the real name is encrypted */
	REASON_QUIC_VERSION,	/* of a version that is not known here */
	REASON_QUIC_NO_INITIAL,	/* which would have the name */
	REASON_DNS_PORT,	/* a question to another port than DNS has */
	REASONS
};

struct reason_row {
	const char *word;	/* as configuration and events call it */
	const char *text;	/* in alert.signature */
	bool read, named;	/* a message was read, with a name in it */

	/* The reaction: always this, or what the setting at this offset of
	 * struct config means, itself or by a table. */
	enum reaction always;
	size_t setting;
	const enum reaction *means;
};

extern const struct reason_row reasons[REASONS];

/* Not of REASON_RULE and REASON_NOTHING, about which the policy decides. */
enum reaction reason_reaction(enum reason r, const struct config *c);

#endif
