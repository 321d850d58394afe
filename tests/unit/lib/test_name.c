/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names: lower case, escaped once, and which of them a list may hold. */

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/name.h"
#include "tests/unit/tap.h"

#define SPAN(literal) \
	((struct span) { (const uint8_t *)(literal), sizeof(literal) - 1 })

static void test_text(void)
{
	static const struct {
		struct span text;
		const char *want;
	} rows[] = {
		{ SPAN("WWW.Example.COM"), "www.example.com" },
		{ SPAN("example.com."), "example.com" },
		{ SPAN("example.com.."), "example.com." },
		{ SPAN("."), "." },
		{ SPAN(""), "" },
		{ SPAN("a b"), "a\\x20b" },
		{ SPAN("a\0b"), "a\\x00b" },
		{ SPAN("a\r\n\x1b[1m"), "a\\x0d\\x0a\\x1b[1m" },
		{ SPAN("a\x7f\x80\xff"), "a\\x7f\\x80\\xff" },
		{ SPAN("M\xc3\x9cLLER.de"), "m\\xc3\\x9cller.de" },
		{ SPAN("a\\x2eb"), "a\\x5cx2eb" },
		{ SPAN("[::1]:443~!"), "[::1]:443~!" },
	};
	struct name n;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct guard g = guard_copy(rows[i].text.p, rows[i].text.len);
		struct span s = { g.p, g.len };

		memset(&n, 0x55, sizeof(n));
		ok(name_from_text(&n, s), "text %zu fits", i);
		is_text(n.text, rows[i].want, ": and is written plainly");
		is_number(n.len, strlen(rows[i].want), ": with its length");
		guard_free(&g);
	}
}

static void test_lower(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "" }, { ".", "" }, { "A", "a" },
		{ "WWW.x.COM.", "www.x.com" },
		{ "x..", "x." }, { "M\xc3\x9cL", "m\xc3\x9cl" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char text[32];
		size_t len;

		snprintf(text, sizeof(text), "%s", rows[i].text);
		len = name_lower(text);
		is_text(text, rows[i].want, "\"%s\" in lower case",
			rows[i].text);
		is_number(len, strlen(rows[i].want), ": as long as it is");
	}
}

static void test_text_limit(void)
{
	uint8_t bytes[NAME_SIZE];
	struct name n;

	memset(bytes, 'A', sizeof(bytes));
	ok(name_from_text(&n, (struct span) { bytes, NAME_SIZE - 1 }),
	   "a name may fill its room");
	ok(n.len == NAME_SIZE - 1 && strlen(n.text) == NAME_SIZE - 1,
	   "up to its NUL");
	ok(!name_from_text(&n, (struct span) { bytes, NAME_SIZE }),
	   "one byte more does not fit");
	ok(n.len == 0 && n.text[0] == '\0', ": and leaves it empty");

	bytes[NAME_SIZE - 5] = 0;
	ok(name_from_text(&n, (struct span) { bytes, NAME_SIZE - 4 }),
	   "an escape may be the last that fits");
	is_number(n.len, NAME_SIZE - 1, "at its full length");
	bytes[NAME_SIZE - 5] = 'A';
	bytes[NAME_SIZE - 4] = 0;
	ok(!name_from_text(&n, (struct span) { bytes, NAME_SIZE - 3 }),
	   "a part of an escape is not written");
	ok(n.len == 0 && n.text[0] == '\0', ": nor what stood before it");
}

static void test_labels(void)
{
	static const uint8_t ff[63] = { [0 ... 62] = 0xff };
	struct name n, before;
	bool good = true;

	name_clear(&n);
	ok(name_append_label(&n, SPAN("WWW")), "the first label");
	ok(name_append_label(&n, SPAN("a.b")), "a label with a dot in it");
	ok(name_append_label(&n, SPAN("Com")), "the last label");
	is_text(n.text, "www.a\\x2eb.com", "a dot inside is no border");

	name_clear(&n);
	for (size_t i = 0; i < 4; i++)
		good &= name_append_label(&n, (struct span) {
			ff, i < 3 ? 63 : 61 });
	ok(good && n.len == 250 * 4 + 3, "the oddest DNS name fits");

	name_clear(&n);
	while (n.len < NAME_SIZE - 64)
		good &= name_append_label(&n, (struct span) { ff, 10 });
	before = n;
	ok(good && !name_append_label(&n, (struct span) { ff, 63 }),
	   "a label that does not fit is refused");
	ok(n.len == before.len && strcmp(n.text, before.text) == 0,
	   ": and leaves the name as it was");
	while (name_append_label(&n, SPAN("x")))
		;
	before = n;
	ok(!name_append_label(&n, SPAN("x")) && n.len == before.len &&
	   strlen(n.text) == n.len && n.text[n.len - 1] == 'x',
	   "no dot stays behind a full name");
}

/* What one byte becomes, written down a second time. */
static void expect_byte(char *out, uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		sprintf(out, "%c", c + 32);
	else if (c <= 32 || c >= 127 || c == '\\')
		sprintf(out, "\\x%02x", c);
	else
		sprintf(out, "%c", c);
}

