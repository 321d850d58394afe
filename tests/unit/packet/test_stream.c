/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Streams: segments in any order, against a plain reference. */

#include "nfq/packet/stream.h"
#include "tests/unit/tap.h"

enum { POOL = 64, SPAN = 32 * 1024 };

/* The reference: what is known of each byte of a piece of the numbers, which
 * begins with the base of a round; no chunks. */
struct reference {
	uint32_t base, seen;
	bool known[SPAN];
	bool chunk[SPAN / CHUNK];	/* paid for */
	uint8_t bytes[SPAN];
};

static struct chunk_pool *pool;
static struct stream s;
static struct reference ref;
static uint8_t out[STREAM_MAX];

static struct span span_of(const void *p, size_t len)
{
	return (struct span) { p, len };
}

static enum stream_result place(uint32_t seq, const char *text)
{
	return stream_place(&s, pool, seq, span_of(text, strlen(text)));
}

/* What is there from `seq` on, as a string. */
static const char *text_at(uint32_t seq)
{
	static char text[STREAM_MAX + 1];
	size_t n = stream_read(&s, pool, seq, (uint8_t *)text);

	text[n] = '\0';
	return text;
}

static void test_order(void)
{
	stream_init(&s, 1000);
	is_number(s.nruns, 0, "nothing is there");
	is_number(place(1005, "World"), STREAM_PLACED, "a late part");
	is_text(text_at(1000), "", ": is not read from the start");
	is_text(text_at(1005), "World", ": but from where it is");
	is_number(place(1000, "Hello"), STREAM_PLACED, "an earlier one");
	is_text(text_at(1000), "HelloWorld", "completes it");
	is_text(text_at(1003), "loWorld", "read from amid");
	is_text(text_at(1010), "", "nothing behind the end");
	is_number(stream_first(&s), 1000, "first");
	is_number(stream_end(&s), 1010, "end");
	is_number(place(990, "before"), STREAM_PLACED, "before the first");
	is_number(stream_first(&s), 990, ": is the first now");
	is_text(text_at(990), "before", ": up to a hole");
	is_number(place(1000, ""), STREAM_KNOWN, "an empty part");
	stream_clear(&s, pool);
	is_number(chunk_pool_used(pool), 0, "all chunks are given back");
}

static void test_first_copy(void)
{
	stream_init(&s, 0xfffffffe);
	is_number(place(0xfffffffe, "good"), STREAM_PLACED, "around 0");
	is_number(place(0xfffffffe, "good"), STREAM_KNOWN, "sent again");
	is_number(place(0xffffffff, "oo"), STREAM_KNOWN, "in part");
	is_number(place(0, "od bye"), STREAM_PLACED, "an overlap alike");
	is_number(place(0xfffffffc, "xxbad!"), STREAM_CONFLICT,
		  "one that differs");
	is_text(text_at(0xfffffffc), "xxgood bye", "the first copy wins");
	is_number(place(0, "od byE"), STREAM_CONFLICT, "differs at the end");
	stream_clear(&s, pool);
}

static void test_span(void)
{
	static const uint8_t data[STREAM_MAX];

	stream_init(&s, 100000);
	is_number(place(100000, "a"), STREAM_PLACED, "a byte");
	is_number(place(100000 + STREAM_SPAN - 1, "a"), STREAM_PLACED,
		  "another as far behind it as may be");
	is_number(place(100000 + STREAM_SPAN, "a"), STREAM_FULL,
		  ": and not a byte further");
	is_number(place(99999, "a"), STREAM_FULL, ": nor before");
	is_number(place(99999, "ab"), STREAM_FULL, ": not even in part");
	is_number(place(100000 + 0x80000000, "a"), STREAM_FULL,
		  ": nor on the other side");
	is_number(place(100000 - 0x7fffffff, "a"), STREAM_FULL, ": or there");
	stream_clear(&s, pool);
	stream_init(&s, 0);
	is_number(stream_place(&s, pool, 0, span_of(data, 5 + 16384)),
		  STREAM_PLACED, "a record of 16 KiB");
	is_number(stream_read(&s, pool, 0, out), 5 + 16384, ": is held");
	stream_clear(&s, pool);
}

