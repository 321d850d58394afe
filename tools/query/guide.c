/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chooses frames. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/cursor.h"
#include "lib/moment.h"
#include "tools/query/guide.h"
#include "tools/query/question.h"

#define SECOND 1000000ll
#define DAY (86400 * SECOND)

/* --- what is asked for ------------------------------------------------- */

static void load_clients(struct guide *p)
{
	sqlite3_stmt *s = db_prepare(p->db, "SELECT id FROM temp.asked_client "
				     "ORDER BY id");

	while (db_step(p->db, s)) {
		p->clients = xgrow(p->clients, p->nclients,
				   sizeof(*p->clients));
		p->clients[p->nclients++] =
			(uint32_t)sqlite3_column_int64(s, 0);
	}
	sqlite3_finalize(s);
}

static sqlite3_stmt *prepare(struct guide *p, const char *before,
			     const struct filter *f, enum sum table,
			     const char *behind)
{
	struct statement st = { .dialect = &dialect_sqlite };
	sqlite3_stmt *s;

	statement_put(&st, "%s", before);
	question_asked(&st, f, table);
	statement_put(&st, "%s", behind);
	s = db_prepare(p->db, "%s", st.sql.p);
	statement_done(&st);
	return s;
}

static void load_days(struct guide *p, const struct filter *f)
{
	sqlite3_stmt *s = prepare(p, "SELECT DISTINCT day FROM main.day_target"
				  " WHERE true", f, SUM_DAY_TARGET,
				  " ORDER BY day");

	while (db_step(p->db, s)) {
		p->days = xgrow(p->days, p->ndays, sizeof(*p->days));
		p->days[p->ndays++] = sqlite3_column_int64(s, 0);
	}
	sqlite3_finalize(s);
}

static bool asks_facts(const struct filter *f)
{
	static const enum option which[] = {
		OPTION_VENDOR, OPTION_ROLE, OPTION_FROM_LIST, OPTION_RULE,
		OPTION_NAME, OPTION_VIA, OPTION_ACTION,
	};

	for (size_t i = 0; i < ARRAY_SIZE(which); i++)
		if (filter_asks(f, which[i]))
			return true;
	return filter_asks(f, OPTION_DEST) && filter_is_summed(f);
}

void guide_make(struct guide *p, struct db *d, const struct filter *f)
{
	*p = (struct guide) {
		.db = d, .periods = { { f->since * SECOND,
			f->until && f->until < STRETCH_NEVER ?
			(f->until + 1) * SECOND - 1 : INT64_MAX } },
		.nperiods = 1,
		.by_client = filter_asks(f, OPTION_CLIENT),
		.by_fact = asks_facts(f) || filter_asks(f, OPTION_CLIENT),
	};
	p->frame = db_prepare(d, "SELECT stream, last, since, until, clients "
			      "FROM main.frame WHERE file = ? AND number = ?");
	if (p->by_client)
		load_clients(p);
	if (!p->by_fact)
		return;
	load_days(p, f);
	p->day = prepare(p, "SELECT client, min(first), max(last) FROM "
			 "main.day_fact WHERE day = ?", f, SUM_DAY_FACT,
			 " GROUP BY client ORDER BY client");
}

void guide_narrow(struct guide *p, const struct stretch *s, unsigned n)
{
	p->nperiods = 0;
	for (unsigned i = 0; i < n; i++)
		if (s[i].in == STRETCH_LINES)
			p->periods[p->nperiods++] = (struct guide_period) {
				s[i].from * SECOND,
				(s[i].to + 1) * SECOND - 1,
			};
}

void guide_done(struct guide *p)
{
	for (size_t i = 0; i < p->nknown; i++)
		free(p->known[i].facts);
	free(p->known);
	free(p->days);
	free(p->clients);
	sqlite3_finalize(p->frame);
	sqlite3_finalize(p->day);
	*p = (struct guide) { .db = NULL };
}

/* --- days -------------------------------------------------------------- */

static bool is_day(const struct guide *p, int64_t day)
{
	for (size_t i = p->ndays; i-- > 0; )
		if (p->days[i] == day)
			return true;
	return false;
}

static void load_facts(struct guide *p, struct guide_day *d)
{
	db_bind(p->db, p->day, 1, d->day);
	while (db_step(p->db, p->day)) {
		d->facts = xgrow(d->facts, d->n, sizeof(*d->facts));
		d->facts[d->n++] = (struct guide_fact) {
			(uint32_t)sqlite3_column_int64(p->day, 0),
			sqlite3_column_int64(p->day, 1),
			sqlite3_column_int64(p->day, 2),
		};
	}
}

