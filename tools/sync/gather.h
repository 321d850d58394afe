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
	const struct headers *headers;	/* of all sources; NULL: none */
	int64_t policy;			/* the configuration is under this one,
					   which is not in force yet; 0 */
	const struct config *instead;	/* with it: what is now */
};

struct gather {
	const struct config *config;
	struct gather_options options;
	struct guards guards;
	struct intake *intakes;	/* of every source */
	size_t n;
	struct gather_fetches *fetches;		/* NULL: none */
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
/* All that can be had without waiting for a slow server or a dead one, or with
 * `all` whatever it takes. (tools/sync/gather_fetch.c) */
void gather_fetch(struct gather *g, bool all);
/* Is there one that was not waited for? It is fetched when what there was is
 * promoted and told; what follows is done again then. */
bool gather_is_waiting(const struct gather *g);
void gather_fetch_more(struct gather *g);
void gather_fetch_end(struct gather *g);
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
