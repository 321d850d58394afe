/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_PACKET_STREAM_H
#define NFQ_PACKET_STREAM_H

/*
 * What a client has sent on a TCP connection that is not judged yet, as far
 * as it is needed: runs of bytes with holes between them, in chunks of a pool
 * that all streams of a worker share. Segments are put in place in whatever
 * order they come; of bytes that come twice the first copy wins. Numbers are
 * those of TCP and wrap as they do.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/span.h"
#include "nfq/packet/chunk_pool.h"

enum {
	STREAM_SPAN = 256 * 1024,	/* from the first byte to the last */
	STREAM_MAX = 20 * 1024,		/* read at once: more than any hello */
	STREAM_RUNS = 8,		/* without a table of the pool */
};

struct stream {
	uint32_t align;		/* chunks begin at multiples behind it */
	uint16_t nruns, nchunks;
	uint16_t first, last;	/* chunks, in the order of their numbers */
	struct chunk_run *table;	/* the pool's, in the place of runs */
	struct chunk_run runs[STREAM_RUNS];	/* sorted, apart */
};

enum stream_result {
	STREAM_PLACED,
	STREAM_KNOWN,	/* nothing of it was new */
	STREAM_CONFLICT,/* bytes that were there before had other values */
	STREAM_FULL,	/* too far from what is held; nothing was placed */
	STREAM_CROWDED,	/* too many pieces, or the pool is used up */
};

/* An empty stream, where segments are likely to begin at `seq`. */
void stream_init(struct stream *s, uint32_t seq);

/* Gives all chunks back. */
void stream_clear(struct stream *s, struct chunk_pool *pool);

/* True if stream_place() finds room for `len` bytes at `seq`, in parts too. */
bool stream_has_room(const struct stream *s, const struct chunk_pool *pool,
		     uint32_t seq, size_t len);

/* True if what is held differs from some of these bytes. */
bool stream_contradicts(const struct stream *s, struct chunk_pool *pool,
			uint32_t seq, struct span data);

enum stream_result stream_place(struct stream *s, struct chunk_pool *pool,
				uint32_t seq, struct span data);

static inline const struct chunk_run *stream_runs(const struct stream *s)
{
	return s->table ? s->table : s->runs;
}

/* The lowest sequence number held, and the one behind the highest; only if
 * s->nruns > 0. */
static inline uint32_t stream_first(const struct stream *s)
{
	return stream_runs(s)[0].from;
}

static inline uint32_t stream_end(const struct stream *s)
{
	return stream_runs(s)[s->nruns - 1].to;
}

/* Where what is held from `seq` on without a hole ends: `seq` itself if that
 * byte is not held. */
uint32_t stream_end_of_runs(const struct stream *s, uint32_t seq);

static inline uint32_t stream_end_from(const struct stream *s, uint32_t seq)
{
	const struct chunk_run *r = stream_runs(s);

	if (s->nruns != 1)		/* mostly it is one */
		return stream_end_of_runs(s, seq);
	return seq - r->from < r->to - r->from ? r->to : seq;
}

/* True if STREAM_MAX bytes from `seq` on are held without a hole. */
bool stream_is_full(const struct stream *s, uint32_t seq);

/* Copies what is held from `seq` on without a hole to `out`, STREAM_MAX bytes
 * at most; returns how many. */
size_t stream_read(const struct stream *s, struct chunk_pool *pool,
		   uint32_t seq, uint8_t out[STREAM_MAX]);

/* Forgets what lies before `seq`. */
void stream_forget(struct stream *s, struct chunk_pool *pool, uint32_t seq);

#endif
