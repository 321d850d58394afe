/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Catalogue, local lists and sources in, names.idx and prefixes.idx out. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "lib/hex.h"
#include "lib/prefix.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/guard.h"
#include "ruleset/config/source.h"
#include "ruleset/config/source_copy.h"
#include "ruleset/config/timed.h"
#include "ruleset/generation/compile.h"
#include "ruleset/generation/compiler.h"
#include "ruleset/list/list.h"

/* --- lists ----------------------------------------------------------- */

/* One list's entries: its class, and what the kinds among them are numbered
 * as, by importance and exception, once there is one. */
struct reading {
	struct compiler *c;
	struct legend_class class;
	struct {
		bool known;
		uint16_t class;
	} kinds[UINT8_MAX + 1][2];
};

static uint16_t class_of(struct reading *r, uint8_t important, bool except)
{
	struct legend_class class = r->class;

	if (!r->kinds[important][except].known) {
		class.important = important;
		if (except)
			class.action = LEGEND_EXCEPT;
		r->kinds[important][except].known = true;
		r->kinds[important][except].class =
			legend_add_class(&r->c->legend, &class);
	}
	return r->kinds[important][except].class;
}

static const enum names_scope scopes[] = {
	[LIST_SUFFIX] = NAMES_SUFFIX, [LIST_EXACT] = NAMES_EXACT,
	[LIST_BELOW] = NAMES_BELOW,
};

static void add_entry(void *arg, const struct list_entry *e)
{
	struct reading *r = arg;
	uint16_t class = class_of(r, e->important, e->allow);

	if (e->kind == LIST_PREFIX)
		compiler_add_prefix(r->c, &e->prefix, class, e->line);
	else
		compiler_add_name(r->c, e->name, scopes[e->kind], class,
				  e->line);
}

static void name_asn(void *arg, uint32_t asn, unsigned line)
{
	struct reading *r = arg;
	bool local = strcmp(r->class.confidence, "local") == 0;

	compiler_name_asn(r->c, &(struct compiler_asn) {
		.asn = asn, .class = class_of(r, 0, false), .line = line,
		.local = local ? r->class.list : -1,
	});
}

static void add_local_list(struct compiler *c, uint16_t vendor,
			   const char *path, enum legend_action action)
{
	struct legend_class class = {
		.vendor = vendor, .list = compiler_list(c, path),
		.action = action, .role = "local", .source = path,
		.confidence = "local",
	};
	struct reading r = { .c = c, .class = class };
	const struct list_sink to = {
		.add = add_entry, .asn = c->expands ? name_asn : NULL,
		.arg = &r,
	};

	list_read_to(path, NULL, c->report, &to);
}

/* Those of files, and those that were set for a while, as far as the policy of
 * the fleet leaves them to this gateway. */
static void add_local_lists(struct compiler *c, const struct config *config)
{
	bool blocks = config_leaves(config, LEAVE_BLOCK);
	bool allows = config_leaves(config, LEAVE_ALLOW);
	uint16_t vendor = compiler_vendor(c, "local", "Rules of this gateway",
					  "");
	char *block = timed_list(config->state, TIMED_BLOCK);
	char *allow = timed_list(config->state, TIMED_ALLOW);

	c->expands = config->asn_database && *config->asn_database;

	if (blocks)
		add_local_list(c, vendor, config->block_list, LEGEND_BLOCK);
	if (allows) {
		add_local_list(c, vendor, config->allow_list, LEGEND_ALLOW);
		add_local_list(c, vendor, config->protect_list,
			       LEGEND_PROTECT);
	}
	if (blocks && access(block, F_OK) == 0)
		add_local_list(c, vendor, block, LEGEND_BLOCK);
	if (allows && access(allow, F_OK) == 0)
		add_local_list(c, vendor, allow, LEGEND_ALLOW);
	free(block);
	free(allow);
}

