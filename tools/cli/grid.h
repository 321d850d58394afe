/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_GRID_H
#define TOOLS_CLI_GRID_H

/* What an answer's rows are made of: the same columns for every form. */

#include <stdbool.h>
#include <stddef.h>

#include "lib/array.h"
#include "lib/buffer.h"

struct column {
	const char *key;	/* in JSON, and where columns are chosen */
	const char *head;	/* in tables; CSV has it in lower case. NULL:
				   only in JSON, unless it is chosen */
	const char *words[2];	/* for false and true, else "no", "yes" */
	bool right;		/* aligned so */
	bool unsaid;		/* not in JSON, which has it in other words */
	int width;		/* where rows are printed as they come */
	unsigned char fold;	/* where the screen is too narrow: the least
				   columns that its texts are folded to */
	unsigned char give;	/* and when it is left out: the greatest first,
				   never with 0, which tells rows apart */
};

/* Forms that a table is a part of; 0 is all of them. */
enum {
	IN_TABLE = 1 << 0,	/* for people, who are else told in words */
	IN_ROWS = 1 << 1,	/* --csv, --plain: one table of an answer */
	IN_JSON = 1 << 2,
};

enum table_style {
	STYLE_ALIGNED,		/* as wide as what is in it */
	STYLE_FIXED,		/* each row at once, widths of the columns */
	STYLE_BARE,		/* so, without heads */
	STYLE_TABBED,		/* for people, too, as with --plain */
};

enum { COLUMNS_MAX = 32 };

struct grid {
	const char *key;	/* of the array in JSON; NULL: each row is an
				   object of its own, with the schema */
	const struct column *columns;
	size_t n;
	const char *view;	/* keys in the order they are shown, with
				   blanks between; NULL: all with a head, as
				   they stand */
	enum table_style style;
	unsigned in;
	bool joins;		/* its rows go on the table before it */
	size_t most;		/* rows shown to people; 0: all */
	const struct grid *inner;	/* of each row; where rows are shown
					   it is shown with what is in them */
};

/* The members of a table that tell its columns. */
#define GRID_COLUMNS(c) .columns = (c), .n = ARRAY_SIZE(c)

/* The columns shown, by number; how many. None of NULL. */
size_t grid_view(const struct grid *t, unsigned char order[COLUMNS_MAX]);

const char *grid_head(const struct column *c);

/* Appends the head in lower case. */
void grid_lower(const struct column *c, struct buffer *out);

#endif
