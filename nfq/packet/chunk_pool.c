/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chunks and tables in maps of a fixed size, those given back in a chain. */

#include <assert.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "nfq/packet/chunk_pool.h"

static_assert(CHUNK_TABLES == 64, "a bit each");

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
	p->links = map(p->n * sizeof(*p->links));
	p->chunks = map((size_t)p->n * CHUNK);
	p->tables = map(CHUNK_TABLES * sizeof(*p->tables));
	return p;
}

void chunk_pool_free(struct chunk_pool *p)
{
	if (!p)
		return;
	munmap(p->links, p->n * sizeof(*p->links));
	munmap(p->chunks, (size_t)p->n * CHUNK);
	munmap(p->tables, CHUNK_TABLES * sizeof(*p->tables));
	free(p);
}

size_t chunk_pool_used(const struct chunk_pool *p)
{
	return p->used;
}

uint16_t chunk_pool_take(struct chunk_pool *p, uint32_t seq)
{
	uint16_t chunk = p->free;

	if (chunk)
		p->free = p->links[chunk - 1].next;
	else if (p->fresh < p->n)
		chunk = ++p->fresh;
	else
		return 0;
	p->links[chunk - 1] = (struct chunk_link) { .seq = seq };
	p->used++;
	return chunk;
}

void chunk_pool_give(struct chunk_pool *p, uint16_t chunk)
{
	p->links[chunk - 1].next = p->free;
	p->free = chunk;
	p->used--;
}

bool chunk_pool_has_table(const struct chunk_pool *p)
{
	return ~p->taken != 0;
}

struct chunk_run *chunk_pool_take_table(struct chunk_pool *p)
{
	uint64_t left = ~p->taken;

	if (left == 0)
		return NULL;
	p->taken |= left & -left;
	return p->tables[__builtin_ctzll(left)];
}

void chunk_pool_give_table(struct chunk_pool *p, const struct chunk_run *table)
{
	size_t at = (size_t)(table - p->tables[0]) / CHUNK_RUNS;

	p->taken &= ~(1ull << at);
}