/* --- sources --------------------------------------------------------- */

/* What is taken out of a source, important entries too: space where nobody's
 * servers are, and what the configuration excludes. */
static void add_excludes(struct compiler *c, const struct config_source *s,
			 struct legend_class class)
{
	char *const *exclude = s->exclude.items;
	size_t nspecial;
	const struct prefix *special = guard_special(&nspecial);
	struct prefix p;
	uint16_t n;

	class.action = LEGEND_EXCEPT;
	class.important = UINT8_MAX;
	class.source = s->file ? s->file : "";
	n = legend_add_class(&c->legend, &class);
	for (size_t i = 0; i < nspecial && !s->allow_special; i++)
		compiler_add_prefix(c, &special[i], n, s->line);
	for (size_t i = 0; i < s->exclude.n; i++) {
		if (prefix_parse(exclude[i], &p))
			compiler_add_prefix(c, &p, n, s->line);
		else
			compiler_add_name(c, exclude[i], false, n, s->line);
	}
}

static const enum legend_action actions[SOURCE_ACTIONS] = {
	[SOURCE_BLOCK] = LEGEND_BLOCK, [SOURCE_LOG] = LEGEND_LOG,
	[SOURCE_ALLOW] = LEGEND_ALLOW, [SOURCE_PROTECT] = LEGEND_PROTECT,
};

/*
 * A source whose copy cannot be read any more: with the settings of now, or as
 * it is gone or another than what was taken in. What the last generation has of
 * it stays, and the others count as they are.
 */
struct gathering {
	struct compiler *c;
	const struct config *config;
	const struct compile_last *last;	/* NULL: look for mistakes */
	const struct config_source **bad;
	size_t nbad;
	bool again;		/* one more was found: what it added counts
				   for nothing */
};

static bool is_bad(const struct gathering *g, const struct config_source *s)
{
	for (size_t i = 0; i < g->nbad; i++)
		if (g->bad[i] == s)
			return true;
	return false;
}

static void complain_copy(struct gathering *g, const struct config_source *s,
			  const char *file, const char *why)
{
	if (!g->last) {
		conf_complain(g->c->report, file, 0, "the copy of source "
			      "\"%s\" cannot be read any more: %s", s->id,
			      why);
		return;
	}
	conf_remark(g->c->report, file, 0, "the copy of source \"%s\" cannot "
		    "be read any more: %s; what the last generation has of it "
		    "stays", s->id, why);
	g->bad = xgrow(g->bad, g->nbad, sizeof(*g->bad));
	g->bad[g->nbad++] = s;
	g->again = true;
}

/* One file of a source's last good copy, which was found sane when it was
 * taken: lines that are no entries were reported then. */
static void add_copy(struct gathering *g, const struct config_source *s,
		     const char *file, const char *origin, uint16_t vendor)
{
	struct compiler *c = g->c;
	struct conf_report report = { .errors = 0 };
	struct list_options o;
	struct legend_class class = {
		.vendor = vendor, .list = compiler_list(c, origin),
		.action = actions[s->action], .role = s->role,
		.source = s->id, .confidence = "list",
	};
	struct reading r = { .c = c, .class = class };
	const struct list_sink to = {
		.add = add_entry, .asn = s->expand ? name_asn : NULL,
		.arg = &r,
	};
	struct list_result result;
	struct compiled_list *l;
	struct stat st;
	char *folder, text[FAULT_TEXT];

	source_list_options(s, file, &o, &folder);
	result = list_read_to(file, &o, &report, &to);
	if (result.refused)
		complain_copy(g, s, file, fault_text(&report.first, text));
	conf_report_done(&report);
	free(folder);
	add_excludes(c, s, class);
	l = &c->out->lists[class.list];
	if (!l->source) {
		l->source = xstrdup(s->id);
		l->vendor = xstrdup(s->vendor);
	}
	l->rejects += result.rejects;
	l->skipped += result.skipped;
	if (stat(file, &st) == 0)
		l->taken = st.st_mtime;
}

