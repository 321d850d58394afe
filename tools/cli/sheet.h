/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_SHEET_H
#define TOOLS_CLI_SHEET_H

/* The rows of an answer, in the form that was asked for. answer.h has what
 * commands call; this is what it does with tables. */

#include "tools/cli/aligned.h"
#include "tools/cli/cell.h"
#include "tools/cli/grid.h"

enum form { FORM_PEOPLE, FORM_CSV, FORM_PLAIN, FORM_JSON };

/* How the rows of a table are printed. */
enum sheet_way {
	WAY_NOT, WAY_JSON, WAY_CSV, WAY_PLAIN, WAY_ALIGNED,
};

struct sheet_level {
	const struct grid *table;
	unsigned char order[COLUMNS_MAX];	/* of what is shown */
	size_t n;
};

struct sheet {
	enum form form;
	struct cell_look look;
	bool colored;
	unsigned room;		/* columns of the screen; 0: enough */
	const char *schema;	/* of rows that are objects of their own */
	struct json *writer;	/* where rows of JSON go */
	struct buffer *out;	/* where all others go */

	enum sheet_way way;
	struct sheet_level levels[2];	/* a table, and one of its row */
	unsigned depth;
	struct buffer row;	/* cells of the row in hand */
	struct buffer above;	/* of the one that has an inner table */
	bool above_shown;

	struct aligned *aligned;
	size_t shown, left;	/* of a table with a most */
	size_t last;		/* rows to keep, of those that come; 0: all */
	struct sheet_kept {
		char *p;
		size_t len;
	} *kept;
	size_t nkept, first;
};

enum sheet_way sheet_way_of(const struct sheet *s, const struct grid *t);

void sheet_open(struct sheet *s, const struct grid *t);
void sheet_close(struct sheet *s);

/* A cell for each column of the table. */
void sheet_row(struct sheet *s, const struct cell *cells);

/* A row that is an event: JSON is the line that it has already. */
void sheet_event(struct sheet *s, const char *json, const struct cell *cells);

/* A row with tables in it. */
void sheet_row_open(struct sheet *s, const struct cell *cells);
void sheet_row_close(struct sheet *s);

/* Prints what waits for its widths: nothing joins it any more. */
void sheet_settle(struct sheet *s);
void sheet_done(struct sheet *s);

#endif
