/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Segments in place, in chunks of a pool with a fixed size. */

#include <string.h>

#include "nfq/packet/stream.h"

/* The first segment lies in the middle: those before it may come later. */
enum { MIDDLE = STREAM_WINDOW / 2 };

/* --- runs ------------------------------------------------------------ */

static struct stream_run *own_runs(struct stream *s)
{
	return s->crowd ? s->crowd : s->runs;
}

static const struct stream_run *runs_of(const struct stream *s)
{
	return s->crowd ? s->crowd : s->runs;
}

/* Makes room for more runs; false if there is none. */
static bool crowd_take(struct stream *s, struct chunk_pool *pool)
{
	if (s->crowd)
		return false;
	s->crowd = chunk_pool_take_crowd(pool);
	if (!s->crowd)
		return false;
	memcpy(s->crowd, s->runs, sizeof(s->runs));
	return true;
}

/* --- streams --------------------------------------------------------- */

void stream_init(struct stream *s, uint32_t seq)
{
	*s = (struct stream) { .origin = seq - MIDDLE };
}

void stream_clear(struct stream *s, struct chunk_pool *pool)
{
	unsigned first;

	if (s->nchunks == 0 && !s->crowd) {
		s->nruns = 0;
		return;
	}
	first = s->nruns > 0 ? runs_of(s)[0].from / CHUNK : 0;
	/* Once around from where they are likely; without a run if one was
	 * too many. */
	for (unsigned n = 0; s->nchunks > 0; n++) {
		unsigned i = (first + n) % STREAM_CHUNKS;

		if (!s->chunks[i])
			continue;
		chunk_pool_give(pool, s->chunks[i]);
		s->chunks[i] = 0;
		s->nchunks--;
	}
	s->nruns = 0;
	if (s->crowd)
		chunk_pool_give_crowd(pool, s->crowd);
	s->crowd = NULL;
}

/* Sees that every chunk of [from, to) is there. */
static bool has_chunks(struct stream *s, struct chunk_pool *pool,
		       uint32_t from, uint32_t to)
{
	for (uint32_t i = from / CHUNK; i <= (to - 1) / CHUNK; i++) {
		if (s->chunks[i])
			continue;
		s->chunks[i] = chunk_pool_take(pool);
		if (!s->chunks[i])
			return false;
		s->nchunks++;
	}
	return true;
}

static uint8_t *byte_at(const struct stream *s, const struct chunk_pool *pool,
			uint32_t at)
{
	return pool->chunks[s->chunks[at / CHUNK] - 1] + at % CHUNK;
}

/* Bytes from `at` to the end of its chunk, `left` at most. */
static uint32_t stretch(uint32_t at, uint32_t left)
{
	uint32_t n = CHUNK - at % CHUNK;

	return n < left ? n : left;
}

static void write_bytes(struct stream *s, struct chunk_pool *pool,
			uint32_t at, const uint8_t *p, uint32_t n)
{
	while (n > 0) {
		uint32_t step = stretch(at, n);

		memcpy(byte_at(s, pool, at), p, step);
		at += step;
		p += step;
		n -= step;
	}
}

static bool bytes_equal(const struct stream *s, const struct chunk_pool *pool,
			uint32_t at, const uint8_t *p, uint32_t n)
{
	while (n > 0) {
		uint32_t step = stretch(at, n);

		if (memcmp(byte_at(s, pool, at), p, step) != 0)
			return false;
		at += step;
		p += step;
		n -= step;
	}
	return true;
}

/* Makes one run of [from, to) and all that it touches; false if that would
 * be a run too many. */
static bool add_run(struct stream *s, struct chunk_pool *pool, uint32_t from,
		    uint32_t to)
{
	struct stream_run *runs = own_runs(s);
	unsigned first = 0, last;

	while (first < s->nruns && runs[first].to < from)
		first++;
	for (last = first; last < s->nruns && runs[last].from <= to; last++)
		;
	if (first == last) {
		if (s->nruns == (s->crowd ? STREAM_CROWD : STREAM_RUNS)) {
			if (!crowd_take(s, pool))
				return false;
			runs = s->crowd;
		}
		memmove(&runs[first + 1], &runs[first],
			(s->nruns - first) * sizeof(runs[0]));
		s->nruns++;
		runs[first].from = (uint16_t)from;
		runs[first].to = (uint16_t)to;
		return true;
	}
	if (runs[first].from < from)
		from = runs[first].from;
	if (runs[last - 1].to > to)
		to = runs[last - 1].to;
	memmove(&runs[first + 1], &runs[last],
		(s->nruns - last) * sizeof(runs[0]));
	s->nruns = (uint16_t)(s->nruns - (last - first - 1));
	runs[first].from = (uint16_t)from;
	runs[first].to = (uint16_t)to;
	return true;
}

/* Writes the parts of [from, to) that no run holds; true if the others are
 * the same as what is held. */
