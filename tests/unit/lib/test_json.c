/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The JSON writer: commas in their places, any bytes made harmless. */

#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "lib/json.h"
#include "tests/unit/tap.h"

static void test_structure(void)
{
	struct buffer b = { 0 };
	struct json j = json_into(&b);

	json_open(&j, NULL, '{');
	json_text(&j, "a", "x");
	json_open(&j, "empty", '[');
	json_close(&j, ']');
	json_open(&j, "list", '[');
	json_number(&j, NULL, 0);
	json_number(&j, NULL, UINT64_MAX);
	json_signed(&j, NULL, INT64_MIN);
	json_open(&j, NULL, '{');
	json_close(&j, '}');
	json_open(&j, NULL, '{');
	json_bool(&j, "yes", true);
	json_bool(&j, "no", false);
	json_close(&j, '}');
	json_close(&j, ']');
	json_text_list(&j, "one", "y");
	json_text_list(&j, "two", "z");
	json_signed(&j, "last", -1);
	json_close(&j, '}');
	is_text(b.p, "{\"a\":\"x\",\"empty\":[],\"list\":[0,"
		"18446744073709551615,-9223372036854775808,{},"
		"{\"yes\":true,\"no\":false}],\"one\":[\"y\"],"
		"\"two\":[\"z\"],\"last\":-1}",
		"commas stand between values and nowhere else");
	buffer_done(&b);
}

/* The string as JSON, read at a guard page; without the quotes. */
static const char *as_json(const char *text, struct buffer *b)
{
	struct guard g = guard_copy(text, strlen(text) + 1);
	struct json j = json_into(b);

	buffer_reset(b);
	json_text(&j, NULL, (char *)g.p);
	guard_free(&g);
	if (b->len < 2 || b->p[0] != '"' || b->p[b->len - 1] != '"')
		return "(no quotes)";
	b->p[b->len - 1] = '\0';
	return b->p + 1;
}

