/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Header blocks of HTTP/2: RFC 7541's examples, its tables, and its limits. */

#include <stdio.h>

#include "lib/array.h"
#include "nfq/inspect/hpack.h"
#include "tests/unit/http2wire.h"
#include "tests/unit/tap.h"

/* Every byte, in Huffman code. */
static const char symbols_0[] =
	"ffc7fffd8fffffe2fffffe3fffffe4fffffe5fffffe6fffffe7fffff"
	"e8ffffeafffffff3fffffa7fffffabffffffdfffffebfffffecfffff"
	"edfffffeefffffefffffff0ffffff1ffffff2fffffffbfffffcfffff"
	"fd3fffffd7fffffdbfffffdffffffe3fffffe7fffffebfffffed4fe3"
	"f9ffaffcabf1febfafefe7fdfd2cbb00089969b71d79fb9f7fff20ff"
	"bff3ff50ddbd7f061c58f265cd9f469d5af66dddbf871e5f9cff7ff7"
	"fffc3ff9ffe45fff4719242cb34e6e9d68a6a3d7dac426defe3cfaf7"
	"fffbfe7ffbffdffffffc";

static const char symbols_128[] =
	"fffe6ffff4bfff9ffffa3fffd3ffff53fffd5ffffb3fffeb7fffdaff"
	"ffb7ffff73fffeeffffdeffffebffffbfffffd9ffffdbfffebffffe0"
	"ffffeeffffc3ffff8bffff1ffffe4fffee7fffb1ffff97fffd9ffffc"
	"dffff9fffffbffffdafffeeffff4ffffb7fffee7fffe8ffffd3fffde"
	"ffffd5fffeeffffbdffffe1fffdfffff7fffff5ffffecffff07fff87"
	"fffe0ffff17fffedffff87ffff77fffeffffeaffff8bfffe3ffff93f"
	"fff87fffcbffff37ffff1fffff83ffffe1fffebfffe3ffff3fffff2f"
	"fffa3ffffd9fffff17ffffc7fffff27ffffdefffffbffffff2fffff8"
	"fffffb7fff97fff8fffffe6fffffc1fffff87ffffe7fffffc5ffffe5"
	"fffe4ffff2fffffd1fffff4ffffffefffffe3fffffc9fffff97fffb3"
	"ffffcffffb7fffcdffff4ffff9ffffd1ffffcffffeaffffafffffddf"
	"fffeffffff4fffff5fffffabffffa7ffffd7fffff9bffffecfffffb7"
	"fffff3fffffe8fffffd3fffffabfffff5fffffff7ffffecfffffdbff"
	"fffbbfffff7ffffff0fffffbbf";

static struct hpack h;
static struct wire w;

static uint8_t digit(char c)
{
	return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static void put_hex(struct wire *to, const char *hex)
{
	for (; hex[0] && hex[1]; hex += hex[0] == ' ' ? 1 : 2)
		if (hex[0] != ' ')
			put8(to, (uint8_t)(digit(hex[0]) << 4 |
					   digit(hex[1])));
}

/* The fields that count in what was put, read in pieces; "!" if it is bad, "?"
 * where it ends in the middle of a field. */
static const char *fields(size_t piece)
{
	static const char *const words[] = { "", ":", "host=", "" };
	static char text[2000];
	struct hpack_field field;
	enum hpack_result r = HPACK_MORE;

	text[0] = '\0';
	for (size_t at = 0; at < w.len && r != HPACK_BAD; at += piece) {
		size_t n = w.len - at < piece ? w.len - at : piece;
		struct guard g = guard_copy(w.p + at, n);
		struct cursor c = cursor_over(g.p, n);

		while ((r = hpack_read(&h, &c, &field)) == HPACK_FIELD)
			snprintf(text + strlen(text),
				 sizeof(text) - strlen(text), "%s%.*s ",
				 words[field.name], (int)field.value.len,
				 (const char *)field.value.p);
		guard_free(&g);
	}
	w.len = 0;
	return strcat(text, r == HPACK_BAD ? "!" :
			    hpack_may_end(&h) ? "" : "?");
}

static const char *fields_of(const char *hex)
{
	w.len = 0;
	put_hex(&w, hex);
	return fields(1000);
}

/* RFC 7541 appendices C.3 and C.4. */
static void test_examples(void)
{
	static const struct {
		const char *plain, *coded, *want;
	} rows[] = {
		{ "828684410f7777772e6578616d706c652e636f6d",
		  "828684418cf1e3c2e5f23a6ba0ab90f4ff",
		  "GET :www.example.com " },
		{ "828684be58086e6f2d6361636865",
		  "828684be5886a8eb10649cbf", "GET :www.example.com " },
		{ "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
		  "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
		  "GET :www.example.com " },
	};

	for (size_t piece = 1; piece < 8; piece++) {
		h = (struct hpack) { .at = 0 };
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			put_hex(&w, rows[i].plain);
			is_text(fields(piece), rows[i].want,
				"plain request %zu in pieces of %zu", i,
				piece);
		}
		h = (struct hpack) { .at = 0 };
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			put_hex(&w, rows[i].coded);
			is_text(fields(piece), rows[i].want,
				": coded %zu", i);
		}
	}
}

