/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks the history. */

#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "tools/query/query.h"

enum { QUARTER = 900, HOUR = 3600, DAY = 86400 };

#define SECOND 1000000ll

bool query_open(struct query *q, const struct config *c, struct fault *why)
{
	*q = (struct query) { .dialect = &dialect_sqlite, .config = c };
	store_init(&q->store, c->log.file);
	if (!history_open(&q->history, c, true, why))
		return false;
	fill_history(&q->history, &q->store, false, &q->fill);
	q->filled = history_well(&q->history, why);
	return q->filled;
}

bool query_open_asked(struct query *q, const struct config *c,
		      const struct args *a, struct fault *why)
{
	return args_fleet(a) ? query_open_fleet(q, c, a->gateway, why) :
			  query_open(q, c, why);
}

void query_open_lines(struct query *q, const struct config *c)
{
	struct fault why;

	*q = (struct query) { .dialect = &dialect_sqlite, .config = c };
	store_init(&q->store, c->log.file);
	history_open(&q->history, c, false, &why);
}

void query_close(struct query *q)
{
	if (q->far) {
		query_close_fleet(q);
		return;
	}
	guide_done(&q->guide);
	fill_done(&q->fill);
	history_close(&q->history);
	store_done(&q->store);
}

time_t query_begins(struct query *q)
{
	return q->far ? query_begins_fleet(q) : history_begins(&q->history);
}

static int tell(struct query *q)
{
	int64_t n = db_number(&q->history.db, "SELECT sum(n) FROM v_broken") +
		    (int64_t)q->fill.loose;

	if (n > 0)
		warnx("%s and what was rotated: %lld line%s not an event, "
		      "passed over", q->config->log.file, (long long)n,
		      n == 1 ? " is" : "s are");
	if (q->fill.unread.len > 0)
		warnx("%s", q->fill.unread.p);
	return q->fill.unread.len > 0 || q->unread > 0 ? EX_NOINPUT : 0;
}

int query_tell(struct query *q)
{
	if (q->far)
		return query_tell_fleet(q);
	return tell(q);
}

/* --- sums -------------------------------------------------------------- */

/* Where what comes of sums goes. */
struct sums_into {
	struct counts *counts;
	bool whole;		/* no hour was cut by the zone */
};

/* Does the zone change days and hours where UTC does? */
static bool is_whole(const struct counts *c, time_t t)
{
	struct tm tm;

	return c->utc || (localtime_r(&t, &tm) && tm.tm_gmtoff % HOUR == 0);
}

static const char *none_of(enum counts_by by)
{
	return by == COUNTS_CLIENT || by == COUNTS_NAME || by == COUNTS_VIA ?
	       "" : "-";
}

static void take_sum(void *arg, const struct row *row)
{
	struct sums_into *to = arg;
	struct counts *c = to->counts;
	const int64_t *n = row->number;
	struct count_sum sum = {
		.when = (time_t)(n[SUM_HOUR] * HOUR + n[SUM_DAY] * DAY +
				 n[SUM_QUARTER] * QUARTER),
		.n = n[SUM_N], .first = (time_t)(n[SUM_FIRST] / SECOND),
		.last = (time_t)(n[SUM_LAST] / SECOND),
	};

	if (n[SUM_OUTCOME] < 0 || n[SUM_OUTCOME] >= TALLY_OUTCOMES)
		return;
	sum.outcome = (enum tally_outcome)n[SUM_OUTCOME];
	for (unsigned i = 0; i < c->nby; i++)
		sum.what[i] = c->by[i] == COUNTS_ACTION ?
			      tally_words[sum.outcome] : *row->text[i] ?
			      row->text[i] : none_of(c->by[i]);
	if (sum.when && !n[SUM_QUARTER] && !is_whole(c, sum.when))
		to->whole = false;
	counts_put(c, &sum);
}

static bool ask_sums(struct query *q, const struct question *ask,
		     struct sums_into *to)
{
	struct statement s = { .dialect = q->dialect,
			       .gateway = q->gateway };
	struct row shape = { .ntexts = ask->nby, .nnumbers = SUM_NUMBERS };
	bool good;

	question_sums(&s, ask);
	good = q->dialect->run(q, &s, &shape, take_sum, to);
	statement_done(&s);
	return good;
}

