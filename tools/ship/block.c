/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes rows of lines. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tools/record/flat.h"
#include "tools/ship/block.h"

/* Of UTC, as the centre's parts are. */
static int month_of(const struct record *r)
{
	time_t t = (time_t)(r->time / 1000000);
	struct tm tm;

	gmtime_r(&t, &tm);
	return tm.tm_year * 12 + tm.tm_mon;
}

static bool is_text(struct span s, const char *text)
{
	return s.len == strlen(text) &&
	       (s.len == 0 || memcmp(s.p, text, s.len) == 0);
}

bool block_takes(const struct block *b, const struct record *r, uint64_t seq)
{
	if (b->lines == 0)
		return true;
	return seq == b->last + 1 && b->last != b->end &&
	       is_text(r->part[PART_STREAM], b->stream) &&
	       is_text(r->part[PART_GATEWAY], b->gateway) &&
	       month_of(r) == b->month && b->lines < BLOCK_LINES &&
	       b->rows.len < BLOCK_BYTES;
}

static void copy(char *to, size_t size, struct span s)
{
	snprintf(to, size, "%.*s", (int)(s.len < size ? s.len : size - 1),
		 s.p ? (const char *)s.p : "");
}

void block_add(struct block *b, const struct record *r, uint64_t seq)
{
	if (b->lines == 0) {
		copy(b->gateway, sizeof(b->gateway), r->part[PART_GATEWAY]);
		copy(b->stream, sizeof(b->stream), r->part[PART_STREAM]);
		b->first = seq;
		b->month = month_of(r);
		b->since = b->until = r->time;
	}
	b->last = seq;
	b->lines++;
	b->events += r->kind == RECORD_EVENT;
	if (r->time < b->since)
		b->since = r->time;
	if (r->time > b->until)
		b->until = r->time;
	flat_put(&b->rows, r);
	/* In place of the newline. */
	b->rows.len--;
	buffer_printf(&b->rows, "\t%" PRIu64 "\n", b->first);
}

void block_reset(struct block *b)
{
	struct buffer rows = b->rows;

	buffer_reset(&rows);
	*b = (struct block) { .rows = rows };
}

void block_done(struct block *b)
{
	buffer_done(&b->rows);
}

void block_columns(struct buffer *sql)
{
	for (size_t i = 0; i < FLAT_COLUMNS; i++)
		buffer_printf(sql, "%s, ", flat_columns[i].name);
	buffer_text(sql, "block");
}
