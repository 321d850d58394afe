/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_RECONTACT_H
#define TOOLS_LOG_RECONTACT_H

/*
 * Contacts that were let through, before the rules of now: which of them have a
 * rule by now, added up by client, target and rule.
 */

#include "ruleset/policy/rules.h"
#include "tools/query/filter.h"
#include "tools/record/recalled.h"

struct recontact {
	char *client, *mac, *target, *dest;
	const char *via;		/* a word of the program */
	bool by_name;			/* else the target is the address */
	struct candidate rule;
	enum tally_outcome now;		/* of such a contact */
	time_t first, last;
	uint64_t count;
};

struct recontacts {
	const struct rules *rules;	/* borrowed */
	const struct filter *filter;
	struct recontact *items;
	size_t n, room, sorted;
};

/* One more of them. */
void recontacts_add(struct recontacts *all, const struct recalled *r);

/* Behind the last: each once, the last contact last. */
void recontacts_end(struct recontacts *all);
void recontacts_done(struct recontacts *all);

#endif
