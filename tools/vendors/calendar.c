/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon vendors calendar: what the law brings, and when, for this network. */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/alloc.h"
#include "tools/cli/answer.h"
#include "tools/run.h"
#include "tools/vendors/vendors.h"

/* A day ahead. */
struct ahead {
	const struct vendor *of;
	const struct basis *basis;
	const struct basis_day *day;
};

struct calendar {
	struct ahead *items;
	size_t n;
};

static int compare(const void *pa, const void *pb)
{
	const struct ahead *a = pa, *b = pb;
	int c = strcmp(a->day->on, b->day->on);

	return c ? c : strcmp(a->of->id, b->of->id);
}

/* All days of a basis after `today`. */
static void add_days(struct calendar *all, const struct vendor *of,
		     const struct basis *b, const char *today)
{
	const struct basis_day *d = b->days.items;

	for (size_t i = 0; i < b->days.n; i++) {
		if (strcmp(d[i].on, today) <= 0)
			continue;
		all->items = xgrow(all->items, all->n, sizeof(*all->items));
		all->items[all->n++] = (struct ahead) { of, b, &d[i] };
	}
}

static void collect(struct calendar *all, const struct vendors *v,
		    const char *today)
{
	for (size_t i = 0; i < v->catalogue.n; i++) {
		const struct vendor *of = &v->catalogue.vendors[i];
		const struct basis *b = of->bases.items;

		for (size_t k = 0; k < of->bases.n; k++)
			if (vendors_basis_holds(v, of, &b[k]))
				add_days(all, of, &b[k], today);
	}
	if (all->n > 0)
		qsort(all->items, all->n, sizeof(*all->items), compare);
}

int vendors_calendar_run(const struct args *a)
{
	static const struct column columns[] = {
		{ .key = "date", .head = "DATE" },
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "basis", .head = "BASIS" },
		{ .key = "jurisdiction", .head = "WHERE" },
		{ .key = "status", .head = "STATUS", .give = 1 },
		{ .key = "what", .head = "WHAT", .fold = 28 },
	};
	static const struct grid grid = {
		.key = "days", GRID_COLUMNS(columns),
	};
	struct calendar all = { .n = 0 };
	char today[VENDORS_DATE];
	struct answer *an;
	struct vendors v;

	vendors_open(&v, a);
	collect(&all, &v, vendors_today(today));
	an = answer_begin(a, "cordon.vendors.calendar/1");
	answer_put(an, "profile_set", cell_bool(v.profile.set));
	answer_table(an, &grid);
	for (size_t i = 0; i < all.n; i++) {
		const struct basis *b = all.items[i].basis;

		answer_row(an, cell_text(all.items[i].day->on),
			   cell_text(all.items[i].of->id), cell_text(b->id),
			   cell_text(b->jurisdiction ? b->jurisdiction : ""),
			   cell_text(reach_status_words[b->status]),
			   cell_text(all.items[i].day->what));
	}
	answer_table_end(an);
	if (all.n == 0)
		answer_say(an, "no date lies ahead\n");
	if (!v.profile.set)
		answer_say(an, "no profile is set: these are the dates of "
			   "all\n");
	answer_end(an);
	free(all.items);
	vendors_close(&v);
	return 0;
}
