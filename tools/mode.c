/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon mode, cordon confirm, cordon reload: what changes the daemon. */

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/duration.h"
#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/answer.h"
#include "tools/cli/candidates.h"
#include "tools/cli/client.h"
#include "tools/cli/modes.h"
#include "tools/cli/period.h"
#include "tools/run.h"

static const struct column columns[] = {
	{ .key = "id", .head = "VENDOR" }, { .key = "mode", .head = "MODE" },
};

/* A row without a vendor is about all that have no mode of their own. */
static const struct grid rows = { GRID_COLUMNS(columns), .in = IN_ROWS };

/* --- for a while ------------------------------------------------------ */

static const char *whose(const struct jsontree_node *timed)
{
	const char *vendor = jsontree_text(timed, "vendor");

	return *vendor ? vendor : "cordon";
}

/* What follows when a mode that holds for a while is over. */
static const char *mode_after(const struct args *a,
			      const struct jsontree_node *status,
			      const struct jsontree_node *timed)
{
	const char *word;
	struct config c;

	config_load(&c, a->config);
	word = modes_after(&c, status, timed);
	config_done(&c);
	return word;
}

/* Of what has just been set, if it holds for a while, or of others. */
static void say_timed(struct answer *an, const struct args *a,
		      const struct jsontree_node *n, const char *set)
{
	char left[DURATION_TEXT];

	jsontree_each(t, jsontree_at(n, "timed_modes")) {
		if (set && strcmp(set, whose(t)) == 0)
			continue;
		answer_say(an, "%s %s in mode %s for another %s%s, then %s\n",
			   paint_safe(whose(t)), set ? "stays" : "is",
			   paint_safe(jsontree_text(t, "mode")),
			   duration_format((uint64_t)jsontree_number(
			   t, "ends_in"), left),
			   jsontree_true(t, "needs_confirm") ?
			   ", unless: cordon confirm" : "",
			   mode_after(a, n, t));
	}
}

/* --- showing ---------------------------------------------------------- */

static void put_vendors(struct answer *an, const struct jsontree_node *status,
			const struct grid *t, bool with_all)
{
	answer_table(an, t);
	if (with_all)
		answer_row(an, cell_text(""),
			   cell_text(jsontree_text(status, "mode")));
	jsontree_each(v, jsontree_at(status, "vendors"))
		answer_row(an, cell_text(jsontree_text(v, "id")),
			   cell_text(jsontree_text(v, "mode")));
	answer_table_end(an);
}