/* What sums have of the pieces. */
static bool count_sums(struct query *q, struct question *ask,
		       struct sums_into *to, const struct stretch *parts,
		       unsigned n)
{
	bool good = true;

	for (unsigned i = 0; i < n && good; i++) {
		ask->in = parts[i];
		good = (parts[i].in == STRETCH_LINES && !ask->lines) ||
		       ask_sums(q, ask, to);
	}
	if (good && to->whole)
		return true;
	counts_empty(to->counts);
	return false;
}

/* --- lines ------------------------------------------------------------- */

struct eventlog *query_lines(struct query *q, const struct filter *f)
{
	struct eventlog *l = eventlog_open(q->config->log.file, f->since);

	guide_done(&q->guide);
	if (!q->history.db.h || q->history.db.error)
		return l;
	q->dialect->choose(q, f);
	guide_make(&q->guide, &q->history.db, f);
	eventlog_choose(l, &q->guide);
	return l;
}

struct eventlog *query_follow(struct query *q)
{
	struct eventlog *l = eventlog_open(q->config->log.file, 0);
	struct db *d = &q->history.db;
	sqlite3_stmt *s = db_prepare(d, "SELECT stream, seq FROM "
				     "main.position UNION ALL SELECT stream, "
				     "seq FROM temp.position");

	while (db_step(d, s))
		eventlog_pass(l, (const char *)sqlite3_column_text(s, 0),
			      (uint64_t)sqlite3_column_int64(s, 1));
	sqlite3_finalize(s);
	return l;
}

struct lines_into {
	struct counts *counts;
	const struct filter *filter;
	const struct stretch *parts;
	unsigned n;
};

static bool is_left(const struct lines_into *to, time_t t)
{
	for (unsigned i = 0; i < to->n; i++)
		if (to->parts[i].in == STRETCH_LINES &&
		    t >= to->parts[i].from && t <= to->parts[i].to)
			return true;
	return false;
}

static bool take_line(void *arg, const struct logged *e)
{
	const struct lines_into *to = arg;

	if (is_left(to, e->time) && filter_wants(to->filter, e))
		counts_add(to->counts, e);
	return true;
}

/* What is left of the pieces is looked at. */
static void count_lines(struct query *q, const struct filter *f,
			struct counts *c, const struct stretch *parts,
			unsigned n)
{
	struct lines_into to = { c, f, parts, n };
	struct eventlog *l = query_lines(q, f);

	guide_narrow(&q->guide, parts, n);
	if (q->guide.nperiods > 0)
		eventlog_read(l, take_line, &to);
	q->unread += eventlog_unread(l);
	eventlog_close(l);
}

void query_count(struct query *q, const struct filter *f, struct counts *c)
{
	struct question ask = { .filter = f, .nby = c->nby, .utc = c->utc,
				.lines = q->dialect->has_lines };
	const struct stretch all = {
		STRETCH_LINES, f->since, f->until ? f->until : STRETCH_NEVER,
	};
	struct sums_into to = { c, true };
	struct stretch parts[STRETCHES] = { all };
	struct stretch_units units;
	unsigned n = 1;

	memcpy(ask.by, c->by, sizeof(ask.by));
	if (question_units(&ask, &units) && q->dialect->choose(q, f)) {
		n = stretches_of(parts, f->since, f->until, units);
		if (!count_sums(q, &ask, &to, parts, n)) {
			parts[0] = all;
			n = 1;
			/* Days of this zone begin within an hour. */
			if (ask.lines && !to.whole) {
				to.whole = true;
				count_sums(q, &ask, &to, parts, n);
			}
		}
	}
	if (!ask.lines)
		count_lines(q, f, c, parts, n);
}

/* --- about cordon ------------------------------------------------------ */

bool query_coverage(struct query *q, time_t since, time_t until,
		    void (*take)(void *arg, const struct row *row), void *arg)
{
	struct statement s = { .dialect = q->dialect,
			       .gateway = q->gateway };
	struct row shape = { .ntexts = 6, .nnumbers = 8 };
	bool good;

	question_coverage(&s, since, until);
	good = q->dialect->run(q, &s, &shape, take, arg);
	statement_done(&s);
	return good;
}
