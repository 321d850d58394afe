/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for people: nothing a terminal acts upon, lines that fit. */

#include "lib/printable.h"
#include "tests/unit/tap.h"

static void safe_is(const char *text, const char *want)
{
	struct guard g = guard_copy(text, strlen(text) + 1);
	struct buffer out = { 0 };

	printable_text(&out, (const char *)g.p);
	is_text(out.p, want, "as it may be shown: %s", want);
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
}

static void wrap_is(const char *text, unsigned width, const char *want)
{
	struct buffer out = { 0 };

	buffer_text(&out, "");
	printable_wrap(&out, text, 2, width);
	is_text(out.p, want, "in %u columns", width);
	buffer_done(&out);
}

static void test_wrap(void)
{
	wrap_is("", 10, "");
	wrap_is("one two three", 80, "one two three");
	wrap_is("one two three", 9, "one two\n  three");
	wrap_is("one two three", 8, "one\n  two\n  three");
	wrap_is("a-word-longer-than-all b", 8, "a-word-longer-than-all\n  b");
	wrap_is("one   two", 80, "one two");
	wrap_is("\xc3\xbc\xc3\xbc \xc3\xbc\xc3\xbc", 7,
		"\xc3\xbc\xc3\xbc \xc3\xbc\xc3\xbc");
	wrap_is("a\nb c", 80, "a\\x0ab c");
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
		printable_text(&out, text);
		for (p = (uint8_t *)out.p; *p; p += n ? n : 1) {
			n = printable_code(p, &code);
			bad += n == 0 || printable_not(code);
		}
		buffer_done(&out);
	}
	is_number(bad, 0, "nothing of random bytes reaches a terminal raw");
}

int main(void)
{
	test_safe();
	test_wrap();
	test_random();
	return done_testing();
}
