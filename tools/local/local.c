/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon block, cordon allow: rules of this gateway in one line. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/prefix.h"
#include "ruleset/config/guard.h"
#include "ruleset/list/list.h"
#include "tools/cli/answer.h"
#include "tools/cli/client.h"
#include "tools/local/result.h"
#include "tools/run.h"
#include "tools/sync/surroundings.h"

/* --- what must not be blocked ---------------------------------------- */

static void parse_entry(struct list_entry *e, const char *entry)
{
	bool full = strncmp(entry, "full:", 5) == 0;

	*e = (struct list_entry) { .kind = full ? LIST_EXACT : LIST_SUFFIX };
	if (prefix_parse(entry, &e->prefix))
		e->kind = LIST_PREFIX;
	else
		snprintf(e->name, sizeof(e->name), "%s", entry + 5 * full);
}

/* As for lists (guard.h): what this gateway itself needs. */
static void must_be_harmless(const struct order *o, char *const *entries)
{
	const struct config_source any = {
		.allow_special = true, .widest4 = ORDER_WIDEST4,
		.widest6 = ORDER_WIDEST6,
	};
	struct guard_check *check = xcalloc(1, sizeof(*check));
	char text[FAULT_TEXT];
	struct list_entry e;
	struct fault why;
	struct guards g;

	if (!surroundings_read(&g, &o->config, &why))
		fatalx_status(EX_OSERR, "what this gateway itself needs is "
			      "not known: %s; --force does without",
			      fault_text(&why, text));
	for (int i = 0; i < o->a->nwords; i++) {
		guard_begin(check, &g, &any);
		parse_entry(&e, entries[i]);
		guard_entry(check, &e);
		if (check->verdict != GUARD_OK)
			fatalx_status(EX_DATAERR, "%s; to block it all the "
				      "same: --force",
				      fault_text(&check->fault, text));
	}
	surroundings_done(&g);
	free(check);
}

/* --- the command ----------------------------------------------------- */

static void tell(struct order *o, const struct deed *d, struct answer *an)
{
	char said[RESULT_TEXT];

	result_say(o, d, said);
	answer_row(an, cell_text(d->entry), cell_bool(d->changed),
		   cell_text(said));
	answer_say(an, "%s\n", paint_safe(said));
}

static void tell_all(struct order *o, struct deed *deeds)
{
	static const struct column columns[] = {
		{ .key = "entry", .head = "ENTRY", .fold = 20 },
		{ .key = "changed", .head = "CHANGED" },
		{ .key = "said", .head = "SAID" },
	};
	static const struct grid grid = {
		.key = "rules", GRID_COLUMNS(columns),
		.in = IN_ROWS | IN_JSON,
	};
	struct answer *an = answer_begin(o->a, "cordon.local/1");

	answer_table(an, &grid);
	for (int i = 0; i < o->a->nwords; i++)
		tell(o, &deeds[i], an);
	answer_table_end(an);
	answer_end(an);
}

static int change(const struct args *a, enum timed_action action)
{
	char **entries = xcalloc((size_t)a->nwords, sizeof(*entries));
	struct deed *deeds = xcalloc((size_t)a->nwords, sizeof(*deeds));
	struct order o;

	for (int i = 0; i < a->nwords; i++)
		deeds[i].entry = entries[i] = order_entry(a->words[i]);
	order_begin(&o, a, action);
	if (action == TIMED_BLOCK && !a->remove && !a->force)
		must_be_harmless(&o, entries);
	for (int i = 0; i < a->nwords; i++)
		result_before(a, &deeds[i]);
	for (int i = 0; i < a->nwords; i++)
		order_obey(&o, &deeds[i]);
	client_reload(a);
	tell_all(&o, deeds);
	order_finish(&o);
	for (int i = 0; i < a->nwords; i++)
		free(entries[i]);
	free(entries);
	free(deeds);
	return 0;
}

/* --- what there is --------------------------------------------------- */

/* Behind the "#" of a line of ours: when and who. */
static void put_lines(struct answer *an, const struct order *o)
{
	struct buffer text = { 0 };
	char *rest, *line;

	order_read(o, &text);
	for (rest = text.p; rest && (line = strsep(&rest, "\n")); ) {
		char *entry = line + strspn(line, " \t");
		char *note = strchr(entry, '#');

		if (note)
			*note++ = '\0';
		entry[strcspn(entry, " \t\r")] = '\0';
		if (*entry)
			answer_row(an, cell_text(entry), cell_text(NULL),
				   cell_text(note ? note + strspn(note, " ") :
					     NULL), cell_text(NULL),
				   cell_text(o->list));
	}
	buffer_done(&text);
}

static void put_timed(struct answer *an, const struct order *o)
{
	const struct timed_rule *r = o->timed.rules.items;

	for (size_t i = 0; i < o->timed.rules.n; i++)
		if (r[i].action == o->action)
			answer_row(an, cell_text(r[i].entry),
				   cell_text(r[i].until), cell_text(r[i].by),
				   cell_text(r[i].reason), cell_text(NULL));
}

static int show(const struct args *a, enum timed_action action)
{
	static const struct column columns[] = {
		{ .key = "entry", .head = "ENTRY", .fold = 20 },
		{ .key = "until", .head = "UNTIL" },
		{ .key = "by", .head = "BY" },
		{ .key = "reason", .head = "WHY", .fold = 12 },
		{ .key = "list", .head = "LIST", .fold = 16, .give = 1 },
	};
	static const struct grid grid = {
		.key = "rules", GRID_COLUMNS(columns),
	};
	struct answer *an;
	struct order o;

	order_begin(&o, a, action);
	an = answer_begin(a, "cordon.local.list/1");
	answer_table(an, &grid);
	put_timed(an, &o);
	put_lines(an, &o);
	answer_table_end(an);
	answer_end(an);
	order_finish(&o);
	return 0;
}

static int run(const struct args *a, enum timed_action action)
{
	if (a->list && a->nwords == 0 && !a->remove)
		return show(a, action);
	if (a->list)
		fatalx_status(EX_USAGE, "--list stands alone");
	if (a->nwords == 0)
		fatalx_status(EX_USAGE, "%s what? usage: cordon %s NAME|"
			      "ADDRESS...; see \"cordon help %s\"",
			      timed_words[action], timed_words[action],
			      timed_words[action]);
	return change(a, action);
}

int local_block_run(const struct args *a)
{
	return run(a, TIMED_BLOCK);
}

int local_allow_run(const struct args *a)
{
	return run(a, TIMED_ALLOW);
}
