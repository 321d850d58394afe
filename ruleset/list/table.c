/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records and fields. */

#include <stdlib.h>

#include "lib/alloc.h"
#include "ruleset/list/table.h"

void table_init(struct table *t, char separator, bool quotes)
{
	*t = (struct table) {
		.separator = separator, .quotes = quotes,
		.record = xcalloc(1, TABLE_RECORD),
	};
}

void table_done(struct table *t)
{
	free(t->record);
}

struct span table_field(const struct table *t, size_t i)
{
	return i < t->n ? t->fields[i] :
	       (struct span) { (const uint8_t *)"", 0 };
}

static void add_field(struct table *t, size_t start, size_t end)
{
	if (t->n < TABLE_FIELDS)
		t->fields[t->n++] = trim((struct span) {
			(const uint8_t *)t->record + start, end - start
		});
}

void table_split(struct table *t, struct span line)
{
	t->n = 0;
	while (t->n < TABLE_FIELDS) {
		bool last = !line.len ||
			    !memchr(line.p, t->separator, line.len);

		t->fields[t->n++] = trim(cut_at(&line, t->separator));
		if (last)
			return;
	}
}

/* One record up to its newline; false if it does not fit, and then up to the
 * newline all the same. */
static bool read_record(struct table *t, struct text *in)
{
	size_t at = 0, start = 0;
	bool quoted = false;
	int c;

	t->n = 0;
	while ((c = text_byte(in)) >= 0 && (c != '\n' || quoted)) {
		if (at == TABLE_RECORD) {
			while (c >= 0 && c != '\n')
				c = text_byte(in);
			return false;
		}
		if (c == '"' && t->quotes) {
			if (quoted && text_peek(in) == '"')
				t->record[at++] = (char)text_byte(in);
			else
				quoted = !quoted;
		} else if (c == t->separator && !quoted) {
			add_field(t, start, at);
			start = at;
		} else {
			t->record[at++] = (char)c;
		}
	}
	add_field(t, start, at);
	return true;
}

bool table_next(struct table *t, struct list_reader *r)
{
	while (!r->result->refused && text_fill(r->in)) {
		r->line = r->in->line;
		if (!read_record(t, r->in))
			reject(r, NULL, "longer than any record, or a quote "
			       "that does not end");
		else if (t->n > 1 || t->fields[0].len > 0)
			return true;
	}
	return false;
}
