/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Segments in place, in chunks of a pool with a fixed size. */

#include <string.h>

#include "lib/seq.h"
#include "nfq/packet/stream.h"

void stream_init(struct stream *s, uint32_t seq)
{
	*s = (struct stream) { .align = seq };
}

/* --- runs ------------------------------------------------------------ */

static struct chunk_run *own_runs(struct stream *s)
{
	return s->table ? s->table : s->runs;
}

/* Sees that there is room for a run more, before all others or not; false if
 * there is none. */
static bool has_run(struct stream *s, struct chunk_pool *pool, bool first)
{
	/* The last is left for what comes first: it may fill the holes. */
	unsigned kept = first ? 0 : 1;

	if (s->table)
		return s->nruns + kept < CHUNK_RUNS;
	if (s->nruns + kept < STREAM_RUNS)
		return true;
	s->table = chunk_pool_take_table(pool);
	if (!s->table)
		return false;
	memcpy(s->table, s->runs, sizeof(s->runs));
	return true;
}

/* Makes one run of [from, to) and all that it touches; false if that would
 * be a run too many. */
static bool add_run(struct stream *s, struct chunk_pool *pool, uint32_t from,
		    uint32_t to)
{
	struct chunk_run *runs = own_runs(s);
	unsigned first = 0, last;

	while (first < s->nruns && seq_after(from, runs[first].to))
		first++;
	for (last = first; last < s->nruns && !seq_before(to, runs[last].from);
	     last++)
		;
	if (first == last) {
		if (!has_run(s, pool, first == 0))
			return false;
		runs = own_runs(s);
	} else {
		if (seq_after(from, runs[first].from))
			from = runs[first].from;
		if (seq_after(runs[last - 1].to, to))
			to = runs[last - 1].to;
	}
	memmove(&runs[first + 1], &runs[last],
		(s->nruns - last) * sizeof(runs[0]));
	s->nruns = (uint16_t)(s->nruns + 1 - (last - first));
	runs[first] = (struct chunk_run) { from, to };
	return true;
}

/* The run that holds the byte at `seq`, NULL if none does. */
static const struct chunk_run *run_at(const struct stream *s, uint32_t seq)
{
	const struct chunk_run *runs = stream_runs(s);

	for (unsigned i = 0; i < s->nruns; i++)
		if (seq_before(seq, runs[i].to))
			return !seq_before(seq, runs[i].from) ? &runs[i] : NULL;
	return NULL;
}

uint32_t stream_end_of_runs(const struct stream *s, uint32_t seq)
{
	const struct chunk_run *r = run_at(s, seq);

	return r ? r->to : seq;
}

bool stream_is_full(const struct stream *s, uint32_t seq)
{
	return seq_distance(stream_end_from(s, seq), seq) >= STREAM_MAX;
}

/* --- chunks ---------------------------------------------------------- */

/* Where the chunk with the byte at `seq` begins. */
static uint32_t chunk_start(const struct stream *s, uint32_t seq)
{
	return seq - (seq - s->align) % CHUNK;
}

/* The last chunk that begins at `start` or before; 0 if all begin behind.
 * Mostly it is the stream's last. */
static uint16_t chunk_upto(const struct stream *s, struct chunk_pool *pool,
			   uint32_t start)
{
	uint16_t before = 0;

	if (s->last && !seq_before(start, chunk_pool_seq(pool, s->last)))
		return s->last;
	for (uint16_t at = s->first; at; at = *chunk_pool_next(pool, at)) {
		if (seq_after(chunk_pool_seq(pool, at), start))
			break;
		before = at;
	}
	return before;
}

/* A new chunk that begins at `start`, behind the chunk `before`. */
static uint16_t add_chunk(struct stream *s, struct chunk_pool *pool,
			  uint16_t before, uint32_t start)
{
	uint16_t chunk = chunk_pool_take(pool, start);
	uint16_t *link = before ? chunk_pool_next(pool, before) : &s->first;

	if (!chunk)
		return 0;
	*chunk_pool_next(pool, chunk) = *link;
	*link = chunk;
	if (s->last == before)
		s->last = chunk;
	s->nchunks++;
	return chunk;
}

/* Sees that every chunk of [from, to) is there; the first, or 0 if there is no
 * room. */
