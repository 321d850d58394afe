/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Subtracts the addresses of two generations from each other. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/range.h"
#include "lib/rangeset.h"
#include "ruleset/generation/prefix_change.h"

/* What one vendor lists with one action. */
struct share {
	const char *vendor;
	enum legend_action action;
	struct rangeset sets[2];	/* before, after */
};

struct shares {
	struct share *items;
	size_t n;
};

static size_t find(struct shares *s, const struct legend *l,
		   const struct legend_class *c)
{
	const char *vendor = l->vendors[c->vendor].id;

	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].action == c->action &&
		    strcmp(s->items[i].vendor, vendor) == 0)
			return i;
	s->items = xgrow(s->items, s->n, sizeof(*s->items));
	s->items[s->n] = (struct share) { .vendor = vendor,
					  .action = c->action };
	return s->n++;
}

/* The addresses of a generation, to those it shares them with. */
static void collect(struct shares *s, const struct generation *g,
		    const char *source, int which)
{
	struct prefix_interval *iv = xcalloc(1, sizeof(*iv));
	const struct legend *l = &g->legend;
	size_t *of = xcalloc(l->nclasses + 1, sizeof(*of));
	size_t n = prefixes_count(&g->prefixes);

	for (size_t i = 0; i < l->nclasses; i++)
		of[i] = find(s, l, &l->classes[i]);
	for (size_t i = 0; i < n; i++) {
		if (!prefixes_interval(&g->prefixes, i, iv))
			continue;
		for (size_t k = 0; k < iv->nrules; k++) {
			uint16_t class = iv->rules[k].class;

			if (class < l->nclasses &&
			    l->classes[class].action != LEGEND_EXCEPT &&
			    (!source || strcmp(l->classes[class].source,
					       source) == 0))
				rangeset_add(&s->items[of[class]].sets[which],
					     &iv->range);
		}
	}
	free(iv);
	free(of);
}

static struct rangeset copy(const struct rangeset *s)
{
	struct rangeset to = { { NULL, 0 }, { NULL, 0 } };

	for (size_t i = 0; i < s->v4.n; i++)
		rangeset_add(&to, &s->v4.items[i]);
	for (size_t i = 0; i < s->v6.n; i++)
		rangeset_add(&to, &s->v6.items[i]);
	return to;
}

static void tell_list(const struct range_list *l, struct prefix_change *c,
		      void (*each)(void *arg, const struct prefix_change *c),
		      void *arg)
{
	for (size_t i = 0; i < l->n; i++) {
		struct range r = l->items[i];
		bool more = true;

		while (more) {
			more = range_take_prefix(&r, &c->prefix);
			each(arg, c);
		}
	}
}

static void tell(const struct share *s, bool added,
		 void (*each)(void *arg, const struct prefix_change *c),
		 void *arg)
{
	struct prefix_change c = { .added = added, .vendor = s->vendor,
				   .action = s->action };
	struct rangeset left = copy(&s->sets[added]);

	rangeset_merge(&left);
	rangeset_subtract(&left, &s->sets[!added]);
	tell_list(&left.v4, &c, each, arg);
	tell_list(&left.v6, &c, each, arg);
	rangeset_done(&left);
}

void prefix_change_each(const struct generation *before,
			const struct generation *after, const char *source,
			void (*each)(void *arg, const struct prefix_change *c),
			void *arg)
{
	struct shares s = { NULL, 0 };

	if (before)
		collect(&s, before, source, 0);
	collect(&s, after, source, 1);
	for (size_t i = 0; i < s.n; i++) {
		rangeset_merge(&s.items[i].sets[0]);
		rangeset_merge(&s.items[i].sets[1]);
		tell(&s.items[i], false, each, arg);
		tell(&s.items[i], true, each, arg);
		rangeset_done(&s.items[i].sets[0]);
		rangeset_done(&s.items[i].sets[1]);
	}
	free(s.items);
}
