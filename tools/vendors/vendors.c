/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon vendors list|show|enable|disable: the catalogue, and what of it is on
 * here. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/suggest.h"
#include "nfq/event/audit.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/config_mode.h"
#include "ruleset/config/source.h"
#include "tools/cli/client.h"
#include "tools/cli/output.h"
#include "tools/cli/who.h"
#include "tools/run.h"
#include "tools/vendors/vendors.h"

/* --- the catalogue and the configuration ----------------------------- */

void vendors_open(struct vendors *v, const struct args *a)
{
	struct conf_report report = { .errors = 0 };

	if (!config_load(&v->config, a->config))
		output_mistakes(&v->config.report);
	if (!catalogue_load(&v->catalogue, &v->config, &report))
		output_mistakes(&report);
	if (v->catalogue.refused.p)
		fputs(v->catalogue.refused.p, stderr);
	conf_report_done(&report);
}

void vendors_close(struct vendors *v)
{
	catalogue_done(&v->catalogue);
	config_done(&v->config);
}

/* The next source, from *i on, whose vendor is none of the catalogue and of no
 * source before it: one of the admin's own, known only by lists. */
static const struct config_source *next_own(const struct vendors *v, size_t *i)
{
	const struct config_source *s = v->config.sources.items;

	for (; *i < v->config.sources.n; ++*i) {
		size_t k = 0;

		while (k < *i && strcmp(s[k].vendor, s[*i].vendor) != 0)
			k++;
		if (k == *i && !source_is_catalogue(&s[*i]) &&
		    strcmp(s[*i].vendor, "local") != 0 &&
		    !catalogue_find(&v->catalogue, s[*i].vendor))
			return &s[(*i)++];
	}
	return NULL;
}

const struct vendor *vendors_find(const struct vendors *v, const char *id)
{
	const struct vendor *of = catalogue_find(&v->catalogue, id);
	const char *near;

	if (of)
		return of;
	if (source_names_vendor(&v->config.sources, id))
		fatalx_status(EX_USAGE, "%s is known by lists only: see "
			      "\"cordon lists\"", id);
	near = suggest(id, (const char *const *)&v->catalogue.vendors->id,
		       v->catalogue.n, sizeof(*v->catalogue.vendors));
	fatalx_status(EX_USAGE, "no vendor \"%s\" in the catalogue%s%s%s; see "
		      "\"cordon vendors list\"", id,
		      near ? "; did you mean \"" : "", near ? near : "",
		      near ? "\"?" : "");
}

const char *vendors_mode(const struct vendors *v, const struct vendor *of)
{
	return of->is_class ? "class" :
	       mode_words[config_vendor_mode(&v->config, of->id)];
}

static bool has(const struct conf_list *list, const char *text)
{
	char *const *items = list->items;

	for (size_t i = 0; i < list->n; i++)
		if (strcmp(items[i], text) == 0)
			return true;
	return false;
}

bool vendors_basis_holds(const struct vendors *v, const struct vendor *of,
			 const struct vendor_basis *b)
{
	const struct config_vendor *cv = config_vendor(&v->config, of->id);

	return !cv || cv->bases.n == 0 || has(&cv->bases, b->id);
}

const struct vendor_basis *vendors_basis(const struct vendors *v,
					 const struct vendor *of,
					 const char *role)
{
	const struct vendor_basis *b = of->bases.items;

	for (size_t i = 0; i < of->bases.n; i++)
		if (vendors_basis_holds(v, of, &b[i]) &&
		    !has(&b[i].roles_off, role))
			return &b[i];
	return NULL;
}

const char *vendors_effect(const struct vendors *v, const struct vendor *of,
			   const char *role, bool enforce, bool shared)
{
	const struct config_vendor *cv = config_vendor(&v->config, of->id);
	enum mode mode = config_vendor_mode(&v->config, of->id);

	if (mode == MODE_OFF)
		return "off";
	if (shared)
		return "shown";
	if (!vendors_basis(v, of, role) || (cv && has(&cv->roles_off, role)))
		return "lawful";
	return !enforce ? "logged" :
	       mode == MODE_ENFORCE ? "blocked" : "observed";
}

/* --- list ------------------------------------------------------------ */

static void json_vendor(struct json *j, const struct vendors *v,
			const struct vendor *of)
{
	const struct vendor_basis *b = of->bases.items;

	json_open(j, NULL, '{');
	json_text(j, "id", of->id);
	json_text(j, "title", of->title);
	json_bool(j, "class", of->is_class);
	json_text(j, "mode", vendors_mode(v, of));
	json_text(j, "as_of", of->as_of);
	json_text(j, "file", of->file);
	json_number(j, "names", of->names.n);
	json_number(j, "prefixes", of->prefixes.n);
	json_number(j, "ports", of->ports.n);
	json_number(j, "asns", of->asns.n);
	json_open(j, "bases", '[');
	for (size_t i = 0; i < of->bases.n; i++)
		json_text(j, NULL, b[i].id);
	json_close(j, ']');
	json_close(j, '}');
}