static void test_limits(void)
{
	struct chunk_pool *small = chunk_pool_new(2);
	struct stream other;
	static const uint8_t data[3 * CHUNK];
	unsigned placed = 0;

	stream_init(&s, 0);
	for (uint32_t i = 0; i < CHUNK_RUNS - 1; i++)
		placed += place(10 + i * 2, "x") == STREAM_PLACED;
	is_number(placed, CHUNK_RUNS - 1, "many pieces");
	is_number(place(9000, "x"), STREAM_CROWDED, "a piece too many");
	is_number(place(8, "x"), STREAM_PLACED, "one before all others fits");
	is_number(place(6, "x"), STREAM_CROWDED, ": but no more");
	is_number(place(9, "x"), STREAM_PLACED, "one that joins two does");
	is_number(s.nruns, CHUNK_RUNS - 1, "there is one less then");
	for (uint32_t i = 1; i < CHUNK_RUNS - 1; i++)
		place(10 + i * 2 - 1, "y");
	is_number(stream_read(&s, pool, 8, out), 2 * CHUNK_RUNS - 1,
		  "all of them");
	ok(memcmp(out, "xxxyxyxy", 8) == 0, "in their order");
	stream_clear(&s, pool);

	stream_init(&s, 0);
	stream_init(&other, 0);
	is_number(stream_place(&s, small, 0, span_of(data, 2 * CHUNK)),
		  STREAM_PLACED, "all chunks of a pool");
	is_number(chunk_pool_used(small), 2, ": are in use");
	is_number(stream_place(&other, small, 0, span_of(data, 1)),
		  STREAM_CROWDED, "none is left");
	stream_clear(&other, small);
	stream_clear(&s, small);
	is_number(stream_place(&other, small, 0, span_of(data, 3 * CHUNK)),
		  STREAM_CROWDED, "three of two");
	stream_clear(&other, small);
	is_number(chunk_pool_used(small), 0, "none leaks");
	is_number(stream_place(&other, small, 7, span_of(data, 1)),
		  STREAM_PLACED, "they serve again");
	chunk_pool_free(small);
}

/* All tables taken: what fills the first hole has room all the same. */
static void test_tables(void)
{
	static struct stream others[CHUNK_TABLES];
	struct chunk_pool *few = chunk_pool_new(CHUNK_TABLES + 1);
	enum stream_result r = STREAM_PLACED;

	for (size_t k = 0; k < CHUNK_TABLES; k++) {
		stream_init(&others[k], 0);
		for (uint32_t i = 0; i < STREAM_RUNS; i++)
			stream_place(&others[k], few, 10 + 2 * i,
				     span_of("x", 1));
	}
	stream_init(&s, 0);
	for (uint32_t i = 1; i < STREAM_RUNS && r == STREAM_PLACED; i++)
		r = stream_place(&s, few, 10 + 2 * i, span_of("x", 1));
	is_number(r, STREAM_PLACED, "some pieces need no table");
	is_number(stream_place(&s, few, 90, span_of("x", 1)),
		  STREAM_CROWDED, "more do");
	is_number(stream_place(&s, few, 10, span_of("x", 1)),
		  STREAM_PLACED, ": but not one before them");
	stream_clear(&s, few);
	stream_clear(&others[7], few);
	stream_init(&s, 0);
	for (uint32_t i = 0; i < STREAM_RUNS; i++)
		r = stream_place(&s, few, 10 + 2 * i, span_of("x", 1));
	is_number(r, STREAM_PLACED, "the table that was given back");
	stream_clear(&s, few);
	for (size_t k = 0; k < CHUNK_TABLES; k++)
		stream_clear(&others[k], few);
	is_number(chunk_pool_used(few), 0, "no chunk is lost");
	chunk_pool_free(few);
}

/* --- against the reference ------------------------------------------- */

static void ref_init(uint32_t seq)
{
	memset(&ref, 0, sizeof(ref));
	ref.base = ref.seen = seq;
}

static unsigned ref_runs(void)
{
	unsigned n = ref.known[0];

	for (size_t i = 1; i < SPAN; i++)
		n += ref.known[i] && !ref.known[i - 1];
	return n;
}

static unsigned ref_chunks(void)
{
	unsigned n = 0;

	for (size_t i = 0; i < SPAN / CHUNK; i++)
		n += ref.chunk[i];
	return n;
}

static enum stream_result ref_place(uint32_t seq, const uint8_t *p, size_t len)
{
	uint32_t at = seq - ref.base;
	bool same = true, known = true;

	for (size_t i = 0; i < len; i++) {
		known = known && ref.known[at + i];
		ref.chunk[(at + i) / CHUNK] = true;
		if (ref.known[at + i])
			same = same && ref.bytes[at + i] == p[i];
		else
			ref.bytes[at + i] = p[i];
		ref.known[at + i] = true;
	}
	return !same ? STREAM_CONFLICT : known ? STREAM_KNOWN : STREAM_PLACED;
}

