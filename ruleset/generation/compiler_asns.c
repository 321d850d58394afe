/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the AS numbers of the catalogue add to a generation: the prefixes they
 * announce, where data that says so is at hand. */

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

/* Nobody announces more than this: lengths of 128. */
enum { WIDEST4 = 96 + 8, WIDEST6 = 19 };

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

	if (guard_is_special(p) ||
	    p->len < (address_is_v4(&p->addr) ? WIDEST4 : WIDEST6))
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

void compiler_add_asns(struct compiler *c, const struct catalogue *catalogue,
		       const struct config *config)
{
	struct conf_report report = { .errors = 0 };
	struct announcements all = { 0 };
	char *path = catalogue_asn_file(config);
	struct asn_query query = { .add = take, .arg = &all };
	uint32_t *asns = NULL;
	struct asn_data data = { .made = 0 };

	query.n = catalogue_asns(catalogue, &asns);
	query.asns = asns;
	/* Found sane when it was made; without it the catalogue's own
	 * prefixes count, as they were on its date. */
	if (!path || access(path, F_OK) < 0 ||
	    !asn_read(path, &query, &data, &report))
		goto out;
	for (size_t i = 0; i < catalogue->n; i++) {
		const struct vendor *v = &catalogue->vendors[i];
		const struct vendor_asn *a = v->asns.items;

		for (size_t k = 0; k < v->asns.n; k++)
			if (a[k].expand)
				add_asn(c, v, &a[k], &all, &data, path);
	}
out:
	conf_report_done(&report);
	free(all.items);
	free(asns);
	free(path);
}
