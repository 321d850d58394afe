/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notes what is in frames. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/buffer.h"
#include "lib/cursor.h"
#include "tools/history/framed.h"
#include "tools/history/gather.h"

/* The first rows, that is; one that is not over stays. */
static void forget(struct framed *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(f->rows[i].clients);
	for (size_t i = n; i < f->n; i++)
		f->rows[i - n] = f->rows[i];
	f->n -= n;
}

void framed_done(struct framed *f)
{
	forget(f, f->n);
	free(f->rows);
	f->rows = NULL;
}

void framed_begin(struct framed *f, const char *file, uint32_t number)
{
	struct framed_row *r;

	f->on = *file != '\0';
	if (!f->on)
		return;
	f->rows = xgrow(f->rows, f->n, sizeof(*f->rows));
	r = &f->rows[f->n++];
	*r = (struct framed_row) { .number = number };
	snprintf(r->file, sizeof(r->file), "%s", file);
}

/* Few of a frame's lines are of a client that none before was of. */
static void add_client(struct framed_row *row, uint32_t client)
{
	size_t i = row->nclients;

	for (size_t at = 0; at < row->nclients; at++)
		if (row->clients[at] == client)
			return;
	row->clients = xgrow(row->clients, row->nclients,
			     sizeof(*row->clients));
	while (i > 0 && row->clients[i - 1] > client) {
		row->clients[i] = row->clients[i - 1];
		i--;
	}
	row->clients[i] = client;
	row->nclients++;
}

void framed_note(struct framed *f, struct folding *fold,
		 const struct entry_place *at, const struct record *r)
{
	struct framed_row *row = f->n > 0 ? &f->rows[f->n - 1] : NULL;

	if (!f->on || !row)
		return;
	if (row->first == 0) {
		snprintf(row->stream, sizeof(row->stream), "%s", at->stream);
		row->first = at->seq;
	}
	row->last = at->seq;
	if (r->kind == RECORD_BAD)
		return;
	if (row->since == 0 || r->time < row->since)
		row->since = r->time;
	if (r->time > row->until)
		row->until = r->time;
	if (r->kind == RECORD_EVENT)
		add_client(row, folding_client(fold, r, gather_day(r->time)));
}

void framed_end(struct framed *f)
{
	f->on = false;
}

/* --- as bytes ---------------------------------------------------------- */

static void put_clients(struct buffer *b, const struct framed_row *row)
{
	uint32_t before = 0;

	for (size_t i = 0; i < row->nclients; i++) {
		uint32_t n = row->clients[i] - before;

		for (; n >= 128; n >>= 7)
			buffer_char(b, (char)(n | 128));
		buffer_char(b, (char)n);
		before = row->clients[i];
	}
}

bool framed_has(struct span clients, uint32_t client)
{
	struct cursor c = cursor_over(clients.p, clients.len);
	uint32_t at = 0;

	while (c.left && at < client) {
		uint32_t n = 0, byte = 128;

		for (int shift = 0; byte >= 128 && shift < 32; shift += 7) {
			byte = cursor_u8(&c);
			n |= (byte & 127) << shift;
		}
		at += n;
	}
	return at == client;
}

void framed_write(struct framed *f, struct db *d, const char *where)
{
	sqlite3_stmt *s = db_prepare(d, "INSERT OR REPLACE INTO %s.frame "
				     "VALUES (?, ?, ?, ?, ?, ?, ?, ?)", where);
	struct buffer bytes = { 0 };
	/* Of the one that is being read not all clients are known. */
	size_t n = f->n - (f->on && f->n > 0);

	for (size_t i = 0; i < n; i++) {
		const struct framed_row *r = &f->rows[i];

		buffer_reset(&bytes);
		put_clients(&bytes, r);
		db_bind_text(d, s, 1, (struct span) {
			(const uint8_t *)r->file, strlen(r->file) });
		db_bind(d, s, 2, r->number);
		db_bind_text(d, s, 3, (struct span) {
			(const uint8_t *)r->stream, strlen(r->stream) });
		db_bind(d, s, 4, (int64_t)r->first);
		db_bind(d, s, 5, (int64_t)r->last);
		db_bind(d, s, 6, r->since);
		db_bind(d, s, 7, r->until);
		db_bind_bytes(d, s, 8, bytes.p, bytes.len);
		db_step(d, s);
	}
	sqlite3_finalize(s);
	buffer_done(&bytes);
	forget(f, n);
}

void framed_keep(struct framed *f, struct db *d, struct things *t)
{
	if (f->n == 0)
		return;
	db_run(d, "BEGIN IMMEDIATE");
	things_write(t, "main");
	framed_write(f, d, "main");
	db_run(d, "COMMIT");
}
