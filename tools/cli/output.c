/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints tables for people, and the same rows for programs. */

#include <inttypes.h>
#include <libsmartcols/libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <wchar.h>
#include <wctype.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/printable.h"
#include "lib/visible.h"
#include "tools/cli/output.h"

/* What jansson and others may leave raw inside texts: DEL, C1, bidi marks.
 * Between the tokens only white space can be; newlines stay. */
void output_json_text(const char *json)
{
	const uint8_t *p = (const uint8_t *)json;
	struct buffer safe = { 0 };
	uint32_t code;
	size_t n;

	for (; *p; p += n ? n : 1) {
		n = printable_code(p, &code);
		if (n == 0)
			buffer_text(&safe, "\\ufffd");
		else if (code == '\t' || code == '\r')
			buffer_char(&safe, ' ');
		else if (code != '\n' && printable_not(code))
			json_code(&safe, code);
		else
			buffer_add(&safe, p, n);
	}
	puts(safe.p ? safe.p : "");
	buffer_done(&safe);
}

void output_json(const json_t *j)
{
	char *text = json_dumps(j, JSON_INDENT(2));

	if (!text)
		fatalx("out of memory");
	output_json_text(text);
	free(text);
}

void output_mistakes(const struct conf_report *r)
{
	fflush(stdout);
	fputs(r->text.p ? r->text.p : "", stderr);
	fatalx_status(EX_CONFIG, "%u mistake%s in the configuration or the "
		      "catalogue", r->errors, r->errors == 1 ? "" : "s");
}

struct output {
	enum output_form form;
	size_t n;
	struct libscols_table *table;
};

/* Would a spreadsheet take it for a formula? Some skip spaces, and some know
 * the full-width forms of the signs. Tabs and newlines are no more. */
static bool is_formula(const char *s)
{
	static const char *const signs[] = {
		"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20",
	};

	s += strspn(s, " ");
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (strncmp(s, signs[i], strlen(signs[i])) == 0)
			return true;
	return false;
}

/* RFC 4180; what may be a formula gets an apostrophe before it. */
static void put_csv(const char *s)
{
	bool formula = is_formula(s);

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
		visible_text(&safe, cells[i]);
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
	return a->as_csv ? OUTPUT_CSV : a->as_plain ? OUTPUT_PLAIN : OUTPUT_TABLE;
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
	scols_table_enable_colors(o->table, paint_wanted(a));
	scols_table_enable_noencoding(o->table, 1);	/* visible_text() */
	for (size_t i = 0; i < n; i++)
		scols_table_new_column(o->table, column_name(columns[i]), 0,
				       *columns[i] == '>' ? SCOLS_FL_RIGHT :
				       0);
	return o;
}

/* A safe text without what the locale cannot print: libsmartcols, told not to
 * encode, waits forever for the width of that. The caller frees. */
static char *table_cell(const char *text)
{
	struct buffer safe = { 0 }, out = { 0 };
	const uint8_t *p;
	uint32_t code;
	size_t n;

	visible_text(&safe, text);
	buffer_text(&out, "");
	for (p = (const uint8_t *)safe.p; *p; p += n) {
		mbstate_t state = { 0 };
		wchar_t wide;

		n = printable_code(p, &code);
		if (code < 0x80 || (mbrtowc(&wide, (const char *)p, n,
					    &state) == n && iswprint(
					    (wint_t)wide)))
			buffer_add(&out, p, n);
		else
			buffer_printf(&out, "\\u{%04" PRIx32 "}", code);
	}
	buffer_done(&safe);
	return buffer_take(&out);
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
		char *cell = table_cell(cells[i]);

		scols_line_set_data(line, i, cell);
		free(cell);
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

		visible_text(&safe, cells[i]);
		printf("%-*s%s", i + 1 < n ? widths[i] : 0, safe.p,
		       i + 1 < n ? " " : "\n");
		buffer_done(&safe);
	}
}