static void check_symbols(const char *hex, uint8_t from, size_t piece)
{
	size_t n = strlen(hex) / 2;
	struct hpack_field field = { .value.len = 0 };
	bool same = true;
	struct cursor c;

	h = (struct hpack) { .at = 0 };
	w.len = 0;
	put_hex(&w, "01ff");			/* :authority, coded */
	put8(&w, (uint8_t)(((n - 127) & 0x7f) | 0x80));
	put8(&w, (uint8_t)((n - 127) >> 7));
	put_hex(&w, hex);
	for (size_t at = 0; at < w.len; at += piece) {
		c = cursor_over(w.p + at, w.len - at < piece ? w.len - at :
							      piece);
		if (hpack_read(&h, &c, &field) == HPACK_FIELD)
			break;
	}
	is_number(field.value.len, 128, "symbols from %u", from);
	for (unsigned i = 0; i < 128 && field.value.len == 128; i++)
		same = same && field.value.p[i] == from + i;
	ok(same, ": all");
}

static void test_symbols(void)
{
	check_symbols(symbols_0, 0, 1000);
	check_symbols(symbols_128, 128, 1000);
	check_symbols(symbols_128, 128, 1);
}

static void test_huffman_ends(void)
{
	h = (struct hpack) { .at = 0 };
	is_text(fields_of("01831af1ff"), ":a.b ", "padded with ones");
	is_text(fields_of("01821af0"), "!", "with zeros");
	h = (struct hpack) { .at = 0 };
	is_text(fields_of("01841af1ffff"), "!", "by a byte");
	h = (struct hpack) { .at = 0 };
	is_text(fields_of("0185fffffffc18"), "!", "the symbol of the end");
	h = (struct hpack) { .at = 0 };
	is_text(fields_of("0080"), "?", "an empty name");
}

static void test_kinds(void)
{
	static const char *const hosts[] = {
		"0103612e62", "1103612e62", "4103612e62",	/* indexed */
		"0f0003612e63", "0f1703612e63",			/* host */
		"000a3a617574686f7269747903612e62",
		"100a3a417574684f7269747903612e62",
		"4088b83b5339ec327d7f831af1ff",
		"0004686f737403612e63", "40839ce84f03612e63",
	};
	static const char *const want[] = {
		":a.b ", ":a.b ", ":a.b ", "", "host=a.c ", ":a.b ", ":a.b ",
		":a.b ", "host=a.c ", "host=a.c ",
	};

	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		h = (struct hpack) { .at = 0 };
		is_text(fields_of(hosts[i]), want[i], "kind %zu", i);
	}
	h = (struct hpack) { .at = 0 };
	is_text(fields_of("82"), "GET ", "a method by its index");
	is_text(fields_of("83"), "POST ", ": another");
	is_text(fields_of("0203505554"), "PUT ", ": a literal one");
	is_text(fields_of("42064f505449" "4f4e"), "OPTION ", ": kept");
	is_text(fields_of("be"), "OPTION ", ": again");
	is_text(fields_of("81a6"), ": host= ", "static ones are empty");
}

static void test_errors(void)
{
	static const char *const rows[] = {
		"80",				/* index 0 */
		"be", "fe", "7e00",		/* behind the last entry */
		"ffffffffffff00", "3fffffffffff00", ("3f8080808080" "00"),
		"01ffffffffffff00",		/* too long for a number */
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		h = (struct hpack) { .at = 0 };
		is_text(fields_of(rows[i]), "!", "error %zu", i);
	}
	h = (struct hpack) { .at = 0 };
	put_hex(&w, "017f8201");
	put_fill(&w, 'a', 256);
	put_hex(&w, "82");
	is_text(fields(1000), "!", "a host of 257 bytes");
	h = (struct hpack) { .at = 0 };
	put_hex(&w, "027f8001");
	put_fill(&w, 'a', 255);
	put_hex(&w, "82");
	ok(strlen(fields(1000)) == 256 + 4, "a method of 255");
}

/* --- the dynamic table ----------------------------------------------- */

static void put_host(const char *host)
{
	put_hpack_field(&w, HPACK_INSERTED, 1, NULL, host);
}

static void put_others(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		put_hpack_field(&w, HPACK_INSERTED, 0, "x", "y");
}