/* Chunks go that end before what is still known. */
static void ref_forget(uint32_t seq)
{
	uint32_t first = 0;

	for (uint32_t at = 0; at < seq - ref.base; at++)
		ref.known[at] = false;
	while (first < SPAN && !ref.known[first])
		first++;
	for (uint32_t i = 0; i < first / CHUNK; i++)
		ref.chunk[i] = false;
}

/* True if both hold the same from `seq` on. */
static bool reads_alike(uint32_t seq)
{
	size_t n = stream_read(&s, pool, seq, out), want = 0;
	uint32_t at = seq - ref.base;

	while (want < STREAM_MAX && at + want < SPAN && ref.known[at + want])
		want++;
	return n == want && memcmp(out, ref.bytes + at, n) == 0 &&
	       stream_is_full(&s, seq) == (want == STREAM_MAX);
}

static uint32_t up_to(uint32_t n)
{
	return (uint32_t)(random_next() % n);
}

/* A segment from a stream of known bytes, now and then with a wrong one. */
static bool place_randomly(uint32_t base, uint32_t spread)
{
	uint8_t data[1500];
	uint32_t from = up_to(spread), len = up_to(spread / 20);
	enum stream_result r;

	for (uint32_t i = 0; i < len; i++)
		data[i] = (uint8_t)((from + i) * 31 >> 3);
	if (len > 0 && up_to(20) == 0)
		data[up_to(len)] ^= 0x40;
	r = stream_place(&s, pool, base + from, span_of(data, len));
	return r == ref_place(base + from, data, len);
}

static bool is_alike(uint32_t spread)
{
	return reads_alike(ref.base + up_to(spread)) &&
	       s.nruns == ref_runs() && s.nchunks == ref_chunks() &&
	       chunk_pool_used(pool) == ref_chunks();
}

static bool one_round(unsigned round, unsigned *tables)
{
	uint32_t spread = round % 2 ? 14000 : 3000 + up_to(11000);
	uint32_t base = round % 3 ? (uint32_t)random_next() : 0u - up_to(9000);
	uint32_t floor = base;

	stream_init(&s, base);
	ref_init(base);
	for (unsigned i = 0; i < 60; i++) {
		if (!place_randomly(floor, spread) || !is_alike(spread))
			return false;
		*tables += s.table != NULL;
		if (up_to(12) > 0 || floor - base > 8000)
			continue;
		floor += up_to(2000);
		stream_forget(&s, pool, floor);
		ref_forget(floor);
		/* With nothing held, chunks may begin elsewhere. */
		if (s.nruns == 0) {
			ref_init(floor);
			base = floor;
		}
	}
	stream_clear(&s, pool);
	return chunk_pool_used(pool) == 0;
}

static void test_randomly(void)
{
	unsigned wrong = 0, tables = 0;

	for (unsigned round = 0; round < 500; round++)
		wrong += !one_round(round, &tables);
	is_number(wrong, 0, "500 random streams as the reference has them");
	ok(tables > 50, "some of many pieces (%u)", tables);
	is_number(chunk_pool_used(pool), 0, "no chunk is lost");
}

static void test_forget(void)
{
	uint8_t byte = 7;

	stream_init(&s, 5000);
	place(5000, "abcdef");
	stream_forget(&s, pool, 5003);
	is_text(text_at(5003), "def", "what is behind stays");
	is_text(text_at(5000), "", "what is before is gone");
	stream_forget(&s, pool, 5001);
	is_text(text_at(5003), "def", "one cannot go back");
	stream_forget(&s, pool, 5006);
	is_number(s.nruns, 0, "nothing is left");
	is_number(chunk_pool_used(pool), 0, ": and no chunk");
	is_number(place(5000 + 10 * STREAM_SPAN, "xyz"), STREAM_PLACED,
		  ": it may go on anywhere then");
	stream_clear(&s, pool);

	stream_init(&s, 0xffff0000);
	for (uint32_t i = 0; i < 1000000; i++) {
		if (stream_place(&s, pool, 0xffff0000 + i,
				 span_of(&byte, 1)) != STREAM_PLACED)
			break;
		stream_forget(&s, pool, 0xffff0000 + i);
		if (i == 999999)
			ok(true, "a long stream slides by");
	}
	ok(chunk_pool_used(pool) <= 2, ": and holds two chunks at most");
	is_number(stream_end(&s), 0xffff0000u + 1000000u, ": up to its end");
	stream_clear(&s, pool);
}

int main(void)
{
	pool = chunk_pool_new(POOL);
	test_order();
	test_first_copy();
	test_span();
	test_limits();
	test_tables();
	test_forget();
	test_randomly();
	chunk_pool_free(pool);
	return done_testing();
}
