/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_PACKET_CHUNK_POOL_H
#define NFQ_PACKET_CHUNK_POOL_H

/* What the streams of a worker share: chunks for their bytes, and tables for
 * the few that come in many pieces. Its memory is touched as it is used. */

#include <stddef.h>
#include <stdint.h>

enum {
	CHUNK = 1024,
	STREAM_CROWD = 2048,	/* pieces of a stream that came in a mess, */
	STREAM_CROWDS = 64,	/* and how many of a pool may be in one */
};

/* A piece of a stream: offsets into its window. */
struct stream_run {
	uint16_t from, to;
};

/* Open for nfq/packet/stream.c alone. */
struct chunk_pool {
	uint8_t (*chunks)[CHUNK];
	uint16_t *next;		/* of a free chunk: the next free one */
	uint16_t free;		/* first free one, `n` if there is none */
	uint16_t fresh;		/* from here on never used */
	uint16_t used;
	uint16_t n;
	struct stream_run (*crowds)[STREAM_CROWD];
	uint64_t crowded;	/* those in use, a bit each */
};

/* `n` chunks, 65,534 at most. */
struct chunk_pool *chunk_pool_new(size_t n);
void chunk_pool_free(struct chunk_pool *p);
size_t chunk_pool_used(const struct chunk_pool *p);
size_t chunk_pool_left(const struct chunk_pool *p);

/* A chunk's number + 1, 0 if there is none left; and back. */
uint16_t chunk_pool_take(struct chunk_pool *p);
void chunk_pool_give(struct chunk_pool *p, uint16_t number);

/* A table for STREAM_CROWD pieces, NULL if there is none left; and back. */
struct stream_run *chunk_pool_take_crowd(struct chunk_pool *p);
void chunk_pool_give_crowd(struct chunk_pool *p, const struct stream_run *r);

#endif
