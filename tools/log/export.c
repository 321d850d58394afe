/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon log export: events for another program. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "tools/history/db.h"
#include "tools/query/eventlog.h"
#include "tools/query/filter.h"
#include "tools/record/document.h"
#include "tools/record/flat.h"
#include "tools/run.h"

struct export {
	struct filter filter;
	struct jsontree tree;
	struct buffer row;
	FILE *to;		/* NULL: a database */
	int document;		/* enum document; -1: rows */
	struct db db;
	sqlite3_stmt *insert;
};

/* --- a row ------------------------------------------------------------- */

/* A value of a flat row as it was, in place. */
static struct span unescape(char *p)
{
	static const char plain[256] = {
		['t'] = '\t', ['n'] = '\n', ['r'] = '\r', ['\\'] = '\\',
	};
	char *to = p, *from = p;

	while (*from) {
		if (*from == '\\' && from[1])
			*to++ = plain[(unsigned char)*++from];
		else
			*to++ = *from;
		from++;
	}
	return (struct span) { (const uint8_t *)p, (size_t)(to - p) };
}

static void insert_row(struct export *x)
{
	char *p = x->row.p;

	for (int i = 0; i < FLAT_COLUMNS; i++) {
		char *end = p + strcspn(p, "\t\n");

		*end = '\0';
		if (flat_columns[i].type == FLAT_TEXT)
			db_bind_text(&x->db, x->insert, i + 1, unescape(p));
		else
			db_bind(&x->db, x->insert, i + 1,
				strtoll(p, NULL, 10));
		p = end + 1;
	}
	db_step(&x->db, x->insert);
}

static void put_row(struct export *x, const struct logged *e)
{
	const size_t len = strlen(e->raw);
	struct record r;

	buffer_reset(&x->row);
	if (x->document >= 0) {
		document_put((enum document)x->document,
			     jsontree_parse(&x->tree, e->raw, len), &x->row);
		return;
	}
	record_read(&r, &x->tree, e->raw, len);
	flat_put(&x->row, &r);
}

static bool take(void *arg, const struct logged *e)
{
	struct export *x = arg;

	if (!filter_wants(&x->filter, e))
		return true;
	put_row(x, e);
	if (!x->to)
		insert_row(x);
	else if (fwrite(x->row.p, 1, x->row.len, x->to) != x->row.len)
		fatal("write");
	return x->to || !x->db.error;
}

static bool wants(void *arg, const struct logged *e)
{
	struct export *x = arg;

	return filter_wants(&x->filter, e);
}

/* --- a database -------------------------------------------------------- */

/* "match" is a word of SQL. */
static void make_table(struct db *d)
{
	struct buffer sql = { 0 };

	for (int i = 0; i < FLAT_COLUMNS; i++)
		buffer_printf(&sql, "%s\"%s\" %s NOT NULL", i ? ", " : "",
			      flat_columns[i].name,
			      flat_columns[i].type == FLAT_TEXT ? "TEXT" :
			      "INTEGER");
	db_run(d, "CREATE TABLE events (%s)", sql.p);
	buffer_done(&sql);
}

static void open_database(struct export *x, const char *path)
{
	struct buffer marks = { 0 };

	if (access(path, F_OK) == 0)
		fatalx_status(EX_CANTCREAT, "%s: is there; what is exported "
			      "goes into a new file", path);
	db_open(&x->db, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	for (int i = 0; i < FLAT_COLUMNS; i++)
		buffer_text(&marks, i ? ", ?" : "?");
	db_run(&x->db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
	       "BEGIN");
	make_table(&x->db);
	x->insert = db_prepare(&x->db, "INSERT INTO events VALUES (%s)",
			       marks.p);
	buffer_done(&marks);
}

/* Half a database is none. */
static int close_database(struct export *x, const char *path)
{
	int status = 0;

	sqlite3_finalize(x->insert);
	db_run(&x->db, "COMMIT");
	if (x->db.error) {
		warnx("%s: %s", path, x->db.why);
		unlink(path);
		status = EX_CANTCREAT;
	}
	db_close(&x->db);
	return status;
}

/* --- the command ------------------------------------------------------- */

static int export_rows(const struct args *a, const char *path, int document)
{
	struct export x = {
		.to = path ? NULL : stdout, .document = document,
	};
	struct eventlog *l;
	struct config c;
	int status = 0;

	filter_read(&x.filter, a);
	config_load(&c, a->config);
	l = eventlog_open(c.log.file, x.filter.since);
	if (path)
		open_database(&x, path);
	if (x.filter.limit < SIZE_MAX)
		eventlog_last(l, x.filter.limit, wants, take, &x);
	else if (!eventlog_read(l, take, &x) && access(c.log.file, R_OK) < 0)
		status = errno == EACCES ? EX_NOPERM : EX_NOINPUT;
	if (status)
		warnx("%s: %s", c.log.file, strerror(errno));
	else if (eventlog_unread(l) > 0)
		status = EX_NOINPUT;
	if (path && close_database(&x, path))
		status = EX_CANTCREAT;
	eventlog_close(l);
	jsontree_done(&x.tree);
	buffer_done(&x.row);
	config_done(&c);
	return status;
}

/* -1: it is none. */
static int document_of(const char *form)
{
	for (int d = 0; d < DOCUMENTS; d++)
		if (strcmp(form, document_words[d]) == 0)
			return d;
	return -1;
}

int log_export_run(const struct args *a)
{
	struct args as = *a;
	const char *form = a->into ? a->into : "csv";
	const char *path = a->nwords > 1 ? a->words[1] : NULL;
	bool database = strcmp(form, "sqlite") == 0;

	if (database != (path != NULL))
		fatalx_status(EX_USAGE, database ? "which file is the "
			      "database to be? cordon log export --format "
			      "sqlite FILE" : "only a database has a FILE: "
			      "all else goes to standard output");
	if (database || document_of(form) >= 0 ||
	    strcmp(form, "clickhouse") == 0)
		return export_rows(a, path, document_of(form));
	as.as_csv = strcmp(form, "csv") == 0;
	as.as_json = !as.as_csv;
	as.nwords = 0;
	return log_run(&as);
}
