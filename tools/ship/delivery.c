/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sends blocks. */

#include <inttypes.h>

#include "tools/archive/sealkey.h"
#include "tools/centre/rows.h"
#include "tools/ship/delivery.h"

void delivery_done(struct delivery *d)
{
	buffer_done(&d->answer);
}

/* Two numbers of one row. */
static bool ask(struct delivery *d, struct buffer *sql, uint64_t *one,
		uint64_t *two, struct fault *why)
{
	bool well = centre_ask(d->centre, sql->p, &d->answer, why);
	struct rows r = rows_over(&d->answer);

	*one = *two = 0;
	if (well && rows_next(&r)) {
		*one = (uint64_t)rows_number(&r, 0);
		*two = (uint64_t)rows_number(&r, 1);
	}
	buffer_done(sql);
	return well;
}

static bool ask_rows(struct delivery *d, const char *stream, uint64_t block,
		     uint64_t *last, uint64_t *n, struct fault *why)
{
	struct buffer sql = { 0 };

	buffer_text(&sql, "SELECT max(seq), uniqExact(seq) FROM cordon.events "
		    "WHERE stream = ");
	rows_quote(&sql, stream);
	buffer_printf(&sql, " AND block = %" PRIu64, block);
	buffer_char(&sql, '\0');
	return ask(d, &sql, last, n, why);
}

bool delivery_place(struct delivery *d, const char *stream, uint64_t *last,
		    uint64_t *end, struct fault *why)
{
	struct buffer sql = { 0 };
	uint64_t unused;

	buffer_text(&sql, "SELECT max(last), count() FROM cordon.ledger WHERE "
		    "stream = ");
	rows_quote(&sql, stream);
	buffer_char(&sql, '\0');
	d->unsure = true;
	return ask(d, &sql, last, &unused, why) &&
	       ask_rows(d, stream, *last + 1, end, &unused, why);
}

static bool has_rows(struct delivery *d, const struct block *b, bool *has,
		     struct fault *why)
{
	uint64_t last, n;

	*has = false;
	if (!d->unsure)
		return true;
	if (!ask_rows(d, b->stream, b->first, &last, &n, why))
		return false;
	*has = last == b->last && n == b->lines;
	return true;
}

static bool put_rows(struct delivery *d, const struct block *b,
		     struct fault *why)
{
	struct buffer sql = { 0 };
	bool well;

	buffer_text(&sql, "INSERT INTO cordon.events (");
	block_columns(&sql);
	buffer_text(&sql, ") FORMAT TabSeparated");
	buffer_char(&sql, '\0');
	well = centre_put(d->centre, sql.p, &b->rows, why);
	buffer_done(&sql);
	return well;
}

static bool put_entry(struct delivery *d, const struct block *b,
		      struct fault *why)
{
	char digest[DIGEST_TEXT];
	struct buffer row = { 0 };
	bool well;

	rows_put(&row, b->gateway);
	buffer_printf(&row, "\t%s\t%" PRIu64 "\t%" PRIu64 "\t%u\t%u\t%s\t%"
		      PRId64 "\t%" PRId64 "\n", b->stream, b->first, b->last,
		      b->lines, b->events,
		      sealkey_digest(b->rows.p, b->rows.len, digest),
		      b->since, b->until);
	well = centre_put(d->centre, "INSERT INTO cordon.ledger (gateway, "
			  "stream, block, last, rows, events, digest, since, "
			  "until) FORMAT TabSeparated", &row, why);
	buffer_done(&row);
	return well;
}

bool delivery_bring(struct delivery *d, const struct block *b,
		    struct fault *why)
{
	bool has, well;

	well = has_rows(d, b, &has, why) && (has || put_rows(d, b, why)) &&
	       put_entry(d, b, why);
	d->unsure = !well;
	return well;
}
