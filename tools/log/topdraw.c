/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Draws tables with ncurses. */

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "tools/log/topdraw.h"

enum { CELL = 1024, GAP = 2, NARROWEST = 8, LOOKED_AT = 500, IDLE = 100 };

/* How wide columns are now; 0: left out. */
struct widths {
	int of[TOPDRAW_COLUMNS];
	bool idle[TOPDRAW_COLUMNS];	/* nothing but "0" is in it */
};

/* --- texts ------------------------------------------------------------- */

static size_t widen(const char *text, wchar_t out[CELL])
{
	size_t n = mbstowcs(out, text, CELL - 1);

	if (n == (size_t)-1)
		n = 0;
	out[n] = L'\0';
	return n;
}

static int width_of(const char *text)
{
	wchar_t wide[CELL];
	int w;

	widen(text, wide);
	w = wcswidth(wide, CELL);
	return w < 0 ? (int)strlen(text) : w;
}

/* How many letters of it fit. */
static size_t fitting(const wchar_t *text, int width)
{
	size_t n = 0;
	int used = 0;

	while (text[n]) {
		int w = wcwidth(text[n]);

		used += w < 0 ? 1 : w;
		if (used > width && n > 0)
			break;
		n++;
	}
	return n;
}

/* --- columns ----------------------------------------------------------- */

static void measure(const struct topdraw *t, size_t from, struct widths *w)
{
	char text[CELL];

	for (unsigned k = 0; k < t->ncolumns; k++) {
		w->of[k] = width_of(t->columns[k].head);
		w->idle[k] = t->columns[k].give > 0;
	}
	for (size_t i = from; i < t->nrows && i < from + LOOKED_AT; i++) {
		for (unsigned k = 0; k < t->ncolumns; k++) {
			int n;

			t->cell(t->arg, i, k, text, sizeof(text));
			n = width_of(text);
			w->of[k] = n > w->of[k] ? n : w->of[k];
			w->idle[k] = w->idle[k] && strcmp(text, "0") == 0;
		}
	}
}

static int sum(const struct topdraw *t, const struct widths *w)
{
	int all = 0;

	for (unsigned k = 0; k < t->ncolumns; k++)
		if (w->of[k] > 0)
			all += w->of[k] + GAP;
	return all - GAP;
}

/* Leaves a column out; false where none may be. */
static bool give_up(const struct topdraw *t, struct widths *w)
{
	unsigned worst = 0, at = 0;

	for (unsigned k = 0; k < t->ncolumns; k++) {
		unsigned give = t->columns[k].give + (w->idle[k] ? IDLE : 0);

		if (w->of[k] > 0 && give > worst) {
			worst = give;
			at = k;
		}
	}
	if (worst == 0)
		return false;
	w->of[at] = 0;
	return true;
}

static void fit(const struct topdraw *t, struct widths *w, int room)
{
	while (sum(t, w) > room && give_up(t, w))
		;
	for (unsigned k = 0; k < t->ncolumns; k++) {
		int over = sum(t, w) - room;

		if (over <= 0 || !t->columns[k].fold || w->of[k] == 0)
			continue;
		w->of[k] = w->of[k] - over < NARROWEST ? NARROWEST :
			   w->of[k] - over;
	}
}

/* --- rows -------------------------------------------------------------- */

/* A cell from a line on; how many lines it takes. */
static int put_cell(const char *text, int y, int x, int width, bool right,
		    int bottom)
{
	wchar_t wide[CELL], *at = wide;
	int lines = 0;

	widen(text, wide);
	do {
		size_t n = fitting(at, width);
		int used = wcswidth(at, n);
		int shift = right && used < width ? width - used : 0;

		if (y + lines <= bottom)
			mvaddnwstr(y + lines, x + shift, at, (int)n);
		at += n;
		lines++;
	} while (*at);
	return lines;
}

static int put_row(const struct topdraw *t, const struct widths *w, size_t i,
		   int y, int bottom)
{
	int x = 0, most = 1;
	char text[CELL];

	for (unsigned k = 0; k < t->ncolumns; k++) {
		int lines;

		if (w->of[k] == 0)
			continue;
		t->cell(t->arg, i, k, text, sizeof(text));
		lines = put_cell(text, y, x, w->of[k], t->columns[k].right,
				 bottom);
		most = lines > most ? lines : most;
		x += w->of[k] + GAP;
	}
	return most;
}

static void put_heads(const struct topdraw *t, const struct widths *w, int y)
{
	int x = 0;

	attron(A_BOLD);
	for (unsigned k = 0; k < t->ncolumns; k++) {
		if (w->of[k] == 0)
			continue;
		put_cell(t->columns[k].head, y, x, w->of[k],
			 t->columns[k].right, y);
		x += w->of[k] + GAP;
	}
	attroff(A_BOLD);
}

/* Rows from `from` on; the first that has no room. */
static size_t put_rows(const struct topdraw *t, const struct widths *w,
		       int top, int bottom, size_t from, size_t selected)
{
	size_t i = from;
	int y = top;

	while (i < t->nrows && y <= bottom) {
		int lines;

		if (i == selected)
			attron(A_REVERSE);
		lines = put_row(t, w, i, y, bottom);
		if (i == selected)
			attroff(A_REVERSE);
		y += lines;
		if (y > bottom + 1 && i > from)
			break;
		i++;
	}
	return i;
}

static void clear_lines(int top, int bottom)
{
	for (int y = top; y <= bottom; y++) {
		move(y, 0);
		clrtoeol();
	}
}

void topdraw_table(const struct topdraw *t, int top, int bottom, size_t *from,
		   size_t selected)
{
	size_t lines = bottom > top ? (size_t)(bottom - top) : 1, behind;
	struct widths w;

	if (selected < *from)
		*from = selected;
	/* A row has a line or more. */
	if (selected >= *from + lines)
		*from = selected - lines + 1;
	do {
		measure(t, *from, &w);
		fit(t, &w, COLS);
		clear_lines(top, bottom);
		put_heads(t, &w, top);
		behind = put_rows(t, &w, top + 1, bottom, *from, selected);
	} while (selected >= behind && selected < t->nrows && ++*from);
}

void topdraw_bar(int y, const char *text)
{
	attron(A_REVERSE);
	mvprintw(y, 0, "%-*.*s", COLS, COLS, text);
	attroff(A_REVERSE);
}
