/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables for people. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "lib/alloc.h"
#include "lib/printable.h"
#include "lib/visible.h"
#include "tools/cli/aligned.h"
#include "tools/cli/fit.h"
#include "tools/cli/fold.h"

enum { MOST = 2 * COLUMNS_MAX };

struct aligned {
	struct column columns[MOST];
	unsigned wide[MOST];	/* that they get; 0: left out */
	unsigned most[MOST];	/* of what is in them; 0: nothing is */
	size_t n;
	bool colored;
	unsigned room;
	struct buffer *live;	/* where rows go at once, or NULL */
	struct buffer waiting;	/* cells: a colour, a safe text, a NUL */
};

/* A row: where its cells are. */
struct row {
	const char *texts[MOST];
	enum color paints[MOST];
};

struct aligned *aligned_new(bool colored, unsigned room)
{
	struct aligned *t = xcalloc(1, sizeof(*t));

	t->colored = colored;
	t->room = room;
	return t;
}

void aligned_column(struct aligned *t, const struct column *c)
{
	t->columns[t->n++] = *c;
}

/* --- a cell ----------------------------------------------------------- */

/* Appends a safe text without what the locale cannot print, whose width
 * nobody knows. */
static void write_cell(struct buffer *out, const char *text)
{
	struct buffer safe = { 0 };
	const uint8_t *p;
	uint32_t code;
	size_t n;

	visible_text(&safe, text);
	for (p = (const uint8_t *)safe.p; *p; p += n) {
		mbstate_t state = { 0 };
		wchar_t wide;

		/* Most of it is ASCII. */
		for (n = 0; p[n] && p[n] < 0x80; n++)
			;
		code = 0;
		if (n == 0)
			n = printable_code(p, &code);
		if (code == 0 || (mbrtowc(&wide, (const char *)p, n,
					  &state) == n &&
				  iswprint((wint_t)wide)))
			buffer_add(out, p, n);
		else
			buffer_printf(out, "\\u{%04" PRIx32 "}", code);
	}
	buffer_done(&safe);
}

static void blanks(struct buffer *out, unsigned n)
{
	while (n-- > 0)
		buffer_char(out, ' ');
}

/* A line of a cell; `last` needs nothing behind it. */
static void print_cell(const struct aligned *t, size_t i, const char *p,
		       size_t len, enum color paint, bool last,
		       struct buffer *out)
{
	unsigned used = fold_columns(p, len);
	unsigned rest = t->wide[i] > used ? t->wide[i] - used : 0;
	bool colored = t->colored && paint != COLOR_NONE && len > 0;

	blanks(out, t->columns[i].right ? rest : 0);
	buffer_text(out, colored ? paint_code(paint) : "");
	buffer_add(out, p, len);
	buffer_text(out, colored ? "\033[0m" : "");
	blanks(out, t->columns[i].right || last ? 0 : rest);
}

/* --- a row ------------------------------------------------------------ */

/* The last column that has anything on this line; t->n: none. */
static size_t last_of(const struct aligned *t, const struct row *r)
{
	size_t last = t->n;

	for (size_t i = 0; i < t->n; i++)
		if (t->wide[i] && (*r->texts[i] || last == t->n))
			last = i;
	return last;
}

/* Prints the next line of a row, and leaves what is behind it; false where
 * that is nothing. */
static bool print_line(const struct aligned *t, struct row *r,
		       struct buffer *out)
{
	size_t last = last_of(t, r), start = out->len, skip;
	bool more = false;

	for (size_t i = 0; i <= last && i < t->n; i++) {
		size_t len = strlen(r->texts[i]);

		if (t->wide[i] == 0)
			continue;
		if (out->len > start)
			buffer_char(out, ' ');
		if (t->room > 0)
			len = fold_line(r->texts[i], t->wide[i], &skip);
		print_cell(t, i, r->texts[i], len, r->paints[i], i == last,
			   out);
		r->texts[i] += len + (t->room > 0 ? skip : 0);
		more = more || *r->texts[i];
	}
	buffer_char(out, '\n');
	return more;
}

static void print_row(const struct aligned *t, struct row *r,
		      struct buffer *out)
{
	while (print_line(t, r, out))
		;
}

