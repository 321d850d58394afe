/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_FORGET_H
#define TOOLS_HISTORY_FORGET_H

/*
 * Takes a client out of a history: what it did, from all sums, and where else
 * it is named that. Nothing of it stays in the file, nor in the log of
 * writes.
 */

#include "tools/history/db.h"
#include "tools/record/blot.h"

/* How many events of it there were; d->error as ever. */
int64_t forget_client(struct db *d, const struct blot *client);

/* The history's copies in a folder, and those that were set aside: a copy that
 * can be opened stays without the client, any other that names it goes, which
 * is told, a line each. */
void forget_copies(const char *folder, const struct blot *client,
		   struct buffer *gone);

#endif
