/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon vendors enable|disable: what of the catalogue is on here. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "lib/folder.h"
#include "lib/log.h"
#include "nfq/event/audit.h"
#include "ruleset/config/config_mode.h"
#include "ruleset/config/source.h"
#include "tools/cli/answer.h"
#include "tools/cli/client.h"
#include "tools/cli/who.h"
#include "tools/run.h"
#include "tools/vendors/vendors.h"

enum { COMMAND_TEXT = 128 };

/* The command that brings back what was there before; "" if it is the same. */
static const char *undo_of(const struct config *c, const char *id,
			   enum mode now, char text[COMMAND_TEXT])
{
	const struct config_vendor *cv = config_vendor(c, id);
	enum mode before = cv ? cv->mode :
			   source_names_vendor(&c->sources, id) ? MODE_INHERIT :
			   MODE_OFF;

	text[0] = '\0';
	if (before == now)
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

static void say_undo(struct answer *an, const struct config *c, const char *id,
		     enum mode now)
{
	char text[COMMAND_TEXT];

	if (*undo_of(c, id, now, text))
		answer_say(an, "; undo: %s", text);
	answer_say(an, "\n");
}

/* The mode of a vendor that was switched. */
static void put_switched(struct answer *an, const struct config *c,
			 const char *id, enum mode now)
{
	static const struct column columns[] = {
		{ .key = "id", .head = "ID" },
		{ .key = "enabled", .head = "ENABLED" },
		{ .key = "mode", .head = "MODE" },
		{ .key = "undo", .head = "UNDO" },
	};
	static const struct grid grid = {
		GRID_COLUMNS(columns), .in = IN_ROWS,
	};
	enum mode mode = now == MODE_OFF ? MODE_OFF : c->mode;
	char undo[COMMAND_TEXT];
	const struct cell cells[] = {
		cell_text(id), cell_bool(now != MODE_OFF),
		cell_text(mode_words[mode]),
		cell_text(undo_of(c, id, now, undo)),
	};

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		answer_put(an, columns[i].key, cells[i]);
	answer_table(an, &grid);
	answer_cells(an, cells);
	answer_table_end(an);
}

/* In the file of "cordon mode", which outlasts a restart and a new package. */
static void store(const struct vendors *v, const char *id, enum mode mode)
{
	struct audit audit = { .file = { .fd = -1 } };
	int ret;

	folder_make(v->config.state, 0755);
	ret = config_store_mode(&v->config, id, mode);
	if (ret < 0)
		fatalx_status(ret == -EACCES || ret == -EPERM ? EX_NOPERM :
			      EX_CANTCREAT, "%s/mode.conf: %s",
			      v->config.state, strerror(-ret));
	audit_open(&audit, v->config.log.file);
	audit_write(&audit, "vendors", who_uid(), "%s %s",
		    mode == MODE_OFF ? "disabled" : "enabled", id);
	audit_close(&audit);
}

/* `of` is NULL where lists describe the vendor. */
static void say_enabled(struct answer *an, const struct vendors *v,
			const char *id, const struct vendor *of)
{
	enum mode mode = v->config.mode;

	answer_say(an, "%s is on: ", id);
	if (mode == MODE_ENFORCE)
		answer_say(an, "blocked, as all of cordon");
	else if (mode == MODE_OBSERVE)
		answer_say(an, "only observed, as all of cordon; to block it: "
			   "cordon mode enforce --vendor %s", id);
	else
		answer_say(an, "but cordon is off; see: cordon mode");
	say_undo(an, &v->config, id, MODE_INHERIT);
	if (of && of->names.n + of->prefixes.n + of->ports.n == 0)
		answer_say(an, "nothing of it is known that could be "
			   "matched\n");
	if (of && of->notes.n > 0)
		answer_say(an, "what to know first: cordon vendors show %s\n",
			   id);
}

/* The vendor that is to be switched; NULL for one that lists describe. */
static const struct vendor *find_any(const struct vendors *v, const char *id)
{
	return source_names_vendor(&v->config.sources, id) ?
	       catalogue_find(&v->catalogue, id) : vendors_find(v, id);
}

static void tell(const struct args *a, const struct vendors *v,
		 const char *id, const struct vendor *of, enum mode now)
{
	struct answer *an = answer_begin(a, "cordon.vendor.mode/1");

	put_switched(an, &v->config, id, now);
	if (now == MODE_OFF) {
		answer_say(an, "%s is off", id);
		say_undo(an, &v->config, id, now);
	} else {
		say_enabled(an, v, id, of);
	}
	answer_end(an);
}

int vendors_switch_enable_run(const struct args *a)
{
	const char *id = a->words[1];
	const struct vendor *of;
	struct vendors v;

	vendors_open(&v, a);
	of = find_any(&v, id);
	if (of && of->is_class)
		fatalx_status(EX_USAGE, "%s is a class of products, not a "
			      "vendor: there is nothing to match; see \"cordon "
			      "vendors show %s\"", id, id);
	store(&v, id, MODE_INHERIT);
	client_reload(a);
	tell(a, &v, id, of, MODE_INHERIT);
	vendors_close(&v);
	return 0;
}

int vendors_switch_disable_run(const struct args *a)
{
	const char *id = a->words[1];
	struct vendors v;

	vendors_open(&v, a);
	find_any(&v, id);
	store(&v, id, MODE_OFF);
	client_reload(a);
	tell(a, &v, id, NULL, MODE_OFF);
	vendors_close(&v);
	return 0;
}
