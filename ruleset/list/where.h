/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_WHERE_H
#define RULESET_LIST_WHERE_H

/*
 * Which rows of a table count: "status = online", "score != 0", several with
 * commas between, which all must hold; "status = online|new" is either. Case
 * does not matter.
 */

#include "lib/span.h"

enum { WHERE_TERMS = 8 };

struct where {
	struct where_term {
		struct span column, value;
		bool not;
		size_t at;	/* the column's number; the caller's */
	} terms[WHERE_TERMS];
	size_t n;
};

/* Takes a text apart, which is borrowed; false if it is no such text. */
bool where_parse(struct where *w, const char *text);

/* Whether a field is one of the values of a term. */
bool where_is(const struct where_term *t, struct span field);

#endif
