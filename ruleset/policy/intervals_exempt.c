/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clients that are left alone, as intervals. */

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/range.h"
#include "ruleset/policy/intervals_parts.h"

static void append(struct interval_list *l, const struct range *r)
{
	l->items = xgrow(l->items, l->n, sizeof(*l->items));
	l->items[l->n++] = (struct interval) { .range = *r };
}

/* IPv4 before IPv6, as in the index. */
static int compare(const void *pa, const void *pb)
{
	const struct interval *a = pa, *b = pb;
	int d = address_is_v4(&b->range.first) - address_is_v4(&a->range.first);

	return d ? d : address_compare(&a->range.first, &b->range.first);
}

/* Clients may overlap as they are written down: join what does. */
static void join(struct interval_list *l)
{
	size_t kept = 0;

	if (l->n == 0)
		return;
	qsort(l->items, l->n, sizeof(*l->items), compare);
	for (size_t i = 1; i < l->n; i++) {
		struct range *last = &l->items[kept].range;
		const struct range *next = &l->items[i].range;

		if (address_compare(&next->first, &last->last) > 0 ||
		    address_is_v4(&next->first) != address_is_v4(&last->first))
			l->items[++kept] = l->items[i];
		else if (address_compare(&next->last, &last->last) > 0)
			last->last = next->last;
	}
	l->n = kept + 1;
}

void intervals_collect_exempt(struct intervals *iv, const struct config *c)
{
	const struct config_exempt *exempt = c->exempt.items;
	struct prefix p;

	for (size_t i = 0; i < c->exempt.n; i++) {
		struct range r, v6[2];
		size_t n;

		if (!prefix_parse(exempt[i].client, &p))
			continue;	/* config_load() complained */
		r = range_of(&p);
		if (address_is_v4(&p.addr)) {
			append(&iv->exempt, &r);
			continue;
		}
		n = range_without_v4(&r, v6);
		for (size_t k = 0; k < n; k++)
			append(&iv->exempt, &v6[k]);
	}
	join(&iv->exempt);
}
