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

enum { PLACES_MOST = 1000 };	/* of more the question is too long */

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

/* Texts of rows behind each other, for IN. */
static void put_places(struct buffer *sql, struct rows *r)
{
	const char *between = "";

	while (rows_next(r)) {
		buffer_printf(sql, "%s(", between);
		rows_quote(sql, rows_text(r, 0));
		buffer_text(sql, ", ");
		rows_quote(sql, rows_text(r, 1));
		buffer_printf(sql, ", %" PRIu64 ", %" PRIu64 ")",
			      (uint64_t)rows_number(r, 2),
			      (uint64_t)rows_number(r, 3));
		between = ", ";
	}
}

/* Times, of a view that has microseconds. */
static void put_times(struct buffer *sql, const struct filter *f)
{
	if (f->since > 0)
		buffer_printf(sql, " AND us >= %lld", f->since * SECOND);
	if (f->until)
		buffer_printf(sql, " AND us < %lld", (f->until + 1) * SECOND);
}

static void put_order(struct buffer *sql, const char *order)
{
	buffer_printf(sql, " ORDER BY us%s, gateway%s, stream%s, seq%s LIMIT "
		      "1 BY gateway, stream, seq", order, order, order, order);
}

/* PREWHERE: of rows that it does not take no other column is read. */
static void put_condition(struct buffer *sql, const struct query *q,
			  const struct filter *f, int64_t begin)
{
	buffer_printf(sql, " FROM cordon.events PREWHERE us >= %" PRId64
		      " AND ", begin);
	where_put(sql, f, &where_events, WHERE_ALL);
	buffer_text(sql, " WHERE type != 'cordon' AND n > 0");
	query_put_gateway(sql, " AND ", q->gateway);
	put_times(sql, f);
	if (f->since > 0)
		buffer_printf(sql, " AND time >= toDateTime(%lld)",
			      (long long)f->since);
	if (f->until)
		buffer_printf(sql, " AND time <= toDateTime(%lld)",
			      (long long)f->until);
}

/* Is nothing asked for but whose address it was? */
static bool is_of_clients(const struct filter *f)
{
	for (unsigned i = 0; i < f->n; i++) {
		if (f->choices[i].option != OPTION_CLIENT ||
		    f->choices[i].has_mac)
			return false;
		for (unsigned k = 0; k < f->choices[i].nhosts; k++)
			if (f->choices[i].hosts[k].has_mac)
				return false;
	}
	return f->n > 0;
}

static void put_client(struct buffer *sql, const struct query *q,
		       const struct filter *f)
{
	where_put(sql, f, &where_events, WHERE_CLIENT);
	query_put_gateway(sql, " AND ", q->gateway);
	put_times(sql, f);
}

/* Where the last of a client are; no line of others is looked at. */
static bool find_places(struct query *q, const struct filter *f, size_t most,
			struct buffer *places, struct fault *why)
{
	struct buffer sql = { 0 };
	struct rows r;
	bool well;

	buffer_text(&sql, "SELECT gateway, stream, block, seq FROM (SELECT us, "
		    "gateway, stream, block, seq FROM cordon.places WHERE ");
	put_client(&sql, q, f);
	/* They lie by time: first of the times alone, since when; a line may
	 * be there twice. */
	buffer_text(&sql, " AND us >= (SELECT min(us) FROM (SELECT us FROM "
		    "cordon.places WHERE ");
	put_client(&sql, q, f);
	buffer_printf(&sql, " ORDER BY us DESC LIMIT %zu))", 3 * most);
	/* Blocks that came since then. */
	buffer_text(&sql, " UNION ALL SELECT us, gateway, stream, block, seq "
		    "FROM cordon.events PREWHERE (gateway, stream, block) IN "
		    "(SELECT gateway, stream, block FROM cordon.v_new_place) "
		    "WHERE type != 'cordon' AND n > 0 AND ");
	put_client(&sql, q, f);
	buffer_text(&sql, ")");
	put_order(&sql, " DESC");
	buffer_printf(&sql, " LIMIT %zu", most);
	well = query_ask_fleet(q, &sql, &r, why);
	if (well)
		put_places(places, &r);
	buffer_done(&sql);
	return well;
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

static void put_columns(struct buffer *sql)
{
	buffer_text(sql, "SELECT ");
	for (size_t i = 0; i < FLAT_COLUMNS; i++)
		buffer_printf(sql, "%s%s%s", i ? ", " : "",
			      strcmp(flat_columns[i].name, "time") == 0 ?
			      "intDiv(us, 1000000) AS " : "",
			      strcmp(flat_columns[i].name, "time") == 0 ?
			      "seconds" : flat_columns[i].name);
}

/* Which rows: a few of one client by their places, else all that fit. */
static bool put_rows(struct query *q, const struct filter *f, size_t most,
		     struct buffer *sql, struct fault *why)
{
	struct buffer places = { 0 };
	int64_t begin = 0;
	bool well = true;

	if (most <= PLACES_MOST && is_of_clients(f)) {
		well = find_places(q, f, most, &places, why);
		buffer_text(sql, " FROM cordon.events PREWHERE (gateway, "
			    "stream, block, seq) IN (");
		buffer_text(sql, places.len > 0 ? "" : "('', '', 0, 0)");
		buffer_add(sql, places.p, places.len);
		buffer_text(sql, ") WHERE type != 'cordon' AND n > 0");
	} else {
		if (most < SIZE_MAX / 3)
			well = find_begin(q, f, most, &begin, why);
		put_condition(sql, q, f, begin);
	}
	buffer_done(&places);
	return well;
}

static bool ask(struct query *q, const struct filter *f, size_t most,
		struct rows *r, struct fault *why)
{
	struct buffer sql = { 0 };
	const char *order = most < SIZE_MAX ? " DESC" : "";
	bool well;

	put_columns(&sql);
	well = put_rows(q, f, most, &sql, why);
	put_order(&sql, order);
	if (*order)
		buffer_printf(&sql, " LIMIT %zu", most);
	well = well && query_ask_fleet(q, &sql, r, why);
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
