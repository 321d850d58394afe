/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon vendors calendar: what the law brings, and when, for this network. */

#include "tools/cli/answer.h"
#include "tools/run.h"
#include "tools/vendors/aheads.h"

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
	struct aheads all;
	char today[VENDORS_DATE];
	struct answer *an;
	struct vendors v;

	vendors_open(&v, a);
	aheads_find(&all, &v, vendors_today(today));
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
	aheads_done(&all);
	vendors_close(&v);
	return 0;
}
