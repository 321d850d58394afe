/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What AS numbers add to a generation: the prefixes they announce, where data
 * that says so is at hand. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/moment.h"
#include "lib/prefix.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/config/config.h"
#include "ruleset/config/guard.h"
#include "ruleset/generation/compiler.h"
#include "ruleset/list/asn.h"

/* One prefix, and who announces it. */
struct announced {
	uint32_t asn;
	struct prefix prefix;
	unsigned line;
};

struct announcements {
	struct announced *items;
	size_t n;
};

static void take(void *arg, uint32_t asn, const struct prefix *p, unsigned line)
{
	struct announcements *a = arg;

	if (guard_is_special(p) || !asn_may_announce(p))
		return;
	a->items = xgrow(a->items, a->n, sizeof(*a->items));
	a->items[a->n++] = (struct announced) { asn, *p, line };
}

static void add_asn(struct compiler *c, const struct vendor *v,
		    const struct vendor_asn *asn,
		    const struct announcements *all,
		    const struct asn_data *data, const char *path)
{
	char when[MOMENT_TEXT], source[400];
	struct legend_class class = {
		.vendor = compiler_vendor(c, v->id, v->title, v->as_of),
		.action = LEGEND_BLOCK, .role = "network", .source = source,
		.confidence = "registry",
	};

	snprintf(source, sizeof(source), "announced by AS%u (%s) in %s of "
		 "%.10s", (unsigned)asn->n, asn->name ? asn->name : "",
		 data->source, moment_format((time_t)data->made, when));
	for (size_t i = 0; i < all->n; i++) {
		if (all->items[i].asn != (uint32_t)asn->n)
			continue;
		class.list = compiler_list(c, path);
		compiler_add_prefix(c, &all->items[i].prefix,
				    legend_add_class(&c->legend, &class),
				    all->items[i].line);
	}
}

static void add_vendor_asns(struct compiler *c,
			    const struct catalogue *catalogue,
			    const struct announcements *all,
			    const struct asn_data *data, const char *path)
{
	for (size_t i = 0; i < catalogue->n; i++) {
		const struct vendor *v = &catalogue->vendors[i];
		const struct vendor_asn *a = v->asns.items;

		for (size_t k = 0; k < v->asns.n; k++)
			if (a[k].expand)
				add_asn(c, v, &a[k], all, data, path);
	}
}

/* --- those of lists --------------------------------------------------- */

void compiler_name_asn(struct compiler *c, const struct compiler_asn *asn)
{
	c->asns = xgrow(c->asns, c->nasns, sizeof(*c->asns));
	c->asns[c->nasns++] = *asn;
}

static int by_asn(const void *pa, const void *pb)
{
	const struct compiler_asn *a = pa, *b = pb;

	return a->asn < b->asn ? -1 : a->asn > b->asn;
}

/* The first that names it, or where it would stand. */
static size_t find_named(const struct compiler *c, uint32_t asn)
{
	size_t low = 0, high = c->nasns;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->asns[middle].asn < asn)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void add_named(struct compiler *c, const struct announcements *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct announced *a = &all->items[i];

		for (size_t k = find_named(c, a->asn); k < c->nasns &&
		     c->asns[k].asn == a->asn; k++)
			compiler_add_prefix(c, &a->prefix, c->asns[k].class,
					    c->asns[k].line);
	}
}

/* What of the gateway's own lists nothing came of. */
static void remark_unknown(struct compiler *c, const struct announcements *all,
			   const char *why)
{
	for (size_t k = 0; k < c->nasns; k++) {
		const struct compiler_asn *a = &c->asns[k];
		size_t i = 0;

		while (i < all->n && all->items[i].asn != a->asn)
			i++;
		if (i == all->n && a->local >= 0)
			conf_remark(c->report, c->out->lists[a->local].path,
				    a->line, "AS%u: %s", (unsigned)a->asn,
				    why);
	}
}

/* --- together --------------------------------------------------------- */

static int compare(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return a < b ? -1 : a > b;
}

/* Those of the catalogue and of lists, in order; the caller frees. */
static uint32_t *all_asns(const struct compiler *c,
			  const struct catalogue *catalogue, size_t *n)
{
	uint32_t *asns = NULL;

	*n = catalogue_asns(catalogue, &asns);
	for (size_t i = 0; i < c->nasns; i++) {
		asns = xgrow(asns, *n, sizeof(*asns));
		asns[(*n)++] = c->asns[i].asn;
	}
	if (*n > 0)
		qsort(asns, *n, sizeof(*asns), compare);
	return asns;
}

void compiler_add_asns(struct compiler *c, const struct catalogue *catalogue,
		       const struct config *config)
{
	struct conf_report report = { .errors = 0 };
	struct announcements all = { 0 };
	char *path = catalogue_asn_file(config);
	struct asn_query query = { .add = take, .arg = &all };
	struct asn_data data = { .made = 0 };
	uint32_t *asns = all_asns(c, catalogue, &query.n);

	query.asns = asns;
	/* Found sane when it was made; without it the catalogue's own
	 * prefixes count, as they were on its date. */
	if (path && access(path, F_OK) == 0 &&
	    asn_read(path, &query, &data, &report)) {
		if (c->nasns > 0)
			qsort(c->asns, c->nasns, sizeof(*c->asns), by_asn);
		add_vendor_asns(c, catalogue, &all, &data, path);
		add_named(c, &all);
		remark_unknown(c, &all, "announces nothing as of the last "
			       "sync, which reads asn_database");
	} else {
		remark_unknown(c, &all, "its prefixes are not known before a "
			       "sync has read asn_database");
	}
	conf_report_done(&report);
	free(all.items);
	free(asns);
	free(path);
}
