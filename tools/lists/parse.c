/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists parse: what a list means, one entry a line. */

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/plural.h"
#include "lib/range.h"
#include "ruleset/list/list.h"
#include "tools/cli/mistakes.h"
#include "tools/cli/option.h"
#include "tools/lists/entries.h"
#include "tools/run.h"

/* Entries by what prevails: [important][allow]. */
struct parsed {
	struct nameset names;
	struct rangeset prefixes[2][2];
};

static void take(void *arg, const struct list_entry *e)
{
	struct parsed *p = arg;
	struct range r;

	if (e->kind != LIST_PREFIX) {
		nameset_add(&p->names, e);
		return;
	}
	r = range_of(&e->prefix);
	rangeset_add(&p->prefixes[e->important > 0][e->allow], &r);
}

static void add_list(struct rangeset *to, const struct range_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		rangeset_add(to, &l->items[i]);
}

/* Plain entries without plain exceptions, with the important entries, and
 * without the important exceptions. */
static struct rangeset *fold_prefixes(struct parsed *p)
{
	struct rangeset *s = &p->prefixes[0][0];
	struct rangeset *important = &p->prefixes[1][0];

	for (int i = 0; i < 4; i++)
		rangeset_merge(&p->prefixes[i / 2][i % 2]);
	rangeset_subtract(s, &p->prefixes[0][1]);
	if (important->v4.n + important->v6.n > 0) {
		add_list(s, &important->v4);
		add_list(s, &important->v6);
		rangeset_merge(s);
	}
	rangeset_subtract(s, &p->prefixes[1][1]);
	return s;
}

static void parsed_done(struct parsed *p)
{
	nameset_done(&p->names);
	for (int i = 0; i < 4; i++)
		rangeset_done(&p->prefixes[i / 2][i % 2]);
}

/* --- options ---------------------------------------------------------- */

static struct list_options options_of(const struct args *a)
{
	struct list_options o = {
		.format = a->format, .column = a->column,
		.attributes = a->attributes, .where = a->where,
		.path = a->path, .country = a->country,
		.allowing = a->allowing, .max_remarks = UINT_MAX,
	};

	if (a->match)
		o.match = kind_index(KIND_MATCH, a->match);
	return o;
}

/* --- telling ----------------------------------------------------------- */

/* To stderr, behind what is printed. */
static const char *ends(size_t n)
{
	return plural((long long)n);
}

static void say_report(struct answer *an, const char *path,
		       const struct conf_report *report,
		       const struct list_result *r)
{
	answer_flush(an);
	mistakes_tell(report);
	if (r->missing)
		fprintf(stderr, "%s: no such file\n", paint_safe(path));
	else
		fprintf(stderr, "%s: format %s: %zu name%s, %zu prefix%s, "
			"%zu exception%s; %zu line%s rejected, %zu skipped"
			"%s\n",
			paint_safe(path), r->format ? r->format : "unknown",
			r->names, ends(r->names), r->prefixes,
			r->prefixes == 1 ? "" : "es", r->exceptions,
			ends(r->exceptions), r->rejects, ends(r->rejects),
			r->skipped,
			r->refused ? "; refused, nothing of it counts" : "");
}

enum {
	FILE_PATH, FILE_FORMAT, FILE_REFUSED, FILE_NAMES, FILE_PREFIXES,
	FILE_EXCEPTIONS, FILE_REJECTED, FILE_SKIPPED, FILE_COLUMNS
};

static const struct column columns[FILE_COLUMNS] = {
	[FILE_PATH] = { .key = "file" },
	[FILE_FORMAT] = { .key = "format" },
	[FILE_REFUSED] = { .key = "refused" },
	[FILE_NAMES] = { .key = "names" },
	[FILE_PREFIXES] = { .key = "prefixes" },
	[FILE_EXCEPTIONS] = { .key = "exceptions" },
	[FILE_REJECTED] = { .key = "rejected" },
	[FILE_SKIPPED] = { .key = "skipped" },
};

static const struct grid files = {
	GRID_COLUMNS(columns), .style = STYLE_BARE, .inner = &entries_grid,
};

static void put_file(struct answer *an, const char *path,
		     const struct list_result *r, struct parsed *p)
{
	const struct cell cells[FILE_COLUMNS] = {
		[FILE_PATH] = cell_text(path),
		[FILE_FORMAT] = cell_text(r->format ? r->format : "unknown"),
		[FILE_REFUSED] = cell_bool(r->refused || r->missing),
		[FILE_NAMES] = cell_number(r->names),
		[FILE_PREFIXES] = cell_number(r->prefixes),
		[FILE_EXCEPTIONS] = cell_number(r->exceptions),
		[FILE_REJECTED] = cell_number(r->rejects),
		[FILE_SKIPPED] = cell_number(r->skipped),
	};

	answer_row_open(an, cells);
	answer_table(an, &entries_grid);
	entries_put_names(an, &p->names);
	entries_put_ranges(an, fold_prefixes(p));
	answer_table_end(an);
	answer_row_close(an);
}

/* --- together --------------------------------------------------------- */

static int parse_file(struct answer *an, struct list_options o,
		      const char *path)
{
	struct conf_report report = { .errors = 0 };
	struct parsed p = { .names = { .items = NULL } };
	char *copy = xstrdup(path);
	struct list_result r;

	o.folder = strcmp(path, "-") == 0 ? NULL : dirname(copy);
	r = list_read(path, &o, &report, take, &p);
	if (r.refused) {
		parsed_done(&p);
		p = (struct parsed) { .names = { .items = NULL } };
	}
	nameset_fold(&p.names);
	put_file(an, path, &r, &p);
	say_report(an, path, &report, &r);
	conf_report_done(&report);
	parsed_done(&p);
	free(copy);
	return r.missing ? EX_NOINPUT : r.refused ? EX_DATAERR :
	       r.names + r.prefixes + r.exceptions == 0 &&
	       r.rejects + r.skipped > 0;
}

int lists_parse_run(const struct args *a)
{
	struct list_options o = options_of(a);
	struct answer *an = answer_begin(a, "cordon.lists.parse/1");
	int status = 0;

	answer_table(an, &files);
	for (int i = 1; i < a->nwords; i++) {
		int s = parse_file(an, o, a->words[i]);

		status = s ? s : status;
	}
	answer_table_end(an);
	answer_end(an);
	return status;
}
