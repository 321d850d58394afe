/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon vendors enable|disable: what of the catalogue is on here. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "lib/log.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/config_mode.h"
#include "ruleset/config/source.h"
#include "tools/changes.h"
#include "tools/cli/answer.h"
#include "tools/cli/client.h"
#include "tools/cli/who.h"
#include "tools/run.h"
#include "tools/vendors/vendors.h"

enum { COMMAND_TEXT = 128 };

/* As it is configured. */
static enum mode mode_of(const struct config *c, const char *id)
{
	const struct config_vendor *cv = config_vendor(c, id);

	return cv ? cv->mode : source_names_vendor(&c->sources, id) ?
	       MODE_INHERIT : MODE_OFF;
}

/* The command that brings back what was there before; "" where that stays: what
 * is on in a mode of its own keeps it. */
static const char *undo_of(const struct config *c, const char *id,
			   enum mode now, char text[COMMAND_TEXT])
{
	enum mode before = mode_of(c, id);

	text[0] = '\0';
	if ((before == MODE_OFF) == (now == MODE_OFF))
		return text;
	if (before == MODE_OFF)
		snprintf(text, COMMAND_TEXT, "cordon vendors disable %s", id);
	else if (before == MODE_INHERIT)
		snprintf(text, COMMAND_TEXT, "cordon vendors enable %s", id);
	else
		snprintf(text, COMMAND_TEXT, "cordon mode %s --vendor %s",
			 mode_words[before], id);
	return text;
}

/* --- what became of it ------------------------------------------------- */

/* A vendor that was named. */
struct switched {
	const char *id;
	const struct vendor *of;	/* NULL: lists describe it */
	enum mode now;
	const char *mode;		/* in force, or by the configuration */
	char undo[COMMAND_TEXT];	/* "": it is as it was */
};

enum { ID, ENABLED, MODE_NOW, UNDO, COLUMNS };

static const struct column columns[COLUMNS] = {
	[ID] = { .key = "id", .head = "ID" },
	[ENABLED] = { .key = "enabled", .head = "ENABLED" },
	[MODE_NOW] = { .key = "mode", .head = "MODE" },
	[UNDO] = { .key = "undo", .head = "UNDO" },
};

static void fill(struct cell cells[COLUMNS], const struct switched *s)
{
	cells[ID] = cell_text(s->id);
	cells[ENABLED] = cell_bool(s->now != MODE_OFF);
	cells[MODE_NOW] = cell_text(s->mode);
	cells[UNDO] = cell_text(s->undo);
}

/* The first as members, as if it were alone; all of them as rows. */
static void put_switched(struct answer *an, const struct switched *all,
			 size_t n)
{
	static const struct grid grid = {
		.key = "vendors", GRID_COLUMNS(columns),
		.in = IN_ROWS | IN_JSON,
	};
	struct cell cells[COLUMNS];

	fill(cells, &all[0]);
	for (size_t i = 0; i < COLUMNS; i++)
		answer_put(an, columns[i].key, cells[i]);
	answer_table(an, &grid);
	for (size_t i = 0; i < n; i++) {
		fill(cells, &all[i]);
		answer_cells(an, cells);
	}
	answer_table_end(an);
}

/* As cordond has it; where none answers, as it will be. */
static void ask_modes(const struct args *a, const struct config *c,
		      struct switched *all, size_t n, struct client *client)
{
	const struct jsontree_node *status = client_ask(client, a, "status");

	for (size_t i = 0; i < n; i++) {
		enum mode now = *all[i].undo && all[i].now == MODE_INHERIT ?
				c->mode : *all[i].undo ? all[i].now :
				config_vendor_mode(c, all[i].id);

		all[i].mode = mode_words[now];
		jsontree_each(v, jsontree_at(status, "vendors"))
			if (strcmp(jsontree_text(v, "id"), all[i].id) == 0)
				all[i].mode = jsontree_text(v, "mode");
	}
}

/* --- saying so ---------------------------------------------------------- */

