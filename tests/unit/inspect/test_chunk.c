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
		{ "\r\n5\r\nhello\r\n", INSPECT_FOUND, 5, 5 },
		{ "\n5\r\nhello\r\n", INSPECT_FOUND, 4, 5 },
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
		{ "5\r", INSPECT_MORE, 0, 0 }, { "\r\n", INSPECT_MORE, 0, 0 },
		{ "\r\n\r\n", INSPECT_LOST, 0, 0 },
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
	size_t at = 0;

	while (at < len) {
		size_t n = len - at < piece ? len - at : piece;
		struct guard g = guard_copy(text + at, n);
		enum inspect_result r = chunk_read(&s, g.p, n, &f);

		guard_free(&g);
		if (r == INSPECT_LOST || f.used > n ||
		    (r == INSPECT_MORE && f.used < n))
			return false;
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

int main(void)
{
	test_chunks();
	test_pieces();
	return done_testing();
}
