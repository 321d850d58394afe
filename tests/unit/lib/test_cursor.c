/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cursor: reads in order, never past the end, says what it lacks. */

#include "lib/cursor.h"
#include "tests/unit/tap.h"

static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };

static void test_numbers(void)
{
	struct guard g = guard_copy(bytes, sizeof(bytes));
	struct cursor c = cursor_over(g.p, g.len);

	is_number(cursor_u8(&c), 0x01, "u8");
	is_number(cursor_u16(&c), 0x0203, "u16 is big-endian");
	is_number(cursor_u24(&c), 0x040506, "u24 is big-endian");
	is_number(cursor_u32(&c), 0x0708090a, "u32 is big-endian");
	ok(c.left == 0 && !c.bad, "at the end and not bad");
	is_number(cursor_u8(&c), 0, "past the end reads as zero");
	ok(c.bad, ": and is remembered");
	guard_free(&g);
}

static void test_underrun(void)
{
	struct guard g = guard_copy(bytes, 3);
	struct cursor c = cursor_over(g.p, g.len);

	is_number(cursor_u32(&c), 0, "u32 over three bytes");
	ok(c.bad && c.left == 0, "an underrun empties the cursor");
	is_number(cursor_take(&c, 1).len, 0, ": nothing can be taken after it");
	is_number(cursor_peek(&c), -1, ": nor seen");
	guard_free(&g);

	g = guard_copy(bytes, 0);
	c = cursor_over(g.p, 0);
	is_number(cursor_take(&c, 0).len, 0, ": nothing of nothing");
	ok(!c.bad, ": is no underrun");
	is_number(cursor_u16(&c), 0, "u16 of nothing");
	ok(c.bad, ": is one");
	guard_free(&g);
}

static void test_take(void)
{
	struct guard g = guard_copy(bytes, 5);
	struct cursor c = cursor_over(g.p, g.len);
	struct span s = cursor_take(&c, 2);

	ok(s.p == g.p && s.len == 2, "a span points into the input");
	is_number(cursor_peek(&c), 3, "peek does not move");
	is_number(c.left, 3, "what is left");
	cursor_skip(&c, SIZE_MAX);
	ok(c.bad, "a length of SIZE_MAX is an underrun");
	guard_free(&g);
}

static void test_sub(void)
{
	struct guard g = guard_copy(bytes, 6);
	struct cursor c = cursor_over(g.p, g.len);
	struct cursor sub = cursor_sub(&c, 4);

	is_number(sub.left, 4, "a part of the input");
	is_number(c.left, 2, ": which the outer cursor stands behind");
	cursor_skip(&sub, 5);
	ok(sub.bad && !c.bad, ": its underrun is its own");

	sub = cursor_sub(&c, 3);
	ok(sub.bad && c.bad, "a part longer than the whole is bad in both");
	ok(!cursor_short(&sub), ": and not for want of input");
	guard_free(&g);
}

static void test_cut(void)
{
	struct guard g = guard_copy(bytes, 6);
	struct cursor c = cursor_over_cut(g.p, g.len);
	struct cursor sub = cursor_sub(&c, 4);

	ok(!sub.cut, "a part that is all there is not cut");
	sub = cursor_sub(&c, 4);
	ok(!sub.bad && sub.cut && sub.left == 2,
	   "of a part that is not, there is what there is");
	is_number(c.left, 0, ": and nothing behind it");
	cursor_u32(&sub);
	ok(cursor_short(&sub), "running short of it is want of input");
	guard_free(&g);
}

int main(void)
{
	test_numbers();
	test_underrun();
	test_take();
	test_sub();
	test_cut();
	return done_testing();
}
