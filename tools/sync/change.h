/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_CHANGE_H
#define TOOLS_SYNC_CHANGE_H

/* What another generation changes, vendor by vendor. */

#include "lib/json.h"
#include "ruleset/config/config.h"
#include "ruleset/generation/generation.h"
#include "tools/cli/args.h"

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

/* A table to stdout; an array "vendors". */
void change_print(const struct change *ch, const struct args *a);
void change_put(const struct change *ch, struct json *j);

/* The names and prefixes themselves: as a table the first of them, in other
 * forms all; arrays "names" and "prefixes". */
void change_print_entries(const struct args *a,
			  const struct generation *before,
			  const struct generation *after);
void change_put_entries(struct json *j, const struct generation *before,
			const struct generation *after);

#endif