static void print_heads(const struct aligned *t, struct buffer *out)
{
	struct row heads = { .paints = { COLOR_NONE } };

	for (size_t i = 0; i < t->n; i++)
		heads.texts[i] = grid_head(&t->columns[i]);
	print_row(t, &heads, out);
}

/* Tells of the columns that had no room. */
static void print_left_out(const struct aligned *t, struct buffer *out)
{
	struct buffer text = { 0 };

	for (size_t i = 0; i < t->n; i++)
		if (t->wide[i] == 0 && t->most[i] > 0)
			buffer_printf(&text, "%s%s", text.len ? ", " :
				      "no room here for ",
				      grid_head(&t->columns[i]));
	if (!text.len)
		return;
	buffer_text(&text, ": use a wider screen, --csv or --json");
	fold_text(out, text.p, 2, t->room);
	buffer_char(out, '\n');
	buffer_done(&text);
}

/* --- the table -------------------------------------------------------- */

static unsigned wanted(const struct aligned *t, size_t i)
{
	const struct column *c = &t->columns[i];
	const char *head = grid_head(c);
	unsigned own = fold_columns(head, strlen(head));

	if (t->live && c->width > 0)
		own = (unsigned)c->width;
	return t->most[i] > own ? t->most[i] : own;
}

static void fit(struct aligned *t)
{
	struct fit all[MOST];
	unsigned sum = 0;

	for (size_t i = 0; i < t->n; i++) {
		all[i] = (struct fit) {
			.wide = wanted(t, i), .least = t->columns[i].fold,
			.give = t->columns[i].give,
		};
		sum += all[i].wide + 1;
	}
	/* What says nothing gives way before anything else does. */
	for (size_t i = 0; i < t->n; i++)
		if (sum > t->room + 1 && t->room && !t->live && !t->most[i])
			all[i].wide = 0;
	fit_columns(all, t->n, t->room);
	for (size_t i = 0; i < t->n; i++)
		t->wide[i] = all[i].wide;
}

/* What is left of the screen goes to the last column that may be folded. */
static void stretch(struct aligned *t)
{
	unsigned all = 0;
	size_t at = t->n;

	for (size_t i = 0; i < t->n; i++) {
		all += t->wide[i] ? t->wide[i] + 1 : 0;
		if (t->wide[i] && t->columns[i].fold)
			at = i;
	}
	if (at < t->n && all < t->room + 1)
		t->wide[at] += t->room + 1 - all;
}

void aligned_live(struct aligned *t, bool heads, struct buffer *out)
{
	t->live = out;
	fit(t);
	stretch(t);
	if (heads)
		print_heads(t, out);
}

/* Takes the row at `p` apart; behind it. */
static const char *read_row(const struct aligned *t, const char *p,
			    struct row *r)
{
	for (size_t i = 0; i < t->n; i++) {
		r->paints[i] = (enum color)(*p++ - '0');
		r->texts[i] = p;
		p += strlen(p) + 1;
	}
	return p;
}

void aligned_row(struct aligned *t, const char *const *cells,
		 const enum color *paints)
{
	size_t start = t->waiting.len, at;
	struct row r;

	for (size_t i = 0; i < t->n; i++) {
		unsigned wide;

		buffer_char(&t->waiting, (char)('0' + paints[i]));
		at = t->waiting.len;
		write_cell(&t->waiting, cells[i]);
		wide = fold_columns(t->waiting.p + at, t->waiting.len - at);
		buffer_char(&t->waiting, '\0');
		if (wide > t->most[i])
			t->most[i] = wide;
	}
	if (!t->live)
		return;
	read_row(t, t->waiting.p + start, &r);
	print_row(t, &r, t->live);
	buffer_reset(&t->waiting);
}

void aligned_end(struct aligned *t, struct buffer *out)
{
	const char *p = t->waiting.p, *end = p ? p + t->waiting.len : NULL;
	struct row r;

	if (!t->live && p) {
		fit(t);
		print_heads(t, out);
	}
	while (p < end) {
		p = read_row(t, p, &r);
		print_row(t, &r, out);
	}
	print_left_out(t, out);
	buffer_done(&t->waiting);
	free(t);
}
