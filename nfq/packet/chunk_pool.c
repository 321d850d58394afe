/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pool of chunks with a fixed size. */

#include <assert.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "nfq/packet/chunk_pool.h"

static_assert(STREAM_CROWDS == 64, "a bit each");

static void *map(size_t len)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		fatal("mmap");
	return p;
}

struct chunk_pool *chunk_pool_new(size_t n)
{
	struct chunk_pool *p = xcalloc(1, sizeof(*p));

	p->n = (uint16_t)(n < UINT16_MAX ? n : UINT16_MAX - 1);
	p->free = p->n;
	p->next = xcalloc(p->n, sizeof(*p->next));
	p->chunks = map((size_t)p->n * CHUNK);
	p->crowds = map(STREAM_CROWDS * sizeof(*p->crowds));
	return p;
}

void chunk_pool_free(struct chunk_pool *p)
{
	if (!p)
		return;
	munmap(p->chunks, (size_t)p->n * CHUNK);
	munmap(p->crowds, STREAM_CROWDS * sizeof(*p->crowds));
	free(p->next);
	free(p);
}

size_t chunk_pool_used(const struct chunk_pool *p)
{
	return p->used;
}

size_t chunk_pool_left(const struct chunk_pool *p)
{
	return (size_t)(p->n - p->used);
}

uint16_t chunk_pool_take(struct chunk_pool *p)
{
	uint16_t i = p->free;

	if (i < p->n)
		p->free = p->next[i];
	else if (p->fresh < p->n)
		i = p->fresh++;
	else
		return 0;
	p->used++;
	return (uint16_t)(i + 1);
}

void chunk_pool_give(struct chunk_pool *p, uint16_t number)
{
	uint16_t i = (uint16_t)(number - 1);

	p->next[i] = p->free;
	p->free = i;
	p->used--;
}

struct stream_run *chunk_pool_take_crowd(struct chunk_pool *p)
{
	uint64_t free = ~p->crowded;

	if (free == 0)
		return NULL;
	p->crowded |= free & -free;
	return p->crowds[__builtin_ctzll(free)];
}

void chunk_pool_give_crowd(struct chunk_pool *p, const struct stream_run *r)
{
	size_t at = (size_t)(r - p->crowds[0]) / STREAM_CROWD;

	p->crowded &= ~(1ull << at);
}
