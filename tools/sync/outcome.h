/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_OUTCOME_H
#define TOOLS_SYNC_OUTCOME_H

/* What a sync came to, and what is said of it. */

#include "tools/cli/answer.h"
#include "tools/sync/enforce.h"
#include "tools/sync/gather.h"

/* What the process without privileges says; only numbers. */
struct outcome {
	struct gather_counts counts;
	unsigned before, after;		/* generations */
	bool tried;			/* one to look at, "--dry-run" */
	int64_t policy;			/* a candidate that was taken */
	bool settled;			/* it is the policy now */
	bool news;			/* something else is known of the
					   policy than before */
	int status;			/* sysexits(3) */
	int ready;			/* gets a byte when a generation is
					   there and others may follow */
};

/* Of what was gathered, by how bad it is: an exit status. EX_NOHOST: those that
 * were `due` were asked, and of all there are none is well. */
int outcome_status_of(const struct gather_counts *c, bool due);

/* How a generation is in force, as the end of a sentence. */
const char *outcome_how(const struct enforcement *e);

/* Fields and sources; `status` is the exit status. */
void outcome_put(struct answer *an, const struct outcome *o,
		 const struct enforcement *e, int status,
		 const struct source_now *sources, size_t n);

/* The last line: what has changed, and how to undo it. `undo` is the command
 * that does, NULL for the generation before. */
void outcome_say(struct answer *an, const struct outcome *o,
		 const struct enforcement *e, const char *undo);

#endif
