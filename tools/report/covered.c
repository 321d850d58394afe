/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 3. Coverage: what share of the period which mode was in force, and what is
 * missing. */

#include <inttypes.h>
#include <stdio.h>

#include "lib/array.h"
#include "lib/duration.h"
#include "lib/plural.h"
#include "tools/report/chart.h"
#include "tools/report/sections.h"
#include "tools/report/share.h"

#define SECOND 1000000ll

enum { SHOWN = 200 };	/* rows of a fleet for people; programs get all */

/* Whoever is alive says so every five minutes. */
#define ALIVE_SOON (330 * SECOND)

static const char *length_of(int64_t us, char text[DURATION_TEXT])
{
	return duration_format((uint64_t)(us > 0 ? us : 0) / SECOND, text);
}

/* --- how much ---------------------------------------------------------- */

static bool is_known(const struct coverage *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (!c->items[i].vendors)
			return false;
	return true;
}

static void put_facts(struct page *p, const struct inquiry *f)
{
	const struct coverage *c = &f->coverage;
	int64_t whole = inquiry_whole(f);
	char share[SHARE];

	page_facts(p, "coverage", "What was measured, and what is missing");
	page_fact(p, "measured", "measured", cell_text(whole ==
		  f->sums[COVERAGE_NONE] ? "nothing: not measured" :
		  share_text(whole - f->sums[COVERAGE_NONE], whole, share)));
	page_fact(p, "enforced", "all enforced", cell_text(
		share_text(f->sums[COVERAGE_ENFORCE], whole, share)));
	page_fact(p, "observed", "observed only", cell_text(
		share_text(f->sums[COVERAGE_OBSERVE], whole, share)));
	page_fact(p, "stops", "stops",
		  cell_number(coverage_ended(c, COVER_STOPPED)));
	page_fact(p, "kills", "ends without a word",
		  cell_number(coverage_ended(c, COVER_KILLED)));
	page_fact(p, "silences", "silences",
		  cell_number(coverage_ended(c, COVER_SILENT)));
	page_fact(p, "clock_set_back", "times the clock was set back",
		  cell_number(coverage_ended(c, COVER_CLOCK)));
	page_fact(p, "lost", "events lost",
		  cell_signed(COVERAGE_SUM(c, lost)));
	page_fact(p, "folded", "events of floods, only counted",
		  cell_signed(COVERAGE_SUM(c, folded)));
	page_fact(p, "unjudged_passed", "packets nobody judged, passed",
		  cell_signed(COVERAGE_SUM(c, passed)));
	page_fact(p, "unjudged_refused", "packets nobody judged, refused",
		  cell_signed(COVERAGE_SUM(c, refused)));
	page_fact(p, "away_ms", "milliseconds without the table",
		  cell_signed(COVERAGE_SUM(c, away)));
	page_fact(p, "broken", "lines of the log that are none",
		  cell_signed(f->broken));
	page_facts_end(p);
	if (!is_known(c))
		page_say(p, TONE_WARN, "In a part of the period no line says "
			 "which mode each vendor had; what was lost then is "
			 "not known either.");
}

/* --- vendors ----------------------------------------------------------- */

static void put_vendors(struct page *p, const struct inquiry *f)
{
	static const struct column columns[] = {
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "enforced", .head = "ENFORCED", .right = true },
		{ .key = "observed", .head = "OBSERVED", .right = true },
		{ .key = "off", .head = "OFF", .right = true },
		{ .key = "unknown", .head = "UNKNOWN", .right = true,
		  .give = 1 },
		{ .key = "not_measured", .head = "NOT MEASURED",
		  .right = true },
	};
	static const struct grid grid = {
		.key = "coverage_vendors", GRID_COLUMNS(columns),
	};
	int64_t whole = inquiry_whole(f);

	page_table(p, &grid, f->ngateways > 1 ? "Of the time of all gateways "
		   "each vendor was" : "Of the period each vendor was");
	for (size_t i = 0; i < f->nscope; i++) {
		int64_t sums[COVERAGE_STATES];
		char text[COVERAGE_STATES][SHARE];

		inquiry_sums(f, f->scope[i].id, sums);
		for (int s = 0; s < COVERAGE_STATES; s++)
			share_text(sums[s], whole, text[s]);
		page_cells(p, cell_text(f->scope[i].id),
			   cell_text(text[COVERAGE_ENFORCE]),
			   cell_text(text[COVERAGE_OBSERVE]),
			   cell_text(text[COVERAGE_OFF]),
			   cell_text(text[COVERAGE_UNKNOWN]),
			   cell_text(text[COVERAGE_NONE]));
	}
	page_table_end(p, "No vendor was in force, as far as the log tells.");
}

