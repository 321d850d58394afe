/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls SQLite. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/history/db.h"

enum { PATIENCE_MS = 10000 };

static bool check(struct db *d, int code)
{
	if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
		return true;
	if (!d->error) {
		d->error = code;
		snprintf(d->why, sizeof(d->why), "%s", d->h ?
			 sqlite3_errmsg(d->h) : sqlite3_errstr(code));
	}
	return false;
}

void db_open(struct db *d, const char *path, int flags)
{
	*d = (struct db) { .error = 0 };
	if (check(d, sqlite3_open_v2(path, &d->h, flags, NULL)))
		sqlite3_busy_timeout(d->h, PATIENCE_MS);
}

void db_close(struct db *d)
{
	sqlite3_close_v2(d->h);
	d->h = NULL;
}

void db_run(struct db *d, const char *fmt, ...)
{
	va_list ap;
	char *sql;

	if (d->error)
		return;
	va_start(ap, fmt);
	sql = sqlite3_vmprintf(fmt, ap);
	va_end(ap);
	check(d, sql ? sqlite3_exec(d->h, sql, NULL, NULL, NULL) :
	      SQLITE_NOMEM);
	sqlite3_free(sql);
}

static sqlite3_stmt *prepare(struct db *d, const char *fmt, va_list ap)
{
	sqlite3_stmt *s = NULL;
	char *sql;

	if (d->error)
		return NULL;
	sql = sqlite3_vmprintf(fmt, ap);
	check(d, sql ? sqlite3_prepare_v2(d->h, sql, -1, &s, NULL) :
	      SQLITE_NOMEM);
	sqlite3_free(sql);
	return s;
}

sqlite3_stmt *db_prepare(struct db *d, const char *fmt, ...)
{
	sqlite3_stmt *s;
	va_list ap;

	va_start(ap, fmt);
	s = prepare(d, fmt, ap);
	va_end(ap);
	return s;
}

void db_bind(struct db *d, sqlite3_stmt *s, int i, int64_t value)
{
	if (!d->error)
		check(d, sqlite3_bind_int64(s, i, value));
}

void db_bind_text(struct db *d, sqlite3_stmt *s, int i, struct span text)
{
	if (!d->error)
		check(d, sqlite3_bind_text(s, i, text.p ?
					   (const char *)text.p : "",
					   (int)text.len, SQLITE_TRANSIENT));
}

void db_bind_bytes(struct db *d, sqlite3_stmt *s, int i, const void *p,
		   size_t n)
{
	if (!d->error)
		check(d, sqlite3_bind_blob(s, i, p ? p : "", (int)n,
					   SQLITE_TRANSIENT));
}

bool db_step(struct db *d, sqlite3_stmt *s)
{
	int code;

	if (d->error || !s)
		return false;
	code = sqlite3_step(s);
	check(d, code);
	if (code != SQLITE_ROW)
		sqlite3_reset(s);
	return code == SQLITE_ROW;
}

int64_t db_number(struct db *d, const char *fmt, ...)
{
	sqlite3_stmt *s;
	int64_t n = 0;
	va_list ap;

	va_start(ap, fmt);
	s = prepare(d, fmt, ap);
	va_end(ap);
	if (db_step(d, s))
		n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

bool db_is_damaged(const struct db *d)
{
	int code = d->error & 0xff;

	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

bool db_is_full(const struct db *d)
{
	return (d->error & 0xff) == SQLITE_FULL;
}

bool db_check(struct db *d)
{
	sqlite3_stmt *s = db_prepare(d, "PRAGMA quick_check(1)");
	char found[sizeof(d->why)] = "ok";

	if (db_step(d, s))
		snprintf(found, sizeof(found), "%s",
			 (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	if (!d->error && strcmp(found, "ok") != 0) {
		d->error = SQLITE_CORRUPT;
		memcpy(d->why, found, sizeof(d->why));
	}
	return !d->error;
}
