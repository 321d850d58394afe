/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From cells to rows of every form. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/printable.h"
#include "tools/cli/rows.h"
#include "tools/cli/sheet.h"

/* --- cells ------------------------------------------------------------ */

/* Appends those that are shown, each its colour and its text, with a NUL. */
static void write_cells(const struct sheet *s, const struct sheet_level *l,
			const struct cell *cells, struct buffer *out)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct column *c = &l->table->columns[l->order[i]];
		const struct cell *cell = &cells[l->order[i]];
		struct cell_look look = s->look;

		look.words = c->words[0] ? c->words : NULL;
		buffer_char(out, (char)('0' + cell->paint));
		cell_write(cell, &look, out);
		buffer_char(out, '\0');
	}
}

static void write_none(size_t n, struct buffer *out)
{
	while (n-- > 0)
		buffer_add(out, "0", 2);
}

/* What write_cells() wrote, taken apart again. */
struct cells {
	const char *texts[2 * COLUMNS_MAX];
	enum color paints[2 * COLUMNS_MAX];
	size_t n;
};

static void read_cells(struct cells *c, const char *p, size_t len)
{
	c->n = 0;
	for (const char *end = p + len; p < end; p += strlen(p) + 1) {
		c->paints[c->n] = (enum color)(*p++ - '0');
		c->texts[c->n++] = p;
	}
}

/* --- rows for people and as values ------------------------------------ */

static void print(struct sheet *s, const char *p, size_t len)
{
	struct cells c;

	read_cells(&c, p, len);
	switch (s->way) {
	case WAY_CSV:
		rows_csv(s->out, c.texts, c.n);
		break;
	case WAY_PLAIN:
		rows_plain(s->out, c.texts, c.n);
		break;
	case WAY_ALIGNED:
		aligned_row(s->aligned, c.texts, c.paints);
		break;
	case WAY_NOT:
	case WAY_JSON:
		break;
	}
}

/* The heads of the table and of the one in its rows. */
static size_t heads_of(const struct sheet *s,
		       const struct column *heads[2 * COLUMNS_MAX])
{
	const struct grid *t = s->levels[0].table;
	unsigned char order[COLUMNS_MAX];
	size_t n = 0, inner = t->inner ? grid_view(t->inner, order) : 0;

	for (size_t i = 0; i < s->levels[0].n; i++)
		heads[n++] = &t->columns[s->levels[0].order[i]];
	for (size_t i = 0; i < inner; i++)
		heads[n++] = &t->inner->columns[order[i]];
	return n;
}

static void print_csv_heads(struct sheet *s)
{
	struct buffer low[2 * COLUMNS_MAX] = { { 0 } };
	const struct column *heads[2 * COLUMNS_MAX];
	const char *texts[2 * COLUMNS_MAX];
	size_t n = heads_of(s, heads);

	for (size_t i = 0; i < n; i++) {
		grid_lower(heads[i], &low[i]);
		texts[i] = low[i].p;
	}
	rows_csv(s->out, texts, n);
	for (size_t i = 0; i < n; i++)
		buffer_done(&low[i]);
}

static void begin_aligned(struct sheet *s)
{
	const struct column *heads[2 * COLUMNS_MAX];
	enum table_style style = s->levels[0].table->style;
	size_t n = heads_of(s, heads);

	/* Bare rows are for going on with: they stay whole. */
	s->aligned = aligned_new(s->colored, style == STYLE_BARE ? 0 :
				 s->room);
	for (size_t i = 0; i < n; i++)
		aligned_column(s->aligned, heads[i]);
	if (style != STYLE_ALIGNED)
		aligned_live(s->aligned, style == STYLE_FIXED, s->out);
}

static void print_heads(struct sheet *s)
{
	if (s->way == WAY_CSV)
		print_csv_heads(s);
	else if (s->way == WAY_ALIGNED)
		begin_aligned(s);
}

/* --- keeping the last ------------------------------------------------- */

static void keep(struct sheet *s, const char *p, size_t len)
{
	struct sheet_kept *k;

	if (s->nkept < s->last) {
		s->kept = xgrow(s->kept, s->nkept, sizeof(*s->kept));
		k = &s->kept[s->nkept++];
	} else {
		k = &s->kept[s->first];
		s->first = (s->first + 1) % s->last;
		free(k->p);
	}
	k->p = memcpy(xcalloc(len + 1, 1), p, len);
	k->len = len;
}

static void deliver(struct sheet *s, const char *p, size_t len);

static void deliver_kept(struct sheet *s)
{
	size_t n = s->nkept;

	s->last = 0;
	for (size_t i = 0; i < n; i++) {
		struct sheet_kept *k = &s->kept[(s->first + i) % n];

		deliver(s, k->p, k->len);
		free(k->p);
	}
	free(s->kept);
	s->kept = NULL;
	s->nkept = s->first = 0;
}

/* A row as it is wanted. */
static void deliver(struct sheet *s, const char *p, size_t len)
{
	const struct grid *t = s->levels[s->depth - 1].table;
	bool people = s->form == FORM_PEOPLE;

	if (s->last > 0)
		keep(s, p, len);
	else if (people && t->most > 0 && s->shown == t->most)
		s->left++;
	else if (s->way != WAY_JSON)
		print(s, p, len);
	else if (t->key)
		json_word(s->writer, NULL, p);
	else
		buffer_add(s->writer->out, p, len);
	s->shown += people && s->last == 0 && s->shown < t->most;
}

/* --- JSON ------------------------------------------------------------- */

static bool is_document(const struct sheet *s)
{
	return s->depth == 1 && !s->levels[0].table->key;
}

