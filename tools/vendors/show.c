/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon vendors show ID: the page about a vendor, for a lawyer and an
 * engineer: who restricts it, whom that binds, and by what it is known. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/cli/answer.h"
#include "tools/run.h"
#include "tools/vendors/entries.h"
#include "tools/vendors/tables.h"

enum { LABEL = 12, HERE_TEXT = 24, NAME = 38, SURENESS = 23 };

/* Where something is known from, and of what day that is; NULL: not said. */
struct origin {
	const char *source, *date;
};

/* What a page is written with: its sources are numbered as they come. */
struct page {
	struct answer *an;
	const struct args *args;
	const struct vendors *v;
	const struct vendor *of;
	struct origin *origins;
	size_t norigins;
};

static void heading(const struct page *p, const char *text)
{
	answer_say(p->an, "\n%s\n", paint_text(p->args, COLOR_GOOD, text));
}

/* The number that the page's list of sources gives this one. */
static size_t origin_number(struct page *p, const char *source,
			    const char *date)
{
	const char *day = date ? date : "";

	for (size_t i = 0; i < p->norigins; i++) {
		const struct origin *o = &p->origins[i];

		if (strcmp(o->source, source) == 0 &&
		    strcmp(o->date ? o->date : "", day) == 0)
			return i + 1;
	}
	p->origins = xgrow(p->origins, p->norigins, sizeof(*p->origins));
	p->origins[p->norigins++] = (struct origin) { source, date };
	return p->norigins;
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
static bool is_new(const struct vendors_entries *all, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(all->items[k].role, all->items[i].role) == 0)
			return false;
	return true;
}

static size_t count_role(const struct vendors_entries *all, const char *role,
			 bool enforce)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += strcmp(all->items[i].role, role) == 0 &&
		     (!enforce || all->items[i].enforce);
	return n;
}

/* Of those entries that may be enforced, if there are any. */
static const char *role_effect(const struct page *p, const char *role,
			       bool enforce)
{
	return vendors_effect(p->v, p->of, role, enforce, false);
}

/* "blocked"; of a vendor that is off what it would be: "off: blocked". */
static struct cell role_here(const struct page *p, const char *role,
			     bool enforce, char out[HERE_TEXT])
{
	const char *effect = role_effect(p, role, enforce);
	const char *means = vendors_meaning(p->v, p->of, role, enforce);

	if (strcmp(effect, "off") != 0)
		return cell_text(effect);
	snprintf(out, HERE_TEXT, "off: %s", means);
	return cell_text(out);
}

/* What is cited for it. */
static const char *role_basis(const struct page *p, const char *role,
			      bool enforce)
{
	const struct basis *b = vendors_basis(p->v, p->of, role);
	const char *means = vendors_meaning(p->v, p->of, role, enforce);

	return b ? b->id : strcmp(means, "blocked") == 0 ?
	       "your own policy" : "none reaches it";
}

/* What those roles are that no duty touches by itself. */
static void say_meanings(const struct page *p,
			 const struct vendors_entries *all)
{
	answer_page(p->an, 2, 28);
	for (size_t i = 0; i < all->n; i++) {
		const char *role = all->items[i].role;

		if (is_new(all, i) && reach_role_text(role))
			answer_line(p->an, role, reach_role_text(role));
	}
}

static void put_roles(const struct page *p, const struct vendors_entries *all)
{
	static const struct column columns[] = {
		{ .key = "role", .head = "ROLE" },
		{ .key = "entries", .head = "ENTRIES", .right = true },
		{ .key = "enforceable", .head = "SURE", .right = true },
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
		size_t sure = count_role(all, role, true);
		char here[HERE_TEXT];

		if (!is_new(all, i))
			continue;
		answer_row(p->an, cell_text(role),
			   cell_number(count_role(all, role, false)),
			   cell_number(sure),
			   role_here(p, role, sure > 0, here),
			   cell_text(role_basis(p, role, sure > 0)));
	}
	answer_table_end(p->an);
	say_meanings(p, all);
}

/* With the number of its source; what happens is said where it is not what
 * happens to the role. */
static void say_entry(struct page *p, const struct vendors_entry *e,
		      const char *common)
{
	bool same = strcmp(e->effect, common) == 0;

	answer_say(p->an, "    %-*s", NAME, paint_safe(e->text));
	if (strlen(e->text) > NAME)
		answer_say(p->an, "\n    %-*s", NAME, "");
	answer_say(p->an, " %-*s [%zu]%s%s\n", SURENESS,
		   paint_safe(e->confidence),
		   origin_number(p, e->source, e->date), same ? "" : " ",
		   same ? "" : e->effect);
}

/* All entries of one role. */
static void say_role(struct page *p, const struct vendors_entries *all,
		     const char *role)
{
	const char *common = role_effect(p, role,
					 count_role(all, role, true) > 0);

	answer_say(p->an, "  %s\n", paint_safe(role));
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->items[i].role, role) == 0)
			say_entry(p, &all->items[i], common);
}

static void say_entries(struct page *p, const char *title,
			void (*collect)(struct vendors_entries *all,
					const struct vendors *v,
					const struct vendor *of))
{
	struct vendors_entries all = { 0 };

	collect(&all, p->v, p->of);
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
		answer_say(p->an, "    AS%-10lld %-34s [%zu] %s\n",
			   (long long)a[i].n,
			   paint_safe(a[i].name ? a[i].name : ""),
			   origin_number(p, a[i].source, a[i].date),
			   a[i].expand ? "may be enforced whole" :
			   "never whole");
}

static void say_notes(const struct page *p)
{
	char *const *notes = p->of->notes.items;

	if (p->of->notes.n > 0)
		heading(p, "Notes");
	answer_page(p->an, 2, 2);
	for (size_t i = 0; i < p->of->notes.n; i++)
		answer_line(p->an, "-", notes[i]);
}

/* By number, each with its day. */
static void say_origins(const struct page *p)
{
	if (p->norigins > 0)
		heading(p, "Sources");
	answer_page(p->an, 2, 6);
	for (size_t i = 0; i < p->norigins; i++) {
		const struct origin *o = &p->origins[i];
		struct buffer text = { 0 };
		char label[32];

		snprintf(label, sizeof(label), "[%zu]", i + 1);
		buffer_printf(&text, "%s%s%s", o->source, o->date ? ", as of "
			      : "", o->date ? o->date : "");
		answer_line(p->an, label, text.p);
		buffer_done(&text);
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
	struct vendors_entries all = { 0 };

	say_head(p);
	say_bases(p);
	vendors_entries_names(&all, p->v, p->of);
	vendors_entries_prefixes(&all, p->v, p->of);
	vendors_entries_ports(&all, p->v, p->of);
	put_roles(p, &all);
	free(all.items);
	say_prefix_ports(p);
	say_entries(p, "Names (\"*.\" stands for the name and all below it)",
		    vendors_entries_names);
	say_entries(p, "Prefixes", vendors_entries_prefixes);
	say_entries(p, "Ports", vendors_entries_ports);
	say_asns(p);
	say_notes(p);
	answer_say(p->an, "\nThis is not legal advice.\n");
	say_origins(p);
	free(p->origins);
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