/* --- gaps -------------------------------------------------------------- */

static const char *why_of(const struct inquiry *f,
			  const struct coverage_piece *gap)
{
	static const char *const whys[COVER_ENDS] = {
		[COVER_OPEN] = "nobody says why",
		[COVER_CHANGED] = "nobody says why",
		[COVER_STOPPED] = "cordond was stopped",
		[COVER_KILLED] = "cordond ended without a word: killed, or no "
				 "power",
		[COVER_SILENT] = "nothing was written: it hung, slept, or the "
				 "clock was set forward",
		[COVER_CLOCK] = "the clock was set back",
	};

	if (gap->first)
		return f->begins == 0 || gap->last ?
		       "no line of the log is of then" :
		       "the log begins behind it";
	/* It may well be alive, and says so soon. */
	if (gap->last && gap->end == COVER_OPEN)
		return f->until == f->now &&
		       gap->until - gap->since <= ALIVE_SOON ?
		       "since the last line; the next comes in five minutes" :
		       "nothing was written since";
	return whys[gap->end];
}

static bool is_for_people(const struct page *p)
{
	return p->form == PAGE_HTML || p->form == PAGE_TEXT;
}

/* How many there are; `before` are told already. */
static size_t put_gaps_of(struct page *p, const struct inquiry *f,
			  const struct inquiry_gateway *of, size_t before)
{
	size_t n = 0;

	for (size_t i = 0; i < of->pieces.n; i++) {
		const struct coverage_piece *g = &of->pieces.items[i];
		int64_t wide = g->until - g->since;
		char text[DURATION_TEXT];

		if (g->state != COVERAGE_NONE ||
		    (before + n++ >= SHOWN && f->fleet &&
		     is_for_people(p)))
			continue;
		page_cells_from(p, !f->fleet,
			cell_text(of->name), cell_time(g->since / SECOND),
			cell_time(g->until / SECOND),
			cell_signed(wide / SECOND),
			cell_text(length_of(wide, text)),
			cell_text(why_of(f, g)));
	}
	return n;
}

static void put_gaps(struct page *p, const struct inquiry *f)
{
	static const struct column columns[] = {
		/* Of a fleet alone. */
		{ .key = "gateway", .head = "GATEWAY", .fold = 8 },
		{ .key = "from", .head = "FROM" },
		{ .key = "until", .head = "UNTIL" },
		{ .key = "seconds", .head = NULL },
		{ .key = "long", .head = "LONG", .unsaid = true },
		{ .key = "why", .head = "WHY", .fold = 24 },
	};
	const struct grid grid = {
		.key = "gaps", .columns = columns + !f->fleet,
		.n = ARRAY_SIZE(columns) - !f->fleet,
		.view = f->fleet ? "gateway from until long why" :
			"from until long why",
	};
	size_t n = 0;

	page_table(p, &grid, "Not measured");
	for (size_t i = 0; i < f->ngateways; i++)
		n += put_gaps_of(p, f, &f->gateways[i], n);
	page_table_end(p, "All of the period was.");
	if (f->fleet && is_for_people(p) && n > SHOWN)
		page_say(p, TONE_NOTE, "The first %d of %zu; all are in CSV "
			 "and JSON.", SHOWN, n);
}

/* --- stretches --------------------------------------------------------- */

static const char *end_words[COVER_ENDS] = {
	[COVER_OPEN] = "goes on", [COVER_CHANGED] = "another began",
	[COVER_STOPPED] = "stopped", [COVER_KILLED] = "without a word",
	[COVER_SILENT] = "silence", [COVER_CLOCK] = "clock set back",
};

