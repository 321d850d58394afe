/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of the history. */

#include "lib/buffer.h"
#include "tools/history/schema.h"

const struct thing_table thing_tables[THINGS] = {
	[THING_CLIENT] = { "client", { "mac", "address" }, 2, 2 },
	[THING_PARTY] = { "party", { "vendor", "role" }, 2, 2 },
	[THING_RULE] = { "rule", {
		"vendor", "role", "list", "line", "match_type", "match_value",
		"exception", "basis",
		"owner", "until", "authority", "citation", "duty",
		"jurisdiction" }, 14, 8 },
	[THING_TARGET] = { "target", { "name" }, 1, 1 },
	[THING_VIA] = { "via", { "word" }, 1, 1 },
};

const char *const sum_columns[SUM_BYS] = {
	[BY_DAY] = "day", [BY_HOUR] = "hour", [BY_CLIENT] = "client",
	[BY_PARTY] = "party", [BY_RULE] = "rule", [BY_TARGET] = "target",
	[BY_OUTCOME] = "outcome", [BY_VIA] = "via",
};

const struct sum_table sum_tables[SUMS] = {
	[SUM_DAY_PARTY] = { "day_party",
		{ BY_DAY, BY_PARTY, BY_OUTCOME }, 3 },
	[SUM_ALL_CLIENT] = { "all_client",
		{ BY_CLIENT, BY_PARTY, BY_OUTCOME }, 3 },
	[SUM_HOUR_PARTY] = { "hour_party",
		{ BY_HOUR, BY_PARTY, BY_OUTCOME }, 3 },
	[SUM_DAY_CLIENT] = { "day_client",
		{ BY_DAY, BY_CLIENT, BY_PARTY, BY_OUTCOME }, 4 },
	[SUM_DAY_TARGET] = { "day_target",
		{ BY_DAY, BY_TARGET, BY_RULE, BY_OUTCOME, BY_VIA }, 5 },
	[SUM_HOUR_CLIENT] = { "hour_client",
		{ BY_HOUR, BY_CLIENT, BY_PARTY, BY_OUTCOME }, 4 },
	[SUM_DAY_FACT] = { "day_fact",
		{ BY_DAY, BY_CLIENT, BY_RULE, BY_TARGET, BY_OUTCOME, BY_VIA },
		6 },
};

static const char others[] =
	/* Up to which line a stream is counted. */
	"CREATE TABLE %1$s.position ("
	" stream TEXT PRIMARY KEY, seq INTEGER NOT NULL, time INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"
	/* Where to go on in a file that is not sealed. */
	"CREATE TABLE %1$s.place ("
	" device INTEGER NOT NULL, inode INTEGER NOT NULL,"
	" stream TEXT NOT NULL, seq INTEGER NOT NULL,"
	" offset INTEGER NOT NULL, PRIMARY KEY (device, inode)"
	") STRICT, WITHOUT ROWID;"
	/* When something was in force, and cordond alive (cover.h); what is
	 * NULL nobody wrote down then. */
	"CREATE TABLE %1$s.coverage ("
	" stream TEXT NOT NULL, seq INTEGER NOT NULL,"
	" since INTEGER NOT NULL, until INTEGER NOT NULL,"
	" gateway TEXT NOT NULL, mode TEXT NOT NULL,"
	" generation INTEGER NOT NULL,"
	" digest TEXT NOT NULL DEFAULT '', vendors TEXT,"
	" ended TEXT NOT NULL DEFAULT '', told INTEGER NOT NULL DEFAULT 0,"
	" lost INTEGER, folded INTEGER, passed INTEGER, refused INTEGER,"
	" away INTEGER, PRIMARY KEY (stream, seq)"
	") STRICT, WITHOUT ROWID;"
	/* Lines about cordon itself, but those that say it is alive. */
	"CREATE TABLE %1$s.notice ("
	" stream TEXT NOT NULL, seq INTEGER NOT NULL, time INTEGER NOT NULL,"
	" event TEXT NOT NULL, detail TEXT NOT NULL,"
	" PRIMARY KEY (stream, seq)"
	") STRICT, WITHOUT ROWID;"
	/* How many lines before this one are none. */
	"CREATE TABLE %1$s.broken ("
	" stream TEXT NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL,"
	" PRIMARY KEY (stream, seq)"
	") STRICT, WITHOUT ROWID;"
	/* Where the lines are, and of which clients: their numbers, each as
	 * the difference to the one before, seven bits a byte. */
	"CREATE TABLE %1$s.frame ("
	" file TEXT NOT NULL, number INTEGER NOT NULL,"
	" stream TEXT NOT NULL, first INTEGER NOT NULL,"
	" last INTEGER NOT NULL, since INTEGER NOT NULL,"
	" until INTEGER NOT NULL, clients BLOB NOT NULL,"
	" PRIMARY KEY (file, number)"
	") STRICT, WITHOUT ROWID;";

