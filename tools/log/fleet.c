/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads lines of the centre. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/json.h"
#include "tools/log/fleet.h"
#include "tools/query/where.h"
#include "tools/record/flat.h"
#include "tools/record/record.h"

#define SECOND 1000000ll

/* --- a row ------------------------------------------------------------- */

/* Where columns go from which a line is made again; the others are but shown
 * as they are. */
static const struct {
	const char *column;
	enum record_part part;
} parts[] = {
	{ "gateway", PART_GATEWAY }, { "stream", PART_STREAM },
	{ "seq", PART_SEQ }, { "n", PART_REPEAT }, { "client", PART_SRC },
	{ "client_port", PART_SPORT }, { "mac", PART_MAC },
	{ "iface", PART_IFACE }, { "dest", PART_DST },
	{ "dest_port", PART_DPORT }, { "app", PART_APP },
	{ "name", PART_SNI }, { "hint", PART_HINT },
	{ "outcome", PART_OUTCOME }, { "action", PART_ACTION },
	{ "vendor", PART_VENDOR }, { "role", PART_ROLE },
	{ "list", PART_LIST }, { "match_type", PART_MATCH_TYPE },
	{ "match", PART_MATCH }, { "exception", PART_EXCEPTION },
	{ "authority", PART_AUTHORITY }, { "citation", PART_CITATION },
	{ "mode", PART_MODE }, { "source", PART_SOURCE },
	{ "refused", PART_REFUSED }, { "line", PART_LINE },
};

static size_t column_of(const char *name)
{
	size_t i = 0;

	while (i < FLAT_COLUMNS && strcmp(flat_columns[i].name, name) != 0)
		i++;
	return i;
}

static struct span part_of(const struct rows *r, const char *column)
{
	size_t i = column_of(column);
	const char *text = rows_text(r, i);
	/* 0 is what a line does not say. */
	bool none = !*text || (flat_columns[i].type != FLAT_TEXT &&
			       strcmp(text, "0") == 0);

	return (struct span) { none ? NULL : (const uint8_t *)text,
			       none ? 0 : strlen(text) };
}

static void write_object(struct buffer *to, const struct rows *r)
{
	struct json j;

	buffer_reset(to);
	j = json_into(to);
	json_open(&j, NULL, '{');
	for (size_t i = 0; i < FLAT_COLUMNS; i++)
		if (flat_columns[i].type == FLAT_TEXT)
			json_text(&j, flat_columns[i].name, rows_text(r, i));
		else
			json_signed(&j, flat_columns[i].name,
				    rows_number(r, i));
	json_close(&j, '}');
	buffer_char(to, '\0');
}

static void read_line(struct logged *e, const struct rows *r,
		      const char *raw)
{
	struct record rec = {
		.kind = RECORD_EVENT,
		.time = rows_number(r, column_of("us")),
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		rec.part[parts[i].part] = part_of(r, parts[i].column);
	logged_fill(e, &rec, raw);
	e->first = (time_t)(rows_number(r, column_of("first_us")) / SECOND);
}

/* --- questions --------------------------------------------------------- */

/* PREWHERE: of rows that it does not take no other column is read. */
static void put_condition(struct buffer *sql, const struct query *q,
			  const struct filter *f, int64_t begin)
{
	buffer_printf(sql, " FROM cordon.events PREWHERE us >= %" PRId64
		      " AND ", begin);
	where_put(sql, f, &where_events, WHERE_ALL);
	buffer_text(sql, " WHERE type != 'cordon' AND n > 0");
	query_put_gateway(sql, " AND ", q->gateway);
	if (f->since > 0)
		buffer_printf(sql, " AND us >= %lld AND time >= "
			      "toDateTime(%lld)", f->since * SECOND,
			      (long long)f->since);
	if (f->until)
		buffer_printf(sql, " AND us < %lld AND time <= "
			      "toDateTime(%lld)", (f->until + 1) * SECOND,
			      (long long)f->until);
}

/* Since when the last of them are: of times alone that is quick. A line may be
 * there twice until it is merged. */
static bool find_begin(struct query *q, const struct filter *f, size_t most,
		       int64_t *begin, struct fault *why)
{
	struct buffer sql = { 0 };
	struct rows r;
	bool well;

	buffer_text(&sql, "SELECT min(us), count() FROM (SELECT us");
	put_condition(&sql, q, f, 0);
	buffer_printf(&sql, " ORDER BY us DESC LIMIT %zu)", 3 * most);
	well = query_ask_fleet(q, &sql, &r, why);
	*begin = well && rows_next(&r) && rows_number(&r, 1) > 0 ?
		 rows_number(&r, 0) : 0;
	buffer_done(&sql);
	return well;
}

static bool ask(struct query *q, const struct filter *f, size_t most,
		struct rows *r, struct fault *why)
{
	struct buffer sql = { 0 };
	const char *order = most < SIZE_MAX ? " DESC" : "";
	int64_t begin = 0;
	bool well = true;

	if (most < SIZE_MAX / 3)
		well = find_begin(q, f, most, &begin, why);
	if (!well)
		return false;
	buffer_text(&sql, "SELECT ");
	for (size_t i = 0; i < FLAT_COLUMNS; i++)
		buffer_printf(&sql, "%s%s%s", i ? ", " : "",
			      strcmp(flat_columns[i].name, "time") == 0 ?
			      "intDiv(us, 1000000) AS " : "",
			      strcmp(flat_columns[i].name, "time") == 0 ?
			      "seconds" : flat_columns[i].name);
	put_condition(&sql, q, f, begin);
	buffer_printf(&sql, " ORDER BY us%s, gateway%s, stream%s, seq%s LIMIT "
		      "1 BY gateway, stream, seq", order, order, order, order);
	if (*order)
		buffer_printf(&sql, " LIMIT %zu", most);
	well = query_ask_fleet(q, &sql, r, why);
	buffer_done(&sql);
	return well;
}

/* --- rows -------------------------------------------------------------- */

/* Where each row begins, the first in time first. */
static char **order_rows(const struct rows *r, bool backwards, size_t *n)
{
	char **starts = NULL;
	char *p = r->at;

	for (*n = 0; p < r->end; (*n)++) {
		char *end = memchr(p, '\n', (size_t)(r->end - p));

		starts = xgrow(starts, *n, sizeof(*starts));
		starts[*n] = p;
		p = end ? end + 1 : r->end;
	}
	for (size_t i = 0; backwards && i < *n / 2; i++) {
		char *other = starts[i];

		starts[i] = starts[*n - 1 - i];
		starts[*n - 1 - i] = other;
	}
	return starts;
}

bool fleet_lines(struct query *q, const struct filter *f, size_t most,
		 bool (*take)(void *arg, const struct logged *e), void *arg,
		 struct fault *why)
{
	struct buffer raw = { 0 };
	struct logged e;
	struct rows r;
	char **starts;
	size_t n;

	if (!ask(q, f, most, &r, why))
		return false;
	starts = order_rows(&r, most < SIZE_MAX, &n);
	for (size_t i = 0; i < n; i++) {
		r.at = starts[i];
		if (!rows_next(&r))
			continue;
		write_object(&raw, &r);
		read_line(&e, &r, raw.p);
		if (!take(arg, &e))
			break;
	}
	free(starts);
	buffer_done(&raw);
	return true;
}