static void put_stretch(struct page *p, const struct inquiry *f,
			const struct inquiry_gateway *g,
			const struct coverage_stretch *s)
{
	char lists[80];

	snprintf(lists, sizeof(lists), "%" PRId64 "%s%.12s", s->generation,
		 *s->digest ? " " : "", s->digest);
	page_cells_from(p, !f->fleet,
		cell_text(g->name), cell_time(s->since / SECOND),
		cell_time(s->until / SECOND),
		cell_text(*s->mode ? s->mode : "unknown"),
		cell_text(s->vendors ? s->vendors : "unknown"),
		cell_signed(s->generation), cell_text(s->digest),
		cell_text(lists), cell_text(end_words[s->end]),
		cell_signed(s->lost), cell_signed(s->folded),
		cell_signed(s->passed), cell_signed(s->refused),
		cell_signed(s->away));
}

static void put_stretches(struct page *p, const struct inquiry *f)
{
	static const struct column columns[] = {
		/* Of a fleet alone. */
		{ .key = "gateway", .head = "GATEWAY", .fold = 8 },
		{ .key = "from", .head = "FROM" },
		{ .key = "until", .head = "UNTIL" },
		{ .key = "mode", .head = "MODE" },
		{ .key = "vendors", .head = "VENDORS", .fold = 20, .give = 1 },
		{ .key = "generation", .head = NULL },
		{ .key = "digest", .head = NULL },
		{ .key = "lists", .head = "LISTS", .unsaid = true, .give = 2 },
		{ .key = "ended", .head = "ENDED", .fold = 7 },
		{ .key = "lost", .head = "LOST", .right = true },
		{ .key = "folded", .head = NULL, .right = true },
		{ .key = "unjudged_passed", .head = "UNJUDGED", .right = true,
		  .give = 3 },
		{ .key = "unjudged_refused", .head = NULL, .right = true },
		{ .key = "away_ms", .head = NULL, .right = true },
	};
	const struct grid grid = {
		.key = "stretches", .columns = columns + !f->fleet,
		.n = ARRAY_SIZE(columns) - !f->fleet,
	};
	size_t n = 0;

	page_table(p, &grid, "Stretches in which nothing changed, and what is "
		   "lost of them");
	for (size_t i = 0; i < f->ngateways; i++) {
		const struct inquiry_gateway *g = &f->gateways[i];

		for (size_t k = 0; k < g->coverage.n; k++)
			if (n++ < SHOWN || !f->fleet || !is_for_people(p))
				put_stretch(p, f, g, &g->coverage.items[k]);
	}
	page_table_end(p, "None: there is no line of the log of this period.");
	if (f->fleet && is_for_people(p) && n > SHOWN)
		page_say(p, TONE_NOTE, "The first %d of %zu; all are in CSV "
			 "and JSON.", SHOWN, n);
}

void covered_put(struct page *p, struct inquiry *f)
{
	const struct coverage *c = &f->coverage;
	int64_t whole = inquiry_whole(f), none = f->sums[COVERAGE_NONE];
	char share[SHARE], length[DURATION_TEXT];

	page_section(p, "coverage", "3. Coverage");
	if (none == whole)
		page_say(p, TONE_NONE, "Not measured. That nothing is found "
			 "in this period says nothing.");
	else if (none > 0)
		page_say(p, TONE_WARN, "%s of %s was not measured (%s). What "
			 "happened then is not in this report.",
			 share_text(none, whole, share), inquiry_time(f),
			 length_of(none, length));
	else if (COVERAGE_SUM(c, lost) || COVERAGE_SUM(c, passed))
		page_say(p, TONE_WARN, "All of the period was measured, but "
			 "not all that passed was written down or judged.");
	else
		page_say(p, TONE_GOOD, "All of the period was measured, and "
			 "nothing that was seen is lost.");
	if (p->form == PAGE_HTML)
		chart_coverage(p->out, f);
	put_facts(p, f);
	if (f->fleet)
		covered_put_gateways(p, f);
	put_vendors(p, f);
	put_gaps(p, f);
	put_stretches(p, f);
}
