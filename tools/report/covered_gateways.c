/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of a fleet: the coverage of each gateway. */

#include "tools/report/sections.h"
#include "tools/report/share.h"

/* Vendors in scope that it did not enforce in all of what was measured. */
static void write_less(const struct inquiry *f,
		       const struct inquiry_gateway *g, struct buffer *to)
{
	int64_t there = g->coverage.until - g->coverage.since -
			g->sums[COVERAGE_NONE];

	buffer_text(to, "");
	for (size_t i = 0; i < f->nscope && there > 0; i++) {
		int64_t sums[COVERAGE_STATES];
		struct coverage_pieces p;

		coverage_pieces(&p, &g->coverage, f->scope[i].id);
		coverage_sum(&p, sums);
		coverage_pieces_done(&p);
		if (sums[COVERAGE_ENFORCE] < there)
			buffer_printf(to, "%s%s", to->len > 0 ? " " : "",
				      f->scope[i].id);
	}
}

static void put_gateway(struct page *p, const struct inquiry *f,
			const struct inquiry_gateway *g)
{
	const struct coverage *c = &g->coverage;
	int64_t whole = c->until - c->since;
	char text[COVERAGE_STATES][SHARE], measured[SHARE];
	struct buffer less = { 0 };

	for (int s = 0; s < COVERAGE_STATES; s++)
		share_text(g->sums[s], whole, text[s]);
	share_text(whole - g->sums[COVERAGE_NONE], whole, measured);
	write_less(f, g, &less);
	page_cells(p, cell_text(g->name), cell_text(c->n == 0 ?
		   "not measured" : measured),
		   cell_text(text[COVERAGE_ENFORCE]),
		   cell_text(text[COVERAGE_OBSERVE]),
		   cell_text(text[COVERAGE_OFF]),
		   cell_text(text[COVERAGE_UNKNOWN]),
		   cell_text(text[COVERAGE_NONE]), cell_text(less.p),
		   cell_number(coverage_ended(c, COVER_STOPPED)),
		   cell_number(coverage_ended(c, COVER_KILLED)),
		   cell_number(coverage_ended(c, COVER_SILENT)),
		   cell_signed(COVERAGE_SUM(c, lost)),
		   cell_signed(COVERAGE_SUM(c, passed)),
		   cell_time(g->heard));
	buffer_done(&less);
}

void covered_put_gateways(struct page *p, const struct inquiry *f)
{
	static const struct column columns[] = {
		{ .key = "gateway", .head = "GATEWAY", .fold = 12 },
		{ .key = "measured", .head = "MEASURED", .right = true },
		{ .key = "enforced", .head = "ENFORCED", .right = true },
		{ .key = "observed", .head = "OBSERVED", .right = true,
		  .give = 4 },
		{ .key = "off", .head = "OFF", .right = true, .give = 5 },
		{ .key = "unknown", .head = "UNKNOWN", .right = true,
		  .give = 8 },
		{ .key = "not_measured", .head = "NOT MEASURED",
		  .right = true },
		{ .key = "not_enforced", .head = "NOT ALWAYS ENFORCED",
		  .fold = 14, .give = 1 },
		{ .key = "stops", .head = "STOPS", .right = true, .give = 9 },
		{ .key = "kills", .head = "KILLED", .right = true,
		  .give = 10 },
		{ .key = "silences", .head = "SILENCES", .right = true,
		  .give = 7 },
		{ .key = "lost", .head = "LOST", .right = true, .give = 2 },
		{ .key = "unjudged_passed", .head = "UNJUDGED", .right = true,
		  .give = 3 },
		{ .key = "heard", .head = "HEARD", .fold = 10, .give = 6 },
	};
	static const struct grid grid = {
		.key = "coverage_gateways", GRID_COLUMNS(columns),
	};
	size_t none = 0;

	page_table(p, &grid, "Each gateway that the centre knows");
	for (size_t i = 0; i < f->ngateways; i++) {
		put_gateway(p, f, &f->gateways[i]);
		none += f->gateways[i].coverage.n == 0;
	}
	page_table_end(p, "None.");
	if (none > 0)
		page_say(p, TONE_NONE, "%zu of %zu gateways %s not measured "
			 "at all: that nothing is found there says nothing.",
			 none, f->ngateways, none == 1 ? "was" : "were");
}
