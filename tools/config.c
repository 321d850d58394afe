/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon config check|show */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "lib/log.h"
#include "lib/plural.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/source_copy.h"
#include "ruleset/generation/reread.h"
#include "ruleset/list/list.h"
#include "ruleset/policy/misspelt.h"
#include "ruleset/policy/rules.h"
#include "tools/cli/answer.h"
#include "tools/cli/mistakes.h"
#include "tools/run.h"

/* --- check ------------------------------------------------------------ */

/* Each line of a report, as a text of an array and as a row. */
static void put_messages(struct answer *an, char *text)
{
	static const struct column columns[] = {
		{ .key = "message", .head = "MESSAGE" },
	};
	static const struct grid grid = {
		GRID_COLUMNS(columns), .in = IN_ROWS,
	};
	char *next = text, *line;

	answer_open(an, "messages", '[');
	answer_table(an, &grid);
	while ((line = strsep(&next, "\n"))) {
		if (!*line)
			continue;
		answer_put(an, NULL, cell_text(line));
		answer_row(an, cell_text(line));
	}
	answer_table_end(an);
	answer_close(an);
}

/* What of a list counts, and how much there is. */
static void count(void *arg, const struct list_entry *e)
{
	size_t *n = arg;

	*n += !e->allow;
}

/* Was the list taken in by another version, and is a copy of it there? */
static bool is_of_other_reading(const struct config *c,
				const struct config_source *s,
				struct source_copy *taken)
{
	if (!s->id || !s->vendor || source_is_catalogue(s))
		return false;
	source_copy_read(taken, c->state, s);
	return taken->content[0] && taken->reading != LIST_READING;
}

/* Counts the entries of a copy, or of a file of it; true if it is refused. */
static bool read_copy(const struct config_source *s, const char *path,
		      size_t *n)
{
	struct conf_report ignored = { .errors = 0 };
	struct list_options o;
	struct list_result r;
	char *folder;

	source_list_options(s, path, &o, &folder);
	r = list_read(path, &o, &ignored, count, n);
	conf_report_done(&ignored);
	free(folder);
	return r.refused;
}

/* A list that another version took in, and that this one reads otherwise: until
 * sync has looked at it by the guards, what the last generation (NULL: there
 * is none) has stays. */
static void remark_reading(const struct rules *now,
			   const struct generation *last,
			   const struct config_source *s,
			   const struct source_copy *taken,
			   struct conf_report *report)
{
	const struct config *c = &now->config;
	struct reread changes = { 0, 0 };
	bool refused = false;
	size_t n = 0, nfiles;
	char **files;

	source_files(c->state, s, &files, &nfiles);
	for (size_t i = 0; i < nfiles; i++)
		refused |= read_copy(s, files[i], &n);
	folder_list_free(files, nfiles);
	if (last)
		changes = reread_source(last, &now->generation, s, report);
	if (refused || n != taken->entries || changes.came || changes.went)
		conf_remark(report, s->file, s->line, "source \"%s\" is read "
			    "otherwise than when it was taken in: %zu entries, "
			    "where %" PRIu64 " were; of what is in force %zu "
			    "go and %zu come; sync looks at it by the guards "
			    "before that comes into force", s->id, n,
			    taken->entries, changes.went, changes.came);
}

static void remark_readings(const struct rules *now,
			    struct conf_report *report)
{
	const struct config *c = &now->config;
	const struct config_source *s = c->sources.items;
	struct generation last;
	bool is = generation_open(&last, c->state, GENERATION_TRUST) == 0;
	struct source_copy taken;

	for (size_t i = 0; i < c->sources.n; i++)
		if (is_of_other_reading(c, &s[i], &taken))
			remark_reading(now, is ? &last : NULL, &s[i], &taken,
				       report);
	if (is)
		generation_close(&last);
}

