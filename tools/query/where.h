/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_WHERE_H
#define TOOLS_QUERY_WHERE_H

/*
 * What a filter takes, as a condition in ClickHouse's SQL: the same as
 * filter_wants() says of lines. Texts of people only come into it quoted.
 */

#include <stdint.h>

#include "tools/query/filter.h"

/* What the columns are called. */
struct where {
	const char *address, *mac, *vendor, *role, *list, *line, *match,
		   *name, *dest, *word, *outcome;
};

/* Of rows of sums, of cordon.events; sums have no destination. */
extern const struct where where_sums, where_events;

enum {
	WHERE_CLIENT = 1 << 0,
	WHERE_PARTY = 1 << 1,	/* vendor, role */
	WHERE_RULE = 1 << 2,	/* list, rule */
	WHERE_TARGET = 1 << 3,	/* name, destination */
	WHERE_VIA = 1 << 4,
	WHERE_ACTION = 1 << 5,
	WHERE_ALL = (1 << 6) - 1,
};

/* Appends "(...) AND (...)", and "1" where nothing of it is asked for. */
void where_put(struct buffer *sql, const struct filter *f,
	       const struct where *of, unsigned which);

#endif
