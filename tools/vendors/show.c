/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon vendors show ID: the page about a vendor, for a lawyer and an
 * engineer: who restricts it, whom that binds, and by what it is known. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/json.h"
#include "lib/visible.h"
#include "tools/cli/output.h"
#include "tools/run.h"
#include "tools/vendors/vendors.h"

enum { LABEL = 12, PAGE_MIN = 60, PAGE_MAX = 120, PAGE = 80 };

/* What a page is written with: its sources are numbered as they come. */
struct page {
	const struct args *args;
	const struct vendors *v;
	const struct vendor *of;
	unsigned width;
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

static unsigned page_width(void)
{
	struct winsize w;
	unsigned n = PAGE;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
		n = w.ws_col;
	return n < PAGE_MIN ? PAGE_MIN : n > PAGE_MAX ? PAGE_MAX : n;
}

static void heading(const struct page *p, const char *text)
{
	printf("\n%s\n", paint_text(p->args, COLOR_GOOD, text));
}

static void field(const struct page *p, unsigned indent, const char *label,
		  const char *text)
{
	struct buffer out = { 0 };

	if (!text || !*text)
		return;
	buffer_printf(&out, "%*s%-*s", (int)indent, "", LABEL, label);
	visible_wrap(&out, text, indent + LABEL, p->width);
	puts(out.p);
	buffer_done(&out);
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

static void print_head(const struct page *p)
{
	const struct config_vendor *cv = config_vendor(&p->v->config,
						       p->of->id);
	char mode[600], from[512];

	printf("%s  %s\n", paint_safe(p->of->id),
	       paint_text(p->args, COLOR_GOOD, p->of->title));
	if (p->of->is_class) {
		field(p, 2, "mode", "a class of products: it has a legal "
		      "basis, and nothing to match");
	} else {
		if (cv && cv->mode_from)
			snprintf(from, sizeof(from), "%s", cv->mode_from);
		else if (cv && cv->file)
			snprintf(from, sizeof(from), "%s:%u", cv->file,
				 cv->line);
		else
			snprintf(from, sizeof(from), "default");
		snprintf(mode, sizeof(mode), "%s, from %s",
			 vendors_mode(p->v, p->of), from);
		field(p, 2, "mode", mode);
	}
	field(p, 2, "as of", p->of->as_of);
	field(p, 2, "described", p->of->file);
}

static void print_roles_off(const struct page *p, const struct conf_list *off)
{
	char *const *items = off->items;
	struct buffer out = { 0 };

	for (size_t i = 0; i < off->n; i++)
		buffer_printf(&out, "%s%s", i ? ", " : "", items[i]);
	field(p, 4, "roles out", out.p);
	buffer_done(&out);
}

static void print_bases(const struct page *p)
{
	const struct vendor_basis *b = p->of->bases.items;

	heading(p, "Legal bases");
	for (size_t i = 0; i < p->of->bases.n; i++) {
		printf("  %s%s\n", paint_safe(b[i].id),
		       vendors_basis_holds(p->v, p->of, &b[i]) ? "" :
		       "  (not in force here: \"bases\" of the configuration)");
		field(p, 4, "authority", b[i].authority);
		field(p, 4, "cite", b[i].cite);
		field(p, 4, "dates", b[i].dates);
		field(p, 4, "binds", b[i].binds);
		field(p, 4, "leaves out", *b[i].leaves_out ? b[i].leaves_out :
		      "not recorded");
		print_roles_off(p, &b[i].roles_off);
		field(p, 4, "source", b[i].source);
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

static void print_roles(const struct page *p, const struct entries *all)
{
	static const char *const columns[] = {
		"ROLE", ">ENTRIES", ">ENFORCEABLE", "HERE", "BASIS TO CITE",
	};
	struct output *o;

	if (all->n == 0)
		return;
	heading(p, "Roles");
	o = output_begin(p->args, OUTPUT_TABLE, columns, 5);
	for (size_t i = 0; i < all->n; i++) {
		const char *role = all->items[i].role;
		const struct vendor_basis *b;
		char entries[24], acts[24];

		if (!is_new(all, i))
			continue;
		b = vendors_basis(p->v, p->of, role);
		snprintf(entries, sizeof(entries), "%zu",
			 count_role(all, role, false));
		snprintf(acts, sizeof(acts), "%zu",
			 count_role(all, role, true));
		output_row(o, (const char *[]) {
			role, entries, acts, role_effect(p, role),
			b ? b->id : "none reaches it",
		});
	}
	output_end(o);
}

/* All entries of one role, with the number of their source; what happens is
 * said where it is not what happens to the role. */
static void print_role(struct page *p, const struct entries *all,
		       const char *role)
{
	const char *common = role_effect(p, role);

	printf("  %s\n", paint_safe(role));
	for (size_t i = 0; i < all->n; i++) {
		const struct entry *e = &all->items[i];

		if (strcmp(e->role, role) != 0)
			continue;
		printf("    %-44s %-23s [%zu]%s%s\n", paint_safe(e->text),
		       paint_safe(e->confidence),
		       source_number(p, e->source),
		       strcmp(e->effect, common) == 0 ? "" : " ",
		       strcmp(e->effect, common) == 0 ? "" : e->effect);
	}
}

static void print_entries(struct page *p, const char *title,
			  void (*collect)(struct entries *all,
					  const struct page *p))
{
	struct entries all = { 0 };

	collect(&all, p);
	if (all.n > 0)
		heading(p, title);
	for (size_t i = 0; i < all.n; i++)
		if (is_new(&all, i))
			print_role(p, &all, all.items[i].role);
	free(all.items);
}

static void print_asns(struct page *p)
{
	const struct vendor_asn *a = p->of->asns.items;

	if (p->of->asns.n > 0)
		heading(p, "AS numbers");
	for (size_t i = 0; i < p->of->asns.n; i++) {
		printf("    AS%-10lld %-40s [%zu] %s\n", (long long)a[i].n,
		       paint_safe(a[i].name ? a[i].name : ""),
		       source_number(p, a[i].source), a[i].expand ?
		       "may be enforced whole" : "never whole");
	}
}

static void print_list(const struct page *p, const char *title,
		       const char *const *items, size_t n, bool numbered)
{
	if (n > 0)
		heading(p, title);
	for (size_t i = 0; i < n; i++) {
		struct buffer out = { 0 };
		char label[32];

		snprintf(label, sizeof(label), numbered ? "[%zu]" : "-",
			 i + 1);
		buffer_printf(&out, "  %-*s ", numbered ? 5 : 1, label);
		visible_wrap(&out, items[i], numbered ? 8 : 4, p->width);
		puts(out.p);
		buffer_done(&out);
	}
}

static void print_prefix_ports(const struct page *p)
{
	const int64_t *port = p->of->prefix_ports.items;
	struct buffer out = { 0 };

	for (size_t i = 0; i < p->of->prefix_ports.n; i++)
		buffer_printf(&out, "%s%d", i ? ", " : "", (int)port[i]);
	if (out.len > 0)
		printf("  (the addresses only on the ports %s, TCP and UDP)\n",
		       out.p);
	buffer_done(&out);
}

static void print_page(struct page *p)
{
	struct entries all = { 0 };

	print_head(p);
	print_bases(p);
	collect_names(&all, p);
	collect_prefixes(&all, p);
	collect_ports(&all, p);
	print_roles(p, &all);
	free(all.items);
	print_prefix_ports(p);
	print_entries(p, "Names (\"*.\" stands for the name and all below it)",
		      collect_names);
	print_entries(p, "Prefixes", collect_prefixes);
	print_entries(p, "Ports", collect_ports);
	print_asns(p);
	print_list(p, "Notes", p->of->notes.items, p->of->notes.n, false);
	print_list(p, "Sources", p->sources, p->nsources, true);
	free(p->sources);
}

int vendors_show_run(const struct args *a)
{
	struct vendors v;
	struct page p = { .args = a, .v = &v, .width = page_width() };

	vendors_open(&v, a);
	p.of = vendors_find(&v, a->words[1]);
	if (a->as_json)
		vendors_show_json(&v, p.of);
	else
		print_page(&p);
	vendors_close(&v);
	return 0;
}