/* Is the file what the state says that was taken in? */
static bool is_taken(const struct compiled *out, const char *file,
		     const struct source_copy *copy)
{
	char sum[HEX_TEXT(INPUT_DIGEST)];

	for (size_t i = 0; i < out->inputs.n; i++)
		if (strcmp(out->inputs.items[i].path, file) == 0)
			return strcmp(hex_format(out->inputs.items[i].sum,
						 INPUT_DIGEST, sum),
				      copy->content) == 0;
	return true;
}

/* Why what the last generation has is better than the copy; NULL: it is
 * not. */
static const char *copy_fault(const struct gathering *g,
			      const struct config_source *s,
			      const struct source_copy *copy, char **files,
			      size_t n)
{
	if (is_bad(g, s))
		return "cannot be read";
	if (!g->last || !copy->content[0])
		return NULL;
	if (n == 0)
		return "is gone";
	if (*s->folder ? !source_copy_is(copy, files, n) :
	    !is_taken(g->c->out, files[0], copy))
		return "is damaged, or not the one that was taken in";
	return copy->reading != LIST_READING ?
	       "is read differently than before, and was not looked at yet" :
	       NULL;
}

/* Its entries as the last generation has them; false if that has none, or is
 * not there. */
static bool add_last(struct gathering *g, const struct config_source *s,
		     const char *origin, uint16_t vendor)
{
	const struct compiler_base *base = g->last->open(g->last->arg);
	struct compiler *c = g->c;
	struct compiled_list *l;
	const struct legend_class class = {
		.vendor = vendor, .list = compiler_list(c, origin),
		.action = actions[s->action], .role = s->role,
		.source = s->id, .confidence = "list",
	};

	if (!base || !compiler_add_source(c, base, &class))
		return false;
	add_excludes(c, s, class);
	l = &c->out->lists[class.list];
	l->source = xstrdup(s->id);
	l->vendor = xstrdup(s->vendor);
	return true;
}

static void say_last(struct gathering *g, const struct config_source *s,
		     const char *why, bool kept)
{
	char *path = source_cached(g->config->state, s);

	if (!is_bad(g, s))
		conf_remark(g->c->report, path, 0, "the copy of source \"%s\" "
			    "%s: %s", s->id, why, kept ?
			    "what the last generation has of it stays" :
			    "nothing is known of it, fetch it again with "
			    "cordon sync");
	free(path);
}

static void add_files(struct gathering *g, const struct config_source *s,
		      char **files, size_t n, const char *origin,
		      uint16_t vendor)
{
	for (size_t i = 0; i < n && !g->again; i++) {
		const char *slash = strrchr(files[i], '/');
		char *name = *s->folder ? xasprintf("%s%s", origin, slash) :
			     xstrdup(origin);

		add_copy(g, s, files[i], name, vendor);
		free(name);
	}
}

/* A folder is a list a file. */
static void add_source(struct gathering *g, const struct config_source *s)
{
	struct source_copy copy;
	const char *why;
	uint16_t vendor = compiler_vendor(g->c, s->vendor, *s->title ?
					  s->title : s->vendor, "");
	bool kept, readable;
	char **files;
	size_t n;

	source_copy_read(&copy, g->config->state, s);
	source_files(g->config->state, s, &files, &n);
	why = copy_fault(g, s, &copy, files, n);
	kept = why && add_last(g, s, copy.from, vendor);
	readable = n > 0 && !is_bad(g, s);
	if (why && (kept || !readable))
		say_last(g, s, why, kept);
	if (!kept && readable)
		add_files(g, s, files, n, copy.from, vendor);
	folder_list_free(files, n);
}

/* --- together -------------------------------------------------------- */

