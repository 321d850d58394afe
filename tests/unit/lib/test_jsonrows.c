/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Structs as objects of JSON. */

#include <stdlib.h>

#include "lib/jsonrows.h"
#include "tests/unit/tap.h"

struct part {
	const char *name;
	uint16_t port;
};

struct whole {
	const char *text;
	char *own;
	char chars[8];
	const char *tag;
	bool yes, no;
	uint8_t u8;
	uint16_t u16;
	unsigned u32;
	uint64_t u64;
	int64_t i64;
	struct part part;
	struct jsonlist texts, parts;
	unsigned squared;
};

static struct buffer out;

static const char *object(const struct jsonrow *rows, size_t n,
			  const struct whole *w)
{
	struct json j = json_into(&out);

	buffer_reset(&out);
	jsonrows_object(&j, NULL, rows, n, w);
	return out.p;
}

static void test_types(void)
{
	static const struct jsonrow rows[] = {
		JSONROW(whole, "text", text), JSONROW(whole, "own", own),
		JSONROW(whole, "chars", chars), JSONROW(whole, "yes", yes),
		JSONROW(whole, "no", no), JSONROW(whole, "u8", u8),
		JSONROW(whole, "u16", u16), JSONROW(whole, "u32", u32),
		JSONROW(whole, "u64", u64), JSONROW(whole, "i64", i64),
		JSONROW_TAGGED(whole, "tag", tag),
		JSONROW(whole, "port", part.port),
	};
	static char own[] = "o";
	const struct whole w = {
		.text = "a\"b", .own = own, .chars = "seven!!", .yes = true,
		.u8 = UINT8_MAX, .u16 = UINT16_MAX, .u32 = UINT32_MAX,
		.u64 = UINT64_MAX, .i64 = INT64_MIN, .tag = "t",
		.part.port = 53,
	};

	is_text(object(rows, ARRAY_SIZE(rows), &w),
		"{\"text\":\"a\\\"b\",\"own\":\"o\",\"chars\":\"seven!!\","
		"\"yes\":true,\"no\":false,\"u8\":255,\"u16\":65535,"
		"\"u32\":4294967295,\"u64\":18446744073709551615,"
		"\"i64\":-9223372036854775808,\"tag\":[\"t\"],\"port\":53}",
		"every type, at its limit");
	is_text(object(rows, 3, &(struct whole) { .text = NULL }), "{}",
		"texts that are not there are left out");
	is_text(object(rows + 10, 1, &(struct whole) { .tag = NULL }), "{}",
		": and so is a tag");
	is_text(object(rows + 5, 1, &(struct whole) { .u8 = 0 }),
		"{\"u8\":0}", "a number is there, if 0");
}

static void test_conditions(void)
{
	static const struct jsonrow inner[] = {
		JSONROW(whole, "u8", u8),
	};
	static const struct jsonrow rows[] = {
		JSONROW_IF(whole, "a", u16, yes),
		JSONROW_IF(whole, "b", u16, no),
		JSONROW_INSIDE_IF(whole, "c", inner, yes),
		JSONROW_INSIDE_IF(whole, "d", inner, no),
	};

	is_text(object(rows, 4, &(struct whole) { .yes = true, .u16 = 7 }),
		"{\"a\":7,\"c\":{\"u8\":0}}", "rows and groups that hold");
	is_text(object(rows, 4, &(struct whole) { .no = true, .u8 = 9 }),
		"{\"b\":0,\"d\":{\"u8\":9}}", ": or the others");
}

static const struct jsonrow part_rows[] = {
	JSONROW(part, "name", name), JSONROW(part, "port", port),
};

static void put_square(struct json *j, const char *key, const void *member)
{
	const unsigned *n = member;

	json_number(j, key, *n * *n);
}

static void test_nested(void)
{
	static const struct jsonrow inner[] = {
		JSONROW(whole, "yes", yes),
		JSONROW_STRUCTS(whole, "parts", parts, part_rows, part),
	};
	static const struct jsonrow rows[] = {
		JSONROW_SAYS("schema", "test/1"),
		JSONROW_INSIDE("inner", inner),
		JSONROW_TEXTS(whole, "texts", texts),
		JSONROW_BY(whole, "square", squared, put_square),
	};
	static const char *const texts[] = { "x", "y" };
	static const struct part parts[] = { { "a", 1 }, { NULL, 2 } };
	const struct whole w = {
		.texts = { texts, 2 }, .parts = { parts, 2 }, .squared = 9,
	};

	is_text(object(rows, 4, &w),
		"{\"schema\":\"test/1\",\"inner\":{\"yes\":false,"
		"\"parts\":[{\"name\":\"a\","
		"\"port\":1},{\"port\":2}]},\"texts\":[\"x\",\"y\"],"
		"\"square\":81}", "objects, arrays and what a function puts");
	is_text(object(rows, 4, &(struct whole) { .yes = true }),
		"{\"schema\":\"test/1\",\"inner\":{\"yes\":true,"
		"\"parts\":[]},\"texts\":[],"
		"\"square\":0}", "empty ones are there");
}

int main(void)
{
	test_types();
	test_conditions();
	test_nested();
	buffer_done(&out);
	return done_testing();
}
