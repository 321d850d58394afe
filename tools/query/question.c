/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes questions. */

#include "lib/array.h"
#include "tools/query/question.h"

#define SECOND 1000000ll

/* What of which thing each is; times and outcomes are of no thing. */
static const struct {
	enum thing thing;
	const char *column;
} keys[COUNTS_BYS] = {
	[COUNTS_CLIENT] = { THING_CLIENT, "address" },
	[COUNTS_MAC] = { THING_CLIENT, "mac" },
	[COUNTS_VENDOR] = { THING_PARTY, "vendor" },
	[COUNTS_ROLE] = { THING_PARTY, "role" },
	[COUNTS_LIST] = { THING_RULE, "list" },
	[COUNTS_NAME] = { THING_TARGET, "name" },
	[COUNTS_VIA] = { THING_VIA, "word" },
	[COUNTS_EXCEPTION] = { THING_RULE, "exception" },
	/* Beside any thing. */
	[COUNTS_GATEWAY] = { THINGS, "gateway" },
};

static const struct {
	enum option option;
	enum thing thing;
} conditions[] = {
	{ OPTION_CLIENT, THING_CLIENT }, { OPTION_VENDOR, THING_PARTY },
	{ OPTION_ROLE, THING_PARTY }, { OPTION_FROM_LIST, THING_RULE },
	{ OPTION_RULE, THING_RULE }, { OPTION_NAME, THING_TARGET },
	{ OPTION_DEST, THING_TARGET }, { OPTION_VIA, THING_VIA },
};

/* Which things the rows must tell apart, a bit of each. */
static unsigned things_of(const struct question *q)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < q->nby; i++)
		if (keys[q->by[i]].column && keys[q->by[i]].thing < THINGS)
			bits |= 1u << keys[q->by[i]].thing;
	for (size_t i = 0; i < ARRAY_SIZE(conditions); i++)
		if (filter_asks(q->filter, conditions[i].option))
			bits |= 1u << conditions[i].thing;
	return bits;
}

static bool has(unsigned bits, enum thing thing)
{
	return bits >> thing & 1;
}

/* Are they of those sums that are kept by the day alone? */
static bool is_fact(unsigned bits)
{
	return has(bits, THING_RULE) || has(bits, THING_TARGET) ||
	       has(bits, THING_VIA);
}

static bool is_by(const struct question *q, enum counts_by by)
{
	for (unsigned i = 0; i < q->nby; i++)
		if (q->by[i] == by)
			return true;
	return false;
}

/* By an hour, or by days that begin at one? */
static bool is_by_hour(const struct question *q)
{
	return is_by(q, COUNTS_HOUR) || (is_by(q, COUNTS_DAY) && !q->utc);
}

bool question_units(const struct question *q, struct stretch_units *units)
{
	bool hours = is_by_hour(q);
	bool fact = is_fact(things_of(q));

	if (!filter_is_summed(q->filter) || (fact && hours)) {
		*units = (struct stretch_units) { STRETCH_LINES,
						  STRETCH_LINES };
		return q->lines;
	}
	*units = (struct stretch_units) {
		fact ? STRETCH_DAYS : STRETCH_HOURS,
		hours ? STRETCH_HOURS : STRETCH_DAYS,
	};
	return true;
}

/* The smallest that has it. */
static enum sum table_of(const struct question *q, unsigned bits)
{
	bool days = q->in.in == STRETCH_DAYS;

	/* Lines have all of it. */
	if (q->in.in == STRETCH_LINES)
		return SUMS;
	if (is_fact(bits))
		return has(bits, THING_CLIENT) ? SUM_DAY_FACT : SUM_DAY_TARGET;
	if (q->in.in == STRETCH_HOURS || is_by_hour(q))
		return has(bits, THING_CLIENT) ? SUM_HOUR_CLIENT :
						 SUM_HOUR_PARTY;
	if (!has(bits, THING_CLIENT))
		return SUM_DAY_PARTY;
	return days || is_by(q, COUNTS_DAY) ? SUM_DAY_CLIENT : SUM_ALL_CLIENT;
}

/* Whose vendor it is: sums by rule have no party. */
static enum thing thing_of(enum thing thing, enum sum table)
{
	bool facts = table == SUM_DAY_FACT || table == SUM_DAY_TARGET;

	return thing == THING_PARTY && facts ? THING_RULE : thing;
}

static bool has_hours(enum sum table)
{
	return table == SUM_HOUR_CLIENT || table == SUM_HOUR_PARTY;
}