static uint16_t make_chunks(struct stream *s, struct chunk_pool *pool,
			    uint32_t from, uint32_t to)
{
	uint32_t start = chunk_start(s, from);
	uint16_t at = chunk_upto(s, pool, start), first = 0;

	for (; seq_after(to, start); start += CHUNK) {
		uint16_t next = at ? *chunk_pool_next(pool, at) : s->first;

		if (at && chunk_pool_seq(pool, at) == start)
			next = at;
		else if (!next || chunk_pool_seq(pool, next) != start)
			next = add_chunk(s, pool, at, start);
		if (!next)
			return 0;
		first = first ? first : next;
		at = next;
	}
	return first;
}

/* A walk over held bytes, chunk by chunk. */
struct walk {
	uint16_t chunk;
	uint32_t at;		/* within it */
};

static struct walk walk_from(const struct stream *s, struct chunk_pool *pool,
			     uint32_t seq)
{
	uint16_t chunk = chunk_upto(s, pool, chunk_start(s, seq));

	return (struct walk) { chunk, seq - chunk_pool_seq(pool, chunk) };
}

/* The next bytes up to the end of their chunk, `left` at most. */
static uint8_t *walk_step(struct walk *w, struct chunk_pool *pool,
			  uint32_t left, uint32_t *n)
{
	uint8_t *p;

	if (w->at == CHUNK)
		*w = (struct walk) { *chunk_pool_next(pool, w->chunk), 0 };
	p = chunk_pool_bytes(pool, w->chunk) + w->at;
	*n = CHUNK - w->at < left ? CHUNK - w->at : left;
	w->at += *n;
	return p;
}

static void write_at(struct walk w, struct chunk_pool *pool, const uint8_t *p,
		     uint32_t len)
{
	uint32_t n;

	for (; len > 0; len -= n, p += n) {
		uint8_t *to = walk_step(&w, pool, len, &n);

		memcpy(to, p, n);
	}
}

static void write_bytes(const struct stream *s, struct chunk_pool *pool,
			uint32_t seq, const uint8_t *p, uint32_t len)
{
	write_at(walk_from(s, pool, seq), pool, p, len);
}

static bool bytes_equal(const struct stream *s, struct chunk_pool *pool,
			uint32_t seq, const uint8_t *p, uint32_t len)
{
	struct walk w = walk_from(s, pool, seq);
	uint32_t n;

	for (; len > 0; len -= n, p += n) {
		const uint8_t *held = walk_step(&w, pool, len, &n);

		if (memcmp(held, p, n) != 0)
			return false;
	}
	return true;
}

size_t stream_read(const struct stream *s, struct chunk_pool *pool,
		   uint32_t seq, uint8_t out[STREAM_MAX])
{
	uint32_t len = stream_end_from(s, seq) - seq, have = 0, n;
	struct walk w;

	if (len == 0)
		return 0;
	if (len > STREAM_MAX)
		len = STREAM_MAX;
	for (w = walk_from(s, pool, seq); have < len; have += n) {
		const uint8_t *from = walk_step(&w, pool, len - have, &n);

		memcpy(out + have, from, n);
	}
	return have;
}

/* --- placing and forgetting ------------------------------------------ */

/* Writes the parts of [from, to) that no run holds; true if the others are
 * the same as what is held. */
static bool fill_holes(struct stream *s, struct chunk_pool *pool,
		       uint32_t from, uint32_t to, const uint8_t *p)
{
	uint32_t at = from;
	bool same = true;

	for (unsigned i = 0; i < s->nruns && seq_after(to, at); i++) {
		const struct chunk_run *r = &stream_runs(s)[i];
		uint32_t stop = seq_after(to, r->to) ? r->to : to;

		if (!seq_before(at, r->to))
			continue;
		if (!seq_before(r->from, to))
			break;
		if (seq_after(r->from, at)) {
			write_bytes(s, pool, at, p + (at - from),
				    r->from - at);
			at = r->from;
		}
		same = bytes_equal(s, pool, at, p + (at - from), stop - at) &&
		       same;
		at = stop;
	}
	if (seq_after(to, at))
		write_bytes(s, pool, at, p + (at - from), to - at);
	return same;
}

bool stream_contradicts(const struct stream *s, struct chunk_pool *pool,
			uint32_t seq, struct span data)
{
	uint32_t end = seq + (uint32_t)data.len;

	for (unsigned i = 0; i < s->nruns; i++) {
		const struct chunk_run *r = &stream_runs(s)[i];
		uint32_t from = seq_after(r->from, seq) ? r->from : seq;
		uint32_t to = seq_after(end, r->to) ? r->to : end;

		if (seq_before(from, to) &&
		    !bytes_equal(s, pool, from, data.p + (from - seq),
				 to - from))
			return true;
	}
	return false;
}