static bool fill_holes(struct stream *s, struct chunk_pool *pool,
		       uint32_t from, uint32_t to, const uint8_t *p)
{
	uint32_t at = from;
	bool same = true;

	for (unsigned i = 0; i < s->nruns && at < to; i++) {
		const struct stream_run *r = &runs_of(s)[i];
		uint32_t stop = r->to < to ? r->to : to;

		if (r->to <= at)
			continue;
		if (r->from >= to)
			break;
		if (r->from > at) {
			write_bytes(s, pool, at, p + (at - from),
				    r->from - at);
			at = r->from;
		}
		same = bytes_equal(s, pool, at, p + (at - from), stop - at) &&
		       same;
		at = stop;
	}
	if (at < to)
		write_bytes(s, pool, at, p + (at - from), to - at);
	return same;
}

enum stream_result stream_place(struct stream *s, struct chunk_pool *pool,
				uint32_t seq, struct span data)
{
	int32_t at = (int32_t)(seq - s->origin);
	bool same;

	if (at < -STREAM_WINDOW || at > 2 * STREAM_WINDOW)
		return STREAM_AWAY;
	if (at < 0 || at >= STREAM_WINDOW)
		return STREAM_FULL;
	if (data.len == 0)
		return STREAM_PLACED;
	if (data.len > (size_t)(STREAM_WINDOW - at))
		return STREAM_FULL;
	if (!has_chunks(s, pool, (uint32_t)at, (uint32_t)(at + data.len)))
		return STREAM_CROWDED;
	same = fill_holes(s, pool, (uint32_t)at, (uint32_t)(at + data.len),
			  data.p);
	if (!add_run(s, pool, (uint32_t)at, (uint32_t)(at + data.len)))
		return STREAM_CROWDED;
	return same ? STREAM_PLACED : STREAM_CONFLICT;
}

uint32_t stream_first(const struct stream *s)
{
	return s->origin + runs_of(s)[0].from;
}

uint32_t stream_end(const struct stream *s)
{
	return s->origin + runs_of(s)[s->nruns - 1].to;
}

uint32_t stream_end_before(const struct stream *s, uint32_t seq)
{
	const struct stream_run *runs = runs_of(s);
	uint32_t at = seq - s->origin, end = at;

	for (unsigned i = 0; i < s->nruns && runs[i].from < at; i++)
		end = runs[i].to < at ? runs[i].to : at;
	return s->origin + end;
}

uint32_t stream_end_from(const struct stream *s, uint32_t seq)
{
	const struct stream_run *runs = runs_of(s);
	uint32_t at = seq - s->origin;

	for (unsigned i = 0; i < s->nruns && runs[i].from <= at; i++)
		if (at < runs[i].to)
			return s->origin + runs[i].to;
	return seq;
}

bool stream_is_full(const struct stream *s, uint32_t seq)
{
	const struct stream_run *runs = runs_of(s);
	uint32_t at = seq - s->origin;

	for (unsigned i = 0; i < s->nruns; i++)
		if (at >= runs[i].from && at < runs[i].to)
			return runs[i].to - at >= STREAM_MAX;
	return false;
}

size_t stream_read(const struct stream *s, const struct chunk_pool *pool,
		   uint32_t seq, uint8_t out[STREAM_MAX])
{
	uint32_t at = seq - s->origin;
	uint32_t have = 0, n;

	for (unsigned i = 0; i < s->nruns; i++) {
		const struct stream_run *r = &runs_of(s)[i];

		if (at < r->from || at >= r->to)
			continue;
		n = r->to - at;
		if (n > STREAM_MAX)
			n = STREAM_MAX;
		while (have < n) {
			uint32_t step = stretch(at, n - have);

			memcpy(out + have, byte_at(s, pool, at), step);
			have += step;
			at += step;
		}
		break;
	}
	return have;
}

/* Moves the window up by `n` chunks, which hold nothing. */
static void slide(struct stream *s, unsigned n)
{
	struct stream_run *runs = own_runs(s);

	memmove(&s->chunks[0], &s->chunks[n],
		(STREAM_CHUNKS - n) * sizeof(s->chunks[0]));
	memset(&s->chunks[STREAM_CHUNKS - n], 0, n * sizeof(s->chunks[0]));
	for (unsigned i = 0; i < s->nruns; i++) {
		runs[i].from = (uint16_t)(runs[i].from - n * CHUNK);
		runs[i].to = (uint16_t)(runs[i].to - n * CHUNK);
	}
	s->origin += n * CHUNK;
}

void stream_forget(struct stream *s, struct chunk_pool *pool, uint32_t seq)
{
	struct stream_run *runs = own_runs(s);
	uint32_t at = seq - s->origin;
	unsigned gone = 0;

	if ((int32_t)at <= 0)
		return;
	if (at >= STREAM_WINDOW) {
		stream_clear(s, pool);
		stream_init(s, seq);
		return;
	}
	while (gone < s->nruns && runs[gone].to <= at)
		gone++;
	memmove(&runs[0], &runs[gone],
		(s->nruns - gone) * sizeof(runs[0]));
	s->nruns = (uint16_t)(s->nruns - gone);
	if (s->nruns > 0 && runs[0].from < at)
		runs[0].from = (uint16_t)at;
	for (unsigned i = 0; i < at / CHUNK; i++) {
		if (!s->chunks[i])
			continue;
		chunk_pool_give(pool, s->chunks[i]);
		s->chunks[i] = 0;
		s->nchunks--;
	}
	if (at > MIDDLE)
		slide(s, (at - MIDDLE) / CHUNK);
}