static void open_object(struct sheet *s, const struct cell *cells,
			struct json *j)
{
	const struct grid *t = s->levels[s->depth - 1].table;

	json_open(j, NULL, '{');
	if (is_document(s))
		json_text(j, "schema", s->schema);
	for (size_t i = 0; i < t->n; i++)
		if (!t->columns[i].unsaid)
			cell_put(&cells[i], t->columns[i].key, j);
}

static void close_object(struct sheet *s, struct json *j)
{
	json_close(j, '}');
	if (!is_document(s))
		return;
	buffer_char(j->out, '\n');
	j->comma = false;
}

static void put_object(struct sheet *s, const struct cell *cells)
{
	struct buffer text = { 0 };
	struct json apart = json_into(&text);
	struct json *j = s->last > 0 ? &apart : s->writer;

	open_object(s, cells, j);
	close_object(s, j);
	if (s->last > 0)
		keep(s, text.p, text.len);
	buffer_done(&text);
}

/* What somebody else wrote: what is not to be seen raw is escaped, and stays
 * in texts; between them only white space can be. */
static void put_line(struct sheet *s, const char *json)
{
	const uint8_t *p = (const uint8_t *)json;
	struct buffer safe = { 0 };
	uint32_t code;
	size_t n;

	for (; *p; p += n ? n : 1) {
		n = printable_code(p, &code);
		if (n == 0)
			buffer_text(&safe, "\\ufffd");
		else if (code == '\t' || code == '\r' || code == '\n')
			buffer_char(&safe, ' ');
		else if (printable_not(code))
			json_code(&safe, code);
		else
			buffer_add(&safe, p, n);
	}
	buffer_char(&safe, '\n');
	if (s->last > 0)
		keep(s, safe.p, safe.len);
	else
		buffer_add(s->writer->out, safe.p, safe.len);
	buffer_done(&safe);
}

/* --- the table -------------------------------------------------------- */

enum sheet_way sheet_way_of(const struct sheet *s, const struct grid *t)
{
	unsigned in = t->in ? t->in : IN_TABLE | IN_ROWS | IN_JSON;

	switch (s->form) {
	case FORM_JSON:
		return in & IN_JSON ? WAY_JSON : WAY_NOT;
	case FORM_CSV:
		return in & IN_ROWS ? WAY_CSV : WAY_NOT;
	case FORM_PLAIN:
		return in & IN_ROWS ? WAY_PLAIN : WAY_NOT;
	case FORM_PEOPLE:
		break;
	}
	return !(in & IN_TABLE) ? WAY_NOT :
	       t->style == STYLE_TABBED ? WAY_PLAIN : WAY_ALIGNED;
}

void sheet_open(struct sheet *s, const struct grid *t)
{
	struct sheet_level *l = &s->levels[s->depth];

	assert(s->depth < 2);
	l->table = t;
	l->n = grid_view(t, l->order);
	s->depth++;
	if (s->depth == 1) {
		s->way = sheet_way_of(s, t);
		s->shown = 0;
	}
	if (s->way == WAY_JSON && t->key)
		json_open(s->writer, t->key, '[');
	if (s->depth > 1 || s->way == WAY_JSON || s->way == WAY_NOT ||
	    t->joins)
		return;
	sheet_settle(s);
	print_heads(s);
}

void sheet_close(struct sheet *s)
{
	bool key = s->levels[s->depth - 1].table->key;

	if (s->depth == 1 && s->last > 0)
		deliver_kept(s);
	if (s->way == WAY_JSON && key)
		json_close(s->writer, ']');
	s->depth--;
}

static void show(struct sheet *s, const struct cell *cells)
{
	buffer_reset(&s->row);
	buffer_add(&s->row, s->above.p, s->depth > 1 ? s->above.len : 0);
	write_cells(s, &s->levels[s->depth - 1], cells, &s->row);
	deliver(s, s->row.p, s->row.len);
	s->above_shown = true;
}

void sheet_row(struct sheet *s, const struct cell *cells)
{
	if (s->way == WAY_JSON)
		put_object(s, cells);
	else if (s->way != WAY_NOT)
		show(s, cells);
}

void sheet_event(struct sheet *s, const char *json, const struct cell *cells)
{
	if (s->way == WAY_JSON)
		put_line(s, json);
	else if (s->way != WAY_NOT)
		show(s, cells);
}

void sheet_row_open(struct sheet *s, const struct cell *cells)
{
	if (s->way == WAY_JSON) {
		open_object(s, cells, s->writer);
		return;
	}
	buffer_reset(&s->above);
	write_cells(s, &s->levels[0], cells, &s->above);
	s->above_shown = false;
}

void sheet_row_close(struct sheet *s)
{
	const struct sheet_level *l = &s->levels[0];
	unsigned char order[COLUMNS_MAX];

	if (s->way == WAY_JSON) {
		close_object(s, s->writer);
	} else if (s->way != WAY_NOT && !s->above_shown && l->n > 0) {
		write_none(grid_view(l->table->inner, order), &s->above);
		deliver(s, s->above.p, s->above.len);
	}
}

void sheet_settle(struct sheet *s)
{
	if (s->aligned)
		aligned_end(s->aligned, s->out);
	s->aligned = NULL;
	if (s->left > 0)
		buffer_printf(s->out, "and %zu more; all of them with "
			      "--plain, --csv or --json\n", s->left);
	s->left = 0;
}

void sheet_done(struct sheet *s)
{
	sheet_settle(s);
	buffer_done(&s->row);
	buffer_done(&s->above);
}
