/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 5. What people decided: exceptions, and who changed what. */

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/array.h"
#include "lib/log.h"
#include "tools/audit/walk.h"
#include "tools/except/entry.h"
#include "tools/report/sections.h"

#define WITHHELD "withheld"

/* --- exceptions -------------------------------------------------------- */

/* What is told of them here is of the period; a count of uses, too. */
static const struct count *uses_of(const struct inquiry *f, const char *id)
{
	for (size_t i = 0; i < f->by_exception.n; i++)
		if (strcmp(f->by_exception.items[i].what[0], id) == 0)
			return &f->by_exception.items[i];
	return NULL;
}

/* Did it hold at any time of the period, or was it used in it? */
static bool is_of_period(const struct inquiry *f, const struct exception *e)
{
	time_t end = e->end, removed;

	if (*e->removed && moment_parse(e->removed, f->now, &removed) &&
	    removed < end)
		end = removed;
	return uses_of(f, e->id) || (e->from <= f->until && end >= f->since);
}

static bool is_in_scope(const struct inquiry *f, const struct exception *e)
{
	if (!filter_asks(&f->filter, OPTION_VENDOR) || !*e->vendor)
		return true;
	for (size_t i = 0; i < f->nscope; i++)
		if (strcmp(f->scope[i].id, e->vendor) == 0)
			return true;
	return false;
}

static void put_exception(struct page *p, const struct inquiry *f,
			  const struct exception *e)
{
	const struct count *uses = uses_of(f, e->id);
	char what[512], client[PSEUDONYM], owner[PSEUDONYM];
	bool hide = f->hide.on;

	entry_describe(e, what, sizeof(what));
	page_cells(p, cell_text(e->id),
		   cell_text(hide ? pseudonym_machine(&f->hide, "", e->client,
			     client) : e->client),
		   cell_text(what), cell_text(e->created), cell_text(e->until),
		   cell_text(entry_state(e, f->now)),
		   cell_signed(uses ? uses->n[TALLY_EXCEPTED] : 0),
		   cell_text(hide ? pseudonym_of(&f->hide, "person", e->owner,
			     owner) : e->owner),
		   cell_text(hide && *e->reason ? WITHHELD : e->reason),
		   cell_text(hide && *e->ticket ? WITHHELD : e->ticket),
		   cell_text(e->removed));
}

static void put_exceptions(struct page *p, const struct inquiry *f)
{
	static const struct column columns[] = {
		{ .key = "id", .head = "ID" },
		{ .key = "client", .head = "CLIENT", .fold = 17 },
		{ .key = "for", .head = "FOR", .fold = 12 },
		{ .key = "created", .head = "FROM", .fold = 10, .give = 5 },
		{ .key = "until", .head = "UNTIL", .fold = 10 },
		{ .key = "state", .head = "STATE" },
		{ .key = "uses", .head = "USES", .right = true },
		{ .key = "owner", .head = "OWNER", .give = 1 },
		{ .key = "reason", .head = "REASON", .fold = 12, .give = 2 },
		{ .key = "ticket", .head = "TICKET", .give = 3 },
		{ .key = "removed", .head = "REMOVED", .fold = 10, .give = 4 },
	};
	static const struct grid grid = {
		.key = "exceptions", GRID_COLUMNS(columns),
	};
	struct conf_report report = { .errors = 0 };
	struct exceptions x;
	const struct exception *e;

	page_table(p, &grid, "Exceptions that held in the period");
	if (!exceptions_read(&x, f->vendors.config.state, f->now, &report))
		warnx("%s/exceptions.conf: has a mistake; see \"cordon except "
		      "list\"", f->vendors.config.state);
	e = x.list.items;
	for (size_t i = 0; i < x.list.n; i++)
		if (is_of_period(f, &e[i]) && is_in_scope(f, &e[i]))
			put_exception(p, f, &e[i]);
	page_table_end(p, "None did.");
	exceptions_done(&x);
	conf_report_done(&report);
}

/* --- changes ----------------------------------------------------------- */

struct changing {
	struct page *page;
	const struct inquiry *f;
};