static void test_entries(void)
{
	h = (struct hpack) { .at = 0 };
	put_host("a.b");
	put_others(1);
	put_hpack_field(&w, HPACK_INSERTED, 38, NULL, "c.d");
	put_hpack_index(&w, 64);
	put_hpack_index(&w, 63);
	put_hpack_index(&w, 62);
	is_text(fields(1000), ":a.b host=c.d :a.b host=c.d ",
		"from the newest on");
	put_hpack_field(&w, HPACK_LITERAL, 64, NULL, "e.f");
	put_hpack_field(&w, HPACK_NEVER, 63, NULL, "g.h");
	put_hpack_field(&w, HPACK_INSERTED, 62, NULL, "i.j");
	put_hpack_index(&w, 62);
	is_text(fields(1), ":e.f host=i.j host=i.j ", "names by index");
	put_hpack_index(&w, 66);
	is_text(fields(1), "!", "one more than there are");
}

static void test_many_entries(void)
{
	h = (struct hpack) { .at = 0 };
	put_host("a.b");
	put_others(127);
	put_hpack_index(&w, 62 + 127);
	put_hpack_field(&w, HPACK_LITERAL, 62 + 127, NULL, "c.d");
	is_text(fields(1000), ":a.b :a.b :c.d ", "as many as a table holds");
	put_others(1);
	put_hpack_index(&w, 62 + 128);
	is_text(fields(1000), "", "more: a field that was told");
	put_hpack_field(&w, HPACK_LITERAL, 62 + 128, NULL, "c.d");
	is_text(fields(1000), "!", ": a name that nobody knows");
}

static void test_values(void)
{
	char host[300];

	h = (struct hpack) { .at = 0 };
	for (unsigned i = 0; i < 13; i++) {
		snprintf(host, sizeof(host), "%u.a", i);
		put_host(host);
	}
	fields(1000);
	put_hpack_index(&w, 62 + 12);
	put_hpack_index(&w, 62 + 11);
	put_hpack_index(&w, 62);
	is_text(fields(1000), ": :1.a :12.a ", "the last values are kept");
	memset(host, 'z', 255);
	host[255] = '\0';
	put_host(host);
	put_host(host);
	fields(1000);
	put_hpack_index(&w, 62 + 1);
	is_text(fields(1000), ": ", "as many as fit");
	put_hpack_index(&w, 62);
	is_number(strlen(fields(1000)), 257, ": the last");
	memset(host, 'y', 200);
	host[200] = '\0';
	put_hpack_field(&w, HPACK_LITERAL, 1, NULL, host);
	is_number(strlen(fields(1)), 202, ": one that is not kept");
}

/* RFC 7541 4.4 */
static void test_sizes(void)
{
	static char value[5000];

	h = (struct hpack) { .at = 0 };
	memset(value, 'v', sizeof(value) - 1);
	put_host("a.b");
	value[4096 - 32 - 1] = '\0';
	put_hpack_field(&w, HPACK_INSERTED, 0, "x", value);
	put_hpack_index(&w, 63);
	is_text(fields(700), ":a.b :a.b ", "an entry of the table's size");
	value[4096 - 32 - 1] = 'v';
	value[4096 - 32] = '\0';
	put_hpack_field(&w, HPACK_INSERTED, 0, "x", value);
	put_hpack_index(&w, 63);
	is_text(fields(700), ":a.b ", "a larger one is none");
	put_hex(&w, "3f01");			/* 32 bytes */
	put_others(1);
	put_hpack_index(&w, 63);
	is_text(fields(1), ":a.b ", "nor in a smaller table");
	put_hex(&w, "3fe17f");			/* 16,384 */
	value[4096 - 32] = 'v';
	put_hpack_field(&w, HPACK_INSERTED, 0, "x", value);
	put_hpack_index(&w, 64);
	is_text(fields(700), ":a.b ", "in a larger one it is");
	value[300] = '\0';
	put_hpack_field(&w, HPACK_INSERTED, 0, value, "y");
	is_text(fields(1), "", "a long name");
	put_hpack_field(&w, HPACK_LITERAL, 62, NULL, "y");
	put_hpack_field(&w, HPACK_INSERTED, 62, NULL, "y");
	is_text(fields(1), "!", ": which may fill the table is not known");
}

/* "aaaa" in Huffman code is shorter than it is. */
static void test_coded_sizes(void)
{
	h = (struct hpack) { .at = 0 };
	put_host("a.b");
	put_hex(&w, "3f1a");			/* 57 bytes: 32 + 1 + 24 */
	put_hex(&w, "400178" "8f");
	for (unsigned i = 0; i < 3; i++)
		put_hex(&w, "18c6318c63");	/* 8 of them */
	put_hpack_index(&w, 63);
	is_text(fields(1), ":a.b :a.b ", "24 bytes in 15");
	put_hex(&w, "3f19");			/* 56 */
	put_hex(&w, "400178" "8f");
	for (unsigned i = 0; i < 3; i++)
		put_hex(&w, "18c6318c63");
	put_hpack_index(&w, 63);
	is_text(fields(1), ":a.b ", "a table of 56 has no room");
}

int main(void)
{
	test_examples();
	test_symbols();
	test_huffman_ends();
	test_kinds();
	test_errors();
	test_entries();
	test_many_entries();
	test_values();
	test_sizes();
	test_coded_sizes();
	return done_testing();
}
