/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for people: nothing a terminal acts upon, lines that fit. */

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/printable.h"
#include "lib/visible.h"
#include "tests/unit/tap.h"

static void safe_is(const char *text, const char *want)
{
	struct guard g = guard_copy(text, strlen(text) + 1);
	struct buffer out = { 0 };

	visible_text(&out, (const char *)g.p);
	is_text(out.p, want, ": as it may be shown: %s", want);
	buffer_done(&out);
	guard_free(&g);
}

static void test_safe(void)
{
	safe_is("", "");
	safe_is("Kaspersky \"Lab\" = cmd()", "Kaspersky \"Lab\" = cmd()");
	safe_is("a\033[31mred\007\r\n\t", "a\\x1b[31mred\\x07\\x0d\\x0a\\x09");
	safe_is("\177", "\\x7f");
	safe_is("M\xc3\xbcnchen \xe4\xb8\xad", "M\xc3\xbcnchen \xe4\xb8\xad");
	safe_is("\xc2\x9b" "31m", "\\x9b31m");
	safe_is("\xe2\x80\xae" "evil", "\\u{202e}evil");
	safe_is("\xef\xbb\xbf", "\\u{feff}");
	safe_is("\xff\xfe", "\\xff\\xfe");
	safe_is("\xe2\x80", "\\xe2\\x80");
	safe_is("\xf0\x9f\x98", "\\xf0\\x9f\\x98");
	safe_is("\xed\xa0\x80", "\\xed\\xa0\\x80");
	safe_is("a\xe2\x80\x8b" "b\xc2\xad", "a\\u{200b}b\\xad");
	safe_is("\xe2\x81\xa6x\xe2\x81\xa9", "\\u{2066}x\\u{2069}");
	safe_is("\xf3\xa0\x80\x81", "\\u{e0001}");
	safe_is("\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf");
}

/* Into a room of so many bytes: whole codes only, and always an end. */
static void copy_is(const char *text, size_t size, const char *want)
{
	char *out = xcalloc(1, size);

	is_number(printable_copy(out, size, text), strlen(want), "bytes");
	is_text(out, want, "what fits into %zu bytes", size);
	free(out);
}

static void test_copy(void)
{
	copy_is("", 1, "");
	copy_is("abc", 1, "");
	copy_is("abc", 4, "abc");
	copy_is("abc", 3, "ab");
	copy_is("a\033b", 6, "a\\x1b");
	copy_is("a\033b", 5, "a");
	copy_is("\xc3\xbc\xc3\xbc", 4, "\xc3\xbc");
	copy_is("x\xe2\x80\xae", 10, "x\\u{202e}");
	copy_is("x\xe2\x80\xae", 9, "x");
}

/* Whatever it is made of, no control and no broken UTF-8 comes out. */
static void test_random(void)
{
	unsigned bad = 0;

	for (int round = 0; round < 20000; round++) {
		struct buffer out = { 0 };
		char text[24] = "";
		const uint8_t *p;
		uint32_t code;
		size_t n;

		for (size_t i = 0; i < sizeof(text) - 1; i++)
			text[i] = (char)(1 + random_next() % 255);
		visible_text(&out, text);
		for (p = (uint8_t *)out.p; *p; p += n ? n : 1) {
			n = printable_code(p, &code);
			bad += n == 0 || printable_not(code);
		}
		buffer_done(&out);
	}
	is_number(bad, 0, ": nothing of random bytes reaches a terminal raw");
}

int main(void)
{
	test_safe();
	test_copy();
	test_random();
	return done_testing();
}
