/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_CALLED_H
#define TOOLS_HISTORY_CALLED_H

/*
 * What machines were called, with source, since when and until when, in the
 * table "called": leases end and files are written anew, and who a machine was
 * is to be known then, too. Of a MAC address (or an address, if it has none)
 * the CALLED_MOST youngest names stay. Who is erased from the history is erased
 * here: rows have "mac" and "address" as "client" has them.
 */

#include "tools/history/db.h"
#include "tools/naming/hostnames.h"

enum { CALLED_MOST = 32 };

/* Makes the table in the history's file, if it is not there. */
void called_make(struct db *d);

/* Writes down what the clients that the file has are called now: all that is
 * new, and until when the others were seen if `all`. In a transaction of its
 * own. */
void called_keep(struct db *d, const struct hostnames *names, bool all);

/* Adds the names of the past. */
void called_load(struct db *d, struct hostnames *names);

#endif
