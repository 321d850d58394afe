/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_SYNC_H
#define TOOLS_SYNC_SYNC_H

/* cordon sync, and what other commands do under its lock. */

#include <stdint.h>

#include "ruleset/config/config.h"
#include "tools/cli/args.h"
#include "tools/sync/gather.h"

/* Loads the configuration, or ends the program with its mistakes. */
void sync_config(struct config *c, const struct args *a);

/*
 * Makes the state's folder and takes the lock on it, waiting as "--wait" says
 * and telling for whom. Ends the program where it cannot.
 */
int sync_lock(const struct config *c, const struct args *a);

/* Where that lock lies; the caller frees. */
char *sync_lock_path(const struct config *c);

/* One sync under the lock; the exit status. */
int sync_now(const struct args *a, const struct config *c,
	     const struct gather_options *o);

/* What is held now, with the local rules of now, goes into force, which is
 * said; the exit status. */
int sync_held(const struct args *a, const struct config *c, const char *undo);

#endif
