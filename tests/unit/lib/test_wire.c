/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing messages, and what does not fit. */

#include "lib/cursor.h"
#include "lib/wire.h"
#include "tests/unit/tap.h"

static uint8_t space[64];

static void test_numbers(void)
{
	struct wire w = wire_over(space, sizeof(space));
	struct cursor c;

	wire_u8(&w, 0xfe);
	wire_u16(&w, 0xfedc);
	wire_number(&w, 0xabfedcba, 3);
	wire_u32(&w, 0xfedcba98);
	wire_put(&w, "ab", 2);
	wire_fill(&w, 'c', 3);
	wire_put(&w, NULL, 0);
	is_number(w.len, 15, "each takes its bytes");
	c = cursor_over(space, w.len);
	ok(cursor_u8(&c) == 0xfe && cursor_u16(&c) == 0xfedc &&
	   cursor_u24(&c) == 0xfedcba && cursor_u32(&c) == 0xfedcba98,
	   "a cursor reads the same numbers");
	ok(c.left == 5 && memcmp(c.p, "abccc", 5) == 0, ": and bytes");
	ok(!w.bad, ": all of it fitted");
}

static void test_lengths(void)
{
	struct wire w = wire_over(space, sizeof(space));
	size_t outer = wire_open(&w, 3), inner;

	wire_u8(&w, 1);
	inner = wire_open(&w, 2);
	wire_fill(&w, 0, 7);
	wire_close(&w, inner, 2);
	wire_u8(&w, 2);
	wire_close(&w, outer, 3);
	ok(memcmp(space, "\0\0\xb\1\0\7", 6) == 0,
	   "a length counts what came behind it, one in the other");
	is_number(w.len, 14, "filling it in writes nothing more");
	inner = wire_open(&w, 1);
	wire_close(&w, inner, 1);
	is_number(space[14], 0, ": nothing has the length 0");
	wire_set16(&w, 3, 0x1234);
	ok(space[3] == 0x12 && space[4] == 0x34 && w.len == 15,
	   "what is there can be written over");
}

/* Into each size of space, up to one byte short. */
static void test_full(void)
{
	for (size_t size = 0; size < 12; size++) {
		struct guard g = guard_copy("............", size);
		struct wire w = wire_over(g.p, size);
		size_t at = wire_open(&w, 2);

		wire_u32(&w, 1);
		wire_put(&w, "abc", 3);
		wire_u8(&w, 2);
		wire_fill(&w, 3, 2);
		wire_close(&w, at, 2);
		wire_set16(&w, at, 5);
		ok(w.bad && w.len <= size, "%zu bytes are too few", size);
		guard_free(&g);
	}
}

static void test_sticky(void)
{
	struct wire w = wire_over(space, 4);

	wire_u8(&w, 7);
	wire_u32(&w, 0x01020304);
	ok(w.bad && w.len == 1, "a number is written whole or not");
	wire_u8(&w, 8);
	ok(w.len == 1, ": and nothing behind it, though it would fit");
}

/* 255 in a byte, and no more. */
static void test_long(void)
{
	static uint8_t large[300];

	for (size_t n = 254; n < 258; n++) {
		struct wire w = wire_over(large, sizeof(large));
		size_t at = wire_open(&w, 1);

		wire_fill(&w, 0, n);
		wire_close(&w, at, 1);
		ok(w.bad == (n > 255), "%zu bytes behind a length of one", n);
	}
}

int main(void)
{
	test_numbers();
	test_lengths();
	test_full();
	test_sticky();
	test_long();
	return done_testing();
}
