/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists rollback, pin, freeze: which generation stays in force. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "ruleset/generation/generation.h"
#include "tools/changes.h"
#include "tools/cli/answer.h"
#include "tools/cli/who.h"
#include "tools/lists/number.h"
#include "tools/run.h"
#include "tools/sync/sync.h"

enum { UNDO_TEXT = 160, HELD_TEXT = 64 };

/* --- numbers --------------------------------------------------------- */

/* The one that the second word names; else the current one, or that of the
 * lists `before` it. Ends the program where there is none. */
static unsigned chosen(const struct args *a, const char *state, bool before)
{
	unsigned current = generations_current(state);
	unsigned want = a->nwords > 1 ? number_of(a->words[1]) :
			before ? number_of_lists_before(state) : current;

	if (want && number_is_there(state, want))
		return want;
	if (a->nwords > 1)
		fatalx_status(EX_NOINPUT, "there is no generation %s; see "
			      "\"cordon lists show\"", a->words[1]);
	fatalx_status(EX_NOINPUT, before && current ? "there are no other "
		      "lists before the current ones; local rules are taken "
		      "back with \"--remove\"" :
		      "there is no generation yet; \"cordon sync\" makes one");
}

static void must_be_whole(const char *state, unsigned number)
{
	struct generation g;
	int ret = generation_open_number(&g, state, number,
					 GENERATION_VERIFY);

	if (ret < 0)
		fatalx_status(EX_DATAERR, "generation %u %s", number,
			      generation_error(ret));
	generation_close(&g);
}

/* --- holding --------------------------------------------------------- */

static void set_hold(const char *state, const struct generations_hold *h)
{
	int lock = generations_lock(state), ret = lock;

	if (ret == -ETIMEDOUT)
		fatalx_status(EX_TEMPFAIL, "still busy: another has not "
			      "finished with %s/generations", state);
	if (ret >= 0)
		ret = generations_set_hold(state, h);
	/* The hold comes first: a crash between them holds the old one. */
	if (ret == 0 && h->kind == HOLD_PIN &&
	    h->number != generations_current(state))
		ret = generations_switch(state, h->number);
	if (lock >= 0)
		close(lock);
	if (ret < 0)
		fatalx_status(ret == -EACCES || ret == -EPERM ? EX_NOPERM :
			      EX_CANTCREAT, "%s: %s", state, strerror(-ret));
}

/* What is in force, and how it is held. */
static void describe(const char *state, char text[HELD_TEXT])
{
	static const char *const ways[HOLDS] = {
		[HOLD_NONE] = "", [HOLD_PIN] = ", pinned",
		[HOLD_FREEZE] = ", frozen", [HOLD_ROLLBACK] = ", rolled back",
	};
	struct generations_hold h;

	generations_hold(state, &h);
	snprintf(text, HELD_TEXT, "generation %u%s",
		 generations_current(state), ways[h.kind]);
}

/* In the register of changes; `before` is as it was described. */
static void note(const struct config *c, const char *before, const char *what)
{
	struct audit audit = { .file = { .fd = -1 } };
	char after[HELD_TEXT];
	const struct audit_change change = {
		.of = "lists", .before = before, .after = after,
	};

	describe(c->state, after);
	changes_open(&audit, c->log.file);
	audit_change(&audit, "hold", who_uid(), &change, "%s", what);
	audit_close(&audit);
}

static int let_go(const struct args *a, const struct config *c)
{
	static const struct column columns[] = {
		{ .key = "hold", .head = "HOLD" },
		{ .key = "before", .head = "BEFORE" },
		{ .key = "generation", .head = "GENERATION", .right = true },
	};
	static const struct grid grid = {
		GRID_COLUMNS(columns), .in = IN_ROWS,
	};
	const struct generations_hold none = { .kind = HOLD_NONE };
	struct answer *an = answer_begin(a, "cordon.hold/1");
	struct generations_hold h;
	struct cell cells[3];
	char was[HELD_TEXT];

	describe(c->state, was);
	generations_hold(c->state, &h);
	set_hold(c->state, &none);
	if (h.kind != HOLD_NONE)
		note(c, was, "held no longer");
	cells[0] = cell_text(hold_words[HOLD_NONE]);
	cells[1] = cell_text(hold_words[h.kind]);
	cells[2] = cell_number(generations_current(c->state));
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		answer_put(an, columns[i].key, cells[i]);
	answer_say(an, h.kind == HOLD_NONE ? "nothing was held\n" :
		   "held no longer; what lists say now comes with: cordon "
		   "sync\n");
	answer_table(an, &grid);
	answer_cells(an, cells);
	answer_table_end(an);
	answer_end(an);
	return 0;
}

/* What brings back the hold of now, and the generation that is in force. */
static void undo_of(const char *state, const struct generations_hold *next,
		    char out[UNDO_TEXT])
{
	static const char until[] = "; until then lists change nothing, and "
				    "local rules still count";
	unsigned current = generations_current(state);
	bool same = next->kind == HOLD_FREEZE || next->number == current;
	struct generations_hold now;

	generations_hold(state, &now);
	if (now.kind == HOLD_PIN)
		snprintf(out, UNDO_TEXT, "cordon lists pin %u%s", now.number,
			 until);
	else if (now.kind == HOLD_FREEZE && same)
		snprintf(out, UNDO_TEXT, "cordon lists freeze%s", until);
	else if (now.kind == HOLD_FREEZE)
		snprintf(out, UNDO_TEXT, "cordon lists pin %u, then cordon "
			 "lists freeze%s", current, until);
	else
		snprintf(out, UNDO_TEXT, "cordon lists %s --off%s%s",
			 next->kind == HOLD_FREEZE ? "freeze" : "pin",
			 same ? "" : ", then cordon sync", until);
}

/* Pins `number`, and brings it into force. */
static int hold(const struct args *a, const struct config *c,
		enum hold kind, unsigned number, const char *reason)
{
	struct generations_hold h = { .kind = kind, .number = number };
	char undo[UNDO_TEXT], was[HELD_TEXT];

	must_be_whole(c->state, number);
	undo_of(c->state, &h, undo);
	snprintf(h.reason, sizeof(h.reason), "%s", reason);
	describe(c->state, was);
	set_hold(c->state, &h);
	note(c, was, reason);
	return sync_held(a, c, undo);
}

static int run(const struct args *a, enum hold kind, bool before,
	       const char *reason)
{
	struct config c;
	int lock, status;

	sync_config(&c, a);
	lock = sync_lock(&c, a);
	status = a->off ? let_go(a, &c) :
		 hold(a, &c, kind, chosen(a, c.state, before), reason);
	close(lock);
	config_done(&c);
	return status;
}

int lists_hold_rollback_run(const struct args *a)
{
	return run(a, HOLD_PIN, true, "rolled back");
}

int lists_hold_pin_run(const struct args *a)
{
	return run(a, HOLD_PIN, false, "pinned");
}

int lists_hold_freeze_run(const struct args *a)
{
	return run(a, HOLD_FREEZE, false, "frozen");
}
