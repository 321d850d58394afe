/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks the names of two generations side by side. */

#include <string.h>

#include "ruleset/generation/name_change.h"

/* One generation's side of the walk. */
struct side {
	const struct legend *legend;
	const char *source;	/* whose rules count; NULL: all */
	struct names_walk walk;
	bool more;
};

static void begin(struct side *s, const struct generation *g,
		  const char *source)
{
	*s = (struct side) { .source = source };
	if (!g)
		return;
	s->legend = &g->legend;
	names_walk_begin(&s->walk, &g->names);
	s->more = names_walk_next(&s->walk);
}

static const struct legend_class *class_of(const struct side *s,
					   const struct names_run *r)
{
	return &s->legend->classes[r->class];
}

static const char *vendor_of(const struct side *s, const struct names_run *r)
{
	return s->legend->vendors[class_of(s, r)->vendor].id;
}

static bool valid(const struct side *s, const struct names_run *r)
{
	return r->class < s->legend->nclasses &&
	       (!s->source ||
		strcmp(class_of(s, r)->source, s->source) == 0);
}

static bool same(const struct side *a, const struct names_run *x,
		 const struct side *b, const struct names_run *y)
{
	return x->scope == y->scope &&
	       class_of(a, x)->action == class_of(b, y)->action &&
	       strcmp(vendor_of(a, x), vendor_of(b, y)) == 0;
}

/* Is a rule like `x` among those of `b` from `run` on, up to `end` of them? */
static bool has(const struct side *a, const struct names_run *x,
		const struct side *b, struct names_run run, size_t end)
{
	for (; run.left > end; names_run_next(&run))
		if (valid(b, &run) && same(a, x, b, &run))
			return true;
	return false;
}

/* Tells rules of the name `a` stands at that `b`, if it stands at the same
 * one, does not have. */
static void tell(const struct side *a, const struct side *b, bool added,
		 void (*each)(void *arg, const struct name_change *c),
		 void *arg)
{
	struct names_run r = a->walk.run;

	for (; r.left > 0; names_run_next(&r)) {
		if (!valid(a, &r) ||
		    has(a, &r, a, a->walk.run, r.left) ||
		    (b && has(a, &r, b, b->walk.run, 0)))
			continue;
		each(arg, &(struct name_change) {
			.added = added, .name = a->walk.name,
			.len = a->walk.len, .scope = r.scope,
			.vendor = vendor_of(a, &r),
			.action = class_of(a, &r)->action,
		});
	}
}

void name_change_each(const struct generation *before,
		      const struct generation *after, const char *source,
		      void (*each)(void *arg, const struct name_change *c),
		      void *arg)
{
	struct side old, new;

	begin(&old, before, source);
	begin(&new, after, source);
	while (old.more || new.more) {
		int order = !old.more ? 1 : !new.more ? -1 :
			    names_compare(old.walk.name, old.walk.len,
					  new.walk.name, new.walk.len);

		if (order <= 0)
			tell(&old, order == 0 ? &new : NULL, false, each, arg);
		if (order >= 0)
			tell(&new, order == 0 ? &old : NULL, true, each, arg);
		if (order <= 0)
			old.more = names_walk_next(&old.walk);
		if (order >= 0)
			new.more = names_walk_next(&new.walk);
	}
}
