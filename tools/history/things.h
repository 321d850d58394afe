/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_THINGS_H
#define TOOLS_HISTORY_THINGS_H

/*
 * Gives things their numbers: those that the history has, or new ones, in the
 * order in which they come, which wait to be written.
 */

#include <stdint.h>

#include "lib/hash.h"
#include "lib/span.h"
#include "tools/history/schema.h"

struct things;

/* Of the database "main" of the connection, which is borrowed. */
struct things *things_new(struct db *d);
void things_free(struct things *t);

/* The number of what has these texts, as many as its table has columns. */
uint32_t things_number(struct things *t, enum thing what,
		       const struct span *texts);

/* Writes the new ones into a database, and forgets what takes too much
 * memory. What stands in "temp" goes with the connection. */
void things_write(struct things *t, const char *where);

#endif
