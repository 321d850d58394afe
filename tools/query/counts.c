/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts events. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/query/counts.h"

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

void counts_empty(struct counts *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->items[i].what);
	c->n = 0;
	memset(c->buckets, 0, c->nbuckets * sizeof(*c->buckets));
}

static size_t *bucket_of(struct counts *c, const char *what)
{
	return &c->buckets[hash_bytes(&c->key, what, strlen(what)) &
			   (c->nbuckets - 1)];
}

static void rehash(struct counts *c, size_t nbuckets)
{
	free(c->buckets);
	c->nbuckets = nbuckets;
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
		rehash(c, 2 * c->nbuckets);
		bucket = bucket_of(c, what);
	}
	c->items = xgrow(c->items, c->n, sizeof(*c->items));
	c->items[c->n] = (struct count) {
		.what = xstrdup(what), .next = *bucket,
	};
	*bucket = ++c->n;
	return &c->items[c->n - 1];
}

void counts_put(struct counts *c, const char *what, enum tally_outcome o,
		long long n, time_t first, time_t last)
{
	struct count *to = find(c, what);

	to->n[o] += n;
	if (to->first == 0 || first < to->first)
		to->first = first;
	if (last > to->last)
		to->last = last;
}

/* The day or hour of a moment, as people read it. */
static const char *moment_of(const struct counts *c, time_t t, char text[40])
{
	struct tm tm;

	if (c->utc)
		gmtime_r(&t, &tm);
	else
		localtime_r(&t, &tm);
	strftime(text, 40, c->by == COUNTS_DAY ? "%Y-%m-%d" :
		 "%Y-%m-%d %H:00", &tm);
	return text;
}

void counts_add(struct counts *c, const struct logged *e)
{
	char text[40];
	const char *const of[COUNTS_BYS] = {
		[COUNTS_CLIENT] = e->client, [COUNTS_VENDOR] = e->vendor,
		[COUNTS_NAME] = e->target, [COUNTS_ROLE] = e->role,
		[COUNTS_MAC] = e->mac && *e->mac ? e->mac : "-",
		[COUNTS_ACTION] = tally_words[e->action],
		[COUNTS_LIST] = e->list, [COUNTS_VIA] = e->via,
	};

	counts_put(c, of[c->by] ? of[c->by] : moment_of(c, e->time, text),
		   e->action, e->count, e->first ? e->first : e->time, e->time);
}

static long long sum(const struct count *c)
{
	long long all = 0;

	for (int o = 0; o < TALLY_OUTCOMES; o++)
		all += c->n[o];
	return all;
}

static int compare_what(const void *pa, const void *pb)
{
	const struct count *a = pa, *b = pb;

	return strcmp(a->what, b->what);
}

static int compare_n(const void *pa, const void *pb)
{
	const struct count *a = pa, *b = pb;

	if (sum(a) != sum(b))
		return sum(a) < sum(b) ? 1 : -1;
	return compare_what(pa, pb);
}

static int compare_first(const void *pa, const void *pb)
{
	const struct count *a = pa, *b = pb;

	return a->first != b->first ? (a->first < b->first ? -1 : 1) :
	       compare_what(pa, pb);
}

static int compare_last(const void *pa, const void *pb)
{
	const struct count *a = pa, *b = pb;

	return a->last != b->last ? (a->last < b->last ? 1 : -1) :
	       compare_what(pa, pb);
}

void counts_sort(struct counts *c, const char *by)
{
	bool times = c->by == COUNTS_DAY || c->by == COUNTS_HOUR;

	if (c->n == 0)
		return;
	qsort(c->items, c->n, sizeof(*c->items), !by ?
	      (times ? compare_what : compare_n) :
	      strcmp(by, "n") == 0 ? compare_n :
	      strcmp(by, "first") == 0 ? compare_first :
	      strcmp(by, "last") == 0 ? compare_last : compare_what);
	/* They stand elsewhere now. */
	rehash(c, c->nbuckets);
}