/* Bytes that begin where all that is held ends, as most do. */
static enum stream_result append(struct stream *s, struct chunk_pool *pool,
				 uint32_t seq, struct span data)
{
	uint32_t end = seq + (uint32_t)data.len;
	uint16_t first = make_chunks(s, pool, seq, end);
	struct chunk_run *runs = own_runs(s);

	if (!first)
		return STREAM_CROWDED;
	write_at((struct walk) { first, seq - chunk_pool_seq(pool, first) },
		 pool, data.p, (uint32_t)data.len);
	if (s->nruns == 0)
		runs[s->nruns++].from = seq;
	runs[s->nruns - 1].to = end;
	return STREAM_PLACED;
}

/* Would what is held reach too far with [from, to)? */
static bool is_far(const struct stream *s, uint32_t from, uint32_t to)
{
	if (s->nruns == 0)
		return false;
	return seq_distance(to, stream_first(s)) > STREAM_SPAN ||
	       seq_distance(stream_end(s), from) > STREAM_SPAN ||
	       seq_distance(to, stream_first(s)) < -STREAM_SPAN;
}

bool stream_has_room(const struct stream *s, const struct chunk_pool *pool,
		     uint32_t seq, size_t len)
{
	return len <= STREAM_SPAN && !is_far(s, seq, seq + (uint32_t)len) &&
	       chunk_pool_left(pool) >= len / CHUNK + 2 &&
	       (s->nruns + 1 < STREAM_RUNS || (s->table ?
		s->nruns + 1 < CHUNK_RUNS : chunk_pool_has_table(pool)));
}

enum stream_result stream_place(struct stream *s, struct chunk_pool *pool,
				uint32_t seq, struct span data)
{
	uint32_t end = seq + (uint32_t)data.len;
	bool same;

	if (data.len > STREAM_SPAN || is_far(s, seq, end))
		return STREAM_FULL;
	if (data.len == 0)
		return STREAM_KNOWN;
	if (s->nruns == 0 || stream_end(s) == seq)
		return append(s, pool, seq, data);
	if (!seq_before(stream_end_from(s, seq), end))
		return bytes_equal(s, pool, seq, data.p, (uint32_t)data.len) ?
		       STREAM_KNOWN : STREAM_CONFLICT;
	if (!make_chunks(s, pool, seq, end))
		return STREAM_CROWDED;
	same = fill_holes(s, pool, seq, end, data.p);
	if (!add_run(s, pool, seq, end))
		return STREAM_CROWDED;
	return same ? STREAM_PLACED : STREAM_CONFLICT;
}

static void drop_table(struct stream *s, struct chunk_pool *pool)
{
	if (s->table)
		chunk_pool_give_table(pool, s->table);
	s->table = NULL;
}

static void drop_first_chunk(struct stream *s, struct chunk_pool *pool)
{
	uint16_t chunk = s->first;

	s->first = *chunk_pool_next(pool, chunk);
	if (!s->first)
		s->last = 0;
	chunk_pool_give(pool, chunk);
	s->nchunks--;
}

void stream_clear(struct stream *s, struct chunk_pool *pool)
{
	while (s->first)
		drop_first_chunk(s, pool);
	s->nruns = 0;
	drop_table(s, pool);
}

void stream_forget(struct stream *s, struct chunk_pool *pool, uint32_t seq)
{
	struct chunk_run *runs = own_runs(s);
	unsigned gone = 0;

	while (gone < s->nruns && !seq_before(seq, runs[gone].to))
		gone++;
	memmove(&runs[0], &runs[gone],
		(s->nruns - gone) * sizeof(runs[0]));
	s->nruns = (uint16_t)(s->nruns - gone);
	if (s->nruns > 0 && seq_after(seq, runs[0].from))
		runs[0].from = seq;
	if (s->table && s->nruns <= STREAM_RUNS / 2) {
		memcpy(s->runs, s->table, sizeof(s->runs));
		drop_table(s, pool);
	}
	while (s->first && (s->nruns == 0 ||
			    seq_distance(stream_first(s),
					 chunk_pool_seq(pool, s->first)) >=
			    CHUNK))
		drop_first_chunk(s, pool);
	if (s->nruns == 0)
		s->align = seq;
}
