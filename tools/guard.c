/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon guard: whether table inet cordon-guard stands, and lifting it. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/duration.h"
#include "tools/cli/answer.h"
#include "tools/cli/client.h"
#include "tools/cli/period.h"
#include "tools/run.h"

static const char standard_time[] = "1m";

static const struct column columns[] = {
	{ .key = "guard", .head = "GUARD" },
	{ .key = "back_in", .head = "BACK IN" },
	{ .key = "held_back", .head = "HELD BACK", .right = true },
};

static const struct grid states = {
	.key = "guards", GRID_COLUMNS(columns), .in = IN_ROWS,
};

/* "on", "off", "lifted" or "lacking", see cordon.conf(5). */
static void say(struct answer *an, const struct jsontree_node *table)
{
	const char *state = jsontree_text(table, "guard");
	char left[DURATION_TEXT];

	duration_format((uint64_t)jsontree_number(table, "guard_back_in"),
			left);
	answer_say(an, "the guard is %s%s%s\n", paint_safe(state),
		   jsontree_at(table, "guard_back_in") ? "; back in " : "",
		   jsontree_at(table, "guard_back_in") ? left : "");
	if (strcmp(state, "on") == 0)
		answer_say(an, "held back so far: %lld packets\n",
			   jsontree_number(table, "held_back"));
}

static void put(struct answer *an, const struct jsontree_node *table)
{
	answer_table(an, &states);
	answer_row(an, cell_text(jsontree_text(table, "guard")),
		   cell_signed(jsontree_number(table, "guard_back_in")),
		   cell_signed(jsontree_number(table, "held_back")));
	answer_table_end(an);
}

static int tell(const struct args *a)
{
	struct client c;
	const struct jsontree_node *n = client_require(&c, a, "status");
	const struct jsontree_node *table = jsontree_at(n, "table");
	struct answer *an = answer_begin(a, "cordon.guard/1");

	answer_member(an, jsontree_member(table, "guard"));
	answer_member(an, jsontree_member(table, "guard_back_in"));
	answer_member(an, jsontree_member(table, "held_back"));
	say(an, table);
	put(an, table);
	answer_end(an);
	client_done(&c);
	return 0;
}

int guard_show_run(const struct args *a)
{
	return tell(a);
}

int guard_off_run(const struct args *a)
{
	const char *time = a->time_for ? a->time_for : standard_time;
	struct client c;
	char *request;

	period_read("--for", time);
	request = xasprintf("guard off for %s", time);
	client_require(&c, a, request);
	client_done(&c);
	free(request);
	return tell(a);
}

int guard_on_run(const struct args *a)
{
	struct client c;

	client_require(&c, a, "guard on");
	client_done(&c);
	return tell(a);
}
