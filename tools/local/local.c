/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon block, allow and protect: rules of this gateway in one line. */

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

/* As for lists (guard.h): is it what this gateway itself needs, and what? */
static bool is_needed(const struct guards *g, const char *entry,
		      char why[FAULT_TEXT])
{
	const struct config_source any = {
		.allow_special = true, .widest4 = ORDER_WIDEST4,
		.widest6 = ORDER_WIDEST6,
	};
	struct guard_check *check = xcalloc(1, sizeof(*check));
	struct list_entry e;
	bool needed;

	guard_begin(check, g, &any);
	parse_entry(&e, entry);
	guard_entry(check, &e);
	needed = check->verdict != GUARD_OK;
	fault_text(&check->fault, why);
	free(check);
	return needed;
}

/* Notes what is needed; that is not blocked but with --force. */
static void look_around(const struct order *o, struct deed *deeds)
{
	const struct args *a = o->a;
	char text[FAULT_TEXT];
	struct fault why;
	struct guards g;

	if (o->kind != ORDER_BLOCK)
		return;
	if (!surroundings_read(&g, &o->config, &why)) {
		if (a->remove || a->force)
			return;
		fatalx_status(EX_OSERR, "what this gateway itself needs is "
			      "not known: %s; --force does without",
			      fault_text(&why, text));
	}
	for (int i = 0; i < a->nwords; i++) {
		deeds[i].needed = is_needed(&g, deeds[i].entry, text);
		if (deeds[i].needed && !a->remove && !a->force)
			fatalx_status(EX_DATAERR, "%s; to block it all the "
				      "same: --force", text);
	}
	surroundings_done(&g);
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

static int change(const struct args *a, enum order_kind kind)
{
	struct deed *deeds = xcalloc((size_t)a->nwords, sizeof(*deeds));
	struct order o;

	for (int i = 0; i < a->nwords; i++)
		deeds[i].entry = order_entry(a->words[i]);
	order_begin(&o, a, kind, true);
	look_around(&o, deeds);
	for (int i = 0; i < a->nwords; i++)
		result_before(a, &deeds[i]);
	for (int i = 0; i < a->nwords; i++)
		order_obey(&o, &deeds[i]);
	client_reload(a);
	tell_all(&o, deeds);
	order_finish(&o);
	for (int i = 0; i < a->nwords; i++)
		free(deeds[i].entry);
	free(deeds);
	return 0;
}

/* --- what there is --------------------------------------------------- */

/* A line of ours, taken apart: "ENTRY # 2026-11-30, WHO: WHY". What people
 * write behind the "#" is all why. */
struct line_of_list {
	char *entry, *since, *by, *reason;
};

static bool is_date(const char *s)
{
	static const char form[] = "0000-00-00, ";

	for (size_t i = 0; form[i]; i++)
		if (form[i] == '0' ? s[i] < '0' || s[i] > '9' :
		    s[i] != form[i])
			return false;
	return true;
}

static void take_apart(char *line, struct line_of_list *out)
{
	char *note = strchr(line, '#'), *why;

	*out = (struct line_of_list) { .entry = line + strspn(line, " \t") };
	if (note)
		*note++ = '\0';
	out->entry[strcspn(out->entry, " \t\r")] = '\0';
	if (!note)
		return;
	note += strspn(note, " ");
	note[strcspn(note, "\r")] = '\0';
	out->reason = note;
	if (!is_date(note))
		return;
	out->since = note;
	note[10] = '\0';
	out->by = note + 12;
	why = strstr(out->by, ": ");
	out->reason = why ? why + 2 : NULL;
	if (why)
		*why = '\0';
}

static size_t put_lines(struct answer *an, const struct order *o)
{
	struct buffer text = { 0 };
	struct line_of_list l;
	char *rest, *line;
	size_t n = 0;

	order_read(o, &text);
	for (rest = text.p; rest && (line = strsep(&rest, "\n")); ) {
		take_apart(line, &l);
		if (!*l.entry)
			continue;
		answer_row(an, cell_text(l.entry), cell_text(NULL),
			   cell_text(l.by), cell_text(l.reason),
			   cell_text(l.since), cell_text(o->list));
		n++;
	}
	buffer_done(&text);
	return n;
}

static size_t put_timed(struct answer *an, const struct order *o)
{
	const struct timed_rule *r = o->timed.rules.items;
	size_t n = 0;

	for (size_t i = 0; i < o->timed.rules.n; i++) {
		if (!order_owns(o, &r[i]))
			continue;
		answer_row(an, cell_text(r[i].entry),
			   cell_text(r[i].until), cell_text(r[i].by),
			   cell_text(r[i].reason), cell_text(NULL),
			   cell_text(NULL));
		n++;
	}
	return n;
}

static int show(const struct args *a, enum order_kind kind)
{
	static const struct column columns[] = {
		{ .key = "entry", .head = "ENTRY", .fold = 20 },
		{ .key = "until", .head = "UNTIL" },
		{ .key = "by", .head = "BY" },
		{ .key = "reason", .head = "WHY", .fold = 12 },
		{ .key = "since", .head = "SINCE", .give = 1 },
		{ .key = "list", .head = "LIST", .fold = 16, .give = 2 },
	};
	static const struct grid grid = {
		.key = "rules", GRID_COLUMNS(columns),
	};
	struct answer *an;
	struct order o;
	size_t n;

	order_begin(&o, a, kind, false);
	an = answer_begin(a, "cordon.local.list/1");
	answer_table(an, &grid);
	n = put_timed(an, &o);
	n += put_lines(an, &o);
	answer_table_end(an);
	if (o.hidden && kind != ORDER_PROTECT)
		answer_say(an, "rules for a while are for root to read\n");
	else if (n == 0)
		answer_say(an, "nothing found: no rule in %s%s\n",
			   paint_safe(o.list), kind == ORDER_PROTECT ? "" :
			   ", and none for a while");
	answer_end(an);
	order_finish(&o);
	return 0;
}

static int run(const struct args *a, enum order_kind kind)
{
	if (a->list && a->nwords == 0 && !a->remove)
		return show(a, kind);
	if (a->list)
		fatalx_status(EX_USAGE, "--list stands alone");
	if (a->nwords == 0)
		fatalx_status(EX_USAGE, "%s what? usage: cordon %s NAME|"
			      "ADDRESS...; see \"cordon help %s\"",
			      order_words[kind], order_words[kind],
			      order_words[kind]);
	return change(a, kind);
}

int local_block_run(const struct args *a)
{
	return run(a, ORDER_BLOCK);
}

int local_allow_run(const struct args *a)
{
	return run(a, ORDER_ALLOW);
}

int local_protect_run(const struct args *a)
{
	return run(a, ORDER_PROTECT);
}