static void gather(struct gathering *g)
{
	struct compiler *c = g->c;
	const struct config *config = g->config;
	const struct config_source *sources = config->sources.items;
	struct catalogue catalogue;

	catalogue_load(&catalogue, config, c->report);
	for (size_t i = 0; i < catalogue.n; i++)
		compiler_add_vendor(c, &catalogue.vendors[i]);
	add_local_lists(c, config);
	for (size_t i = 0; i < config->sources.n && !g->again; i++)
		if (sources[i].id && sources[i].vendor &&
		    strcmp(sources[i].format, "catalogue") != 0)
			add_source(g, &sources[i]);
	if (!g->again)
		compiler_add_asns(c, &catalogue, config);
	catalogue_done(&catalogue);
}

static int open_file(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	int ret = fd < 0 ? -errno : fd;

	/* Whoever may ask may read them, whatever the daemon's umask: the
	 * early loader is root without the right to read everything. */
	if (fd >= 0 && fchmod(fd, 0644) < 0)
		ret = -errno;
	if (fd >= 0 && ret < 0)
		close(fd);
	free(path);
	return ret;
}

static int write_into(struct compiler *c, const char *folder)
{
	int names = open_file(folder, "names.idx");
	int prefixes = open_file(folder, "prefixes.idx");
	int ret = names < 0 ? names : prefixes < 0 ? prefixes : 0;

	if (ret == 0)
		ret = compiler_write(c, names, prefixes);
	if (names >= 0)
		close(names);
	if (prefixes >= 0)
		close(prefixes);
	return ret;
}

/* Writes it where there was no mistake since there were `before`; in memory it
 * is for those who look for them. */
static bool finish(struct compiler *c, const char *folder, unsigned before)
{
	struct conf_report *report = c->report;
	int ret = 0;

	if (!c->legend.full && !folder)
		ret = compiler_write(c, -1, -1);
	else if (report->errors == before)
		ret = write_into(c, folder);
	if (ret < 0)
		conf_complain(report, folder ? folder : "lists", 0,
			      "cannot write a generation: %s", strerror(-ret));
	compiler_done(c);
	return report->errors == before;
}

/* Once more from the start, with a bad source by the last generation, until
 * there is no other bad one. */
static bool compile_rest(struct gathering *g, const char *folder,
			 struct compiled *out, struct conf_report *report)
{
	struct conf_report mine = { .errors = 0 };
	bool good = true;

	compiled_forget(out);
	compiler_begin(g->c, out, &mine);
	g->again = false;
	gather(g);
	if (g->again)
		compiler_done(g->c);
	else
		good = finish(g->c, folder, 0);
	conf_report_add(report, &mine);
	conf_report_done(&mine);
	return good;
}

bool compile(const struct config *config, const struct compile_last *last,
	     const char *folder, struct compiled *out,
	     struct conf_report *report)
{
	struct compiler c;
	struct gathering g = { .c = &c, .config = config, .last = last };
	bool good;

	do {
		good = compile_rest(&g, folder, out, report);
	} while (g.again);
	free(g.bad);
	return good;
}

bool compile_over(const struct config *config,
		  const struct compiler_base *base, const char *folder,
		  struct compiled *out, struct conf_report *report)
{
	unsigned before = report->errors;
	struct compiler c;

	compiler_begin(&c, out, report);
	compiler_add_base(&c, base);
	add_local_lists(&c, config);
	return finish(&c, folder, before);
}

void compile_inputs(struct compiled *c, const struct config *config,
		    const struct inputs *known)
{
	*c = (struct compiled) { 0 };
	inputs_read(&c->inputs, config, known);
	inputs_digest(&c->inputs, config, c->digest);
	origin_of(&c->origin, &c->inputs, config);
}

void compile_digest(const struct config *config,
		    uint8_t digest[COMPILE_DIGEST])
{
	struct inputs in;

	inputs_read(&in, config, NULL);
	inputs_digest(&in, config, digest);
	inputs_done(&in);
}
