/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One answer in the form that was asked for. Nothing else reads the form from
 * the command line. */

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/visible.h"
#include "tools/cli/answer.h"
#include "tools/cli/fold.h"
#include "tools/cli/screen.h"
#include "tools/cli/sheet.h"

enum {
	FLUSH = 1 << 16, DEPTH = 16,
	PAGE = 120,		/* columns of a page on the widest screen */
};

struct answer {
	struct buffer own;	/* what is not printed yet */
	struct buffer *out;	/* that, or the caller's */
	struct buffer line;	/* of words, that is not at its end */
	struct json writer;
	struct sheet sheet;
	unsigned indent, label;	/* of a page */
	char open[DEPTH];	/* brackets of JSON */
	unsigned depth;
	bool people, rows;	/* rows: each is an object of its own */
};

static enum form form_of(const struct args *a)
{
	return a->as_json ? FORM_JSON : a->as_csv ? FORM_CSV :
	       a->as_plain ? FORM_PLAIN : FORM_PEOPLE;
}

static struct answer *begin(const struct args *a, const char *schema)
{
	struct answer *an = xcalloc(1, sizeof(*an));
	enum form form = form_of(a);

	an->people = form == FORM_PEOPLE;
	an->sheet = (struct sheet) {
		.form = form, .schema = schema, .colored = paint_wanted(a),
		.room = an->people ? screen_width() : 0,
		.look = { .clock = an->people, .utc = a->utc,
			  .now = time(NULL) },
	};
	return an;
}

static void go_to(struct answer *an, struct buffer *out)
{
	an->out = out;
	an->writer = json_into(out);
	an->sheet.out = out;
	an->sheet.writer = &an->writer;
}

struct answer *answer_begin(const struct args *a, const char *schema)
{
	struct answer *an = begin(a, schema);

	go_to(an, &an->own);
	return an;
}

struct answer *answer_into(struct buffer *to, const struct args *a,
			   const char *schema)
{
	struct answer *an = begin(a, schema);

	go_to(an, to);
	return an;
}

/* What was said is printed at once, JSON in large pieces. */
static void pass_on(struct answer *an, size_t most)
{
	if (an->out != &an->own || an->own.len <= most)
		return;
	fwrite(an->own.p, 1, an->own.len, stdout);
	buffer_reset(&an->own);
}

static void said(struct answer *an)
{
	pass_on(an, an->sheet.form == FORM_JSON && !an->rows ? FLUSH : 0);
}

/* --- JSON ------------------------------------------------------------- */

static bool is_json(const struct answer *an)
{
	return an->sheet.form == FORM_JSON;
}

static void open_bracket(struct answer *an, const char *key, char bracket)
{
	assert(an->depth < DEPTH);
	json_open(&an->writer, key, bracket);
	an->open[an->depth++] = bracket;
}

static void close_bracket(struct answer *an)
{
	json_close(&an->writer, an->open[--an->depth] == '{' ? '}' : ']');
}

/* The object that all is in begins with the first field of it. */
static bool begin_json(struct answer *an)
{
	if (is_json(an) && an->depth == 0 && !an->rows) {
		open_bracket(an, NULL, '{');
		json_text(&an->writer, "schema", an->sheet.schema);
	}
	return is_json(an);
}

void answer_put(struct answer *an, const char *key, struct cell value)
{
	if (begin_json(an))
		cell_put(&value, key, &an->writer);
}

void answer_open(struct answer *an, const char *key, char bracket)
{
	if (begin_json(an))
		open_bracket(an, key, bracket);
}

void answer_close(struct answer *an)
{
	if (is_json(an))
		close_bracket(an);
}

void answer_member(struct answer *an, const struct jsontree_node *member)
{
	if (member && begin_json(an))
		jsontree_put(member, member->key, &an->writer);
	said(an);
}

void answer_members(struct answer *an, const struct jsontree_node *object)
{
	jsontree_each(n, object)
		if (strcmp(n->key, "schema") != 0)
			answer_member(an, n);
}

/* --- words ------------------------------------------------------------ */

