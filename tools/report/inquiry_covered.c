/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The gateways of a report, and what of the period each was covered. */

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "tools/report/inquiry.h"

#define SECOND 1000000ll

/* --- which there are --------------------------------------------------- */

static struct inquiry_gateway *new_gateway(struct inquiry *f, const char *name,
					   time_t heard)
{
	struct inquiry_gateway *g;

	f->gateways = xgrow(f->gateways, f->ngateways, sizeof(*f->gateways));
	g = &f->gateways[f->ngateways++];
	*g = (struct inquiry_gateway) { .name = xstrdup(name),
					.heard = heard };
	g->coverage.since = f->coverage.since;
	g->coverage.until = f->coverage.until;
	return g;
}

/* All that the centre has ever heard of. */
static void find_gateways(struct inquiry *f)
{
	struct buffer sql = { 0 };
	char text[FAULT_TEXT];
	struct fault why;
	struct rows r;

	buffer_text(&sql, "SELECT gateway, heard FROM cordon.v_known");
	query_put_gateway(&sql, " WHERE ", f->query.gateway);
	buffer_text(&sql, " ORDER BY gateway");
	if (!query_ask_fleet(&f->query, &sql, &r, &why))
		fatalx_status(EX_TEMPFAIL, "%s", fault_text(&why, text));
	while (rows_next(&r))
		new_gateway(f, rows_text(&r, 0), (time_t)rows_number(&r, 1));
	buffer_done(&sql);
	if (f->ngateways == 0)
		fatalx_status(EX_NOINPUT, f->query.gateway ? "the centre has "
			      "never heard of that gateway" :
			      "the centre has never heard of a gateway");
}

static int compare_name(const void *key, const void *item)
{
	const struct inquiry_gateway *g = item;

	return strcmp(key, g->name);
}

size_t inquiry_gateway(const struct inquiry *f, const char *name)
{
	const struct inquiry_gateway *g = !f->fleet ? f->gateways :
		bsearch(name, f->gateways, f->ngateways, sizeof(*g),
			compare_name);

	return g ? (size_t)(g - f->gateways) : f->ngateways;
}

/* --- what was in force ------------------------------------------------- */

static void take_stretch(void *arg, const struct row *row)
{
	const int64_t *n = row->number;
	struct inquiry *f = arg;
	size_t at = inquiry_gateway(f, row->text[1]);
	/* What is added is copied. */
	struct coverage_stretch s = {
		.since = n[0], .until = n[1], .generation = n[2],
		.mode = (char *)(uintptr_t)row->text[2],
		.digest = (char *)(uintptr_t)row->text[3],
		.vendors = (char *)(uintptr_t)row->text[4],
		.end = cover_end_of(row->text[5]), .lost = n[3],
		.folded = n[4], .passed = n[5], .refused = n[6], .away = n[7],
	};

	if (strcmp(s.vendors, QUESTION_UNKNOWN) == 0)
		s.vendors = NULL;
	if (at == f->ngateways)
		return;
	coverage_add(&f->coverage, &s);
	coverage_add(&f->gateways[at].coverage, &s);
}

void inquiry_load_coverage(struct inquiry *f)
{
	f->coverage = (struct coverage) {
		.since = f->since * SECOND,
		.until = (f->until + 1) * SECOND,
	};
	if (f->fleet)
		find_gateways(f);
	else
		new_gateway(f, "", 0);
	query_coverage(&f->query, f->since, f->until, take_stretch, f);
	for (size_t i = 0; i < f->ngateways; i++) {
		struct inquiry_gateway *g = &f->gateways[i];

		coverage_pieces(&g->pieces, &g->coverage, NULL);
		coverage_sum(&g->pieces, g->sums);
		for (int s = 0; s < COVERAGE_STATES; s++)
			f->sums[s] += g->sums[s];
	}
}

/* --- of all ------------------------------------------------------------ */

int64_t inquiry_whole(const struct inquiry *f)
{
	return (f->coverage.until - f->coverage.since) *
	       (int64_t)f->ngateways;
}

const char *inquiry_time(const struct inquiry *f)
{
	return f->ngateways > 1 ? "the time of all gateways" : "the period";
}

void inquiry_sums(const struct inquiry *f, const char *vendor,
		  int64_t sums[COVERAGE_STATES])
{
	memset(sums, 0, COVERAGE_STATES * sizeof(*sums));
	for (size_t i = 0; i < f->ngateways; i++) {
		int64_t of[COVERAGE_STATES];
		struct coverage_pieces p;

		coverage_pieces(&p, &f->gateways[i].coverage, vendor);
		coverage_sum(&p, of);
		coverage_pieces_done(&p);
		for (int s = 0; s < COVERAGE_STATES; s++)
			sums[s] += of[s];
	}
}

bool inquiry_is_measured(const struct inquiry_gateway *g, time_t since,
			 time_t until)
{
	for (size_t i = 0; i < g->pieces.n; i++) {
		const struct coverage_piece *p = &g->pieces.items[i];

		if (p->state != COVERAGE_NONE && p->since < until * SECOND &&
		    p->until > since * SECOND)
			return true;
	}
	return false;
}
