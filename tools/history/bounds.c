/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bounds what clients bring in. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/history/bounds.h"

enum { FIRST_BUCKETS = 1 << 12 };

/* Hashes stand for what they are of: the key is nobody's. `n` counts, of who,
 * what is below. */
struct entry {
	uint64_t hash;
	uint32_t day, n;
	uint32_t next;		/* index + 1 */
};

struct bounds {
	struct hash_key key;
	struct entry *entries;
	size_t n;
	uint32_t *buckets;
	size_t nbuckets;
	uint32_t *days;
	size_t ndays;
};

static void rehash(struct bounds *b, size_t nbuckets)
{
	free(b->buckets);
	b->nbuckets = nbuckets;
	b->buckets = xcalloc(nbuckets, sizeof(*b->buckets));
	for (size_t i = 0; i < b->n; i++) {
		uint32_t *bucket = &b->buckets[b->entries[i].hash &
					       (nbuckets - 1)];

		b->entries[i].next = *bucket;
		*bucket = (uint32_t)i + 1;
	}
}

struct bounds *bounds_new(void)
{
	struct bounds *b = xcalloc(1, sizeof(*b));

	b->key = hash_key_random();
	rehash(b, FIRST_BUCKETS);
	return b;
}

void bounds_free(struct bounds *b)
{
	if (!b)
		return;
	free(b->entries);
	free(b->buckets);
	free(b->days);
	free(b);
}

static struct entry *find(struct bounds *b, uint64_t hash, uint32_t day)
{
	uint32_t i = b->buckets[hash & (b->nbuckets - 1)];

	for (; i; i = b->entries[i - 1].next)
		if (b->entries[i - 1].hash == hash &&
		    b->entries[i - 1].day == day)
			return &b->entries[i - 1];
	return NULL;
}

static struct entry *add(struct bounds *b, uint64_t hash, uint32_t day)
{
	uint32_t *bucket;

	if (b->n == b->nbuckets)
		rehash(b, 2 * b->nbuckets);
	bucket = &b->buckets[hash & (b->nbuckets - 1)];
	b->entries = xgrow(b->entries, b->n, sizeof(*b->entries));
	b->entries[b->n] = (struct entry) { hash, day, 0, *bucket };
	*bucket = (uint32_t)++b->n;
	return &b->entries[b->n - 1];
}

bool bounds_take(struct bounds *b, uint32_t day, const char *who,
		 const char *what, uint32_t most)
{
	uint64_t owner = hash_bytes(&b->key, who, strlen(who));
	struct hash_key pair = { { b->key.k[0] ^ owner, b->key.k[1] } };
	uint64_t hash = hash_bytes(&pair, what, strlen(what));
	struct entry *e;

	if (find(b, hash, day))
		return true;
	e = find(b, owner, day);
	if (!e)
		e = add(b, owner, day);
	if (e->n >= most)
		return false;
	e->n++;
	add(b, hash, day);
	return true;
}

bool bounds_knows(const struct bounds *b, uint32_t day)
{
	for (size_t i = 0; i < b->ndays; i++)
		if (b->days[i] == day)
			return true;
	return false;
}

void bounds_begin(struct bounds *b, uint32_t day)
{
	b->days = xgrow(b->days, b->ndays, sizeof(*b->days));
	b->days[b->ndays++] = day;
}

void bounds_forget(struct bounds *b, uint32_t day)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++)
		if (b->entries[i].day >= day)
			b->entries[n++] = b->entries[i];
	b->n = n;
	n = 0;
	for (size_t i = 0; i < b->ndays; i++)
		if (b->days[i] >= day)
			b->days[n++] = b->days[i];
	b->ndays = n;
	rehash(b, b->nbuckets);
}