static void test_strings(void)
{
	static const struct {
		const char *text, *want, *what;
	} rows[] = {
		{ "", "", "an empty string" },
		{ "a\"b\\c/", "a\\\"b\\\\c/", "quotes and backslashes" },
		{ "\x01\n\x1f", "\\u0001\\u000a\\u001f", "controls" },
		{ "\x7f", "\\u007f", "DEL" },
		{ "\xc2\x80\xc2\x9f", "\\u0080\\u009f", "C1 controls" },
		{ "\xc2\xa0\xc3\xbc", "\xc2\xa0\xc3\xbc", "two bytes" },
		{ "\xe2\x82\xac", "\xe2\x82\xac", "three bytes" },
		{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", "four bytes" },
		{ "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf", "the last code" },
		{ "\xed\x9f\xbf\xee\x80\x80", "\xed\x9f\xbf\xee\x80\x80",
		  "both sides of the surrogates" },
		{ "\xe2\x80\xae" "a\xe2\x80\xac", "\\u202ea\\u202c",
		  "right-to-left override" },
		{ "\xe2\x81\xa6\xe2\x81\xa9", "\\u2066\\u2069", "isolates" },
		{ "\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c",
		  "\\u200e\\u200f\\u061c", "direction marks" },
		{ "\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029",
		  "line and paragraph separators" },
		{ "\xef\xbb\xbf", "\\ufeff", "a byte order mark" },
		{ "\xe2\x80\x8b\xc2\xad", "\\u200b\\u00ad", "unseen" },
		{ "\xf3\xa0\x81\x81", "\\udb40\\udc41",
		  "an unseen tag, as a pair of surrogates" },
		{ "\x80", "\\ufffd", "a lone continuation" },
		{ "\xff\xfe", "\\ufffd\\ufffd", "bytes of no sequence" },
		{ "\xc0\x80", "\\ufffd\\ufffd", "an overlong NUL" },
		{ "\xc1\xbf", "\\ufffd\\ufffd", "an overlong DEL" },
		{ "\xe0\x9f\xbf", "\\ufffd\\ufffd\\ufffd",
		  "three bytes for two" },
		{ "\xf0\x8f\xbf\xbf", "\\ufffd\\ufffd\\ufffd\\ufffd",
		  "four bytes for three" },
		{ "\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd", "a surrogate" },
		{ "\xf4\x90\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd",
		  "a code past the last" },
		{ "\xf5\x80", "\\ufffd\\ufffd", "a lead byte past the last" },
		{ "a\xc3", "a\\ufffd", "two bytes cut short" },
		{ "\xe2\x82", "\\ufffd\\ufffd", "three bytes cut short" },
		{ "\xf0\x9f\x98", "\\ufffd\\ufffd\\ufffd",
		  "four bytes cut short" },
		{ "\xc3(", "\\ufffd(", "what follows a cut stays" },
		{ "\xc3\"", "\\ufffd\\\"", "a quote too" },
	};
	struct buffer b = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		is_text(as_json(rows[i].text, &b), rows[i].want, "%s",
			rows[i].what);
	buffer_done(&b);
}

static void test_keys(void)
{
	struct buffer b = { 0 };
	struct json j = json_into(&b);

	json_open(&j, NULL, '{');
	json_number(&j, "a\"\n\xff", 1);
	json_close(&j, '}');
	is_text(b.p, "{\"a\\\"\\u000a\\ufffd\":1}", "keys are escaped too");
	buffer_done(&b);
}

/* True for UTF-8 without controls, quotes only behind a backslash: another
 * way of looking than the writer's. */
static bool is_harmless(const char *s)
{
	const uint8_t *p = (const uint8_t *)s;
	size_t n = strlen(s);

	for (size_t i = 0; i < n; i++) {
		uint32_t code = p[i];
		unsigned more = 0;

		if (code < 0x20 || code == '"' || code == 0x7f)
			return false;
		if (code == '\\' && ++i < n &&
		    !(p[i] == 'u' || p[i] == '"' || p[i] == '\\'))
			return false;
		if (code < 0x80)
			continue;
		while (code & (0x40u >> more))
			more++;
		if (more < 1 || more > 3)
			return false;
		code &= 0x3fu >> more;
		for (unsigned k = more; k > 0; k--) {
			if ((p[++i] & 0xc0) != 0x80)
				return false;
			code = code << 6 | (p[i] & 0x3f);
		}
		if (code < (more == 1 ? 0xa0u : more == 2 ? 0x800u :
			    0x10000u) || code > 0x10ffff || code >> 11 == 0x1b)
			return false;
	}
	return true;
}

/* Each byte is written the same wherever it stands. */
static void test_places(void)
{
	char text[17], alone[32], want[64];
	unsigned wrong = 0;
	struct buffer b = { 0 };

	for (unsigned c = 1; c < 256; c++) {
		for (size_t at = 0; at < 16; at++) {
			struct json j = json_into(&b);

			buffer_reset(&b);
			json_text(&j, NULL, (char[]) { (char)c, '\0' });
			snprintf(alone, sizeof(alone), "%.*s",
				 (int)b.len - 2, b.p + 1);
			memset(text, 'a', 16);
			text[16] = '\0';
			text[at] = (char)c;
			buffer_reset(&b);
			j = json_into(&b);
			json_text(&j, NULL, text);
			snprintf(want, sizeof(want), "\"%.*s%s%s\"", (int)at,
				 text, alone, text + at + 1);
			wrong += strcmp(b.p, want) != 0;
		}
	}
	is_number(wrong, 0, "each byte, in each place of two words");
	buffer_done(&b);
}

static void test_random(void)
{
	static const char likely[] = "\"\\\n\x80\xbf\xc2\xe0\xe2\xed\xf0\xf4";
	struct buffer b = { 0 };
	unsigned wrong = 0;

	for (int round = 0; round < 20000; round++) {
		char text[24];
		size_t len = random_next() % sizeof(text);

		for (size_t i = 0; i < len; i++) {
			text[i] = (char)(1 + random_next() % 255);
			if (random_next() % 2)
				text[i] = likely[random_next() %
						 (sizeof(likely) - 1)];
		}
		text[len ? len - 1 : 0] = '\0';
		wrong += !is_harmless(as_json(text, &b));
	}
	is_number(wrong, 0, "random bytes come out as harmless UTF-8");
	buffer_done(&b);
}

int main(void)
{
	test_structure();
	test_strings();
	test_keys();
	test_places();
	test_random();
	return done_testing();
}