/* From each version to the next, in the file. */
static const char *const upgrades[SCHEMA_VERSION] = {
	[1] = "ALTER TABLE main.coverage ADD COLUMN digest TEXT NOT NULL "
	      "DEFAULT '';"
	      "ALTER TABLE main.coverage ADD COLUMN vendors TEXT;"
	      "ALTER TABLE main.coverage ADD COLUMN ended TEXT NOT NULL "
	      "DEFAULT '';"
	      "ALTER TABLE main.coverage ADD COLUMN told INTEGER NOT NULL "
	      "DEFAULT 0;"
	      "ALTER TABLE main.coverage ADD COLUMN lost INTEGER;"
	      "ALTER TABLE main.coverage ADD COLUMN folded INTEGER;"
	      "ALTER TABLE main.coverage ADD COLUMN passed INTEGER;"
	      "ALTER TABLE main.coverage ADD COLUMN refused INTEGER;"
	      "ALTER TABLE main.coverage ADD COLUMN away INTEGER",
	[2] = "CREATE TABLE main.hour_party (hour INTEGER NOT NULL, "
	      "party INTEGER NOT NULL, outcome INTEGER NOT NULL, "
	      "n INTEGER NOT NULL, first INTEGER NOT NULL, "
	      "last INTEGER NOT NULL, PRIMARY KEY (hour, party, outcome)) "
	      "STRICT, WITHOUT ROWID;"
	      "INSERT INTO main.hour_party SELECT hour, party, outcome, "
	      "sum(n), min(first), max(last) FROM main.hour_client "
	      "GROUP BY hour, party, outcome",
};

static void make_thing(struct db *d, const char *where,
		       const struct thing_table *t)
{
	struct buffer sql = { 0 };

	buffer_printf(&sql, "CREATE TABLE %s.%s (id INTEGER PRIMARY KEY",
		      where, t->name);
	for (int i = 0; i < t->n; i++)
		buffer_printf(&sql, ", %s TEXT NOT NULL", t->columns[i]);
	buffer_text(&sql, ", UNIQUE (");
	for (int i = 0; i < t->nkeys; i++)
		buffer_printf(&sql, "%s%s", i ? ", " : "", t->columns[i]);
	buffer_text(&sql, ")) STRICT");
	db_run(d, "%s", sql.p);
	buffer_done(&sql);
}

static void make_sum(struct db *d, const char *where,
		     const struct sum_table *t)
{
	struct buffer sql = { 0 };

	buffer_printf(&sql, "CREATE TABLE %s.%s (", where, t->name);
	for (int i = 0; i < t->n; i++)
		buffer_printf(&sql, "%s INTEGER NOT NULL, ",
			      sum_columns[t->by[i]]);
	buffer_text(&sql, "n INTEGER NOT NULL, first INTEGER NOT NULL, "
		    "last INTEGER NOT NULL, PRIMARY KEY (");
	for (int i = 0; i < t->n; i++)
		buffer_printf(&sql, "%s%s", i ? ", " : "",
			      sum_columns[t->by[i]]);
	buffer_text(&sql, ")) STRICT, WITHOUT ROWID");
	db_run(d, "%s", sql.p);
	buffer_done(&sql);
}

void schema_make(struct db *d, const char *where)
{
	struct buffer sql = { 0 };

	for (enum thing i = 0; i < THINGS; i++)
		make_thing(d, where, &thing_tables[i]);
	for (enum sum i = 0; i < SUMS; i++)
		make_sum(d, where, &sum_tables[i]);
	buffer_printf(&sql, others, where);
	db_run(d, "%s", sql.p);
	buffer_done(&sql);
}

void schema_upgrade(struct db *d, int from)
{
	for (; from < SCHEMA_VERSION; from++)
		db_run(d, "%s", upgrades[from]);
}