static void put_change(void *arg, const struct change *c, const char *line)
{
	struct changing *to = arg;
	const struct inquiry *f = to->f;
	char who[CHANGE_WHO], hidden[PSEUDONYM];
	bool hide = f->hide.on;
	/* What people type may name anybody. */
	bool told = !hide || c->by_itself;
	struct buffer after = { 0 };

	(void)line;
	if (c->time < f->since || c->time > f->until || change_is_idle(c))
		return;
	change_who(c, who);
	change_after(c, &after);
	page_cells_from(to->page, !f->fleet,
		cell_text(c->gateway), cell_time(c->time),
		cell_text(hide && !c->by_itself ?
			  pseudonym_of(&f->hide, "person", who, hidden) : who),
		cell_text(c->event),
		cell_text(hide && strpbrk(c->of, ".:") ? WITHHELD : c->of),
		cell_text(told ? c->detail : WITHHELD),
		cell_text(c->before ? c->before : c->has_values ? "none" : ""),
		cell_text(after.p),
		cell_text(told ? c->command : *c->command ? WITHHELD : ""));
	buffer_done(&after);
}

/* Of a gateway, or of all of a fleet. */
static void walk_changes(struct walk *w, struct inquiry *f)
{
	char *path = walk_register_path(&f->vendors.config);
	char text[FAULT_TEXT];
	struct fault why;

	if (!f->fleet)
		walk_register(w, path, f->since);
	else if (!walk_fleet(w, &f->query, f->since, f->until, &why))
		fatalx_status(EX_TEMPFAIL, "%s", fault_text(&why, text));
	free(path);
}

static const char *none_of(const struct inquiry *f, const struct walk *w)
{
	return w->any ? "None is in the register of changes." :
	       f->fleet ? "None is in any register that has arrived." :
	       "Not known: there is no register of changes that can be read.";
}

static void put_changes(struct page *p, struct inquiry *f)
{
	static const struct column columns[] = {
		/* Of a fleet alone. */
		{ .key = "gateway", .head = "GATEWAY", .fold = 8 },
		{ .key = "time", .head = "TIME", .fold = 10 },
		{ .key = "who", .head = "WHO", .fold = 8 },
		{ .key = "event", .head = "CHANGE" },
		{ .key = "of", .head = "OF", .fold = 10, .give = 3 },
		{ .key = "detail", .head = "IN WORDS", .fold = 20 },
		{ .key = "before", .head = "BEFORE", .fold = 10 },
		{ .key = "after", .head = "AFTER", .fold = 10 },
		{ .key = "command", .head = "COMMAND", .fold = 16,
		  .give = 1 },
	};
	const struct grid grid = {
		.key = "changes", .columns = columns + !f->fleet,
		.n = ARRAY_SIZE(columns) - !f->fleet,
	};
	struct changing to = { p, f };
	struct walk walk = { .take = put_change, .arg = &to };

	page_table(p, &grid, "Changes in the period, by whom");
	walk_changes(&walk, f);
	page_table_end(p, none_of(f, &walk));
	if (!f->fleet && walk.any && walk.begins > f->since)
		page_say(p, TONE_NOTE, "The register of changes begins after "
			 "the period does.");
	if (walk.unread > 0)
		page_say(p, TONE_WARN, "%u of its files cannot be read.",
			 walk.unread);
	walk_done(&walk);
}

/* --- of a fleet -------------------------------------------------------- */

/* Each gateway has a register of its own; what was let through by it is told
 * here, and who changed it below. */
static void put_uses(struct page *p, const struct inquiry *f)
{
	static const struct column columns[] = {
		{ .key = "gateway", .head = "GATEWAY", .fold = 12 },
		{ .key = "id", .head = "ID" },
		{ .key = "uses", .head = "USES", .right = true },
		{ .key = "first", .head = "FIRST", .fold = 10, .give = 2 },
		{ .key = "last", .head = "LAST", .fold = 10, .give = 1 },
	};
	static const struct grid grid = {
		.key = "exceptions", GRID_COLUMNS(columns),
	};

	page_table(p, &grid, "Exceptions that let something through");
	for (size_t i = 0; i < f->by_exception.n; i++) {
		const struct count *c = &f->by_exception.items[i];

		if (c->n[TALLY_EXCEPTED] > 0)
			page_cells(p, cell_text(c->what[1]),
				   cell_text(c->what[0]),
				   cell_signed(c->n[TALLY_EXCEPTED]),
				   cell_time(c->first), cell_time(c->last));
	}
	page_table_end(p, "None did.");
}

void decided_put(struct page *p, struct inquiry *f)
{
	page_section(p, "decided", "5. Exceptions and changes");
	if (f->fleet)
		put_uses(p, f);
	else
		put_exceptions(p, f);
	put_changes(p, f);
}