static void test_every_byte(void)
{
	struct name n, label;
	char want[8];
	unsigned wrong = 0;

	for (unsigned c = 0; c < 256; c++) {
		const uint8_t byte[2] = { 'q', (uint8_t)c };
		struct span two = { byte, 2 };

		expect_byte(want, (uint8_t)c);
		name_clear(&label);
		name_from_text(&n, two);
		name_append_label(&label, two);
		if (c == '.')
			wrong += strcmp(n.text, "q") != 0 ||
				 strcmp(label.text, "q\\x2e") != 0;
		else
			wrong += strcmp(n.text + 1, want) != 0 ||
				 strcmp(label.text + 1, want) != 0;
	}
	is_number(wrong, 0, "each of 256 bytes is itself, lower case or \\xNN");
}

/* The same wherever it stands in a longer one, whatever is read at once. */
static void test_every_place(void)
{
	enum { LEN = 21 };
	char want[LEN + 8], byte[8];
	struct name n, label;
	unsigned wrong = 0;

	for (unsigned i = 0; i < 256 * (LEN - 1); i++) {
		uint8_t c = (uint8_t)(i % 256), at = (uint8_t)(i / 256);
		uint8_t bytes[] = "ABCDEFGHIJKLMNOPQRSTz";
		struct span s = { bytes, LEN };

		bytes[at] = c;
		expect_byte(byte, c);
		snprintf(want, sizeof(want), "%.*s%s%s", (int)at,
			 "abcdefghijklmnopqrstz", byte,
			 &"abcdefghijklmnopqrstz"[at + 1]);
		name_from_text(&n, s);
		name_clear(&label);
		name_append_label(&label, s);
		if (c == '.')
			wrong += n.len != LEN || n.text[at] != '.' ||
				 memcmp(label.text + at, "\\x2e", 4) != 0;
		else
			wrong += strcmp(n.text, want) != 0 ||
				 strcmp(label.text, want) != 0;
	}
	is_number(wrong, 0, ": at each place of a longer one too");
}

static void test_random(void)
{
	unsigned wrong = 0;

	for (int round = 0; round < 2000; round++) {
		uint8_t bytes[400];
		size_t len = random_next() % sizeof(bytes);
		struct guard g;
		struct name n;

		for (size_t i = 0; i < len; i++)
			bytes[i] = (uint8_t)random_next();
		g = guard_copy(bytes, len);
		if (!name_from_text(&n, (struct span) { g.p, len }))
			wrong += n.len != 0;
		for (size_t i = 0; i < n.len; i++)
			wrong += n.text[i] <= ' ' || n.text[i] >= 0x7f;
		wrong += n.text[n.len] != '\0';
		guard_free(&g);
	}
	is_number(wrong, 0, "random bytes become printable ASCII or nothing");
}

static bool is_host(const char *text)
{
	return name_is_hostname(text, strlen(text));
}

static void test_hostname(void)
{
	static const char *const good[] = {
		"a", "com", "example.com", "a-b.c", "_dmarc.example.com",
		"xn--mller-kva.de", "1.2.3.x", "1.2.3.4a", "3com", "0x7f.1a",
		"a.b-1", "9gag.com", "-a.com", "a-.com", "a.-b", "a.b-",
	};
	static const char *const bad[] = {
		"", ".", "a.", ".a", "a..b", "A.com", "a b", "a\n", "a/b",
		"-", "a.-", "--.a", "a.-.b", "*.a.com", "1.2.3.4",
		"a.1", "1", "999", "::1", "a\\x20b", "m\xc3\xbcller.de", "a:1",
	};
	char text[300];

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		ok(is_host(good[i]), "\"%s\" is a host name", good[i]);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ok(!is_host(bad[i]), "bad name %zu is none", i);
	ok(!name_is_hostname("a\0b", 3), ": nor one with a NUL in it");

	memset(text, 'a', sizeof(text));
	ok(name_is_hostname(text, 63), "a label of 63 is one");
	ok(!name_is_hostname(text, 64), "a label of 64 is none");
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 2 ? '.' : 'a';
	ok(name_is_hostname(text, 253), "127 labels in 253 bytes are one");
	ok(!name_is_hostname(text, 255), "128 labels in 255 bytes are none");
}

static void test_hostname_length(void)
{
	struct guard g = guard_copy("a.1", 3);
	int status;
	pid_t child;

	ok(name_is_hostname("example.com.evil!", 11), "the length ends a name");
	ok(!name_is_hostname("a.12", 3), "digits behind the end do not count");
	fflush(stdout);
	child = fork();
	if (child == 0)
		_exit(name_is_hostname((char *)g.p, g.len));
	ok(child > 0 && waitpid(child, &status, 0) == child && status == 0,
	   ": nothing behind the end is read");
	guard_free(&g);
}

int main(void)
{
	test_text();
	test_lower();
	test_text_limit();
	test_labels();
	test_every_byte();
	test_every_place();
	test_random();
	test_hostname();
	test_hostname_length();
	return done_testing();
}
