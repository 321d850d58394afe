/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_DIALECT_H
#define TOOLS_QUERY_DIALECT_H

/*
 * In what the databases differ that are asked: the history of this gateway
 * (SQLite), and others that have views of the same names and columns. What a
 * question is, question.c writes once for all; a database is a file with its
 * row.
 */

#include "tools/history/schema.h"
#include "tools/query/filter.h"
#include "tools/query/statement.h"
#include "tools/query/stretch.h"

struct query;

/* A row of an answer: texts first, then numbers, as many as the question
 * has. */
enum { ROW_TEXTS = 16, ROW_NUMBERS = 8 };

struct row {
	const char *text[ROW_TEXTS];	/* borrowed until the next row */
	int64_t number[ROW_NUMBERS];
	unsigned ntexts, nnumbers;	/* set by who asks */
};

struct dialect {
	bool has_lines;		/* can be asked in place of sums: "line", with
				   all columns, and quarters of an hour */

	/* Where rows of a view come from; of lines between these times (NULL:
	 * of a view that has no lines). */
	void (*from)(struct statement *s, const char *name,
		     const struct stretch *in);

	/* By what rows of sums are grouped to tell a thing's texts apart; and
	 * the text itself, of rows that have what they are grouped by as
	 * `alias`. */
	void (*key)(struct statement *s, enum thing thing, const char *column);
	void (*text)(struct statement *s, enum thing thing, const char *column,
		     const char *alias);

	/* Makes ready what conditions need; false where nobody can say of some
	 * of it whether it is asked for. */
	bool (*choose)(struct query *q, const struct filter *f);

	/* Such a condition on a row of sums: that its thing is asked for. */
	void (*asked)(struct statement *s, const struct filter *f,
		      enum thing thing);

	/* Gives the rows, in their order; false, and the query knows why, where
	 * it could not. */
	bool (*run)(struct query *q, const struct statement *s,
		    const struct row *shape,
		    void (*take)(void *arg, const struct row *row), void *arg);
};

extern const struct dialect dialect_sqlite, dialect_clickhouse;

#endif
