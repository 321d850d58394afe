/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_COLUMNS_H
#define RULESET_LIST_COLUMNS_H

/* Which columns of a table hold what is listed. */

#include "ruleset/list/record.h"
#include "ruleset/list/where.h"

enum { NO_COLUMN = RECORD_FIELDS, COLUMNS_MAX = 8 };

struct columns {
	size_t value[COLUMNS_MAX], n;
	size_t type;		/* of the value; all below: or NO_COLUMN */
	size_t mask;		/* its netmask, or its length */
	size_t last;		/* of the range that the value begins */
	size_t asn;		/* that announces the value, or is it */
	struct where where;
};

/*
 * Chooses them when the first row is there: as the options say, else by the
 * titles, else by what the rows hold. Refuses the list, and returns false, if
 * there are none.
 */
bool columns_choose(struct columns *c, struct list_reader *r,
		    const struct record *first, const struct record *titles);

/* Whether a row holds something that a list may hold; whether it may be one of
 * titles; whether it has a title that columns are found by. */
bool columns_has_value(const struct record *t);
bool columns_has_title(const struct record *t);
/* Whether a word is such a title. */
bool columns_is_title(struct span word);
/* Whether it has all the titles that the options ask for. */
bool columns_are_titled(const struct list_reader *r, const struct record *t);

/* Whether the row counts, by the options' "where". */
bool columns_hold(const struct columns *c, const struct record *t);

#endif