static const struct guide_day *day_of(struct guide *p, int64_t day)
{
	for (size_t i = p->nknown; i-- > 0; )
		if (p->known[i].day == day)
			return &p->known[i];
	p->known = xgrow(p->known, p->nknown, sizeof(*p->known));
	p->known[p->nknown] = (struct guide_day) { .day = day };
	if (is_day(p, day))
		load_facts(p, &p->known[p->nknown]);
	return &p->known[p->nknown++];
}

/* --- a frame ----------------------------------------------------------- */

/* The clients of a frame, one by one: framed.c has how they are written. */
static bool next_client(struct cursor *c, uint32_t *client)
{
	uint32_t n = 0, byte = 128;

	if (!c->left)
		return false;
	for (int shift = 0; byte >= 128 && shift < 32; shift += 7) {
		byte = cursor_u8(c);
		n |= (byte & 127) << shift;
	}
	*client += n;
	return true;
}

/* Both are in order. */
static bool has_client(const struct guide *p, struct cursor c)
{
	uint32_t client = 0;
	size_t i = 0;

	while (next_client(&c, &client)) {
		while (i < p->nclients && p->clients[i] < client)
			i++;
		if (i < p->nclients && p->clients[i] == client)
			return true;
	}
	return false;
}

static bool has_fact(const struct guide_day *d, struct cursor c, int64_t since,
		     int64_t until)
{
	uint32_t client = 0;
	size_t i = 0;

	while (next_client(&c, &client)) {
		while (i < d->n && d->facts[i].client < client)
			i++;
		if (i < d->n && d->facts[i].client == client &&
		    d->facts[i].first <= until && d->facts[i].last >= since)
			return true;
	}
	return false;
}

/* Up to which line of a stream the sums have all. */
static uint64_t place_of(struct guide *p, const char *stream)
{
	if (strcmp(p->stream, stream) != 0) {
		snprintf(p->stream, sizeof(p->stream), "%s", stream);
		p->seq = (uint64_t)db_number(p->db, "SELECT seq FROM "
					     "main.position WHERE stream = "
					     "'%s'", p->stream);
	}
	return p->seq;
}

/* Do the sums lead to the lines of it up to this one? */
static bool knows(struct guide *p, const char *stream, uint64_t last)
{
	return p->by_fact && last <= place_of(p, stream);
}

static bool is_in_time(const struct guide *p, int64_t since, int64_t until)
{
	for (unsigned i = 0; i < p->nperiods; i++)
		if (until >= p->periods[i].since &&
		    since <= p->periods[i].until)
			return true;
	return false;
}

static bool wants_row(struct guide *p, sqlite3_stmt *s)
{
	const char *stream = (const char *)sqlite3_column_text(s, 0);
	uint64_t last = (uint64_t)sqlite3_column_int64(s, 1);
	int64_t since = sqlite3_column_int64(s, 2);
	int64_t until = sqlite3_column_int64(s, 3);
	struct cursor clients = cursor_over(sqlite3_column_blob(s, 4),
					    (size_t)sqlite3_column_bytes(s,
									 4));

	if (since == 0)
		return true;
	if (!is_in_time(p, since, until))
		return false;
	if (!knows(p, stream ? stream : "", last))
		return !p->by_client || has_client(p, clients);
	for (int64_t day = since / DAY; day <= until / DAY; day++)
		if (has_fact(day_of(p, day), clients, since, until))
			return true;
	return false;
}

/* The ledger's times are whole seconds. */
bool guide_wants_file(struct guide *p, const struct ledger_entry *e)
{
	time_t from, to;

	if (!moment_parse(e->from, 0, &from) || !moment_parse(e->to, 0, &to))
		return true;
	if (!is_in_time(p, from * SECOND, (to + 1) * SECOND))
		return false;
	if (!knows(p, e->stream, e->last) || p->db->error)
		return true;
	for (int64_t day = from * SECOND / DAY; day <= (to + 1) * SECOND / DAY;
	     day++)
		if (day_of(p, day)->n > 0)
			return true;
	return false;
}

bool guide_wants(struct guide *p, const char *file, uint32_t frame)
{
	bool wanted = true;

	db_bind_text(p->db, p->frame, 1, (struct span) {
		(const uint8_t *)file, strlen(file) });
	db_bind(p->db, p->frame, 2, frame);
	if (db_step(p->db, p->frame)) {
		wanted = wants_row(p, p->frame);
		sqlite3_reset(p->frame);
	}
	/* Where the history fails, the log is still there. */
	return wanted || p->db->error;
}
