/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts the catalogue together: package, updates, the admin's own. */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/prefix.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/guard.h"
#include "ruleset/config/source.h"

/* Far above any catalogue; what is fetched has limits of its own. */
enum { UPDATE_MAX = 64 << 20 };

enum layer { LAYER_PACKAGED, LAYER_UPDATE, LAYER_CENTRAL, LAYER_LOCAL };

static struct vendor *find(const struct catalogue *c, const char *id)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->vendors[i].id, id) == 0)
			return &c->vendors[i];
	return NULL;
}

/* Adds `v`, or puts it in the place of an earlier layer's. */
static void add(struct catalogue *c, struct vendor *v, enum layer layer,
		struct conf_report *report)
{
	struct vendor *old = find(c, v->id);

	v->layer = layer;
	if (!old) {
		c->vendors = xgrow(c->vendors, c->n, sizeof(*c->vendors));
		c->vendors[c->n++] = *v;
		return;
	}
	if (old->layer == layer)
		conf_complain(report, v->file, 0,
			      "vendor \"%s\" is already described in %s",
			      v->id, old->file);
	vendor_done(old);
	*old = *v;
}

static void read_folder(struct catalogue *c, const char *folder,
			enum layer layer, struct conf_report *report)
{
	char **names;
	size_t n;
	int ret = folder_list(folder, ".conf", &names, &n);

	if (ret < 0)
		conf_complain(report, folder, 0, "%s", strerror(-ret));
	for (size_t i = 0; i < n; i++) {
		struct vendor v;

		if (vendor_read(&v, names[i], report))
			add(c, &v, layer, report);
		else
			vendor_done(&v);
	}
	folder_list_free(names, n);
}

/* --- updates --------------------------------------------------------- */

void catalogue_updates(const struct config *config, char ***names, size_t *n)
{
	const struct config_source *s = config->sources.items;
	char *folder = xasprintf("%s/catalogue", config->state);

	folder_list(folder, ".conf", names, n);
	free(folder);
	for (size_t i = 0; i < config->sources.n; i++) {
		char *good;

		if (!s[i].id || !source_is_catalogue(&s[i]))
			continue;
		good = source_cached(config->state, &s[i]);
		if (access(good, F_OK) == 0) {
			*names = xgrow(*names, *n, sizeof(**names));
			(*names)[(*n)++] = good;
		} else {
			free(good);
		}
	}
}

/* Is "catalogue" the first word of the file, behind comments? */
static bool has_many(const char *p)
{
	for (;;) {
		p += strspn(p, " \t\r\n");
		if (*p == '#' || strncmp(p, "//", 2) == 0)
			p += strcspn(p, "\n");
		else if (strncmp(p, "/*", 2) == 0 && strstr(p, "*/"))
			p = strstr(p, "*/") + 2;
		else
			break;
	}
	return strncmp(p, "catalogue", 9) == 0 && !isalnum((uint8_t)p[9]) &&
	       p[9] != '_' && p[9] != '-';
}

static bool overlap(const struct prefix *a, const struct prefix *b)
{
	return prefix_contains(a, &b->addr) || prefix_contains(b, &a->addr);
}

/* What a vendor that comes over the network must keep off: the space where
 * nobody's servers are. */
static void check_space(const struct vendor *v, struct conf_report *report)
{
	const struct vendor_prefix *x = v->prefixes.items;
	struct prefix p;
	size_t n;
	const struct prefix *special = guard_special(&n);

	for (size_t i = 0; i < v->prefixes.n; i++)
		for (size_t k = 0; k < n; k++)
			if (x[i].enforce && prefix_parse(x[i].prefix, &p) &&
			    overlap(&p, &special[k]))
				conf_complain(report, v->file, x[i].line,
					      "%s lies in private or special "
					      "space", x[i].prefix);
}

/* And an update has a date. */
static bool may_update(const struct vendor *v, struct conf_report *report)
{
	unsigned before = report->errors;

	if (!basis_is_date(v->as_of))
		conf_complain(report, v->file, 0, "as_of of \"%s\" is \"%s\"; "
			      "an update needs a date such as 2026-06-19",
			      v->id, v->as_of);
	check_space(v, report);
	return report->errors == before;
}

void catalogue_free_update(struct conf_list *list)
{
	struct vendor *v = list->items;

	for (size_t i = 0; i < list->n; i++)
		vendor_done(&v[i]);
	free(list->items);
	*list = (struct conf_list) { 0 };
}

bool catalogue_read_update(struct conf_list *list, const char *path,
			   struct conf_report *report)
{
	struct buffer text = { 0 };
	struct vendor *v;
	bool ok = file_read(path, UPDATE_MAX, &text) == 0;

	*list = (struct conf_list) { 0 };
	if (!ok) {
		conf_complain(report, path, 0, "cannot be read");
	} else if (text.len > 0 && has_many(text.p)) {
		ok = vendors_read(list, path, report);
	} else {
		list->items = xgrow(NULL, 0, sizeof(*v));
		list->n = 1;
		ok = vendor_read(list->items, path, report);
	}
	buffer_done(&text);
	v = list->items;
	for (size_t i = 0; ok && i < list->n; i++)
		ok = may_update(&v[i], report);
	if (!ok)
		catalogue_free_update(list);
	return ok;
}