/* Prints the words up to the last end of a line, or all of them. */
static void finish_words(struct answer *an, bool all)
{
	struct buffer *line = &an->line;
	const char *end = line->len ? memrchr(line->p, '\n', line->len) : NULL;
	size_t len = all ? line->len : end ? (size_t)(end + 1 - line->p) : 0;
	char *words;

	if (len == 0)
		return;
	words = xstrndup(line->p, len);
	fold_lines(an->out, words, an->sheet.room);
	free(words);
	line->len -= len;
	memmove(line->p, line->p + len, line->len);
}

/* What comes next is no part of the words, nor of the table before. */
static void settle(struct answer *an)
{
	finish_words(an, true);
	sheet_settle(&an->sheet);
}

void answer_flush(struct answer *an)
{
	finish_words(an, true);
	pass_on(an, 0);
	fflush(stdout);
}

void answer_say(struct answer *an, const char *fmt, ...)
{
	va_list ap;

	if (!an->people)
		return;
	sheet_settle(&an->sheet);
	va_start(ap, fmt);
	buffer_vprintf(&an->line, fmt, ap);
	va_end(ap);
	finish_words(an, false);
	said(an);
}

void answer_write(struct answer *an, const char *fmt, ...)
{
	va_list ap;

	if (!an->people)
		return;
	settle(an);
	va_start(ap, fmt);
	buffer_vprintf(an->out, fmt, ap);
	va_end(ap);
	said(an);
}

void answer_remark(struct answer *an, const char *lines)
{
	if (!an->people || !lines)
		return;
	answer_flush(an);
	fputs(lines, stderr);
}

void answer_page(struct answer *an, unsigned indent, unsigned label)
{
	an->indent = indent;
	an->label = label;
}

void answer_line(struct answer *an, const char *label, const char *text)
{
	unsigned width = an->sheet.room < PAGE ? an->sheet.room : PAGE;
	struct buffer safe = { 0 };

	if (!an->people || !text || !*text)
		return;
	settle(an);
	buffer_printf(an->out, "%*s%-*s", (int)an->indent, "", (int)an->label,
		      label);
	visible_text(&safe, text);
	fold_text(an->out, safe.p, an->indent + an->label, width);
	buffer_char(an->out, '\n');
	buffer_done(&safe);
	said(an);
}

void answer_record(struct answer *an, const struct grid *t,
		   const struct cell *cells)
{
	unsigned char order[COLUMNS_MAX];
	size_t n = an->people ? grid_view(t, order) : 0;
	struct buffer label = { 0 }, text = { 0 };

	for (size_t i = 0; i < n; i++) {
		const struct column *c = &t->columns[order[i]];
		struct cell_look look = an->sheet.look;

		look.words = c->words[0] ? c->words : NULL;
		buffer_reset(&label);
		buffer_reset(&text);
		grid_lower(c, &label);
		cell_write(&cells[order[i]], &look, &text);
		answer_line(an, label.p, text.p);
	}
	buffer_done(&label);
	buffer_done(&text);
}

/* --- rows ------------------------------------------------------------- */

void answer_table(struct answer *an, const struct grid *t)
{
	bool rows = !t->key && sheet_way_of(&an->sheet, t) == WAY_JSON;

	an->rows |= rows;
	if (!rows)
		begin_json(an);
	finish_words(an, true);
	sheet_open(&an->sheet, t);
	said(an);
}

void answer_table_end(struct answer *an)
{
	sheet_close(&an->sheet);
	said(an);
}

void answer_cells(struct answer *an, const struct cell *cells)
{
	sheet_row(&an->sheet, cells);
	said(an);
}

void answer_event(struct answer *an, const char *json,
		  const struct cell *cells)
{
	sheet_event(&an->sheet, json, cells);
	said(an);
}

void answer_row_open(struct answer *an, const struct cell *cells)
{
	sheet_row_open(&an->sheet, cells);
}

void answer_row_close(struct answer *an)
{
	sheet_row_close(&an->sheet);
	said(an);
}

void answer_last(struct answer *an, size_t n)
{
	an->sheet.last = n;
}

void answer_end(struct answer *an)
{
	finish_words(an, true);
	sheet_done(&an->sheet);
	if (begin_json(an) && !an->rows) {
		while (an->depth > 0)
			close_bracket(an);
		buffer_char(an->out, '\n');
	}
	pass_on(an, 0);
	buffer_done(&an->line);
	buffer_done(&an->own);
	free(an);
}
