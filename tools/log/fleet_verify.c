/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon log verify --fleet. */

#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>

#include "lib/array.h"
#include "lib/log.h"
#include "tools/log/fleet_verify.h"
#include "tools/query/query.h"

static const struct column wrong_columns[] = {
	{ .key = "where", .head = "WHERE" },
	{ .key = "what", .head = "WHAT" },
};

static const struct grid wrong_grid = {
	.key = "wrong", GRID_COLUMNS(wrong_columns),
	.in = IN_ROWS | IN_JSON,
};

static const struct column stream_columns[] = {
	{ .key = "gateway", .head = "GATEWAY" },
	{ .key = "stream", .head = "STREAM" },
	{ .key = "first", .head = "FIRST", .right = true },
	{ .key = "last", .head = "LAST", .right = true },
	{ .key = "missing", .head = "MISSING", .right = true },
	{ .key = "behind", .head = "BEHIND", .right = true },
};

static const struct grid stream_grid = {
	.key = "streams", GRID_COLUMNS(stream_columns), .in = IN_JSON,
};

struct check {
	struct query query;
	struct answer *an;
	uint64_t wrong;
	bool failed;		/* `why` */
	struct fault why;
};

/* --- what is wrong ------------------------------------------------------ */

/* "%G": a condition on the gateway, or nothing. Blocks of months that were
 * dropped have no rows, and that is as it should be. */
#define KEPT "until >= (SELECT min(us) FROM cordon.events)"
#define SUMS_OF(table) \
	"SELECT gateway, stream, block, has, wanted FROM (SELECT gateway, " \
	"stream, block, sum(n) AS wanted FROM (SELECT gateway, stream, " \
	"block, n FROM cordon.events WHERE type != 'cordon' AND n > 0%G " \
	"LIMIT 1 BY gateway, stream, seq) GROUP BY gateway, stream, block) " \
	"ALL INNER JOIN (SELECT gateway, stream, block, sum(n) AS has " \
	"FROM " table \
	" FINAL WHERE 1 = 1%G GROUP BY gateway, stream, block) USING " \
	"(gateway, stream, block) WHERE has != wanted ORDER BY gateway, " \
	"stream, block"

static const struct {
	const char *sql, *says;	/* of the columns behind the stream */
} checks[] = {
	{ "SELECT gateway, stream, first, last FROM cordon.v_gaps WHERE 1 = "
	  "1%G ORDER BY gateway, stream, first",
	  "numbers %s to %s never came" },
	{ "SELECT site, stream, twice.1, twice.2 FROM (SELECT "
	  "any(gateway) AS site, stream, arraySort(groupArray(block)) AS "
	  "firsts, arraySort(groupArray(last)) AS lasts FROM cordon.v_ledger "
	  "WHERE 1 = 1%G GROUP BY stream) ARRAY JOIN arrayMap((next, before) "
	  "-> (next, before), arrayPopFront(firsts), arrayPopBack(lasts)) AS "
	  "twice WHERE twice.1 <= twice.2",
	  "numbers %s to %s came in two blocks" },
	{ "SELECT gateway, stream, block, has, rows FROM (SELECT gateway, "
	  "stream, block, rows, until FROM cordon.v_ledger WHERE 1 = 1%G) ALL "
	  "LEFT JOIN (SELECT gateway, stream, block, uniqExact(seq) AS has "
	  "FROM cordon.events WHERE 1 = 1%G GROUP BY gateway, stream, block) "
	  "USING (gateway, stream, block) WHERE has != rows AND " KEPT
	  " ORDER BY gateway, stream, block",
	  "block %s has %s lines of %s: the others were removed" },
	{ SUMS_OF("cordon.hour_client"),
	  "block %s: sums by hour are of %s events, not %s" },
	{ SUMS_OF("cordon.day_fact"),
	  "block %s: sums by day are of %s events, not %s" },
};

static void put_sql(struct buffer *sql, const char *form, const char *gateway)
{
	for (; *form; form++) {
		if (form[0] == '%' && form[1] == 'G') {
			query_put_gateway(sql, " AND ", gateway);
			form++;
		} else {
			buffer_char(sql, *form);
		}
	}
}

static bool ask(struct check *k, const char *form, struct rows *r)
{
	struct buffer sql = { 0 };

	if (k->failed)
		return false;
	put_sql(&sql, form, k->query.gateway);
	k->failed = !query_ask_fleet(&k->query, &sql, r, &k->why);
	buffer_done(&sql);
	return !k->failed;
}

/* Each "%s" of the words is the next column. */
static void write_what(struct buffer *to, const char *words,
		       const struct rows *r)
{
	size_t column = 2;

	for (; *words; words++) {
		if (words[0] == '%' && words[1] == 's') {
			buffer_text(to, rows_text(r, column++));
			words++;
		} else {
			buffer_char(to, *words);
		}
	}
	buffer_char(to, '\0');
}

