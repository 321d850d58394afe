/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts what the history has added up. */

#include <unistd.h>

#include "tools/history/fill.h"
#include "tools/query/summed.h"

enum { HOUR = 3600 };

#define SECOND 1000000ll

static bool has_kind(enum option o)
{
	return o == OPTION_CLIENT || o == OPTION_VENDOR ||
	       o == OPTION_ROLE || o == OPTION_ACTION;
}

/* Does the zone change days and hours where UTC does? */
static bool whole_hours(const struct counts *c, time_t t)
{
	struct tm tm;

	return c->utc || (localtime_r(&t, &tm) && tm.tm_gmtoff % HOUR == 0);
}

static bool can_answer(const struct counts *c, const struct filter *f)
{
	bool times = c->by == COUNTS_DAY || c->by == COUNTS_HOUR;

	if (c->by == COUNTS_NAME || c->by == COUNTS_LIST ||
	    c->by == COUNTS_VIA || f->until || f->since % HOUR)
		return false;
	if (times && !whole_hours(c, time(NULL)))
		return false;
	for (unsigned i = 0; i < f->n; i++)
		if (!has_kind(f->choices[i].option))
			return false;
	return true;
}

/* Over all time those of no hour are enough. */
static sqlite3_stmt *ask(struct db *d, const struct counts *c,
			 const struct filter *f)
{
	bool times = c->by == COUNTS_DAY || c->by == COUNTS_HOUR;
	bool hours = times || f->since;
	bool clients = c->by == COUNTS_CLIENT || c->by == COUNTS_MAC;

	for (unsigned i = 0; i < f->n; i++)
		clients |= f->choices[i].option == OPTION_CLIENT;
	return db_prepare(d, "SELECT %s, %s, vendor, role, outcome, sum(n), "
			  "min(first), max(last) FROM %s s %s JOIN v_party p "
			  "ON p.id = s.party WHERE %s >= %lld GROUP BY %s, "
			  "%s party, outcome", times ? "hour" : "0",
			  clients ? "mac, address" : "'', ''",
			  hours ? "v_hour_client" : "v_all_client",
			  clients ? "JOIN v_client c ON c.id = s.client" : "",
			  hours ? "hour" : "0", (long long)f->since / HOUR,
			  times ? "hour" : "s.party",
			  clients ? "s.client," : "");
}

static const char *text_of(sqlite3_stmt *s, int i, const char *none)
{
	const char *text = (const char *)sqlite3_column_text(s, i);

	return text && *text ? text : none;
}

/* A sum as one event that stands for all of it. */
static void add_sum(struct counts *c, const struct filter *f, sqlite3_stmt *s)
{
	int64_t hour = sqlite3_column_int64(s, 0);
	struct logged e = {
		.mac = text_of(s, 1, ""), .client = text_of(s, 2, ""),
		.vendor = text_of(s, 3, "-"), .role = text_of(s, 4, "-"),
		.first = (time_t)(sqlite3_column_int64(s, 7) / SECOND),
		.count = sqlite3_column_int64(s, 6),
		.time = (time_t)(sqlite3_column_int64(s, 8) / SECOND),
	};
	int64_t outcome = sqlite3_column_int64(s, 5);

	if (outcome < 0 || outcome >= TALLY_OUTCOMES)
		return;
	e.action = (enum tally_outcome)outcome;
	if (hour)
		e.time = e.time / HOUR == hour ? e.time : hour * HOUR;
	if (filter_wants(f, &e))
		counts_add(c, &e);
}

static bool count(struct counts *c, const struct filter *f,
		  struct history *h, time_t *begins)
{
	sqlite3_stmt *s;

	if (db_number(&h->db, "SELECT count(*) FROM v_broken") > 0)
		return false;
	*begins = history_begins(h);
	s = ask(&h->db, c, f);
	while (db_step(&h->db, s))
		add_sum(c, f, s);
	sqlite3_finalize(s);
	if (!h->db.error)
		return true;
	counts_empty(c);
	return false;
}

bool summed_count(struct counts *c, const struct filter *f,
		  const struct config *config, time_t *begins)
{
	struct fill_result filled = { .lines = 0 };
	struct history h;
	struct store store;
	struct fault why;
	bool done = false;

	if (!can_answer(c, f) || access(config->log.file, R_OK) < 0)
		return false;
	store_init(&store, config->log.file);
	if (history_open(&h, config, true, &why)) {
		fill_history(&h, &store, false, &filled);
		done = filled.unread.len == 0 && filled.broken == 0 &&
		       count(c, f, &h, begins);
	}
	fill_done(&filled);
	history_close(&h);
	store_done(&store);
	return done;
}
