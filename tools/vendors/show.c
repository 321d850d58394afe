/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon vendors show ID: the page about a vendor, for a lawyer and an
 * engineer: who restricts it, whom that binds, and by what it is known. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/cli/answer.h"
#include "tools/run.h"
#include "tools/vendors/tables.h"

enum { LABEL = 12 };

/* What a page is written with: its sources are numbered as they come. */
struct page {
	struct answer *an;
	const struct args *args;
	const struct vendors *v;
	const struct vendor *of;
	const char **sources;
	size_t nsources;
};

/* Names, prefixes and ports alike. */
struct entry {
	char text[300];
	const char *role, *source, *confidence, *effect;
	bool enforce;
};

struct entries {
	struct entry *items;
	size_t n;
};

/* --- what there is --------------------------------------------------- */

static struct entry *next_entry(struct entries *all)
{
	all->items = xgrow(all->items, all->n, sizeof(*all->items));
	all->items[all->n] = (struct entry) { .role = "" };
	return &all->items[all->n++];
}

static void collect_names(struct entries *all, const struct page *p)
{
	const struct vendor_name *n = p->of->names.items;

	for (size_t i = 0; i < p->of->names.n; i++) {
		struct entry *e = next_entry(all);

		snprintf(e->text, sizeof(e->text), "%s%s",
			 n[i].match == MATCH_SUFFIX ? "*." : "", n[i].name);
		e->role = n[i].role;
		e->source = n[i].source;
		e->confidence = n[i].confidence;
		e->enforce = n[i].enforce;
		e->effect = vendors_effect(p->v, p->of, n[i].role,
					   n[i].enforce, false);
	}
}

static void collect_prefixes(struct entries *all, const struct page *p)
{
	const struct vendor_prefix *x = p->of->prefixes.items;

	for (size_t i = 0; i < p->of->prefixes.n; i++) {
		struct entry *e = next_entry(all);

		snprintf(e->text, sizeof(e->text), "%s", x[i].prefix);
		e->role = x[i].role;
		e->source = x[i].source;
		e->confidence = x[i].confidence;
		e->enforce = x[i].enforce;
		e->effect = vendors_effect(p->v, p->of, x[i].role,
					   x[i].enforce, x[i].shared);
	}
}

static void collect_ports(struct entries *all, const struct page *p)
{
	const struct vendor_port *x = p->of->ports.items;

	for (size_t i = 0; i < p->of->ports.n; i++) {
		struct entry *e = next_entry(all);

		snprintf(e->text, sizeof(e->text), "%s %d, any address",
			 x[i].transport == TRANSPORT_UDP ? "UDP" : "TCP",
			 (int)x[i].port);
		e->role = x[i].role;
		e->source = x[i].source;
		e->confidence = x[i].confidence;
		e->enforce = x[i].enforce;
		e->effect = vendors_effect(p->v, p->of, x[i].role,
					   x[i].enforce, false);
	}
}

/* --- the parts of a page --------------------------------------------- */

static void heading(const struct page *p, const char *text)
{
	answer_say(p->an, "\n%s\n", paint_text(p->args, COLOR_GOOD, text));
}

/* The number that the page's list of sources gives this one. */
static size_t source_number(struct page *p, const char *source)
{
	for (size_t i = 0; i < p->nsources; i++)
		if (strcmp(p->sources[i], source) == 0)
			return i + 1;
	p->sources = xgrow(p->sources, p->nsources, sizeof(*p->sources));
	p->sources[p->nsources++] = source;
	return p->nsources;
}

/* Where the mode comes from. */
static void write_mode(const struct page *p, char *out, size_t size)
{
	const struct config_vendor *cv = config_vendor(&p->v->config,
						       p->of->id);
	const char *mode = vendors_mode(p->v, p->of);

	if (p->of->is_class)
		snprintf(out, size, "a class of products: it has a legal "
			 "basis, and nothing to match");
	else if (cv && cv->mode_from)
		snprintf(out, size, "%s, from %s", mode, cv->mode_from);
	else if (cv && cv->file)
		snprintf(out, size, "%s, from %s:%u", mode, cv->file,
			 cv->line);
	else
		snprintf(out, size, "%s, from default", mode);
}

