/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts through a window: lines and bytes, of memory and of files. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/file.h"
#include "lib/text.h"
#include "tests/unit/tap.h"

static struct text open_file(const char *p, size_t len)
{
	struct text t;
	char path[128];

	snprintf(path, sizeof(path), "%s/text", scratch());
	file_write(path, p, len, 0644);
	text_from(&t, open(path, O_RDONLY));
	return t;
}

static void test_lines(void)
{
	static const struct {
		const char *text, *lines;
	} rows[] = {
		{ "", "" }, { "\n", "||" }, { "a", "|a|" }, { "a\n", "|a|" },
		{ "a\nb", "|a|b|" }, { "a\n\nb\n", "|a||b|" },
		{ "a\r\n", "|a\r|" },
	};

	for (size_t i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
		const char *text = rows[i / 2].text;
		char got[64] = "";
		struct span line;
		struct text t;

		if (i % 2)
			t = open_file(text, strlen(text));
		else
			text_over(&t, text, strlen(text));
		for (int n = 0; n < 9 && text_line(&t, &line); n++)
			snprintf(got + strlen(got), sizeof(got) - strlen(got),
				 "%s%.*s|", n ? "" : "|", (int)line.len,
				 line.p);
		is_text(got, rows[i / 2].lines, "the lines of text %zu", i);
		text_done(&t);
	}
}

static void test_bytes(void)
{
	struct guard g = guard_copy("a\nb", 3);
	struct text t;

	text_over(&t, g.p, g.len);
	ok(text_peek(&t) == 'a' && text_byte(&t) == 'a' && t.line == 1 &&
	   text_byte(&t) == '\n' && t.line == 2 && text_byte(&t) == 'b' &&
	   text_byte(&t) == -1 && text_peek(&t) == -1, "byte by byte");
	ok(text_rewind(&t) && text_byte(&t) == 'a' && t.line == 1,
	   ": and from the start again");
	guard_free(&g);
	text_over(&t, "a\0b", 3);
	ok(t.nul, "a NUL is noticed");
}

/* Every line of a file of lines of any length comes back whole, up to the
 * longest, and with its number. */
static void test_window(void)
{
	size_t size = 3000000, at = 0;
	char *text = malloc(size);
	unsigned wrong = 0, lines = 0, cut = 0;
	struct span line;
	struct text t;

	for (size_t i = 0; i < size; i++)
		text[i] = (char)('a' + i % 23);
	for (size_t i = 0; i < size; i += 1 + random_next() % 120000)
		text[i] = '\n';
	t = open_file(text, size);
	while (text_line(&t, &line)) {
		const char *lf = memchr(text + at, '\n', size - at);
		size_t len = lf ? (size_t)(lf - text) - at : size - at;

		wrong += t.cut != (len > TEXT_LINE_MAX) ||
			 (!t.cut && line.len != len) ||
			 memcmp(line.p, text + at, line.len) != 0;
		cut += t.cut;
		at += len + 1;
		wrong += t.line != ++lines + 1;
	}
	is_number(wrong, 0, "%u lines, %u of them too long", lines, cut);
	ok(cut > 0 && cut < lines && at >= size, "all of the text");
	ok(text_rewind(&t) && text_head(&t).len >= TEXT_LINE_MAX &&
	   memcmp(text_head(&t).p, text, 100) == 0, "a file rewinds");
	text_done(&t);
	free(text);
}

static void test_errors(void)
{
	struct span line;
	struct text t;

	text_from(&t, open(scratch(), O_RDONLY | O_DIRECTORY));
	ok(!text_line(&t, &line) && t.error < 0, "a folder has an error");
	text_done(&t);
}

int main(void)
{
	test_lines();
	test_bytes();
	test_window();
	test_errors();
	return done_testing();
}
