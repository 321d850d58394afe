/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_PACKET_CHUNK_POOL_H
#define NFQ_PACKET_CHUNK_POOL_H

/*
 * The memory of a worker's streams: chunks of one size, each with the number
 * of its first byte and a link to the next of its stream. A chunk is named by
 * a number; 0 is none.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CHUNK = 1024,
	CHUNK_RUNS = 2048,	/* in a table of runs, */
	CHUNK_TABLES = 64,	/* and how many of these a pool has */
};

/* Bytes that are held, from one number up to another. */
struct chunk_run {
	uint32_t from, to;
};

/* Of chunk_pool.c, and here that what is asked for each segment costs no
 * call. */
struct chunk_link {
	uint32_t seq;
	uint16_t next;		/* in a stream, or of those given back */
};

struct chunk_pool {
	uint8_t (*chunks)[CHUNK];
	struct chunk_link *links;
	uint16_t free;		/* first of those given back */
	uint16_t fresh;		/* so many were ever used */
	uint16_t used;
	uint16_t n;
	struct chunk_run (*tables)[CHUNK_RUNS];
	uint64_t taken;		/* tables in use, a bit each */
};

/* `n` chunks, 65,534 at most; their memory is touched only as they are used. */
struct chunk_pool *chunk_pool_new(size_t n);
void chunk_pool_free(struct chunk_pool *p);
size_t chunk_pool_used(const struct chunk_pool *p);

static inline size_t chunk_pool_left(const struct chunk_pool *p)
{
	return (size_t)(p->n - p->used);
}

/* A chunk that begins at `seq`, 0 if there is none left; its link is 0. */
uint16_t chunk_pool_take(struct chunk_pool *p, uint32_t seq);
void chunk_pool_give(struct chunk_pool *p, uint16_t chunk);

/* The number of its first byte, and its link. */
static inline uint32_t chunk_pool_seq(const struct chunk_pool *p,
				      uint16_t chunk)
{
	return p->links[chunk - 1].seq;
}

static inline uint16_t *chunk_pool_next(struct chunk_pool *p, uint16_t chunk)
{
	return &p->links[chunk - 1].next;
}

/* Its CHUNK bytes. */
static inline uint8_t *chunk_pool_bytes(const struct chunk_pool *p,
					uint16_t chunk)
{
	return p->chunks[chunk - 1];
}

/* True if there is a table left. */
bool chunk_pool_has_table(const struct chunk_pool *p);

/* A table for a stream of many runs, NULL if there is none left. */
struct chunk_run *chunk_pool_take_table(struct chunk_pool *p);
void chunk_pool_give_table(struct chunk_pool *p, const struct chunk_run *table);

#endif
