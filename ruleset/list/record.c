/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records and fields. */

#include <stdlib.h>

#include "lib/alloc.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/record.h"
#include "ruleset/list/remark.h"

void record_init(struct record *t, char separator, bool quotes)
{
	*t = (struct record) {
		.separator = separator, .quotes = quotes, .comments = true,
		.record = xcalloc(1, RECORD_LENGTH),
	};
}

void record_done(struct record *t)
{
	free(t->record);
}

struct span record_field(const struct record *t, size_t i)
{
	return i < t->n ? t->fields[i] :
	       (struct span) { (const uint8_t *)"", 0 };
}

static void add_field(struct record *t, size_t start, size_t end)
{
	if (t->n < RECORD_FIELDS)
		t->fields[t->n++] = span_trim((struct span) {
			(const uint8_t *)t->record + start, end - start
		});
}

void record_split(struct record *t, struct span line)
{
	t->n = 0;
	while (t->n < RECORD_FIELDS) {
		bool last = !line.len ||
			    !memchr(line.p, t->separator, line.len);

		t->fields[t->n++] = span_trim(span_cut(&line, t->separator));
		if (last)
			return;
	}
}

static bool at_line_comment(struct text *in)
{
	struct span head;
	int c = text_peek(in);

	if (c == '#' || c == '!' || c == ';')
		return true;
	if (c != '/' && c != '-')
		return false;
	head = text_head(in);
	return span_begins(head, "//") || span_begins(head, "--") ||
	       span_begins(head, "/*");
}

/* One record up to its newline; false if it does not fit, and then up to the
 * newline all the same. */
static bool read_record(struct record *t, struct text *in)
{
	size_t at = 0, start = 0;
	bool quoted = false;
	int c;

	t->n = 0;
	while ((c = text_byte(in)) >= 0 && (c != '\n' || quoted)) {
		if (at == RECORD_LENGTH) {
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

/* Quotes in a comment hold no newline. One that begins with '#' may have the
 * titles: true. */
static bool read_comment(struct record *t, struct list_reader *r)
{
	struct span line;
	struct text in;
	bool open;

	if (!text_line(r->in, &line))
		return false;
	if (line.p[0] != '#' || line.len >= RECORD_LENGTH) {
		lines_is_comment(span_trim(line), &open);
		while (open && text_line(r->in, &line))
			open = !memmem(line.p, line.len, "*/", 2);
		return false;
	}
	text_over(&in, line.p, line.len);
	return read_record(t, &in) && t->n > 1;
}

/* A line of blanks, which tabs between may be. */
static bool is_blank(const struct record *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->fields[i].len > 0)
			return false;
	return t->n == 1 || t->separator == '\t';
}

bool record_next(struct record *t, struct list_reader *r)
{
	while (!r->result->refused && text_fill(r->in)) {
		r->line = r->in->line;
		if (t->comments && at_line_comment(r->in)) {
			if (read_comment(t, r))
				return true;
			continue;
		}
		if (!read_record(t, r->in))
			remark_reject(r, NULL,
				      "longer than any record, or a quote "
				      "that does not end");
		else if (!is_blank(t))
			return true;
	}
	return false;
}
