/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts in lines. */

#include <locale.h>

#include "tests/unit/tap.h"
#include "tools/cli/fold.h"

#define LONG "https://www.example.com/a/path/that/does/not/end?here=1"

static void text_is(const char *text, unsigned width, const char *want)
{
	struct buffer out = { 0 };

	fold_text(&out, text, 2, width);
	is_text(out.p, want, "in %u columns", width);
	buffer_done(&out);
}

static void test_text(void)
{
	text_is("", 10, "");
	text_is("one two three", 0, "one two three");
	text_is("one two three", 80, "one two three");
	text_is("one two three", 15, "one two three");
	text_is("one two three", 14, "one two\n  three");
	text_is("one two three", 10, "one two\n  three");
	text_is("one   two three", 11, "one   two\n  three");
	text_is("a-word-longer-than-all b", 12,
		"a-word-\n  longer-\n  than-all b");
	text_is("a-vendor(123)", 12, "a-vendor\n  (123)");
	text_is("aaaaaaaaaaaaaaaaaaaa", 12, "aaaaaaaaaa\n  aaaaaaaaaa");
	text_is("\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc \xc3\xbc\xc3\xbc\xc3\xbc", 10,
		"\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc \xc3\xbc\xc3\xbc\xc3\xbc");
	text_is("\033[32mone two\033[0m three", 14,
		"\033[32mone two\033[0m\n  three");
}

/* Two columns each, as far as the C library knows. */
static void test_wide(bool known)
{
	if (!known) {
		skip_one("wide characters", "no C.UTF-8 here");
		return;
	}
	text_is("\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2",
		10, "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\n"
		"  \xe6\xbc\xa2");
}

static void lines_are(const char *text, unsigned width, const char *want)
{
	struct buffer out = { 0 };

	fold_lines(&out, text, width);
	is_text(out.p, want, "lines in %u columns", width);
	buffer_done(&out);
}

static void test_lines(void)
{
	lines_are("", 10, "");
	lines_are("one two three\nfour", 0, "one two three\nfour");
	lines_are("one two three\nfour\n", 9,
		  "one two\n  three\nfour\n");
	lines_are("  one two three\n\n", 11, "  one two\n  three\n\n");
	lines_are("  label  one two three\n", 18,
		  "  label  one two\n         three\n");
	lines_are("see " LONG "\n", 40,
		  "see\n  https://www.example.com/a/path/that/\n"
		  "  does/not/end?here=1\n");
	lines_are("label    \nb\n", 8, "label\nb\n");
}

/* Whatever is folded, no line is too long and no byte gets lost. */
static void test_random(void)
{
	unsigned lost = 0, wide = 0;

	for (int round = 0; round < 20000; round++) {
		unsigned width = 12 + (unsigned)random_next() % 30;
		struct buffer out = { 0 };
		char text[80] = "";
		size_t n = random_next() % (sizeof(text) - 1), at = 0;

		for (size_t i = 0; i < n; i++)
			text[i] = "aaaaa  .\n-"[random_next() % 10];
		fold_lines(&out, text, width);
		for (const char *p = out.p; *p; p++) {
			wide += strcspn(p, "\n") > width &&
				(p == out.p || p[-1] == '\n');
			at += strspn(text + at, " \n");
			if (*p != ' ' && *p != '\n')
				lost += text[at++] != *p;
		}
		at += strspn(text + at, " \n");
		lost += text[at] != '\0';
		buffer_done(&out);
	}
	is_number(wide, 0, ": no line is too long");
	is_number(lost, 0, ": nothing is lost");
}

int main(void)
{
	bool known = setlocale(LC_ALL, "C.UTF-8") != NULL;

	test_text();
	test_wide(known);
	test_lines();
	test_random();
	return done_testing();
}