/* Newer ones take their places; the others are freed. */
static void take_update(struct catalogue *c, struct conf_list *list,
			struct conf_report *report)
{
	struct vendor *v = list->items;

	for (size_t i = 0; i < list->n; i++) {
		const struct vendor *old = find(c, v[i].id);

		if (old && strcmp(old->as_of, v[i].as_of) >= 0)
			vendor_done(&v[i]);
		else
			add(c, &v[i], LAYER_UPDATE, report);
	}
	free(list->items);
}

static void read_updates(struct catalogue *c, const struct config *config)
{
	char **names;
	size_t n;

	catalogue_updates(config, &names, &n);
	for (size_t i = 0; i < n; i++) {
		struct conf_report report = { .errors = 0 };
		struct conf_list list;

		if (catalogue_read_update(&list, names[i], &report))
			take_update(c, &list, &report);
		else
			buffer_printf(&c->refused, "%sthis update of the "
				      "catalogue is passed over\n",
				      report.text.p);
		conf_report_done(&report);
	}
	folder_list_free(names, n);
}

/* --- the fleet's ----------------------------------------------------- */

static void read_central(struct catalogue *c, const struct config *config,
			 struct conf_report *report)
{
	char *folder = config_central_vendors(config);

	if (folder)
		read_folder(c, folder, LAYER_CENTRAL, report);
	for (size_t i = 0; i < c->n; i++)
		if (c->vendors[i].layer == LAYER_CENTRAL)
			check_space(&c->vendors[i], report);
	free(folder);
}

/* Vendors of here beside those of the fleet; what another already describes
 * could be emptied by it. */
static void add_local(struct catalogue *c, const char *folder,
		      struct conf_report *report)
{
	struct catalogue local = { .n = 0 };

	read_folder(&local, folder, LAYER_LOCAL, report);
	for (size_t i = 0; i < local.n; i++) {
		struct vendor *v = &local.vendors[i];

		if (find(c, v->id)) {
			buffer_printf(&c->refused, "%s: vendor \"%s\" is "
				      "described already, and the policy of "
				      "the fleet leaves only others to this "
				      "gateway\n", v->file, v->id);
			vendor_done(v);
		} else {
			add(c, v, LAYER_LOCAL, report);
		}
	}
	free(local.vendors);
}

static void read_local(struct catalogue *c, const struct config *config,
		       struct conf_report *report)
{
	const struct config_central *x = &config->central;

	if (x->sequence == 0 || x->leave[LEAVE_VENDORS] == LEAVE_ALL)
		read_folder(c, config->local_catalogue, LAYER_LOCAL, report);
	else if (x->leave[LEAVE_VENDORS] == LEAVE_ADDITIONS)
		add_local(c, config->local_catalogue, report);
}

/* --- all of it ------------------------------------------------------- */

static void read_packaged(struct catalogue *c, const char *folder,
			  struct conf_report *report)
{
	unsigned before = report->errors;

	*c = (struct catalogue) { 0 };
	read_folder(c, folder, LAYER_PACKAGED, report);
	if (c->n == 0 && report->errors == before)
		conf_complain(report, folder, 0,
			      "no vendor files (*.conf) here");
}

bool catalogue_read(struct catalogue *c, const char *folder, const char *local,
		    struct conf_report *report)
{
	unsigned before = report->errors;

	read_packaged(c, folder, report);
	read_folder(c, local, LAYER_LOCAL, report);
	return report->errors == before;
}

bool catalogue_load(struct catalogue *c, const struct config *config,
		    struct conf_report *report)
{
	unsigned before = report->errors;

	read_packaged(c, config->catalogue, report);
	read_updates(c, config);
	read_central(c, config, report);
	read_local(c, config, report);
	return report->errors == before;
}

static int compare_asns(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return a < b ? -1 : a > b;
}

size_t catalogue_asns(const struct catalogue *c, uint32_t **out)
{
	size_t n = 0;

	*out = NULL;
	for (size_t i = 0; i < c->n; i++) {
		const struct vendor_asn *a = c->vendors[i].asns.items;

		for (size_t k = 0; k < c->vendors[i].asns.n; k++) {
			if (!a[k].expand)
				continue;
			*out = xgrow(*out, n, sizeof(**out));
			(*out)[n++] = (uint32_t)a[k].n;
		}
	}
	if (n > 0)
		qsort(*out, n, sizeof(**out), compare_asns);
	return n;
}

char *catalogue_asn_file(const struct config *config)
{
	return config->asn_database && *config->asn_database ?
	       xasprintf("%s/asns.tsv", config->state) : NULL;
}

void catalogue_done(struct catalogue *c)
{
	for (size_t i = 0; i < c->n; i++)
		vendor_done(&c->vendors[i]);
	free(c->vendors);
	buffer_done(&c->refused);
	*c = (struct catalogue) { 0 };
}

const struct vendor *catalogue_find(const struct catalogue *c, const char *id)
{
	return find(c, id);
}
