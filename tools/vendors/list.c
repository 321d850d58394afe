/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon vendors list: the catalogue, and what of it is on here. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/config/source.h"
#include "tools/cli/answer.h"
#include "tools/run.h"
#include "tools/vendors/vendors.h"

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

enum {
	ID, TITLE, CLASS, MODE, AS_OF, FILE_OF, NAMES, PREFIXES, PORTS, ASNS,
	BASES, SOURCE,
	/* As people read them: of lists nobody has counted. */
	NAMES_SAID, PREFIXES_SAID, NBASES, COLUMNS
};

static const struct column columns[COLUMNS] = {
	[ID] = { .key = "id", .head = "ID" },
	[TITLE] = { .key = "title", .head = "TITLE", .fold = 16 },
	[CLASS] = { .key = "class" },
	[MODE] = { .key = "mode", .head = "MODE" },
	[AS_OF] = { .key = "as_of", .head = "AS OF", .give = 1 },
	[FILE_OF] = { .key = "file" },
	[NAMES] = { .key = "names" },
	[PREFIXES] = { .key = "prefixes" },
	[PORTS] = { .key = "ports" },
	[ASNS] = { .key = "asns" },
	[BASES] = { .key = "bases" },
	[SOURCE] = { .key = "source" },
	[NAMES_SAID] = { .key = "names_said", .head = "NAMES", .right = true,
			 .unsaid = true },
	[PREFIXES_SAID] = { .key = "prefixes_said", .head = "PREFIXES",
			    .right = true, .unsaid = true },
	[NBASES] = { .key = "nbases", .head = "BASES", .right = true,
		     .unsaid = true, .give = 2 },
};

static const struct grid grid = {
	.key = "vendors", GRID_COLUMNS(columns),
	.view = "id title mode names_said prefixes_said nbases as_of",
};

static void put_vendor(struct answer *an, const struct vendors *v,
		       const struct vendor *of)
{
	const struct basis *b = of->bases.items;
	const char **ids = xcalloc(of->bases.n, sizeof(*ids));

	for (size_t i = 0; i < of->bases.n; i++)
		ids[i] = b[i].id;
	answer_cells(an, (const struct cell[COLUMNS]) {
		[ID] = cell_text(of->id), [TITLE] = cell_text(of->title),
		[CLASS] = cell_bool(of->is_class),
		[MODE] = cell_text(vendors_mode(v, of)),
		[AS_OF] = cell_text(of->as_of), [FILE_OF] = cell_text(of->file),
		[NAMES] = cell_number(of->names.n),
		[PREFIXES] = cell_number(of->prefixes.n),
		[PORTS] = cell_number(of->ports.n),
		[ASNS] = cell_number(of->asns.n),
		[BASES] = cell_list(ids, of->bases.n),
		[NAMES_SAID] = cell_number(of->names.n),
		[PREFIXES_SAID] = cell_number(of->prefixes.n),
		[NBASES] = cell_number(of->bases.n),
	});
	free(ids);
}

static void put_own(struct answer *an, const struct vendors *v,
		    const struct config_source *s)
{
	answer_cells(an, (const struct cell[COLUMNS]) {
		[ID] = cell_text(s->vendor),
		[TITLE] = cell_text(*s->title ? s->title : s->vendor),
		[CLASS] = cell_bool(false),
		[MODE] = cell_text(mode_words[config_vendor_mode(&v->config,
								 s->vendor)]),
		[SOURCE] = cell_text(s->id),
		[NAMES_SAID] = cell_text("lists"),
		[PREFIXES_SAID] = cell_text("lists"),
	});
}

int vendors_list_run(const struct args *a)
{
	const struct config_source *s;
	struct answer *an;
	struct vendors v;
	size_t own = 0;

	vendors_open(&v, a);
	an = answer_begin(a, "cordon.vendors/1");
	answer_put(an, "mode", cell_text(mode_words[v.config.mode]));
	answer_table(an, &grid);
	for (size_t i = 0; i < v.catalogue.n; i++)
		put_vendor(an, &v, &v.catalogue.vendors[i]);
	while ((s = next_own(&v, &own)))
		put_own(an, &v, s);
	answer_table_end(an);
	answer_end(an);
	vendors_close(&v);
	return 0;
}
