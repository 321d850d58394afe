/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks the history. */

#include <string.h>

#include "tools/query/query.h"

enum { HOUR = 3600, DAY = 86400 };

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

void query_close(struct query *q)
{
	fill_done(&q->fill);
	history_close(&q->history);
	store_done(&q->store);
}

time_t query_begins(struct query *q)
{
	return history_begins(&q->history);
}

int64_t query_broken(struct query *q)
{
	return db_number(&q->history.db, "SELECT sum(n) FROM v_broken");
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
		.when = (time_t)(n[SUM_HOUR] * HOUR + n[SUM_DAY] * DAY),
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
	if (sum.when && !is_whole(c, sum.when))
		to->whole = false;
	counts_put(c, &sum);
}

static bool ask_sums(struct query *q, const struct question *ask,
		     struct sums_into *to)
{
	struct statement s = { .dialect = q->dialect };
	struct row shape = { .ntexts = ask->nby, .nnumbers = SUM_NUMBERS };
	bool good;

	question_sums(&s, ask);
	good = q->dialect->run(q, &s, &shape, take_sum, to);
	statement_done(&s);
	return good;
}

bool query_count(struct query *q, const struct filter *f, struct counts *c)
{
	struct question ask = { .filter = f, .nby = c->nby,
				.utc = c->utc };
	struct sums_into to = { c, true };
	struct stretch parts[STRETCHES];
	struct stretch_units units;
	unsigned n;
	bool good;

	memcpy(ask.by, c->by, sizeof(ask.by));
	if (!question_units(&ask, &units) || !q->dialect->choose(q, f))
		return false;
	n = stretches_of(parts, f->since, f->until, units);
	good = true;
	for (unsigned i = 0; i < n && good; i++) {
		ask.in = parts[i];
		good = parts[i].in != STRETCH_LINES && ask_sums(q, &ask, &to);
	}
	if (good && to.whole)
		return true;
	counts_empty(c);
	return false;
}

/* --- about cordon ------------------------------------------------------ */

bool query_coverage(struct query *q, time_t since, time_t until,
		    void (*take)(void *arg, const struct row *row), void *arg)
{
	struct statement s = { .dialect = q->dialect };
	struct row shape = { .ntexts = 3, .nnumbers = 3 };
	bool good;

	question_coverage(&s, since, until);
	good = q->dialect->run(q, &s, &shape, take, arg);
	statement_done(&s);
	return good;
}

bool query_changes(struct query *q, time_t since, time_t until,
		   void (*take)(void *arg, const struct row *row), void *arg)
{
	struct statement s = { .dialect = q->dialect };
	struct row shape = { .ntexts = 3, .nnumbers = 2 };
	bool good;

	question_changes(&s, since, until);
	good = q->dialect->run(q, &s, &shape, take, arg);
	statement_done(&s);
	return good;
}