static void say_head(const struct page *p)
{
	char mode[600];

	answer_say(p->an, "%s  %s\n", paint_safe(p->of->id),
		   paint_text(p->args, COLOR_GOOD, p->of->title));
	write_mode(p, mode, sizeof(mode));
	answer_page(p->an, 2, LABEL);
	answer_line(p->an, "mode", mode);
	answer_line(p->an, "as of", p->of->as_of);
	answer_line(p->an, "described", p->of->file);
}

static void say_bases(const struct page *p)
{
	const struct basis *b = p->of->bases.items;

	heading(p, "Legal bases");
	answer_page(p->an, 4, LABEL);
	for (size_t i = 0; i < p->of->bases.n; i++) {
		answer_say(p->an, "  %s%s\n", paint_safe(b[i].id),
			   vendors_basis_holds(p->v, p->of, &b[i]) ? "" :
			   "  (does not bind here: \"profile\" and "
			   "\"bases\" of the configuration)");
		vendors_tables_say_basis(p->an, p->v, p->of, &b[i]);
	}
}

/* Is `role` the first of its kind among the entries up to this one? */
static bool is_new(const struct entries *all, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(all->items[k].role, all->items[i].role) == 0)
			return false;
	return true;
}

static size_t count_role(const struct entries *all, const char *role,
			 bool enforce)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += strcmp(all->items[i].role, role) == 0 &&
		     (!enforce || all->items[i].enforce);
	return n;
}

static const char *role_effect(const struct page *p, const char *role)
{
	return vendors_effect(p->v, p->of, role, true, false);
}

/* Is it restricted here, though no text reaches it? */
static bool is_own(const struct page *p, const char *role)
{
	const char *effect = role_effect(p, role);

	return strcmp(effect, "blocked") == 0 ||
	       strcmp(effect, "observed") == 0;
}

/* What those roles are that no duty touches by itself. */
static void say_meanings(const struct page *p, const struct entries *all)
{
	answer_page(p->an, 2, 28);
	for (size_t i = 0; i < all->n; i++) {
		const char *role = all->items[i].role;

		if (is_new(all, i) && reach_role_text(role))
			answer_line(p->an, role, reach_role_text(role));
	}
}

static void put_roles(const struct page *p, const struct entries *all)
{
	static const struct column columns[] = {
		{ .key = "role", .head = "ROLE" },
		{ .key = "entries", .head = "ENTRIES", .right = true },
		{ .key = "enforceable", .head = "ENFORCEABLE",
		  .right = true },
		{ .key = "here", .head = "HERE" },
		{ .key = "basis", .head = "BASIS TO CITE", .fold = 20 },
	};
	static const struct grid grid = {
		GRID_COLUMNS(columns), .in = IN_TABLE,
	};

	if (all->n > 0)
		heading(p, "Roles");
	answer_table(p->an, &grid);
	for (size_t i = 0; i < all->n; i++) {
		const char *role = all->items[i].role;
		const struct basis *b;

		if (!is_new(all, i))
			continue;
		b = vendors_basis(p->v, p->of, role);
		answer_row(p->an, cell_text(role),
			   cell_number(count_role(all, role, false)),
			   cell_number(count_role(all, role, true)),
			   cell_text(role_effect(p, role)),
			   cell_text(b ? b->id : is_own(p, role) ?
				     "your own policy" : "none reaches it"));
	}
	answer_table_end(p->an);
	say_meanings(p, all);
}

/* All entries of one role, with the number of their source; what happens is
 * said where it is not what happens to the role. */