static void tell_wrong(struct check *k, const struct rows *r,
		       const char *words)
{
	struct buffer where = { 0 }, what = { 0 };

	buffer_printf(&where, "%s %s", rows_text(r, 0), rows_text(r, 1));
	write_what(&what, words, r);
	answer_row(k->an, cell_text(where.p), cell_text(what.p));
	answer_say(k->an, "BAD  %s: %s\n", paint_safe(where.p),
		   paint_safe(what.p));
	k->wrong++;
	buffer_done(&where);
	buffer_done(&what);
}

/* --- streams ------------------------------------------------------------ */

static const char streams[] =
	"SELECT site, stream, begin, upto, missing, if(seq > upto, seq - "
	"upto, 0) AS behind FROM (SELECT any(gateway) AS site, stream, "
	"min(block) AS begin, max(last) AS upto, toInt64(max(last) - "
	"min(block) + 1) - toInt64(sum(rows)) AS missing FROM cordon.v_ledger "
	"WHERE 1 = 1%G GROUP BY stream) ALL LEFT JOIN (SELECT stream, "
	"max(seq) AS seq FROM cordon.v_gateways WHERE 1 = 1%G GROUP BY "
	"stream) USING (stream) ORDER BY site, stream";

static void put_stream(struct check *k, const struct rows *r)
{
	answer_row(k->an, cell_text(rows_text(r, 0)),
		   cell_text(rows_text(r, 1)), cell_signed(rows_number(r, 2)),
		   cell_signed(rows_number(r, 3)),
		   cell_signed(rows_number(r, 4)),
		   cell_signed(rows_number(r, 5)));
	answer_say(k->an, "%s, stream %s: numbers %" PRId64 " to %" PRId64
		   ", %" PRId64 " missing, %" PRId64 " to come\n",
		   paint_safe(rows_text(r, 0)), paint_safe(rows_text(r, 1)),
		   rows_number(r, 2), rows_number(r, 3), rows_number(r, 4),
		   rows_number(r, 5));
}

static unsigned tell_streams(struct check *k)
{
	unsigned n = 0;
	struct rows r;

	answer_table(k->an, &stream_grid);
	if (ask(k, streams, &r))
		for (; rows_next(&r); n++)
			put_stream(k, &r);
	answer_table_end(k->an);
	return n;
}

/* --- what was erased ---------------------------------------------------- */

static const char erasures[] =
	"SELECT gateway, id, sum(lines) AS all_lines, any(who) AS whose, "
	"toUInt32(min(asked)) AS at, toUInt32(max(done)) AS upto FROM "
	"cordon.v_erasures WHERE 1 = 1%G GROUP BY gateway, id ORDER BY at, "
	"gateway, id";

static const struct column erased_columns[] = {
	{ .key = "gateway", .head = "GATEWAY" },
	{ .key = "id", .head = "ID" },
	{ .key = "lines", .head = "LINES", .right = true },
	{ .key = "by", .head = "BY" },
	{ .key = "asked_at", .head = "ASKED" },
	{ .key = "done_at", .head = "DONE" },
};

static const struct grid erased_grid = {
	.key = "erased", GRID_COLUMNS(erased_columns), .in = IN_JSON,
};

/* They are there by their numbers; what they said is not. */
static void tell_erased(struct check *k)
{
	struct rows r;

	answer_table(k->an, &erased_grid);
	if (ask(k, erasures, &r))
		while (rows_next(&r)) {
			answer_row(k->an, cell_text(rows_text(&r, 0)),
				   cell_text(rows_text(&r, 1)),
				   cell_signed(rows_number(&r, 2)),
				   cell_text(rows_text(&r, 3)),
				   cell_time((time_t)rows_number(&r, 4)),
				   cell_time((time_t)rows_number(&r, 5)));
			answer_say(k->an, "%s: %" PRId64 " lines erased by "
				   "order of %s\n",
				   paint_safe(rows_text(&r, 0)),
				   rows_number(&r, 2),
				   paint_safe(rows_text(&r, 3)));
		}
	answer_table_end(k->an);
}

/* --- together ----------------------------------------------------------- */

static void look(struct check *k)
{
	struct rows r;

	answer_table(k->an, &wrong_grid);
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
		if (ask(k, checks[i].sql, &r))
			while (rows_next(&r))
				tell_wrong(k, &r, checks[i].says);
	answer_table_end(k->an);
}

static int finish(struct check *k, unsigned n)
{
	char text[FAULT_TEXT];

	if (k->failed) {
		warnx("%s", fault_text(&k->why, text));
		return EX_TEMPFAIL;
	}
	if (n == 0)
		answer_say(k->an, "nothing has arrived\n");
	else if (k->wrong == 0)
		answer_say(k->an, "nothing is wrong\n");
	return k->wrong > 0 ? EX_DATAERR : 0;
}

int fleet_verify(const struct args *a, const struct config *c)
{
	struct check k = { .wrong = 0 };
	char text[FAULT_TEXT];
	int status = EX_CONFIG;
	unsigned n;

	if (query_open_fleet(&k.query, c, a->gateway, &k.why)) {
		k.an = answer_begin(a, "cordon.log.verify.fleet/1");
		look(&k);
		n = tell_streams(&k);
		tell_erased(&k);
		status = finish(&k, n);
		answer_end(k.an);
	} else {
		warnx("%s", fault_text(&k.why, text));
	}
	query_close(&k.query);
	return status;
}