/* Whose settings hold over those of the files. */
static void put_central(struct answer *an, const struct config_central *x)
{
	if (x->sequence == 0)
		return;
	answer_put(an, "policy", cell_number((uint64_t)x->sequence));
	answer_put(an, "passed_over", cell_number(x->passed_over));
	answer_say(an, "policy %" PRId64 " of the fleet is in force over it",
		   x->sequence);
	if (x->passed_over > 0)
		answer_say(an, "; %u setting%s of here do%s not count",
			   x->passed_over, plural(x->passed_over),
			   x->passed_over == 1 ? "es" : "");
	answer_say(an, "; see \"cordon config show\"\n");
}

/* What would be in force, as status counts it. */
static void put_sums(struct answer *an, const struct args *a,
		     const struct rules *r)
{
	const struct legend *l = &r->generation.legend;
	const char *mode = mode_words[r->config.mode];
	uint64_t names = 0, prefixes = 0;
	unsigned on = 0;

	for (size_t i = 0; i < l->nvendors; i++) {
		if (r->policy->modes[i] == MODE_OFF)
			continue;
		names += l->vendors[i].names;
		prefixes += l->vendors[i].prefixes;
		on++;
	}
	answer_put(an, "mode", cell_text(mode));
	answer_put(an, "vendors", cell_number(on));
	answer_put(an, "names", cell_number(names));
	answer_put(an, "prefixes", cell_number(prefixes));
	answer_say(an, "%s: no mistakes; mode %s; of the %u vendor%s that %s "
		   "on %" PRIu64 " name%s and %" PRIu64 " prefix%s\n",
		   paint_safe(a->config), mode, on, plural(on),
		   on == 1 ? "is" : "are", names, plural((long long)names),
		   prefixes, prefixes == 1 ? "" : "es");
	put_central(an, &r->config.central);
}

/* What is remembered is hidden likewise, and is asked by what lists have. */
static void remark_rescan(const struct config *c, struct conf_report *report)
{
	enum privacy_level clients = c->privacy.clients;
	enum privacy_level names = c->privacy.names;

	if (!c->remember)
		return;
	if (names != PRIVACY_FULL)
		conf_remark(report, "privacy", 0, "\"cordon log rescan\" "
			    "finds by name only what %s: \"remember\" keeps no "
			    "whole names; it still finds by address",
			    names == PRIVACY_TRUNCATED ? "a list has by the "
			    "last two labels" : "no list has, as names are "
			    "hidden");
	if (clients != PRIVACY_FULL)
		conf_remark(report, "privacy", 0, "\"cordon log rescan\" "
			    "tells that there was contact, and %s: "
			    "\"remember\" keeps no whole clients", clients ==
			    PRIVACY_PSEUDONYM ? "under which pseudonym" :
			    clients == PRIVACY_TRUNCATED ? "of which network" :
			    "of nobody");
}

/* What the log will not tell, and what still will. */
static void remark_privacy(const struct config *c, struct conf_report *report)
{
	const struct config_privacy *p = &c->privacy;

	if (p->clients != PRIVACY_FULL)
		conf_remark(report, "privacy", 0, "of clients %s kept; "
			    "\"cordon hosts\" tells no machines by name, and "
			    "an exception of one client tells whose its "
			    "events are; what was written before stays",
			    p->clients == PRIVACY_NONE ? "nothing is" :
			    p->clients == PRIVACY_TRUNCATED ?
			    "the /24 or /48 is" : "pseudonyms are");
	if (p->pseudonyms_after > 0 &&
	    (c->log.sealed_age == 0 || c->log.sealed_age > p->pseudonyms_after))
		conf_remark(report, "privacy", 0, "pseudonyms_after is of the "
			    "history; sealed files have clients as they were "
			    "written, until log.sealed_age");
	if (p->names != PRIVACY_FULL)
		conf_remark(report, "privacy", 0, "of names %s kept, and "
			    "the rule that decided, with its entry; addresses "
			    "of destinations are no names",
			    p->names == PRIVACY_NONE ? "nothing is" :
			    p->names == PRIVACY_TRUNCATED ?
			    "the entry that covers them is" :
			    "pseudonyms are");
	remark_rescan(c, report);
}

