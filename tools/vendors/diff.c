/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon vendors diff OLD [NEW]: what is new in a catalogue, and what went. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/cli/answer.h"
#include "tools/cli/mistakes.h"
#include "tools/run.h"
#include "tools/vendors/vendors.h"

/* Something that a catalogue has, and how it has it; heap. */
struct piece {
	char *key;		/* vendor, kind and entry, a tab between */
	char *how;
};

struct pieces {
	struct piece *items;
	size_t n;
};

static void add(struct pieces *all, const struct vendor *of, const char *kind,
		const char *entry, char *how)
{
	all->items = xgrow(all->items, all->n, sizeof(*all->items));
	all->items[all->n++] = (struct piece) {
		xasprintf("%s\t%s\t%s", of->id, kind, entry), how
	};
}

static void add_entries(struct pieces *all, const struct vendor *of)
{
	const struct vendor_name *n = of->names.items;
	const struct vendor_prefix *p = of->prefixes.items;

	for (size_t i = 0; i < of->names.n; i++)
		add(all, of, n[i].match == MATCH_EXACT ? "exact" : "suffix",
		    n[i].name, xasprintf("%s%s", n[i].role, n[i].enforce ? "" :
					 ", logged"));
	for (size_t i = 0; i < of->prefixes.n; i++)
		add(all, of, "prefix", p[i].prefix,
		    xasprintf("%s%s", p[i].role, p[i].shared ? ", shown" :
			      p[i].enforce ? "" : ", logged"));
}

static void add_vendor(struct pieces *all, const struct vendor *of)
{
	const struct basis *b = of->bases.items;

	add(all, of, "vendor", "", xasprintf("%s", of->title));
	for (size_t i = 0; i < of->bases.n; i++)
		add(all, of, "basis", b[i].id,
		    xasprintf("%s, %s, %s: %s; binds%s, reaches%s, not%s",
			      reach_duty_words[b[i].duty],
			      reach_status_words[b[i].status], b[i].cite,
			      b[i].dates, b[i].profile_words,
			      b[i].reach_roles, b[i].reach_off));
	add_entries(all, of);
}

static int compare(const void *pa, const void *pb)
{
	const struct piece *a = pa, *b = pb;

	return strcmp(a->key, b->key);
}

static void add_all(struct pieces *all, const struct catalogue *c)
{
	for (size_t i = 0; i < c->n; i++)
		add_vendor(all, &c->vendors[i]);
	if (all->n > 0)
		qsort(all->items, all->n, sizeof(*all->items), compare);
}

/* Of a folder of *.conf. */
static void read_pieces(struct pieces *all, const char *folder)
{
	struct conf_report report = { .errors = 0 };
	struct catalogue c;

	if (!catalogue_read(&c, folder, "", &report))
		mistakes_end(&report);
	add_all(all, &c);
	catalogue_done(&c);
	conf_report_done(&report);
}

static void pieces_done(struct pieces *all)
{
	for (size_t i = 0; i < all->n; i++) {
		free(all->items[i].key);
		free(all->items[i].how);
	}
	free(all->items);
}

static void put(struct answer *an, const char *change,
		const struct piece *p, const char *was)
{
	char *copy = xstrdup(p->key), *rest = copy;
	const char *vendor = strsep(&rest, "\t");
	const char *kind = strsep(&rest, "\t");

	answer_row(an, cell_text(change), cell_text(vendor), cell_text(kind),
		   cell_text(rest), cell_text(was), cell_text(p->how));
	free(copy);
}

/* Both in order; how many differ. */
static size_t put_changes(struct answer *an, const struct pieces *a,
			  const struct pieces *b)
{
	size_t i = 0, k = 0, n = 0;

	while (i < a->n || k < b->n) {
		const struct piece *old = i < a->n ? &a->items[i] : NULL;
		const struct piece *new = k < b->n ? &b->items[k] : NULL;
		int c = !old ? 1 : !new ? -1 : strcmp(old->key, new->key);

		if (c < 0)
			put(an, "removed", old, NULL);
		else if (c > 0)
			put(an, "added", new, NULL);
		else if (strcmp(old->how, new->how) != 0)
			put(an, "changed", new, old->how);
		n += c != 0 || strcmp(old->how, new->how) != 0;
		i += c <= 0;
		k += c >= 0;
	}
	return n;
}

int vendors_diff_run(const struct args *a)
{
	static const struct column columns[] = {
		{ .key = "change", .head = "CHANGE" },
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "kind", .head = "KIND" },
		{ .key = "entry", .head = "ENTRY", .fold = 20 },
		{ .key = "was", .head = "WAS", .fold = 12 },
		{ .key = "is", .head = "IS", .fold = 12 },
	};
	static const struct grid grid = {
		.key = "changes", GRID_COLUMNS(columns),
	};
	struct pieces old = { .n = 0 }, new = { .n = 0 };
	struct answer *an;
	struct vendors v;

	vendors_open(&v, a);
	read_pieces(&old, a->words[1]);
	if (a->nwords > 2)
		read_pieces(&new, a->words[2]);
	else
		add_all(&new, &v.catalogue);
	an = answer_begin(a, "cordon.vendors.diff/1");
	answer_table(an, &grid);
	if (put_changes(an, &old, &new) == 0)
		answer_say(an, "both are the same\n");
	answer_table_end(an);
	answer_end(an);
	pieces_done(&old);
	pieces_done(&new);
	vendors_close(&v);
	return 0;
}
