/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds what was in force. */

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/moment.h"
#include "tools/log/standing.h"
#include "tools/query/lineat.h"

/* --- a line about cordon ----------------------------------------------- */

static void read_who(const struct jsontree_node *n, char *by, size_t size)
{
	const struct jsontree_node *uid = jsontree_at(n, "cordon.uid");
	const struct passwd *pw;

	snprintf(by, size, "%s", jsontree_text(n, "cordon.by"));
	if (!uid)
		return;
	pw = getpwuid((uid_t)jsontree_number(uid, ""));
	if (pw)
		snprintf(by, size, "%s (uid %lld)", pw->pw_name,
			 jsontree_number(uid, ""));
	else
		snprintf(by, size, "uid %lld", jsontree_number(uid, ""));
}

static void read_cause(struct standing_cause *c, struct query *q,
		       const char *stream, uint64_t seq)
{
	struct jsontree tree = { 0 };
	const struct jsontree_node *n;
	struct lineat at;

	c->seq = seq;
	if (lineat_find(&at, &q->store, stream, seq)) {
		n = jsontree_parse(&tree, at.line, strlen(at.line));
		moment_parse(jsontree_text(n, "timestamp"), 0, &c->time);
		snprintf(c->event, sizeof(c->event), "%s",
			 jsontree_text(n, "cordon.event"));
		snprintf(c->detail, sizeof(c->detail), "%s",
			 jsontree_text(n, "cordon.detail"));
		read_who(n, c->by, sizeof(c->by));
		c->known = *c->event != '\0';
	}
	jsontree_done(&tree);
	lineat_done(&at);
}

/* --- what was in force ------------------------------------------------- */

/* "huawei=enforce zte=observe": of one that is not there nothing was done. */
static void mode_of(const char *vendors, const char *all, const char *vendor,
		    char mode[16])
{
	size_t n = strlen(vendor);
	const char *at = vendors;

	snprintf(mode, 16, "%s", *vendor && vendors ? "off" : all);
	while (*vendor && at && *at) {
		size_t len = strcspn(at, " ");

		if (len > n + 1 && strncmp(at, vendor, n) == 0 && at[n] == '=')
			snprintf(mode, 16, "%.*s", (int)(len - n - 1),
				 at + n + 1);
		at += len + (at[len] == ' ');
	}
}

/* From the last stretch that had begun back, as long as it is the same. */
struct walk {
	bool mode, lists;	/* still the same */
	uint64_t set, listed;	/* the first line of what is the same */
	bool first;		/* nothing is before that */
};

static const char *text_at(sqlite3_stmt *s, int i)
{
	const char *text = (const char *)sqlite3_column_text(s, i);

	return text ? text : "";
}

static void walk_row(struct standing *s, struct walk *w, sqlite3_stmt *row,
		     const char *vendor)
{
	uint64_t seq = (uint64_t)sqlite3_column_int64(row, 0);
	long long generation = sqlite3_column_int64(row, 3);
	char mode[16];

	mode_of((const char *)sqlite3_column_text(row, 2), text_at(row, 1),
		vendor, mode);
	if (!s->known) {
		snprintf(s->mode, sizeof(s->mode), "%s", mode);
		s->generation = generation;
		snprintf(s->digest, sizeof(s->digest), "%s", text_at(row, 4));
		s->known = w->mode = w->lists = true;
	}
	w->mode = w->mode && strcmp(mode, s->mode) == 0;
	w->lists = w->lists && generation == s->generation &&
		   strcmp(s->digest, text_at(row, 4)) == 0;
	if (w->mode)
		w->set = seq;
	if (w->lists)
		w->listed = seq;
}

static void walk_back(struct standing *s, struct query *q, const char *stream,
		      uint64_t seq, const char *vendor)
{
	struct db *d = &q->history.db;
	struct walk w = { .mode = false };
	sqlite3_stmt *rows = db_prepare(d, "SELECT seq, mode, vendors, "
					"generation, digest FROM v_coverage "
					"WHERE stream = '%s' AND seq <= %lld "
					"ORDER BY seq DESC", stream,
					(long long)seq);

	while (db_step(d, rows) && (!s->known || w.mode || w.lists))
		walk_row(s, &w, rows, vendor);
	sqlite3_finalize(rows);
	if (!s->known)
		return;
	read_cause(&s->set, q, stream, w.set);
	read_cause(&s->lists, q, stream, w.listed);
}

/* The words of a line about an exception begin with its id, or have it. */
static void find_exception(struct standing *s, struct query *q,
			   const char *stream, uint64_t seq, const char *id)
{
	struct db *d = &q->history.db;
	sqlite3_stmt *row = db_prepare(d, "SELECT seq FROM v_notice WHERE "
				       "stream = '%s' AND seq < %lld AND "
				       "event = 'except' AND instr(detail, ?) "
				       "ORDER BY seq DESC LIMIT 1", stream,
				       (long long)seq);

	db_bind_text(d, row, 1, (struct span) { (const uint8_t *)id,
						strlen(id) });
	if (db_step(d, row))
		read_cause(&s->except, q, stream,
			   (uint64_t)sqlite3_column_int64(row, 0));
	sqlite3_finalize(row);
}

void standing_at(struct standing *s, struct query *q, const char *stream,
		 uint64_t seq, const char *vendor, const char *exception)
{
	*s = (struct standing) { .known = false };
	walk_back(s, q, stream, seq, vendor);
	if (*exception)
		find_exception(s, q, stream, seq, exception);
}