/* The same fields as of an answer to a change. */
static void put_fields(struct answer *an, const struct jsontree_node *status)
{
	static const char *const keys[] = {
		"mode", "mode_origin", "mode_recalled", "mode_ends_in",
		"mode_needs_confirm", "on_failure", "on_stop", "timed_modes",
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		answer_member(an, jsontree_member(status, keys[i]));
	answer_put(an, "generation", cell_signed(jsontree_number(status,
		   "generation.number")));
}

static int show(const struct args *a)
{
	static const struct grid vendors = {
		.key = "vendors", GRID_COLUMNS(columns), .in = IN_JSON,
	};
	struct client c;
	const struct jsontree_node *n = client_require(&c, a, "status");
	struct answer *an = answer_begin(a, "cordon.mode/1");
	const char *mode = jsontree_text(n, "mode");
	char from[MODES_ORIGIN];

	put_fields(an, n);
	answer_say(an, "%s, %s%s%s\n", paint_safe(mode),
		   modes_origin(n, from), modes_refuse_nothing(n) ?
		   ": nothing is refused" : "", strcmp(mode, "observe") == 0 ?
		   "; what enforcing would refuse: cordon log --action "
		   "would-block" : "");
	say_timed(an, a, n, NULL);
	jsontree_each(v, jsontree_at(n, "vendors"))
		if (strcmp(jsontree_text(v, "mode"), "off") != 0)
			answer_say(an, "  %-20s %s\n",
				   paint_safe(jsontree_text(v, "id")),
				   paint_safe(jsontree_text(v, "mode")));
	answer_say(an, "others are off; see \"cordon vendors\"\n");
	put_vendors(an, n, &vendors, false);
	put_vendors(an, n, &rows, true);
	answer_end(an);
	client_done(&c);
	return 0;
}

/* --- changing --------------------------------------------------------- */

/* It goes into a line of words, and must be one of the catalogue's. */
static void check_vendor(const struct args *a)
{
	char *miss = candidates_miss(KIND_VENDOR, a, "vendor", a->vendor);

	if (miss || strpbrk(a->vendor, " \t\n"))
		fatalx_status(EX_USAGE, "%s see \"cordon vendors\"", miss ?
			      miss : "no vendor has blanks in its id;");
}

/* The words of the request; the caller frees. */
static char *request_of(const struct args *a)
{
	const char *for_time = a->time_for, *confirm = a->confirm;

	if (for_time)
		period_read("--for", for_time);
	if (confirm)
		period_read("--confirm", confirm);
	if (a->vendor)
		check_vendor(a);
	return xasprintf("mode %s%s%s%s%s", a->words[0],
			 a->vendor ? " vendor " : "",
			 a->vendor ? a->vendor : "",
			 for_time ? " for " : confirm ? " confirm " : "",
			 for_time ? for_time : confirm ? confirm : "");
}

/* What was before can be set again, if it was to last. */
static void say_undo(struct answer *an, const struct args *a,
		     const struct jsontree_node *before)
{
	bool timed = jsontree_at(before, "mode_ends_in");

	if (!a->time_for && !a->confirm && !a->vendor && !timed)
		answer_say(an, "; undo: cordon mode %s",
			   paint_safe(jsontree_text(before, "mode")));
}

/* How what was set for a while ends. */
static void say_way_back(struct answer *an, const struct args *a,
			 const struct jsontree_node *n,
			 const struct jsontree_node *t)
{
	if (a->confirm)
		answer_say(an, "; back to %s after %s unless: cordon confirm",
			   mode_after(a, n, t), paint_safe(a->confirm));
	else
		answer_say(an, " for %s, then %s again",
			   paint_safe(a->time_for), mode_after(a, n, t));
}

static void say_changed(struct answer *an, const struct args *a,
			const struct jsontree_node *before,
			const struct jsontree_node *now)
{
	const char *set = a->vendor ? a->vendor : "cordon";

	answer_say(an, "%s is now in mode %s", paint_safe(set),
		   paint_safe(a->words[0]));
	jsontree_each(t, jsontree_at(now, "timed_modes"))
		if (strcmp(set, whose(t)) == 0)
			say_way_back(an, a, now, t);
	say_undo(an, a, before);
	answer_say(an, "\n");
	say_timed(an, a, now, set);
}

static int change(const struct args *a)
{
	char *request = request_of(a);
	const struct jsontree_node *before;
	struct answer *an;
	struct client was, c;

	before = client_require(&was, a, "status");
	client_require(&c, a, request);
	an = answer_begin(a, "cordon.mode/1");
	answer_members(an, c.answer);
	say_changed(an, a, before, c.answer);
	answer_table(an, &rows);
	answer_row(an, cell_text(a->vendor ? a->vendor : ""),
		   cell_text(a->words[0]));
	answer_table_end(an);
	answer_end(an);
	client_done(&c);
	client_done(&was);
	free(request);
	return 0;
}

int mode_run(const struct args *a)
{
	if (a->nwords == 0 && (a->time_for || a->confirm || a->vendor))
		fatalx_status(EX_USAGE, "which mode? off, observe or enforce");
	return a->nwords == 0 ? show(a) : change(a);
}

/* --- cordon confirm, cordon reload ------------------------------------ */

int mode_confirm_run(const struct args *a)
{
	struct client was, c;
	const struct jsontree_node *before = client_require(&was, a, "status");
	const struct jsontree_node *n = client_require(&c, a, "confirm");
	struct answer *an = answer_begin(a, "cordon.mode/1");

	answer_members(an, n);
	jsontree_each(t, jsontree_at(before, "timed_modes"))
		if (jsontree_true(t, "needs_confirm"))
			answer_say(an, "confirmed: %s stays in mode %s\n",
				   paint_safe(whose(t)),
				   paint_safe(jsontree_text(t, "mode")));
	answer_end(an);
	client_done(&c);
	client_done(&was);
	return 0;
}

int mode_reload_run(const struct args *a)
{
	struct client c;
	const struct jsontree_node *n = client_require(&c, a, "reload");
	struct answer *an = answer_begin(a, "cordon.mode/1");

	answer_members(an, n);
	answer_say(an, "reloaded: mode %s, generation %lld\n",
		   paint_safe(jsontree_text(n, "mode")),
		   jsontree_number(n, "generation"));
	answer_end(an);
	client_done(&c);
	return 0;
}
