/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints tables for people, and the same rows for programs. */

#include <libsmartcols/libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/printable.h"
#include "tools/output.h"

bool output_has_color(const struct args *a)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
	const char *force = getenv("CLICOLOR_FORCE");

	if (a->color && strcmp(a->color, "always") == 0)
		return true;
	if (a->color && strcmp(a->color, "never") == 0)
		return false;
	if (no && *no)
		return false;
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	return isatty(STDOUT_FILENO) && !(term && strcmp(term, "dumb") == 0);
}

const char *output_paint(const struct args *a, enum color c, const char *text)
{
	static const char *const codes[] = {
		[COLOR_NONE] = "", [COLOR_GOOD] = "\033[32m",
		[COLOR_WARN] = "\033[33m", [COLOR_BAD] = "\033[1;31m",
		[COLOR_DIM] = "\033[2m",
	};
	static char ring[4][512];
	static unsigned next;
	char *out = ring[next++ % 4];

	if (c == COLOR_NONE || !output_has_color(a))
		return text;
	snprintf(out, sizeof(ring[0]), "%s%s\033[0m", codes[c], text);
	return out;
}

struct output {
	enum output_form form;
	size_t n;
	struct libscols_table *table;
};

/* RFC 4180; a cell that a spreadsheet would take for a formula gets an
 * apostrophe before it. */
static void put_csv(const char *s)
{
	bool formula = *s && strchr("=+-@", *s);

	if (!formula && !strpbrk(s, ",\"")) {
		fputs(s, stdout);
		return;
	}
	putchar('"');
	if (formula)
		putchar('\'');
	for (; *s; s++) {
		if (*s == '"')
			putchar('"');
		putchar(*s);
	}
	putchar('"');
}

/* Cells are made safe for a terminal first, which leaves no tabs and newlines
 * that would break a line. */
static void put_row(enum output_form form, const char *const *cells, size_t n)
{
	struct buffer safe = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			putchar(form == OUTPUT_CSV ? ',' : '\t');
		buffer_reset(&safe);
		printable_text(&safe, cells[i]);
		if (form == OUTPUT_CSV)
			put_csv(safe.p);
		else
			fputs(safe.p, stdout);
	}
	putchar('\n');
	buffer_done(&safe);
}

static const char *column_name(const char *column)
{
	return column + (*column == '>');
}

static void put_header(enum output_form form, const char *const *columns,
		       size_t n)
{
	for (size_t i = 0; form == OUTPUT_CSV && i < n; i++) {
		if (i > 0)
			putchar(',');
		for (const char *p = column_name(columns[i]); *p; p++)
			putchar(*p >= 'A' && *p <= 'Z' ? *p | 0x20 : *p);
	}
	if (form == OUTPUT_CSV)
		putchar('\n');
}

enum output_form output_form_of(const struct args *a)
{
	return a->csv ? OUTPUT_CSV : a->plain ? OUTPUT_PLAIN : OUTPUT_TABLE;
}

struct output *output_begin(const struct args *a, enum output_form form,
			    const char *const *columns, size_t n)
{
	struct output *o = xcalloc(1, sizeof(*o));

	o->form = form;
	o->n = n;
	if (form != OUTPUT_TABLE) {
		put_header(form, columns, n);
		return o;
	}
	o->table = scols_new_table();
	if (!o->table)
		fatalx("out of memory");
	scols_table_enable_colors(o->table, output_has_color(a));
	scols_table_enable_noencoding(o->table, 1);	/* printable_text() */
	for (size_t i = 0; i < n; i++)
		scols_table_new_column(o->table, column_name(columns[i]), 0,
				       *columns[i] == '>' ? SCOLS_FL_RIGHT :
				       0);
	return o;
}

void output_row(struct output *o, const char *const *cells)
{
	struct libscols_line *line;

	if (!o->table) {
		put_row(o->form, cells, o->n);
		return;
	}
	line = scols_table_new_line(o->table, NULL);
	if (!line)
		fatalx("out of memory");
	for (size_t i = 0; i < o->n; i++) {
		struct buffer safe = { 0 };

		printable_text(&safe, cells[i]);
		scols_line_set_data(line, i, safe.p);
		buffer_done(&safe);
	}
}

void output_end(struct output *o)
{
	if (o->table) {
		scols_print_table(o->table);
		scols_unref_table(o->table);
	}
	free(o);
}

void output_stream_header(enum output_form form, const char *const *columns,
			  const int *widths, size_t n)
{
	if (form != OUTPUT_TABLE) {
		put_header(form, columns, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		printf("%-*s%s", i + 1 < n ? widths[i] : 0,
		       column_name(columns[i]), i + 1 < n ? " " : "\n");
}

void output_stream_row(enum output_form form, const char *const *cells,
		       const int *widths, size_t n)
{
	if (form != OUTPUT_TABLE) {
		put_row(form, cells, n);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct buffer safe = { 0 };

		printable_text(&safe, cells[i]);
		printf("%-*s%s", i + 1 < n ? widths[i] : 0, safe.p,
		       i + 1 < n ? " " : "\n");
		buffer_done(&safe);
	}
}
