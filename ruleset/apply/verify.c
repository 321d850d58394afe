/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks keys back. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "lib/alloc.h"
#include "ruleset/apply/verify.h"
#include "ruleset/table/edition.h"

enum { ROUND = 1024 };	/* intervals in memory at a time */

static void note(struct verified *v, const struct nftset *s,
		 const struct interval *i, size_t wrong,
		 const char *what)
{
	char a[ADDRESS_TEXT];

	if (v->wrong == 0 && wrong > 0)
		snprintf(v->first, sizeof(v->first), "%s %s %s", s->name, what,
			 address_format(&i->range.first, a));
	v->wrong += wrong;
}

static int compare(struct verified *v, struct netlink *n,
		   const struct nftset *s, const struct interval *items,
		   size_t count)
{
	struct interval first;
	size_t missing;
	int ret = nftset_compare(n, s, items, count, &missing, &first);

	if (ret < 0)
		return ret;
	v->asked += count;
	note(v, s, &first, missing, "lacks");
	return 0;
}

/* A number below `n`. */
static size_t random_below(size_t n)
{
	uint64_t r = 0;

	if (getrandom(&r, sizeof(r), 0) != sizeof(r))
		r = 0;
	return (size_t)(r % n);
}

/* --- an edition ------------------------------------------------------ */

static int compare_all(struct verified *v, struct netlink *n,
		       const struct nftset *s, struct interval_walk w)
{
	struct interval *items = xcalloc(ROUND, sizeof(*items));
	size_t have;
	int ret = 0;

	do {
		for (have = 0; have < ROUND; have++)
			if (!intervals_next(&w, &items[have]))
				break;
		ret = compare(v, n, s, items, have);
	} while (ret == 0 && have == ROUND);
	free(items);
	return ret;
}

static int compare_sample(struct verified *v, struct netlink *n,
			  const struct nftset *s,
			  const struct interval_walk *all, size_t sample)
{
	struct interval *items = xcalloc(sample, sizeof(*items));
	size_t have = 0;
	int ret;

	for (size_t i = 0; i < sample; i++) {
		struct interval_walk w = *all;

		w.at += random_below(w.end - w.at);
		/* Of those that are left out there may be many. */
		if (w.end - w.at > ROUND)
			w.end = w.at + ROUND;
		if (intervals_next(&w, &items[have]))
			have++;
	}
	ret = compare(v, n, s, items, have);
	free(items);
	return ret;
}

int verify_edition(struct verified *v, struct netlink *n, unsigned edition,
		   const struct intervals *iv, size_t all, size_t sample)
{
	int ret = 0;

	*v = (struct verified) { .asked = 0 };
	for_each_set(set, f) {
		struct edition_name name = edition_set_name(edition, set, f);
		struct nftset s = edition_set(&name, set, f);
		struct interval_walk w = intervals_walk(iv, set, f);

		if (ret < 0 || iv->count[set][f] == 0)
			continue;
		ret = iv->count[set][f] <= all ?
		      compare_all(v, n, &s, w) :
		      compare_sample(v, n, &s, &w, sample);
	}
	return ret;
}

/* --- a difference ---------------------------------------------------- */

static int check_added(struct verified *v, struct netlink *n,
		       const struct nftset *s, const struct interval_list *l)
{
	struct interval *items;
	int ret;

	if (l->n <= VERIFY_ALL)
		return compare(v, n, s, l->items, l->n);
	items = xcalloc(VERIFY_SAMPLE, sizeof(*items));
	for (size_t i = 0; i < VERIFY_SAMPLE; i++)
		items[i] = l->items[random_below(l->n)];
	ret = compare(v, n, s, items, VERIFY_SAMPLE);
	free(items);
	return ret;
}

/* One at a time, as a key that is missing ends its question. */
static int check_removed(struct verified *v, struct netlink *n,
			 const struct nftset *s, const struct interval_list *l)
{
	size_t ask = l->n < VERIFY_GLANCE ? l->n : VERIFY_GLANCE;

	for (size_t i = 0; i < ask; i++) {
		const struct interval *item =
			&l->items[ask == l->n ? i : random_below(l->n)];
		int ret = nftset_has_start(n, s, &item->range.first);

		if (ret < 0)
			return ret;
		v->asked++;
		note(v, s, item, (size_t)ret, "still has");
	}
	return 0;
}

int verify_difference(struct verified *v, struct netlink *n, unsigned edition,
		      const struct difference *d)
{
	int ret = 0;

	*v = (struct verified) { .asked = 0 };
	for_each_set(set, f) {
		struct edition_name name = edition_set_name(edition, set, f);
		struct nftset s = edition_set(&name, set, f);
		const struct changes *c = &d->sets[set][f];

		if (ret == 0)
			ret = check_added(v, n, &s, &c->added);
		if (ret == 0)
			ret = check_removed(v, n, &s, &c->removed);
	}
	return ret;
}
