/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_CHANGE_H
#define TOOLS_SYNC_CHANGE_H

/* What another generation changes, vendor by vendor. */

#include "ruleset/config/config.h"
#include "ruleset/generation/generation.h"
#include "tools/cli/answer.h"

struct vendor_change {
	const char *id;			/* borrowed from the generations */
	size_t names_added, names_removed;
	size_t intervals_added, intervals_removed;
	double added4, removed4;	/* addresses that are decided */
	double added6, removed6;
};

struct change {
	struct vendor_change *vendors;	/* those with a change */
	size_t n;
};

/* From `before`, NULL for nothing, to `after`, under the modes of `c`.
 * change_done() frees. */
void change_make(struct change *ch, const struct generation *before,
		 const struct generation *after, const struct config *c);
void change_done(struct change *ch);

/* The vendors, as array and table; `rows`: they are what --csv prints. */
void change_put(struct answer *an, const struct change *ch, bool rows);

/* The names and prefixes themselves, arrays and one table: of each the first
 * for people, in other forms all. */
void change_put_entries(struct answer *an, const struct generation *before,
			const struct generation *after);

#endif