static void say_role(struct page *p, const struct entries *all,
		     const char *role)
{
	const char *common = role_effect(p, role);

	answer_say(p->an, "  %s\n", paint_safe(role));
	for (size_t i = 0; i < all->n; i++) {
		const struct entry *e = &all->items[i];
		bool same = strcmp(e->effect, common) == 0;

		if (strcmp(e->role, role) != 0)
			continue;
		answer_say(p->an, "    %-44s %-23s [%zu]%s%s\n",
			   paint_safe(e->text), paint_safe(e->confidence),
			   source_number(p, e->source), same ? "" : " ",
			   same ? "" : e->effect);
	}
}

static void say_entries(struct page *p, const char *title,
			void (*collect)(struct entries *all,
					const struct page *p))
{
	struct entries all = { 0 };

	collect(&all, p);
	if (all.n > 0)
		heading(p, title);
	for (size_t i = 0; i < all.n; i++)
		if (is_new(&all, i))
			say_role(p, &all, all.items[i].role);
	free(all.items);
}

static void say_asns(struct page *p)
{
	const struct vendor_asn *a = p->of->asns.items;

	if (p->of->asns.n > 0)
		heading(p, "AS numbers");
	for (size_t i = 0; i < p->of->asns.n; i++)
		answer_say(p->an, "    AS%-10lld %-40s [%zu] %s\n",
			   (long long)a[i].n,
			   paint_safe(a[i].name ? a[i].name : ""),
			   source_number(p, a[i].source), a[i].expand ?
			   "may be enforced whole" : "never whole");
}

/* With numbers, or without. */
static void say_list(const struct page *p, const char *title,
		     const char *const *items, size_t n, bool numbered)
{
	if (n > 0)
		heading(p, title);
	answer_page(p->an, 2, numbered ? 6 : 2);
	for (size_t i = 0; i < n; i++) {
		char label[32];

		snprintf(label, sizeof(label), numbered ? "[%zu]" : "-",
			 i + 1);
		answer_line(p->an, label, items[i]);
	}
}

static void say_prefix_ports(const struct page *p)
{
	const int64_t *port = p->of->prefix_ports.items;
	struct buffer out = { 0 };

	for (size_t i = 0; i < p->of->prefix_ports.n; i++)
		buffer_printf(&out, "%s%d", i ? ", " : "", (int)port[i]);
	if (out.len > 0)
		answer_say(p->an, "  (the addresses only on the ports %s, TCP "
			   "and UDP)\n", out.p);
	buffer_done(&out);
}

static void say_page(struct page *p)
{
	struct entries all = { 0 };

	say_head(p);
	say_bases(p);
	collect_names(&all, p);
	collect_prefixes(&all, p);
	collect_ports(&all, p);
	put_roles(p, &all);
	free(all.items);
	say_prefix_ports(p);
	say_entries(p, "Names (\"*.\" stands for the name and all below it)",
		    collect_names);
	say_entries(p, "Prefixes", collect_prefixes);
	say_entries(p, "Ports", collect_ports);
	say_asns(p);
	say_list(p, "Notes", p->of->notes.items, p->of->notes.n, false);
	answer_say(p->an, "\nThis is not legal advice.\n");
	say_list(p, "Sources", p->sources, p->nsources, true);
	free(p->sources);
}

static void put_fields(struct answer *an, const struct vendors *v,
		       const struct vendor *of)
{
	answer_put(an, "id", cell_text(of->id));
	answer_put(an, "title", cell_text(of->title));
	answer_put(an, "class", cell_bool(of->is_class));
	answer_put(an, "mode", cell_text(vendors_mode(v, of)));
	answer_put(an, "as_of", cell_text(of->as_of));
	answer_put(an, "file", cell_text(of->file));
}

int vendors_show_run(const struct args *a)
{
	struct vendors v;
	struct page p = { .args = a, .v = &v };

	vendors_open(&v, a);
	p.of = vendors_find(&v, a->words[1]);
	p.an = answer_begin(a, "cordon.vendor/1");
	put_fields(p.an, &v, p.of);
	vendors_tables_put(p.an, &v, p.of);
	say_page(&p);
	answer_end(p.an);
	vendors_close(&v);
	return 0;
}
