/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables for people. */

#include <inttypes.h>
#include <libsmartcols/libsmartcols.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/printable.h"
#include "lib/visible.h"
#include "tools/cli/aligned.h"

struct aligned {
	struct libscols_table *table;
	size_t n;		/* columns */
};

struct aligned *aligned_new(bool colored)
{
	struct aligned *t = xcalloc(1, sizeof(*t));

	t->table = scols_new_table();
	if (!t->table)
		fatalx("out of memory");
	scols_table_enable_colors(t->table, colored);
	scols_table_enable_noencoding(t->table, 1);	/* visible_text() */
	return t;
}

void aligned_column(struct aligned *t, const char *head, bool right)
{
	scols_table_new_column(t->table, head, 0, right ? SCOLS_FL_RIGHT : 0);
	t->n++;
}

/* A safe text without what the locale cannot print: libsmartcols, told not to
 * encode, waits forever for the width of that. The caller frees. */
static char *cell_of(const char *text)
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

void aligned_row(struct aligned *t, const char *const *cells,
		 const char *const *codes)
{
	struct libscols_line *line = scols_table_new_line(t->table, NULL);

	if (!line)
		fatalx("out of memory");
	for (size_t i = 0; i < t->n; i++) {
		char *cell = cell_of(cells[i]);

		scols_line_set_data(line, i, cell);
		if (*codes[i])
			scols_cell_set_color(scols_line_get_cell(line, i),
					     codes[i]);
		free(cell);
	}
}

void aligned_end(struct aligned *t, struct buffer *out)
{
	char *text = NULL;

	if (scols_print_table_to_string(t->table, &text) < 0)
		fatalx("out of memory");
	if (text && *text) {
		buffer_text(out, text);
		buffer_char(out, '\n');
	}
	free(text);
	scols_unref_table(t->table);
	free(t);
}
