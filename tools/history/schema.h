/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_SCHEMA_H
#define TOOLS_HISTORY_SCHEMA_H

/*
 * What stands in the history: things that have a number (a client, a rule, a
 * target), and sums of events by them. No event itself: those are in the log.
 *
 * Days and hours are of UTC, counted from 1970; times are microseconds.
 */

#include <stddef.h>

#include "tools/history/db.h"

enum { SCHEMA_VERSION = 3, SUM_KEYS = 6 };

/* A table of things: the first `nkeys` columns tell them apart, what else is
 * known was so when it was first seen. */
enum thing { THING_CLIENT, THING_PARTY, THING_RULE, THING_TARGET, THING_VIA,
	     THINGS };
enum { THING_COLUMNS = 14 };

struct thing_table {
	const char *name;
	const char *columns[THING_COLUMNS];
	int n, nkeys;
};

extern const struct thing_table thing_tables[THINGS];

/* What sums are kept by. */
enum sum_by {
	BY_DAY, BY_HOUR, BY_CLIENT, BY_PARTY, BY_RULE, BY_TARGET, BY_OUTCOME,
	BY_VIA, SUM_BYS
};

enum sum { SUM_ALL_CLIENT, SUM_DAY_PARTY, SUM_HOUR_PARTY, SUM_DAY_CLIENT,
	   SUM_DAY_TARGET, SUM_HOUR_CLIENT, SUM_DAY_FACT, SUMS };

struct sum_table {
	const char *name;
	enum sum_by by[SUM_KEYS];
	int n;
};

/* The smallest first; and the columns of enum sum_by. */
extern const struct sum_table sum_tables[SUMS];
extern const char *const sum_columns[SUM_BYS];

/* Makes all tables in a database of the connection: "main", "temp". */
void schema_make(struct db *d, const char *where);

/* Makes of the file's tables of an earlier version, from 1, those of this one.
 * In a transaction of the caller's. */
void schema_upgrade(struct db *d, int from);

#endif