static void json_own(struct json *j, const struct vendors *v,
		     const struct config_source *s)
{
	json_open(j, NULL, '{');
	json_text(j, "id", s->vendor);
	json_text(j, "title", *s->title ? s->title : s->vendor);
	json_bool(j, "class", false);
	json_text(j, "mode", mode_words[config_vendor_mode(&v->config,
							   s->vendor)]);
	json_text(j, "source", s->id);
	json_close(j, '}');
}

static void list_json(const struct vendors *v)
{
	const struct config_source *s;
	struct buffer out = { 0 };
	struct json j = json_into(&out);
	size_t own = 0;

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.vendors/1");
	json_text(&j, "mode", mode_words[v->config.mode]);
	json_open(&j, "vendors", '[');
	for (size_t i = 0; i < v->catalogue.n; i++)
		json_vendor(&j, v, &v->catalogue.vendors[i]);
	while ((s = next_own(v, &own)))
		json_own(&j, v, s);
	json_close(&j, ']');
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

static void list_row(struct output *o, const struct vendors *v,
		     const struct vendor *of)
{
	char numbers[3][24];

	snprintf(numbers[0], sizeof(numbers[0]), "%zu", of->names.n);
	snprintf(numbers[1], sizeof(numbers[1]), "%zu", of->prefixes.n);
	snprintf(numbers[2], sizeof(numbers[2]), "%zu", of->bases.n);
	output_row(o, (const char *[]) {
		of->id, of->title, vendors_mode(v, of), numbers[0],
		numbers[1], numbers[2], of->as_of,
	});
}

static void list_own(struct output *o, const struct vendors *v,
		     const struct config_source *s)
{
	output_row(o, (const char *[]) {
		s->vendor, *s->title ? s->title : s->vendor,
		mode_words[config_vendor_mode(&v->config, s->vendor)],
		"lists", "lists", "", "",
	});
}

int vendors_list_run(const struct args *a)
{
	static const char *const columns[] = {
		"ID", "TITLE", "MODE", ">NAMES", ">PREFIXES", ">BASES",
		"AS-OF",
	};
	const struct config_source *s;
	struct vendors v;
	struct output *o;
	size_t own = 0;

	vendors_open(&v, a);
	if (a->as_json) {
		list_json(&v);
		vendors_close(&v);
		return 0;
	}
	o = output_begin(a, output_form_of(a), columns, 7);
	for (size_t i = 0; i < v.catalogue.n; i++)
		list_row(o, &v, &v.catalogue.vendors[i]);
	while ((s = next_own(&v, &own)))
		list_own(o, &v, s);
	output_end(o);
	vendors_close(&v);
	return 0;
}

/* --- enable, disable ------------------------------------------------- */

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

static void print_undo(const struct config *c, const char *id, enum mode now)
{
	char text[COMMAND_TEXT];

	if (*undo_of(c, id, now, text))
		printf("; undo: %s", text);
}

/* The mode of a vendor that was switched. */
static void switched_json(const struct config *c, const char *id,
			  enum mode now)
{
	char undo[COMMAND_TEXT];
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.vendor.mode/1");
	json_text(&j, "id", id);
	json_bool(&j, "enabled", now != MODE_OFF);
	json_text(&j, "mode",
		  mode_words[now == MODE_OFF ? MODE_OFF : c->mode]);
	json_text(&j, "undo", undo_of(c, id, now, undo));
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

/* In the file of "cordon mode", which outlasts a restart and a new package. */
static void store(const struct vendors *v, const char *id, enum mode mode)
{
	struct audit audit = { { .fd = -1 } };
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
static void say_enabled(const struct vendors *v, const char *id,
			const struct vendor *of)
{
	enum mode mode = v->config.mode;

	printf("%s is on: ", id);
	if (mode == MODE_ENFORCE)
		printf("blocked, as all of cordon");
	else if (mode == MODE_OBSERVE)
		printf("only observed, as all of cordon; to block it: cordon "
		       "mode enforce --vendor %s", id);
	else
		printf("but cordon is off; see: cordon mode");
	print_undo(&v->config, id, MODE_INHERIT);
	putchar('\n');
	if (!of)
		return;
	if (of->names.n + of->prefixes.n + of->ports.n == 0)
		puts("nothing of it is known that could be matched");
	if (of->notes.n > 0)
		printf("what to know first: cordon vendors show %s\n", id);
}

/* The vendor that is to be switched; NULL for one that lists describe. */
static const struct vendor *find_any(const struct vendors *v, const char *id)
{
	return source_names_vendor(&v->config.sources, id) ?
	       catalogue_find(&v->catalogue, id) : vendors_find(v, id);
}

int vendors_enable_run(const struct args *a)
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
	if (a->as_json)
		switched_json(&v.config, id, MODE_INHERIT);
	else
		say_enabled(&v, id, of);
	vendors_close(&v);
	return 0;
}

int vendors_disable_run(const struct args *a)
{
	const char *id = a->words[1];
	struct vendors v;

	vendors_open(&v, a);
	find_any(&v, id);
	store(&v, id, MODE_OFF);
	client_reload(a);
	if (a->as_json) {
		switched_json(&v.config, id, MODE_OFF);
	} else {
		printf("%s is off", id);
		print_undo(&v.config, id, MODE_OFF);
		putchar('\n');
	}
	vendors_close(&v);
	return 0;
}
