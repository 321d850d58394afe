/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_DB_H
#define TOOLS_HISTORY_DB_H

/*
 * SQLite with a memory for failures: once a call has failed the others do
 * nothing, so that whoever uses many asks once, at the end.
 */

#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/span.h"

struct db {
	sqlite3 *h;		/* NULL: not open */
	int error;		/* SQLite's; 0: none so far */
	char why[256];
};

/* With SQLITE_OPEN_ flags; db_close() in either case. */
void db_open(struct db *d, const char *path, int flags);
void db_close(struct db *d);

/* Statements without an answer, one or more. */
void db_run(struct db *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A statement, NULL where there is a failure; sqlite3_finalize() frees, and
 * takes NULL, as the functions below do. */
sqlite3_stmt *db_prepare(struct db *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* What stands for its `?`, from 1; a text may end anywhere. */
void db_bind(struct db *d, sqlite3_stmt *s, int i, int64_t value);
void db_bind_text(struct db *d, sqlite3_stmt *s, int i, struct span text);
void db_bind_bytes(struct db *d, sqlite3_stmt *s, int i, const void *p,
		   size_t n);

/* The next row; false at the end, and it is ready for the next time. */
bool db_step(struct db *d, sqlite3_stmt *s);

/* The number that a statement answers, 0 for none. */
int64_t db_number(struct db *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Looks at all of the file; false, and db_is_damaged(), if it is not whole. */
bool db_check(struct db *d);

/* Is the file no good, so that it should be made anew? */
bool db_is_damaged(const struct db *d);

/* Did a write find no room? */
bool db_is_full(const struct db *d);

#endif
