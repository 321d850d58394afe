/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts events. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/log/counts.h"

enum { FIRST_BUCKETS = 1024 };

void counts_init(struct counts *c, enum counts_by by)
{
	*c = (struct counts) {
		.by = by, .nbuckets = FIRST_BUCKETS, .key = hash_key_random(),
	};
	c->buckets = xcalloc(c->nbuckets, sizeof(*c->buckets));
}

void counts_done(struct counts *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->items[i].what);
	free(c->items);
	free(c->buckets);
	*c = (struct counts) { .n = 0 };
}

static size_t *bucket_of(struct counts *c, const char *what)
{
	return &c->buckets[hash_bytes(&c->key, what, strlen(what)) &
			   (c->nbuckets - 1)];
}

static void grow(struct counts *c)
{
	free(c->buckets);
	c->nbuckets *= 2;
	c->buckets = xcalloc(c->nbuckets, sizeof(*c->buckets));
	for (size_t i = 0; i < c->n; i++) {
		size_t *bucket = bucket_of(c, c->items[i].what);

		c->items[i].next = *bucket;
		*bucket = i + 1;
	}
}

static struct count *find(struct counts *c, const char *what)
{
	size_t *bucket = bucket_of(c, what);

	for (size_t i = *bucket; i; i = c->items[i - 1].next)
		if (strcmp(c->items[i - 1].what, what) == 0)
			return &c->items[i - 1];
	if (c->n == c->nbuckets) {
		grow(c);
		bucket = bucket_of(c, what);
	}
	c->items = xgrow(c->items, c->n, sizeof(*c->items));
	c->items[c->n] = (struct count) {
		.what = xstrdup(what), .next = *bucket,
	};
	*bucket = ++c->n;
	return &c->items[c->n - 1];
}

void counts_add(struct counts *c, const struct logged *e)
{
	struct count *to = find(c, c->by == COUNTS_VENDOR ? e->vendor :
				c->by == COUNTS_NAME ? e->target : e->client);

	to->n[e->action] += e->count;
	if (to->first == 0 || e->time < to->first)
		to->first = e->time;
	if (e->time > to->last)
		to->last = e->time;
}

static long long sum(const struct count *c)
{
	long long all = 0;

	for (int o = 0; o < TALLY_OUTCOMES; o++)
		all += c->n[o];
	return all;
}

static int compare(const void *pa, const void *pb)
{
	const struct count *a = pa, *b = pb;

	if (sum(a) != sum(b))
		return sum(a) < sum(b) ? 1 : -1;
	return strcmp(a->what, b->what);
}

void counts_sort(struct counts *c)
{
	if (c->n > 0)
		qsort(c->items, c->n, sizeof(*c->items), compare);
}