int config_check_run(const struct args *a)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(a->config, RULES_CHECK, NULL, &report);
	struct answer *an = answer_begin(a, "cordon.config.check/1");
	bool good = r && misspelt_check(&r->generation.legend, &r->config,
					&report);

	if (r) {
		remark_readings(r, &report);
		remark_privacy(&r->config, &report);
	}
	answer_put(an, "config", cell_text(a->config));
	answer_put(an, "good", cell_bool(good));
	answer_put(an, "mistakes", cell_number(report.errors));
	answer_remark(an, report.text.p);
	put_messages(an, report.text.p);
	if (good)
		put_sums(an, a, r);
	answer_end(an);
	if (!good)
		warnx("%u mistake%s in the configuration or its lists",
		      report.errors, report.errors == 1 ? "" : "s");
	conf_report_done(&report);
	if (r)
		rules_free(r);
	return good ? 0 : EX_CONFIG;
}

/* --- show ------------------------------------------------------------- */

static void write_value(struct buffer *out, const struct jsontree_node *n)
{
	if (n->type < JSONTREE_LIST)
		buffer_text(out, n->text);
	jsontree_each(item, n) {
		buffer_text(out, out->len ? ", " : "");
		buffer_text(out, item->text);
	}
}

static bool holds_groups(const struct jsontree_node *n)
{
	const struct jsontree_node *first = jsontree_first(n);

	return n->type == JSONTREE_OBJECT ||
	       (first && first->type == JSONTREE_OBJECT);
}

/* A row a setting, "log.file", "vendors.0.mode". */
static void put_setting(struct answer *an, const char *path,
			const struct jsontree_node *n, const char *from)
{
	struct buffer value = { 0 };
	size_t i = 0;

	if (!holds_groups(n)) {
		buffer_text(&value, "");
		write_value(&value, n);
		answer_row(an, cell_text(path), cell_text(value.p),
			   cell_text(from));
		buffer_done(&value);
		return;
	}
	jsontree_each(child, n) {
		char *name = n->type == JSONTREE_OBJECT ?
			     xasprintf("%s.%s", path, child->key) :
			     xasprintf("%s.%zu", path, i++);

		put_setting(an, name, child, from);
		free(name);
	}
}

static void put_rows(struct answer *an, const struct jsontree_node *n)
{
	static const struct column columns[] = {
		{ .key = "setting", .head = "SETTING" },
		{ .key = "value", .head = "VALUE" },
		{ .key = "from", .head = "FROM" },
	};
	static const struct grid grid = {
		GRID_COLUMNS(columns), .in = IN_ROWS,
	};
	const struct jsontree_node *origins = jsontree_at(n, "origins");

	answer_table(an, &grid);
	jsontree_each(setting, jsontree_at(n, "settings"))
		put_setting(an, setting->key, setting,
			    jsontree_text(jsontree_member(origins,
							  setting->key), ""));
	answer_table_end(an);
}

/* The configuration puts itself into JSON, which is read for its rows. */
static void put_config(struct answer *an, const struct config *c)
{
	struct jsontree tree = { .n = 0 };
	struct buffer text = { 0 };
	struct json j = json_into(&text);
	const struct jsontree_node *n;

	json_open(&j, NULL, '{');
	config_put(c, &j);
	json_close(&j, '}');
	n = jsontree_parse(&tree, text.p, text.len);
	answer_members(an, n);
	put_rows(an, n);
	buffer_done(&text);
	jsontree_done(&tree);
}

int config_show_run(const struct args *a)
{
	struct answer *an = answer_begin(a, "cordon.config/1");
	struct buffer text = { 0 };
	struct config c;
	bool ok = config_load(&c, a->config);

	config_print(&c, &text);
	answer_put(an, "config", cell_text(a->config));
	put_config(an, &c);
	answer_write(an, "%s", text.p);
	answer_end(an);
	if (!ok)
		mistakes_tell(&c.report);
	buffer_done(&text);
	config_done(&c);
	return ok ? 0 : EX_CONFIG;
}
