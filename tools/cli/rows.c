/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows as lines for programs, and for people who watch them come. */

#include <stdbool.h>
#include <string.h>

#include "lib/array.h"
#include "lib/visible.h"
#include "tools/cli/rows.h"

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

static void put_csv(struct buffer *out, const char *s)
{
	bool formula = is_formula(s);

	if (!formula && !strpbrk(s, ",\"")) {
		buffer_text(out, s);
		return;
	}
	buffer_text(out, formula ? "\"'" : "\"");
	for (; *s; s++) {
		if (*s == '"')
			buffer_char(out, '"');
		buffer_char(out, *s);
	}
	buffer_char(out, '"');
}

void rows_csv(struct buffer *out, const char *const *cells, size_t n)
{
	struct buffer safe = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buffer_char(out, ',');
		buffer_reset(&safe);
		visible_text(&safe, cells[i]);
		put_csv(out, safe.p);
	}
	buffer_char(out, '\n');
	buffer_done(&safe);
}

void rows_plain(struct buffer *out, const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buffer_char(out, '\t');
		visible_text(out, cells[i]);
	}
	buffer_char(out, '\n');
}
