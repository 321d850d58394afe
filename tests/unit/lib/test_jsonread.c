/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading JSON: events in order, and what is none. */

#include <stdlib.h>

#include "lib/array.h"
#include "lib/buffer.h"
#include "lib/jsonread.h"
#include "tests/unit/tap.h"

/* Events as text: "{ a=1 }", of arrays by index. */
static char *events(const char *text, size_t len, const char **why)
{
	struct guard g = guard_copy(text, len);
	struct buffer out = { 0 };
	struct json_reader r;
	enum json_event e;
	struct text in;

	text_over(&in, g.p, g.len);
	json_read(&r, &in);
	buffer_text(&out, "");
	while ((e = json_next(&r)) > JSON_BAD) {
		unsigned at = r.depth - (e == JSON_OPEN);

		buffer_text(&out, out.len ? " " : "");
		if (e == JSON_CLOSE) {
			buffer_char(&out, r.path[r.depth + 1].bracket == '{' ?
				    '}' : ']');
			continue;
		}
		if (at > 0 && r.path[at].bracket == '{')
			buffer_printf(&out, "%s=", r.path[at].key);
		else if (at > 0)
			buffer_printf(&out, "%zu:", r.path[at].index);
		if (e == JSON_OPEN)
			buffer_char(&out, r.path[r.depth].bracket);
		else if (e == JSON_STRING)
			buffer_printf(&out, "'%s'", r.value);
		else
			buffer_text(&out, r.value);
	}
	*why = r.why;
	guard_free(&g);
	return buffer_take(&out);
}

static void test_good(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "" }, { " \n\t\r", "" }, { "1", "1" }, { "\"a\"", "'a'" },
		{ "{}", "{ }" }, { "[]", "[ ]" },
		{ "[[],{}]", "[ 0:[ ] 1:{ } ]" },
		{ "{\"a\":1,\"b\":[true,null,-1.5e3]}",
		  "{ a=1 b=[ 0:true 1:null 2:-1.5e3 ] }" },
		{ "{\"a\":{\"b\":\"c\"}}\n{\"d\":2}",
		  "{ a={ b='c' } } { d=2 }" },
		{ "\"\\u0041\\u00e9\\u20ac\\ud83d\\ude00\\n\\/\"",
		  "'A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\n/'" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *why;
		char *got = events(rows[i].text, strlen(rows[i].text), &why);

		is_text(got, rows[i].want, "row %zu", i);
		ok(!why, ": without complaint");
		free(got);
	}
}

static void test_bad(void)
{
	static const char *const rows[] = {
		"{", "[", "\"", "{\"a\"", "{\"a\":", "{\"a\":1", "[1", "[1,",
		"[1,]", "{\"a\":1,}", "{a:1}", "{1:2}", "[1 2]", "{\"a\" 1}",
		"]", "}", "tru", "nulll", "1x", "--",
		"01", "1.", "1e", "-", "1.5e+", "'a'", "\"\\x\"",
		"\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
		"\"\\u0000\"", "\"a\nb\"", "[1}", "{\"a\":1]", ",", ":",
	};
	const char *why;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		free(events(rows[i], strlen(rows[i]), &why));
		ok(why, "bad row %zu is none", i);
	}
}

static void test_long(void)
{
	static char text[100000];
	struct json_reader r;
	const char *why;
	struct text in;

	memset(text, '[', sizeof(text));
	free(events(text, sizeof(text), &why));
	ok(why && strstr(why, "deep"), "nesting has an end");
	memset(text, 'x', sizeof(text));
	text[0] = text[sizeof(text) - 1] = '"';
	text_over(&in, text, sizeof(text));
	json_read(&r, &in);
	ok(json_next(&r) == JSON_STRING && r.cut &&
	   r.len == JSON_VALUE - 1 && json_next(&r) == JSON_END,
	   "a long string is cut");
}

int main(void)
{
	test_good();
	test_bad();
	test_long();
	return done_testing();
}
