/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_GATHER_H
#define TOOLS_SYNC_GATHER_H

/* All sources together, from what they offer to their good copies. Runs in
 * the process without privileges. */

#include <stdbool.h>
#include <stddef.h>

#include "tools/cli/progress.h"
#include "tools/sync/intake.h"

/* What was asked for. */
struct gather_options {
	char **ids;		/* only these sources; n 0: all */
	int n;
	bool due;		/* only those whose refresh interval is over */
	bool offline;		/* nothing over the network */
	bool accept;		/* guards are overridden, once */
	const struct import *import;	/* in place of the only source */
};

struct gather {
	const struct config *config;
	struct gather_options options;
	struct guards guards;
	struct intake *intakes;	/* of every source */
	size_t n;
	struct progress progress;
};

/* What it came to. */
struct gather_counts {
	unsigned fresh, same, kept, skipped;	/* sources */
	unsigned failed, refused;		/* of those kept: by what */
	unsigned well;		/* of all, also those nobody asked now */
};

/* In this order: reads the states; fetches; verifies, unpacks and looks at
 * what came; looks at all together. */
void gather_begin(struct gather *g, const struct config *c,
		  const struct gather_options *o);
void gather_fetch(struct gather *g);
void gather_take(struct gather *g);
void gather_weigh(struct gather *g);

/* What is new becomes good, and the states are written: 0 or -errno. */
int gather_promote(struct gather *g);

/* What is not well, a line or two each. */
void gather_tell(struct gather *g);

struct gather_counts gather_counts(const struct gather *g);
/* Removes what is left over. */
void gather_end(struct gather *g);

#endif
