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
	struct rules_overrides overrides;	/* modes for a while */
};

/* Asks cordond, and without one the kernel. */
void force_ask(struct force *f, const struct args *a);
void force_done(struct force *f);

/* Why what the rules say of it does not happen now; NULL: it does, or that is
 * not known. */
const char *force_lacks(const struct force *f, const struct rules *r,
			const struct dest *t);

#endif
