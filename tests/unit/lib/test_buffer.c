/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The growing buffer: contents kept, always a NUL behind them. */

#include <stdlib.h>

#include "lib/buffer.h"
#include "tests/unit/tap.h"

static void test_growth(void)
{
	struct buffer b = { 0 };
	char *model = malloc(100000);
	size_t len = 0;
	unsigned wrong = 0;

	while (len < 90000) {
		uint8_t part[300];
		size_t n = random_next() % sizeof(part);

		for (size_t i = 0; i < n; i++)
			part[i] = (uint8_t)random_next();
		if (random_next() % 2)
			buffer_add(&b, part, n);
		else
			memcpy(buffer_extend(&b, n), part, n);
		memcpy(model + len, part, n);
		len += n;
		wrong += b.len != len || b.size <= b.len ||
			 (b.p && b.p[b.len] != '\0');
	}
	is_number(wrong, 0, "the length is right and a NUL stands behind");
	ok(memcmp(b.p, model, len) == 0, "what was added is there, in order");
	buffer_done(&b);
	ok(!b.p && b.len == 0 && b.size == 0, "nothing is left when done");
	buffer_done(&b);
	free(model);
}

static void test_text(void)
{
	struct buffer b = { 0 };

	buffer_text(&b, "");
	if (ok(b.p != NULL, "an empty text has its NUL too"))
		is_text(b.p, "", ": and is empty");
	buffer_text(&b, "ab");
	buffer_char(&b, 'c');
	buffer_printf(&b, "%d%s", -7, "x");
	is_text(b.p, "abc-7x", "texts follow each other");
	is_number(b.len, 6, "the NUL is not counted");
	buffer_char(&b, '\0');
	buffer_text(&b, "y");
	ok(b.len == 8 && memcmp(b.p, "abc-7x\0y", 9) == 0,
	   "a NUL inside is a byte as any");
	buffer_done(&b);
}

static void test_printf_border(void)
{
	unsigned wrong = 0;

	for (int have = 0; have < 520; have++) {
		for (int more = 0; more < 3; more++) {
			struct buffer b = { 0 };

			buffer_printf(&b, "%*s", have, "");
			buffer_printf(&b, "%.*s", more, "xyz");
			wrong += b.len != (size_t)(have + more) ||
				 strlen(b.p) != b.len;
			buffer_done(&b);
		}
	}
	is_number(wrong, 0, "printing fits at every length around a growth");
}

static void test_reset(void)
{
	struct buffer b = { 0 };
	size_t size;

	buffer_reset(&b);
	ok(b.len == 0, ": nothing can be emptied");
	buffer_printf(&b, "%1000s", "x");
	size = b.size;
	buffer_reset(&b);
	ok(b.len == 0 && b.size == size, "the memory stays");
	is_text(b.p, "", "the contents go");
	buffer_text(&b, "again");
	is_text(b.p, "again", ": and others come");
	buffer_done(&b);
}

static void test_take(void)
{
	struct buffer b = { 0 };
	char *s = buffer_take(&b);

	is_text(s, "", "of nothing an empty string is taken");
	free(s);
	for (size_t i = 0; i < 256; i++)
		buffer_char(&b, 'x');
	s = buffer_take(&b);
	is_number(strlen(s), 256, "a string is taken whole");
	ok(!b.p && b.len == 0 && b.size == 0, "the buffer is empty then");
	buffer_text(&b, "new");
	is_text(b.p, "new", ": and can be used again");
	is_number(strlen(s), 256, "without touching what was taken");
	free(s);
	buffer_done(&b);
}

int main(void)
{
	test_growth();
	test_text();
	test_printf_border();
	test_reset();
	test_take();
	return done_testing();
}
