/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells the centre what was in force. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "tools/centre/rows.h"
#include "tools/ship/covering.h"

/* Vendors that no line says; their words have no such letter. */
#define UNKNOWN "?"

#define COLUMNS "seq, upto, since, until, mode, generation, digest, vendors, " \
	"ended, told, lost, folded, passed, refused, away"

void covering_done(struct covering *c)
{
	for (size_t i = 0; i < c->n; i++)
		cover_done(&c->items[i].cover);
	free(c->items);
	buffer_done(&c->ended);
	buffer_done(&c->answer);
}

/* --- from the centre --------------------------------------------------- */

static void read_row(struct covering_stream *s, const struct rows *r)
{
	struct cover *c = &s->cover;
	int64_t *const counts[] = {
		&c->lost, &c->folded, &c->passed, &c->refused, &c->away,
	};

	c->seq = (uint64_t)rows_number(r, 0);
	s->upto = (uint64_t)rows_number(r, 1);
	c->since = rows_number(r, 2);
	c->until = rows_number(r, 3);
	snprintf(c->mode, sizeof(c->mode), "%s", rows_text(r, 4));
	c->generation = rows_number(r, 5);
	snprintf(c->digest, sizeof(c->digest), "%s", rows_text(r, 6));
	if (strcmp(rows_text(r, 7), UNKNOWN) != 0)
		buffer_text(&c->vendors, rows_text(r, 7));
	c->end = cover_end_of(rows_text(r, 8));
	c->open = c->end == COVER_OPEN;
	c->told = rows_number(r, 9);
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		*counts[i] = rows_number(r, 10 + i);
	snprintf(c->gateway, sizeof(c->gateway), "%s", rows_text(r, 15));
}

static bool load(struct covering *c, struct covering_stream *s,
		 struct fault *why)
{
	struct buffer sql = { 0 };
	struct rows r;
	bool well;

	buffer_text(&sql, "SELECT " COLUMNS ", gateway FROM cordon.coverage "
		    "WHERE stream = ");
	rows_quote(&sql, s->stream);
	buffer_text(&sql, " ORDER BY seq DESC, upto DESC LIMIT 1");
	buffer_char(&sql, '\0');
	well = centre_ask(c->centre, sql.p, &c->answer, why);
	r = rows_over(&c->answer);
	if (well && rows_next(&r))
		read_row(s, &r);
	buffer_done(&sql);
	return well;
}

static struct covering_stream *find(const struct covering *c,
				    const char *stream)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->items[i].stream, stream) == 0)
			return &c->items[i];
	return NULL;
}

static struct covering_stream *stream_of(struct covering *c,
					 const char *stream,
					 struct fault *why)
{
	struct covering_stream *s = find(c, stream);
	struct covering_stream made = { .told = true };

	if (s)
		return s;
	snprintf(made.stream, sizeof(made.stream), "%s", stream);
	if (!load(c, &made, why))
		return NULL;
	c->items = xgrow(c->items, c->n, sizeof(*c->items));
	c->items[c->n] = made;
	return &c->items[c->n++];
}

/* --- lines ------------------------------------------------------------- */

static void put_number(struct buffer *row, int64_t n)
{
	buffer_printf(row, "\t%" PRId64, n);
}

static void put_text(struct buffer *row, const char *text)
{
	buffer_char(row, '\t');
	rows_put(row, text);
}

static void put_row(struct buffer *row, const struct covering_stream *s,
		    uint64_t upto)
{
	const struct cover *c = &s->cover;

	rows_put(row, c->gateway);
	put_text(row, s->stream);
	put_number(row, (int64_t)c->seq);
	put_number(row, (int64_t)upto);
	put_number(row, c->since);
	put_number(row, c->until);
	put_text(row, c->mode);
	put_number(row, c->generation);
	put_text(row, c->digest);
	put_text(row, c->vendors.p ? c->vendors.p : UNKNOWN);
	put_text(row, cover_words[c->end]);
	put_number(row, c->told);
	put_number(row, c->lost);
	put_number(row, c->folded);
	put_number(row, c->passed);
	put_number(row, c->refused);
	put_number(row, c->away);
	buffer_char(row, '\n');
}

bool covering_note(struct covering *c, const char *stream,
		   const struct record *r, uint64_t seq, struct fault *why)
{
	struct covering_stream *s = stream_of(c, stream, why);

	if (!s)
		return false;
	if (seq <= s->upto)
		return true;
	if (cover_ends(&s->cover, r) && s->cover.changed)
		put_row(&c->ended, s, seq);
	cover_note(&s->cover, r, seq);
	s->upto = seq;
	s->told = false;
	return true;
}

bool covering_has(const struct covering *c, const char *stream, uint64_t last)
{
	const struct covering_stream *s = find(c, stream);

	return !s || s->upto >= last;
}

/* --- telling ----------------------------------------------------------- */

bool covering_tell(struct covering *c, struct fault *why)
{
	size_t ended = c->ended.len;
	bool well = true;

	for (size_t i = 0; i < c->n; i++)
		if (!c->items[i].told && c->items[i].cover.seq)
			put_row(&c->ended, &c->items[i], c->items[i].upto);
	if (c->ended.len > 0)
		well = centre_put(c->centre, "INSERT INTO cordon.coverage "
				  "(gateway, stream, " COLUMNS ") FORMAT "
				  "TabSeparated", &c->ended, why);
	if (!well) {
		c->ended.len = ended;
		return false;
	}
	buffer_reset(&c->ended);
	for (size_t i = 0; i < c->n; i++)
		c->items[i].told = true;
	return true;
}
