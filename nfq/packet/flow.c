/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hash table of flows with a fixed size, oldest out first. */

#include <stdlib.h>
#include <sys/mman.h>

#include "lib/alloc.h"
#include "lib/hash.h"
#include "lib/log.h"
#include "nfq/packet/flow.h"

struct flow_table {
	struct hash_key key;
	struct flow *flows;
	uint32_t *buckets;	/* first of each chain; number + 1 */
	uint32_t mask;		/* buckets - 1 */
	uint32_t max;
	uint32_t fresh;		/* from here on never used */
	uint32_t free;		/* chain of free ones; number + 1 */
	uint32_t oldest, newest;/* number + 1 */
	uint32_t count;
	uint64_t evicted;
	struct chunk_pool *pool;
};

struct flow_table *flow_table_new(uint32_t max, size_t chunks)
{
	struct flow_table *t = xcalloc(1, sizeof(*t));
	uint32_t buckets = 1;

	while (buckets < max)
		buckets *= 2;
	t->key = hash_key_random();
	t->max = max;
	t->mask = buckets - 1;
	t->buckets = xcalloc(buckets, sizeof(*t->buckets));
	t->flows = mmap(NULL, max * sizeof(*t->flows), PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (t->flows == MAP_FAILED)
		fatal("mmap");
	t->pool = chunk_pool_new(chunks);
	return t;
}

void flow_table_free(struct flow_table *t)
{
	if (!t)
		return;
	munmap(t->flows, t->max * sizeof(*t->flows));
	chunk_pool_free(t->pool);
	free(t->buckets);
	free(t);
}

struct chunk_pool *flow_pool(struct flow_table *t)
{
	return t->pool;
}

static uint32_t hash_of(const struct flow_table *t, const struct packet *p)
{
	uint8_t key[37];

	memcpy(key, p->src.b, 16);
	memcpy(key + 16, p->dst.b, 16);
	memcpy(key + 32, &p->sport, 2);
	memcpy(key + 34, &p->dport, 2);
	key[36] = p->transport;
	return (uint32_t)hash_bytes(&t->key, key, sizeof(key));
}

static uint32_t number(const struct flow_table *t, const struct flow *f)
{
	return (uint32_t)(f - t->flows) + 1;
}

/* --- the order of use ------------------------------------------------ */

static void unlink_use(struct flow_table *t, struct flow *f)
{
	if (f->older)
		t->flows[f->older - 1].newer = f->newer;
	else
		t->oldest = f->newer;
	if (f->newer)
		t->flows[f->newer - 1].older = f->older;
	else
		t->newest = f->older;
}

static void link_newest(struct flow_table *t, struct flow *f)
{
	f->older = t->newest;
	f->newer = 0;
	if (t->newest)
		t->flows[t->newest - 1].newer = number(t, f);
	else
		t->oldest = number(t, f);
	t->newest = number(t, f);
}

/* --- finding and making ---------------------------------------------- */

struct flow *flow_find(struct flow_table *t, const struct packet *p)
{
	uint32_t hash, n;

	if (t->count == 0)
		return NULL;
	hash = hash_of(t, p);
	n = t->buckets[hash & t->mask];
	while (n) {
		struct flow *f = &t->flows[n - 1];

		if (f->hash == hash &&
		    f->sport == p->sport && f->dport == p->dport &&
		    f->transport == p->transport &&
		    address_compare(&f->src, &p->src) == 0 &&
		    address_compare(&f->dst, &p->dst) == 0) {
			if (t->newest != n) {
				unlink_use(t, f);
				link_newest(t, f);
			}
			return f;
		}
		n = f->next;
	}
	return NULL;
}

void flow_drop(struct flow_table *t, struct flow *f)
{
	uint32_t *link = &t->buckets[f->hash & t->mask];

	while (*link != number(t, f))
		link = &t->flows[*link - 1].next;
	*link = f->next;
	unlink_use(t, f);
	stream_clear(&f->stream, t->pool);
	f->next = t->free;
	t->free = number(t, f);
	t->count--;
}

static void evict(struct flow_table *t)
{
	flow_drop(t, &t->flows[t->oldest - 1]);
	t->evicted++;
}

static struct flow *take_free(struct flow_table *t)
{
	uint32_t n = t->free;

	if (!n && t->fresh < t->max)
		return &t->flows[t->fresh++];
	if (!n) {
		evict(t);
		n = t->free;
	}
	t->free = t->flows[n - 1].next;
	return &t->flows[n - 1];
}

struct flow *flow_new(struct flow_table *t, const struct packet *p)
{
	uint32_t hash = hash_of(t, p);
	uint32_t *bucket = &t->buckets[hash & t->mask];
	struct flow *f = take_free(t);

	*f = (struct flow) {
		.src = p->src, .dst = p->dst,
		.sport = p->sport, .dport = p->dport,
		.transport = p->transport,
		.start = p->seq, .ack = p->ack, .acked = p->ack,
		.ttl = p->ttl,
		.hash = hash, .next = *bucket,
	};
	stream_init(&f->stream, p->seq);
	*bucket = number(t, f);
	link_newest(t, f);
	t->count++;
	return f;
}

void flow_make_room(struct flow_table *t, size_t len)
{
	while (chunk_pool_left(t->pool) < len / CHUNK + 2 &&
	       t->oldest != t->newest)
		evict(t);
}

void flow_table_stats(const struct flow_table *t, struct flow_stats *out)
{
	*out = (struct flow_stats) {
		.flows = t->count, .max = t->max, .evicted = t->evicted,
		.chunks = chunk_pool_used(t->pool),
	};
}