/* --- sums -------------------------------------------------------------- */

void question_asked(struct statement *s, const struct filter *f,
		    enum sum table)
{
	unsigned done = 0;

	for (size_t i = 0; i < ARRAY_SIZE(conditions); i++) {
		enum thing thing = thing_of(conditions[i].thing, table);

		if (!filter_asks(f, conditions[i].option) || has(done, thing) ||
		    (table == SUM_DAY_TARGET && thing == THING_CLIENT))
			continue;
		done |= 1u << thing;
		statement_put(s, " AND ");
		s->dialect->asked(s, f, thing);
	}
	if (!filter_asks(f, OPTION_ACTION))
		return;
	statement_put(s, " AND outcome IN (-1");
	for (enum tally_outcome o = 0; o < TALLY_OUTCOMES; o++)
		if (filter_action(f, o))
			statement_put(s, ", %d", (int)o);
	statement_put(s, ")");
}

static void put_conditions(struct statement *s, const struct question *q,
			   enum sum table)
{
	const char *unit = has_hours(table) ? "hour" : "day";

	statement_put(s, " WHERE 1 = 1");
	if (q->in.in != STRETCH_ALL && table != SUMS)
		statement_put(s, " AND %s >= %lld AND %s <= %lld", unit,
			      (long long)q->in.from, unit,
			      (long long)q->in.to);
	question_asked(s, q->filter, table);
}

/* What rows are grouped by: the keys that are of things, and times. */
static void put_keys(struct statement *s, const struct question *q,
		     enum sum table, bool names)
{
	for (unsigned i = 0; i < q->nby; i++) {
		if (!keys[q->by[i]].column)
			continue;
		if (names)
			s->dialect->key(s, thing_of(keys[q->by[i]].thing,
						    table),
					keys[q->by[i]].column);
		statement_put(s, names ? " AS k%u, " : "k%u, ", i);
	}
}

static bool is_timed(const struct question *q)
{
	return is_by(q, COUNTS_DAY) || is_by(q, COUNTS_HOUR);
}

static void put_texts(struct statement *s, const struct question *q,
		      enum sum table)
{
	for (unsigned i = 0; i < q->nby; i++) {
		char alias[8] = { 'k', (char)('0' + i) };

		if (keys[q->by[i]].column)
			s->dialect->text(s, thing_of(keys[q->by[i]].thing,
						     table),
					 keys[q->by[i]].column, alias);
		else
			statement_put(s, "''");
		statement_put(s, ", ");
	}
}

void question_sums(struct statement *s, const struct question *q)
{
	enum sum table = table_of(q, things_of(q));
	bool quarter = is_timed(q) && table == SUMS;
	bool hour = is_timed(q) && has_hours(table);
	bool day = is_timed(q) && !hour && !quarter;

	statement_put(s, "SELECT ");
	put_texts(s, q, table);
	statement_put(s, "hours, days, quarters, outcome, total, since_us, "
		      "until_us FROM (SELECT ");
	put_keys(s, q, table, true);
	statement_put(s, "%s AS hours, %s AS days, %s AS quarters, outcome, "
		      "sum(n) AS total, min(first) AS since_us, max(last) AS "
		      "until_us FROM ", hour ? "hour" : "0", day ? "day" : "0",
		      quarter ? "quarter" : "0");
	s->dialect->from(s, table == SUMS ? "line" : sum_tables[table].name,
			 &q->in);
	put_conditions(s, q, table);
	statement_put(s, " GROUP BY ");
	put_keys(s, q, table, false);
	statement_put(s, "hours, days, quarters, outcome) AS sums "
		      "ORDER BY ");
	put_keys(s, q, table, false);
	statement_put(s, "hours, days, quarters, outcome");
}

/* --- about cordon ------------------------------------------------------ */

void question_coverage(struct statement *s, time_t since, time_t until)
{
	statement_put(s, "SELECT stream, gateway, mode, digest, "
		      "coalesce(vendors, '" QUESTION_UNKNOWN "') AS known, "
		      "ended, since, until, generation, lost, folded, passed, "
		      "refused, away FROM ");
	s->dialect->from(s, "coverage", NULL);
	statement_put(s, " WHERE until >= %lld", (long long)since * SECOND);
	if (until)
		statement_put(s, " AND since < %lld",
			      ((long long)until + 1) * SECOND);
	statement_put(s, " ORDER BY since, until, stream, seq");
}
