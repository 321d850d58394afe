/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a generation lists goes into the next as it is, but for local rules. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/generation/compiler.h"

/* The numbers that its classes get here; NONE: a local rule. */
enum { NONE = UINT16_MAX + 1 };

struct adding {
	struct compiler *c;
	const struct compiler_base *from;
	uint32_t *classes;
};

static bool is_local(const struct legend *l, uint16_t vendor)
{
	return strcmp(l->vendors[vendor].id, "local") == 0;
}

/* --- the legend ------------------------------------------------------ */

/* In their order, which decides between rules that are equal otherwise. */
static void add_vendors(struct adding *b)
{
	const struct legend *l = b->from->legend;

	for (size_t i = 0; i < l->nvendors; i++) {
		const struct legend_vendor *v = &l->vendors[i];

		compiler_vendor(b->c, v->id, v->title, v->as_of);
		for (size_t k = 0; k < v->nbases; k++)
			legend_add_basis(&b->c->legend,
					 &l->bases[v->first_basis + k]);
	}
}

static void add_classes(struct adding *b)
{
	const struct legend *l = b->from->legend;

	for (size_t i = 0; i < l->nclasses; i++) {
		struct legend_class class = l->classes[i];

		b->classes[i] = NONE;
		if (is_local(b->from->legend, class.vendor))
			continue;
		class.list = compiler_list(b->c, l->lists[class.list]);
		b->classes[i] = legend_add_class(&b->c->legend, &class);
	}
	for (size_t i = 0; i < l->nports; i++) {
		struct legend_port port = l->ports[i];

		port.class = (uint16_t)b->classes[port.class];
		legend_add_port(&b->c->legend, &port);
	}
}

/* --- its entries ----------------------------------------------------- */

static uint32_t class_of(const struct adding *b, uint16_t class)
{
	/* A damaged index may have any. */
	return class < b->from->legend->nclasses ? b->classes[class] : NONE;
}

static void add_names(struct adding *b)
{
	struct names_walk *w = xcalloc(1, sizeof(*w));
	char name[256];

	names_walk_begin(w, b->from->names);
	while (names_walk_next(w)) {
		memcpy(name, w->name, w->len);
		name[w->len] = '\0';
		for (; w->run.left > 0; names_run_next(&w->run)) {
			uint32_t class = class_of(b, w->run.class);

			if (class != NONE)
				compiler_add_name(b->c, name, w->run.scope,
						  (uint16_t)class,
						  w->run.line);
		}
	}
	free(w);
}

static void add_prefixes(struct adding *b, bool counted)
{
	struct prefix_interval *i = xcalloc(1, sizeof(*i));
	size_t n = prefixes_count(b->from->prefixes);

	for (size_t k = 0; k < n; k++) {
		if (!prefixes_interval(b->from->prefixes, k, i))
			continue;
		for (size_t r = 0; r < i->nrules; r++) {
			uint32_t class = class_of(b, i->rules[r].class);

			i->rules[r].class = (uint16_t)class;
			if (class == NONE)
				continue;
			compiler_add_range(b->c, &i->range, &i->rules[r]);
			if (counted)
				compiler_count_prefix(b->c, (uint16_t)class);
		}
	}
	free(i);
}

/* A prefix may lie in pieces by now; it counts as it did. */
static void count_prefixes(struct adding *b)
{
	const struct legend *l = b->from->legend;
	struct compiled *out = b->c->out;

	for (size_t i = 0; i < l->nvendors; i++) {
		if (is_local(b->from->legend, (uint16_t)i))
			continue;
		legend_count_prefix(&b->c->legend, (uint16_t)i,
				    (int)l->vendors[i].prefixes);
		out->vendors[i].prefixes += l->vendors[i].prefixes;
		out->nprefixes += l->vendors[i].prefixes;
	}
}

void compiler_add_base(struct compiler *c, const struct compiler_base *from)
{
	struct adding b = { .c = c, .from = from };

	b.classes = xcalloc(from->legend->nclasses, sizeof(*b.classes));
	add_vendors(&b);
	add_classes(&b);
	add_names(&b);
	add_prefixes(&b, false);
	count_prefixes(&b);
	free(b.classes);
}

/* --- one source ------------------------------------------------------- */

static bool add_source_classes(struct adding *b,
			       const struct legend_class *class)
{
	const struct legend *l = b->from->legend;
	bool any = false;

	for (size_t i = 0; i < l->nclasses; i++) {
		struct legend_class mine = *class;

		b->classes[i] = NONE;
		if (strcmp(l->classes[i].source, class->source) != 0 ||
		    strcmp(l->classes[i].confidence, "list") != 0)
			continue;
		if (l->classes[i].action == LEGEND_EXCEPT)
			mine.action = LEGEND_EXCEPT;
		mine.important = l->classes[i].important;
		b->classes[i] = legend_add_class(&b->c->legend, &mine);
		any = true;
	}
	return any;
}

bool compiler_add_source(struct compiler *c, const struct compiler_base *from,
			 const struct legend_class *class)
{
	struct adding b = { .c = c, .from = from };
	bool any;

	b.classes = xcalloc(from->legend->nclasses + 1, sizeof(*b.classes));
	any = add_source_classes(&b, class);
	if (any) {
		add_names(&b);
		add_prefixes(&b, true);
	}
	free(b.classes);
	return any;
}