static void say_enabled(struct answer *an, const struct switched *s)
{
	const struct vendor *of = s->of;

	answer_say(an, "%s %s: ", s->id, *s->undo ? "is on" :
		   "was on already, this changes nothing");
	if (strcmp(s->mode, mode_words[MODE_ENFORCE]) == 0)
		answer_say(an, "what is listed of it is blocked");
	else if (strcmp(s->mode, mode_words[MODE_OBSERVE]) == 0)
		answer_say(an, "it is only observed, nothing of it is blocked "
			   "yet; to block it: cordon mode enforce --vendor %s",
			   s->id);
	else
		answer_say(an, "but cordon is off; see \"cordon mode\"");
	answer_say(an, *s->undo ? "; undo: %s\n" : "\n", s->undo);
	if (of && of->names.n + of->prefixes.n + of->ports.n == 0)
		answer_say(an, "nothing of it is known that could be "
			   "matched\n");
	if (of && of->notes.n > 0)
		answer_say(an, "what to know first: cordon vendors show %s\n",
			   s->id);
}

static void say_disabled(struct answer *an, const struct switched *s)
{
	if (*s->undo)
		answer_say(an, "%s is off; undo: %s\n", s->id, s->undo);
	else
		answer_say(an, "%s was off already: this changes nothing\n",
			   s->id);
}

static void tell(const struct args *a, const struct config *c,
		 struct switched *all, size_t n)
{
	struct answer *an = answer_begin(a, "cordon.vendor.mode/1");
	struct client client;

	ask_modes(a, c, all, n, &client);
	put_switched(an, all, n);
	for (size_t i = 0; i < n; i++)
		if (all[i].now == MODE_OFF)
			say_disabled(an, &all[i]);
		else
			say_enabled(an, &all[i]);
	answer_end(an);
	client_done(&client);
}

/* --- switching ---------------------------------------------------------- */

/* In the file of "cordon mode", which outlasts a restart and a new package. */
static void store(struct vendors *v, const struct switched *s)
{
	const struct audit_change change = {
		.of = s->id, .before = mode_words[mode_of(&v->config, s->id)],
		.after = mode_words[s->now],
	};
	struct audit audit = { .file = { .fd = -1 } };
	char says[CENTRAL_TEXT];
	int ret;

	if (!config_admits_mode(&v->config, s->id, s->now))
		fatalx_status(EX_NOPERM, "%s: %s does not leave this to the "
			      "gateway (local_vendors)", s->id,
			      config_central_says(&v->config, says));
	folder_make(v->config.state, 0755);
	ret = config_store_mode(&v->config, s->id, s->now);
	if (ret == -EACCES || ret == -EPERM)
		fatalx_status(EX_NOPERM, "only root may do that (%s/mode.conf: "
			      "%s)", v->config.state, strerror(-ret));
	if (ret < 0)
		fatalx_status(EX_CANTCREAT, "%s/mode.conf: %s",
			      v->config.state, strerror(-ret));
	changes_open(&audit, v->config.log.file);
	audit_change(&audit, "vendors", who_uid(), &change, "%s %s",
		     s->now == MODE_OFF ? "disabled" : "enabled", s->id);
	audit_close(&audit);
}

/* The vendor that is to be switched; NULL for one that lists describe. */
static const struct vendor *find_any(const struct vendors *v, const char *id)
{
	return source_names_vendor(&v->config.sources, id) ?
	       catalogue_find(&v->catalogue, id) : vendors_find(v, id);
}

static void read_vendor(const struct vendors *v, const char *id,
			enum mode now, struct switched *s)
{
	*s = (struct switched) { .id = id, .of = find_any(v, id), .now = now };
	if (now != MODE_OFF && s->of && s->of->is_class)
		fatalx_status(EX_USAGE, "%s is a class of products, not a "
			      "vendor: there is nothing to match; see \"cordon "
			      "vendors show %s\"", id, id);
	undo_of(&v->config, id, now, s->undo);
}

/* All of them, or none. */
static int switch_all(const struct args *a, enum mode now)
{
	size_t n = (size_t)a->nwords - 1;
	struct switched *all = xcalloc(n, sizeof(*all));
	bool changed = false;
	struct vendors v;

	vendors_open(&v, a);
	for (size_t i = 0; i < n; i++)
		read_vendor(&v, a->words[i + 1], now, &all[i]);
	for (size_t i = 0; i < n; i++) {
		if (!*all[i].undo)
			continue;
		store(&v, &all[i]);
		changed = true;
	}
	if (changed)
		client_reload(a);
	tell(a, &v.config, all, n);
	vendors_close(&v);
	free(all);
	return 0;
}

int vendors_switch_enable_run(const struct args *a)
{
	return switch_all(a, MODE_INHERIT);
}

int vendors_switch_disable_run(const struct args *a)
{
	return switch_all(a, MODE_OFF);
}
