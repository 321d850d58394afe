/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adds up. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/buffer.h"
#include "tools/history/sums.h"

enum { FIRST_BUCKETS = 4096 };

void sums_done(struct sums *s)
{
	free(s->rows);
	free(s->buckets);
	*s = (struct sums) { .n = 0 };
}

void sums_reset(struct sums *s)
{
	s->n = 0;
	if (s->nbuckets)
		memset(s->buckets, 0, s->nbuckets * sizeof(*s->buckets));
}

/* The numbers are given out here one by one: nobody chooses them. */
static size_t bucket_of(const struct sums *s, const uint32_t key[SUM_KEYS])
{
	uint64_t h = 0;

	for (int i = 0; i < SUM_KEYS; i++)
		h = (h ^ key[i]) * 0x9e3779b97f4a7c15;
	return (size_t)(h >> 32) & (s->nbuckets - 1);
}

static void grow(struct sums *s)
{
	free(s->buckets);
	s->nbuckets = s->nbuckets ? 2 * s->nbuckets : FIRST_BUCKETS;
	s->buckets = xcalloc(s->nbuckets, sizeof(*s->buckets));
	for (size_t i = 0; i < s->n; i++) {
		uint32_t *bucket = &s->buckets[bucket_of(s, s->rows[i].key)];

		s->rows[i].next = *bucket;
		*bucket = (uint32_t)i + 1;
	}
}

void sums_add(struct sums *s, const uint32_t key[SUM_KEYS], int64_t n,
	      int64_t first, int64_t last)
{
	uint32_t *bucket;

	if (s->n == s->nbuckets)
		grow(s);
	bucket = &s->buckets[bucket_of(s, key)];
	for (uint32_t i = *bucket; i; i = s->rows[i - 1].next) {
		struct sum_row *r = &s->rows[i - 1];

		if (memcmp(r->key, key, sizeof(r->key)) != 0)
			continue;
		r->n += n;
		r->first = first < r->first ? first : r->first;
		r->last = last > r->last ? last : r->last;
		return;
	}
	s->rows = xgrow(s->rows, s->n, sizeof(*s->rows));
	s->rows[s->n] = (struct sum_row) {
		.next = *bucket, .n = n, .first = first, .last = last,
	};
	memcpy(s->rows[s->n].key, key, sizeof(s->rows[s->n].key));
	*bucket = (uint32_t)++s->n;
}

static int compare(const void *pa, const void *pb)
{
	const struct sum_row *a = pa, *b = pb;

	for (int i = 0; i < SUM_KEYS; i++)
		if (a->key[i] != b->key[i])
			return a->key[i] < b->key[i] ? -1 : 1;
	return 0;
}

void sums_sort(struct sums *s)
{
	if (s->n > 0)
		qsort(s->rows, s->n, sizeof(*s->rows), compare);
}

static sqlite3_stmt *adder(struct db *d, const char *where,
			   const struct sum_table *t)
{
	struct buffer sql = { 0 };
	sqlite3_stmt *s;

	buffer_printf(&sql, "INSERT INTO %s.%s VALUES (", where, t->name);
	for (int i = 0; i < t->n; i++)
		buffer_text(&sql, "?, ");
	buffer_text(&sql, "?, ?, ?) ON CONFLICT DO UPDATE SET "
		    "n = n + excluded.n, first = min(first, excluded.first), "
		    "last = max(last, excluded.last)");
	s = db_prepare(d, "%s", sql.p);
	buffer_done(&sql);
	return s;
}

void sums_write(const struct sums *s, struct db *d, const char *where,
		enum sum table)
{
	const struct sum_table *t = &sum_tables[table];
	sqlite3_stmt *add = adder(d, where, t);

	for (size_t i = 0; i < s->n; i++) {
		const struct sum_row *r = &s->rows[i];
		int at = 0;

		while (at < t->n) {
			db_bind(d, add, at + 1, r->key[at]);
			at++;
		}
		db_bind(d, add, at + 1, r->n);
		db_bind(d, add, at + 2, r->first);
		db_bind(d, add, at + 3, r->last);
		db_step(d, add);
	}
	sqlite3_finalize(add);
}
