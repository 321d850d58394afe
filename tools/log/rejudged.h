/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_REJUDGED_H
#define TOOLS_LOG_REJUDGED_H

/* What an event that was decided once would come to by other rules: by those
 * of the generation of that day, if it is kept, and by those of now. */

#include "nfq/event/tally.h"
#include "tools/check/dest.h"
#include "tools/cli/args.h"

/* What was wanted, by which entry it was decided, and by which lists. */
struct rejudged_of {
	const char *target;	/* a name or an address */
	const char *client;	/* an address or a MAC */
	const char *list;	/* a file or a URL; "-": no entry was */
	unsigned line;
	unsigned generation;
	const char *digest;
};

enum rejudged_kept {
	KEPT_NOT,		/* it is not there any more */
	KEPT_OTHER,		/* another has its number */
	KEPT_RULE,		/* it has the entry, and that covers it */
	KEPT_NO_RULE,		/* it has not */
	KEPTS
};

extern const char *const rejudged_kept_words[KEPTS];

enum rejudged_kept rejudged_then(const struct rejudged_of *of,
				 const struct config *c);

struct rejudged_now {
	const char *outcome;	/* as events have it, or "allowed"; NULL: that
				   cannot be told */
	char why[DEST_WHY];
	char list[300];		/* of the entry that decides; "" for none */
	unsigned line;
	unsigned generation;
};

void rejudged_now(struct rejudged_now *now, const struct rejudged_of *of,
		  const struct args *a);

#endif
