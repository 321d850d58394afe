/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CHECK_FORCE_H
#define TOOLS_CHECK_FORCE_H

/* What rules say counts only while somebody enforces them: is there a cordond,
 * or at least its table? */

#include "ruleset/policy/rules.h"
#include "tools/cli/client.h"
#include "tools/check/dest.h"

struct force {
	struct client client;
	const struct jsontree_node *status;	/* NULL: no answer */
	bool alone;		/* no cordond is there */
	bool table_known, table;	/* whether its table is; as root */
	bool queues;		/* and has rules that queue */
	char digest[GENERATION_DIGEST_TEXT];	/* of what is in force; "" */
	struct rules_overrides overrides;	/* modes that are in force */
};

/* Asks cordond, and without one the kernel. */
void force_ask(struct force *f, const struct args *a);
void force_done(struct force *f);

/* Whether what the rules say of a destination happens now. */
enum force_now {
	FORCE_AS_SAID,
	FORCE_PASSES,		/* nobody refuses it, or looks at it */
	FORCE_REFUSED,		/* as all that would be judged by name is */
	FORCE_UNKNOWN,		/* other rules may be in force */
};

/* And why it does not, or NULL. */
enum force_now force_now(const struct force *f, const struct rules *r,
			 const struct dest *t, const char **why);

#endif
