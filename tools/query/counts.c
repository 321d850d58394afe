/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts events. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/query/counts.h"

enum { FIRST_BUCKETS = 1024, MOMENT = 40 };

void counts_init(struct counts *c, enum counts_by by)
{
	*c = (struct counts) {
		.by = { by }, .nby = 1, .nbuckets = FIRST_BUCKETS,
		.key = hash_key_random(),
	};
	c->buckets = xcalloc(c->nbuckets, sizeof(*c->buckets));
}

void counts_beside(struct counts *c, enum counts_by by)
{
	if (c->nby < COUNTS_KEYS)
		c->by[c->nby++] = by;
}

static void forget(struct counts *c)
{
	for (size_t i = 0; i < c->n; i++)
		for (unsigned k = 0; k < c->nby; k++)
			free(c->items[i].what[k]);
	c->n = 0;
}

void counts_done(struct counts *c)
{
	forget(c);
	free(c->items);
	free(c->buckets);
	*c = (struct counts) { .n = 0 };
}

void counts_empty(struct counts *c)
{
	forget(c);
	memset(c->buckets, 0, c->nbuckets * sizeof(*c->buckets));
}

static size_t *bucket_of(struct counts *c, const char *const *what)
{
	uint64_t h = 0;

	for (unsigned k = 0; k < c->nby; k++)
		h = h * 31 + hash_bytes(&c->key, what[k], strlen(what[k]));
	return &c->buckets[h & (c->nbuckets - 1)];
}

static void rehash(struct counts *c, size_t nbuckets)
{
	free(c->buckets);
	c->nbuckets = nbuckets;
	c->buckets = xcalloc(c->nbuckets, sizeof(*c->buckets));
	for (size_t i = 0; i < c->n; i++) {
		size_t *bucket = bucket_of(c, (const char *const *)
					   c->items[i].what);

		c->items[i].next = *bucket;
		*bucket = i + 1;
	}
}

static bool is_what(const struct counts *c, const struct count *item,
		    const char *const *what)
{
	for (unsigned k = 0; k < c->nby; k++)
		if (strcmp(item->what[k], what[k]) != 0)
			return false;
	return true;
}

static struct count *find(struct counts *c, const char *const *what)
{
	size_t *bucket = bucket_of(c, what);

	for (size_t i = *bucket; i; i = c->items[i - 1].next)
		if (is_what(c, &c->items[i - 1], what))
			return &c->items[i - 1];
	if (c->n == c->nbuckets) {
		rehash(c, 2 * c->nbuckets);
		bucket = bucket_of(c, what);
	}
	c->items = xgrow(c->items, c->n, sizeof(*c->items));
	c->items[c->n] = (struct count) { .next = *bucket };
	for (unsigned k = 0; k < c->nby; k++)
		c->items[c->n].what[k] = xstrdup(what[k]);
	*bucket = ++c->n;
	return &c->items[c->n - 1];
}

/* The day or hour of a moment, as people read it. */
static const char *moment_of(const struct counts *c, enum counts_by by,
			     time_t t, char text[MOMENT])
{
	struct tm tm;

	if (c->utc)
		gmtime_r(&t, &tm);
	else
		localtime_r(&t, &tm);
	strftime(text, MOMENT, by == COUNTS_DAY ? "%Y-%m-%d" : "%Y-%m-%d %H:00",
		 &tm);
	return text;
}

/* By what a sum is counted; times need a text each. */
static void keys_of(const struct counts *c, const struct count_sum *sum,
		    const char *what[COUNTS_KEYS],
		    char times[COUNTS_KEYS][MOMENT])
{
	for (unsigned k = 0; k < c->nby; k++)
		what[k] = counts_is_time(c->by[k]) ?
			  moment_of(c, c->by[k], sum->when, times[k]) :
			  sum->what[k];
}

void counts_put(struct counts *c, const struct count_sum *sum)
{
	const char *what[COUNTS_KEYS];
	char times[COUNTS_KEYS][MOMENT];
	struct count *to;

	keys_of(c, sum, what, times);
	to = find(c, what);
	to->n[sum->outcome] += sum->n;
	if (to->first == 0 || sum->first < to->first)
		to->first = sum->first;
	if (sum->last > to->last)
		to->last = sum->last;
}

/* An event as a sum of it alone. */
static struct count_sum sum_of(const struct counts *c, const struct logged *e)
{
	const char *const of[COUNTS_BYS] = {
		[COUNTS_CLIENT] = e->client, [COUNTS_VENDOR] = e->vendor,
		[COUNTS_NAME] = e->counted, [COUNTS_ROLE] = e->role,
		[COUNTS_MAC] = e->mac && *e->mac ? e->mac : "-",
		[COUNTS_ACTION] = tally_words[e->action],
		[COUNTS_LIST] = e->list, [COUNTS_VIA] = e->via,
		[COUNTS_EXCEPTION] = e->exception && *e->exception ?
				     e->exception : "-",
		[COUNTS_GATEWAY] = e->gateway,
	};
	struct count_sum sum = {
		.when = e->time, .outcome = e->action, .n = e->count,
		.first = e->first ? e->first : e->time, .last = e->time,
	};

	for (unsigned k = 0; k < c->nby; k++)
		sum.what[k] = of[c->by[k]];
	return sum;
}

void counts_add(struct counts *c, const struct logged *e)
{
	struct count_sum sum = sum_of(c, e);

	counts_put(c, &sum);
}

bool counts_is(const struct counts *c, const struct logged *e,
	       const struct count *row)
{
	struct count_sum sum = sum_of(c, e);
	const char *what[COUNTS_KEYS];
	char times[COUNTS_KEYS][MOMENT];

	keys_of(c, &sum, what, times);
	return is_what(c, row, what);
}

static long long all_of(const struct count *c)
{
	long long all = 0;

	for (int o = 0; o < TALLY_OUTCOMES; o++)
		all += c->n[o];
	return all;
}

/* --- order ------------------------------------------------------------- */

static int compare_what(const void *pa, const void *pb)
{
	const struct count *a = pa, *b = pb;

	int order = 0;

	for (unsigned k = 0; k < COUNTS_KEYS && order == 0 && a->what[k]; k++)
		order = strcmp(a->what[k], b->what[k]);
	return order;
}

static int compare_n(const void *pa, const void *pb)
{
	const struct count *a = pa, *b = pb;

	if (all_of(a) != all_of(b))
		return all_of(a) < all_of(b) ? 1 : -1;
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
	bool times = counts_is_time(c->by[0]);

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
