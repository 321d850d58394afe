/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chunks of HTTP bodies: sizes, extensions, trailers, ends of lines. */

#include <stdlib.h>

#include "lib/array.h"
#include "nfq/inspect/chunk.h"
#include "tests/unit/tap.h"

static struct finding f;

static enum inspect_result chunk(const char *text, size_t len)
{
	struct guard g = guard_copy(text, len);
	enum inspect_result r = chunk_inspect(g.p, g.len, &f);

	guard_free(&g);
	return r;
}

static void test_chunks(void)
{
	static const struct {
		const char *text;
		enum inspect_result result;
		size_t used;
		uint64_t length;
	} rows[] = {
		{ "5\r\nhello\r\n", INSPECT_FOUND, 3, 5 },
		{ "1aF\r\n", INSPECT_FOUND, 5, 0x1af },
		{ "5\nhello\n", INSPECT_FOUND, 2, 5 },
		{ "\r\n5\r\nhello\r\n", INSPECT_LOST, 0, 0 },
		{ "\n5\r\nhello\r\n", INSPECT_LOST, 0, 0 },
		{ "5;a=b;c=\"d\"\r\n", INSPECT_FOUND, 13, 5 },
		{ "5 ;a\r\n", INSPECT_FOUND, 6, 5 },
		{ "5 \t\n", INSPECT_FOUND, 4, 5 },
		{ "005\r\n", INSPECT_FOUND, 5, 5 },
		{ "0000000000000000000000000000005\r\n", INSPECT_FOUND, 33, 5 },
		{ "0\r\n\r\nGET", INSPECT_FOUND, 5, 0 },
		{ "0\n\nGET", INSPECT_FOUND, 3, 0 },
		{ "0\r\n\nGET", INSPECT_FOUND, 4, 0 },
		{ "000\r\n\r\n", INSPECT_FOUND, 7, 0 },
		{ "0;x\r\nA: b\r\nC: d\r\n\r\n", INSPECT_FOUND, 19, 0 },
		{ "0\r\nA: b\r\n", INSPECT_MORE, 0, 0 },
		{ "0\r\n\r", INSPECT_MORE, 0, 0 },
		{ "", INSPECT_MORE, 0, 0 }, { "5", INSPECT_MORE, 0, 0 },
		{ "5\r", INSPECT_MORE, 0, 0 }, { "\r\n", INSPECT_LOST, 0, 0 },
		{ "0\r\n A: b\r\n\r\n", INSPECT_LOST, 0, 0 },
		{ "0\r\nHost:\r\n\r\n", INSPECT_LOST, 0, 0 },
		{ "x\r\n", INSPECT_LOST, 0, 0 },
		{ "-5\r\n", INSPECT_LOST, 0, 0 },
		{ "0x5\r\n", INSPECT_LOST, 0, 0 },
		{ "5x\r\n", INSPECT_LOST, 0, 0 },
		{ "5,\r\n", INSPECT_LOST, 0, 0 },
		{ "5\rhello", INSPECT_LOST, 0, 0 },
		{ "5\r\r\n", INSPECT_LOST, 0, 0 },
		{ "5;a\rb\r\n", INSPECT_LOST, 0, 0 },
		{ "0;a\r\r\n\r\n", INSPECT_LOST, 0, 0 },
		{ "0\r\n\rA: b\r\n\r\n", INSPECT_LOST, 0, 0 },
		{ "0\r\nA: b\rC: d\r\n\r\n", INSPECT_LOST, 0, 0 },
		{ "0\r\nA: b\r", INSPECT_MORE, 0, 0 },
		{ "fffffffffffffff\r\n", INSPECT_FOUND, 17, 0xfffffffffffffff },
		{ "ffffffffffffffff\r\n", INSPECT_LOST, 0, 0 },
		{ "10000000000000005\r\n", INSPECT_LOST, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		is_number(chunk(rows[i].text, strlen(rows[i].text)),
			  rows[i].result, "chunk %zu", i);
		if (rows[i].result != INSPECT_FOUND)
			continue;
		is_number(f.used, rows[i].used, ": its line");
		is_number(f.body_length, rows[i].length, ": its length");
		is_number(f.body, rows[i].length ? BODY_CHUNKED : BODY_NONE,
			  "what follows");
	}
	is_number(f.nnames, 0, "chunks name nothing");
}

/* A whole body a byte at a time, or more; its data are passed over. */
static bool walk(const char *text, size_t len, size_t piece)
{
	struct chunk_state s = { .at = 0 };
	size_t at = 0, held = 0;

	while (at < len) {
		size_t n = len - at < held + piece ? len - at : held + piece;
		struct guard g = guard_copy(text + at, n);
		enum inspect_result r = chunk_read(&s, g.p, n, &f);

		guard_free(&g);
		if (r == INSPECT_LOST || f.used > n ||
		    (r == INSPECT_MORE && held + piece > len))
			return false;
		held = r == INSPECT_MORE ? n - f.used : 0;
		at += f.used + f.body_length;
		if (r == INSPECT_FOUND && f.body == BODY_NONE)
			return at == len;
	}
	return false;
}

static void test_pieces(void)
{
	static const char end[] = "\nhello\nA ;\"\r\nhellohello\r\n"
				  "0;x\nA: b\r\n\n";
	static char text[30000];
	size_t len = 0;

	memset(text, '0', 3000);
	len = 3000;
	memcpy(text + len, "5;", 2);
	memset(text + len + 2, 'x', 20000);
	len += 20002;
	memcpy(text + len, end, sizeof(end) - 1);
	len += sizeof(end) - 1;
	for (size_t piece = 1; piece < 40; piece++)
		ok(walk(text, len, piece), "a body in pieces of %zu", piece);
	ok(walk(text, len, len), ": and in one");
}

/* Some server has a Host from there. */
static void test_trailers(void)
{
	static const char two[] = "0\r\nA: b\r\nhost : a.example\r\n"
				  "X-Forwarded-Host: b.example, c.example\r\n"
				  "\r\n";

	is_number(chunk(two, strlen(two)), INSPECT_FOUND, "trailers");
	ok(f.nnames == 3 && strcmp(f.names[0].text, "a.example") == 0 &&
	   strcmp(f.names[2].text, "c.example") == 0, ": whom they name");
	is_number(chunk(two, strlen(two) - 2), INSPECT_MORE,
		  ": with no end yet");
	is_number(f.nnames, 3, ": they count at once");
}

/* Data ends with its line, or nobody knows what that is. */
static void test_end_of_data(void)
{
	static const struct {
		const char *text;
		bool lost;
	} rows[] = {
		{ "\r\n5\r\n", false }, { "\n5\r\n", false },
		{ "5\r\n", true }, { "abc\r\n0\r\n\r\n", true },
		{ "\r5\r\n", true }, { "\r\n\r\n5\r\n", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct chunk_state s = { .at = 0 };
		const uint8_t *p = (const uint8_t *)rows[i].text;

		is_number(chunk_read(&s, (const uint8_t *)"3\r\n", 3, &f),
			  INSPECT_FOUND, "a chunk");
		is_number(chunk_read(&s, p, strlen(rows[i].text), &f),
			  rows[i].lost ? INSPECT_LOST : INSPECT_FOUND,
			  ": what is behind it, %zu", i);
	}
}

int main(void)
{
	test_chunks();
	test_pieces();
	test_trailers();
	test_end_of_data();
	return done_testing();
}
