/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 7. Completeness, of a fleet: what the ledger of its centre says. */

#include <inttypes.h>
#include <sysexits.h>

#include "lib/log.h"
#include "tools/report/sections.h"

enum { SHOWN = 200 };	/* rows for people; programs get all */

/* Numbers of a stream that never came; and lines that were erased since. */
static void ask(struct inquiry *f, struct rows *r)
{
	struct buffer sql = { 0 };
	char text[FAULT_TEXT];
	struct fault why;

	buffer_text(&sql, "SELECT site, stream, begin, upto, missing, erased "
		    "FROM (SELECT any(gateway) AS site, stream, min(block) AS "
		    "begin, max(last) AS upto, toInt64(max(last) - min(block) "
		    "+ 1) - toInt64(sum(rows)) AS missing FROM "
		    "cordon.v_ledger WHERE 1 = 1");
	query_put_gateway(&sql, " AND ", f->query.gateway);
	buffer_text(&sql, " GROUP BY stream) ALL LEFT JOIN (SELECT stream, "
		    "uniqExact(seq) AS erased FROM cordon.events WHERE event = "
		    "'erased'");
	query_put_gateway(&sql, " AND ", f->query.gateway);
	buffer_text(&sql, " GROUP BY stream) USING (stream) ORDER BY site, "
		    "stream");
	if (!query_ask_fleet(&f->query, &sql, r, &why))
		fatalx_status(EX_TEMPFAIL, "%s", fault_text(&why, text));
	buffer_done(&sql);
}

/* How many numbers are missing. */
static int64_t put_streams(struct page *p, struct inquiry *f, int64_t *erased)
{
	static const struct column columns[] = {
		{ .key = "gateway", .head = "GATEWAY" },
		{ .key = "stream", .head = "STREAM" },
		{ .key = "first", .head = "FIRST", .right = true },
		{ .key = "last", .head = "LAST", .right = true },
		{ .key = "missing", .head = "MISSING", .right = true },
		{ .key = "erased", .head = "ERASED", .right = true },
	};
	static const struct grid grid = {
		.key = "streams", GRID_COLUMNS(columns),
	};
	bool people = p->form == PAGE_HTML || p->form == PAGE_TEXT;
	int64_t missing = 0;
	size_t n = 0;
	struct rows r;

	ask(f, &r);
	page_table(p, &grid, "Streams of lines, each with its numbers");
	while (rows_next(&r)) {
		missing += rows_number(&r, 4);
		*erased += rows_number(&r, 5);
		if (n++ >= SHOWN && people)
			continue;
		page_cells(p, cell_text(rows_text(&r, 0)),
			   cell_text(rows_text(&r, 1)),
			   cell_signed(rows_number(&r, 2)),
			   cell_signed(rows_number(&r, 3)),
			   cell_signed(rows_number(&r, 4)),
			   cell_signed(rows_number(&r, 5)));
	}
	page_table_end(p, "Nothing has arrived.");
	if (people && n > SHOWN)
		page_say(p, TONE_NOTE, "The first %d of %zu; all are in CSV "
			 "and JSON.", SHOWN, n);
	return missing;
}

void whole_put_fleet(struct page *p, struct inquiry *f)
{
	int64_t erased = 0, missing;

	page_section(p, "completeness", "7. Completeness");
	missing = put_streams(p, f, &erased);
	if (missing != 0)
		page_say(p, TONE_BAD, "Lines are missing at the centre: "
			 "%" PRId64 " numbers never came.", missing);
	else
		page_say(p, TONE_PLAIN, "No number is missing from the first "
			 "line to the last that the centre has of each.");
	if (erased > 0)
		page_say(p, TONE_NOTE, "%" PRId64 " lines were erased by "
			 "order; that there were such lines is still there.",
			 erased);
	page_say(p, TONE_PLAIN, "This looks whether each block is still whole. "
		 "Each gateway has its own sealed log beside it:");
	page_command(p, "cordon log verify --fleet");
}
