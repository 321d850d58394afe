/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_QUESTION_H
#define TOOLS_QUERY_QUESTION_H

/*
 * Questions by name, as SQL of any dialect, over the views "v_..." that every
 * database has. What comes is said beside each: texts, then numbers.
 */

#include "tools/query/counts.h"
#include "tools/query/dialect.h"
#include "tools/query/stretch.h"

/*
 * Sums of what the filter takes, by up to COUNTS_KEYS of enum counts_by.
 *
 *	texts: one for each key, "" for what is none, and of a time "";
 *	numbers: hour, day, quarter of an hour (0 where it is not by that; the
 *	last of lines), outcome, n, first, last
 *
 * A key may come more than once, in the order of what it is grouped by.
 */
struct question {
	const struct filter *filter;	/* its times are not looked at */
	enum counts_by by[COUNTS_KEYS];
	unsigned nby;
	bool utc;			/* days are those of UTC */
	bool lines;			/* may be asked as well */
	struct stretch in;
};

enum { SUM_HOUR, SUM_DAY, SUM_QUARTER, SUM_OUTCOME, SUM_N, SUM_FIRST, SUM_LAST,
       SUM_NUMBERS };

/* Which pieces of a period have sums by that and of this filter. False: none
 * has. */
bool question_units(const struct question *q, struct stretch_units *units);

void question_sums(struct statement *s, const struct question *q);

/* Of the conditions of a filter those that the table has, each with AND
 * before it. Of SUM_DAY_TARGET not whose it was. */
void question_asked(struct statement *s, const struct filter *f,
		    enum sum table);

/*
 * What was in force, by its beginning.
 *	texts: stream, gateway, mode, digest, vendors, ended;
 *	numbers: since, until, generation, lost, folded, passed, refused, away
 * Vendors that no line says are QUESTION_UNKNOWN. A gap is what is between two
 * of a stream.
 */
#define QUESTION_UNKNOWN "?"
void question_coverage(struct statement *s, time_t since, time_t until);

#endif
