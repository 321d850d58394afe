/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds what the law brings, and when. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/vendors/aheads.h"

static int compare(const void *pa, const void *pb)
{
	const struct ahead *a = pa, *b = pb;
	int c = strcmp(a->day->on, b->day->on);

	return c ? c : strcmp(a->of->id, b->of->id);
}

/* All days of a basis after `today`. */
static void add_days(struct aheads *all, const struct vendor *of,
		     const struct basis *b, const char *today)
{
	const struct basis_day *d = b->days.items;

	for (size_t i = 0; i < b->days.n; i++) {
		if (strcmp(d[i].on, today) <= 0)
			continue;
		all->items = xgrow(all->items, all->n, sizeof(*all->items));
		all->items[all->n++] = (struct ahead) { of, b, &d[i] };
	}
}

void aheads_find(struct aheads *all, const struct vendors *v,
		 const char *today)
{
	*all = (struct aheads) { .n = 0 };
	for (size_t i = 0; i < v->catalogue.n; i++) {
		const struct vendor *of = &v->catalogue.vendors[i];
		const struct basis *b = of->bases.items;

		for (size_t k = 0; k < of->bases.n; k++)
			if (vendors_basis_holds(v, of, &b[k]))
				add_days(all, of, &b[k], today);
	}
	if (all->n > 0)
		qsort(all->items, all->n, sizeof(*all->items), compare);
}

void aheads_done(struct aheads *all)
{
	free(all->items);
	*all = (struct aheads) { .n = 0 };
}
