/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_TOPDRAW_H
#define TOOLS_LOG_TOPDRAW_H

/*
 * Draws tables onto a screen of ncurses: columns that have no room are left
 * out, the least wanted first, and what tells rows apart is folded, never cut.
 */

#include <stdbool.h>
#include <stddef.h>

enum { TOPDRAW_COLUMNS = 8 };

struct topdraw_column {
	const char *head;
	bool right;
	unsigned give;		/* left out first: the greatest; 0: stays */
	bool fold;		/* gets what room there is, over lines */
};

/* A table whose cell of row `i` and column `k` the function writes. */
struct topdraw {
	const struct topdraw_column *columns;
	unsigned ncolumns;
	size_t nrows;
	void (*cell)(const void *arg, size_t i, unsigned k, char *out,
		     size_t size);
	const void *arg;
};

/* Onto lines `top` to `bottom`, heads first, from row `*from` on, which moves
 * so that `selected` is seen. */
void topdraw_table(const struct topdraw *t, int top, int bottom, size_t *from,
		   size_t selected);

/* A line in reverse, as wide as the screen. */
void topdraw_bar(int y, const char *text);

#endif
