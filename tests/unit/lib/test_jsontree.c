/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON as a tree: what is looked up, what is missing, and what is none. */

#include <stdlib.h>

#include "lib/jsontree.h"
#include "tests/unit/tap.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct jsontree_node *parse(struct jsontree *t, const char *text)
{
	struct guard g = guard_copy(text, strlen(text));
	const struct jsontree_node *n = jsontree_parse(t, g.p, g.len);

	/* Nothing of the text is borrowed. */
	guard_free(&g);
	return n;
}

static void test_look_ups(void)
{
	struct jsontree t = { .n = 0 };
	const struct jsontree_node *n = parse(&t,
		"{\"a\":{\"b\":\"c\",\"yes\":true,\"no\":false,\"x\":null},"
		"\"list\":[{\"id\":\"one\"},{\"id\":\"two\"},7],\"n\":-12,"
		"\"big\":99999999999999999999,\"half\":1.5,\"e\":1e3,"
		"\"twice\":1,\"twice\":2,\"a.b\":\"dotted\",\"\":3}");

	is_text(jsontree_text(n, "a.b"), "c", "a path");
	is_text(jsontree_text(n, "list.1.id"), "two", "through a list");
	is_text(jsontree_text(n, "list.3.id"), "", "behind its end");
	is_text(jsontree_text(n, "list.id"), "", "a list has no keys");
	is_text(jsontree_text(n, "a.b.c"), "", "a text has none either");
	is_text(jsontree_text(n, "n"), "", "a number is no text");
	is_text(jsontree_text(NULL, "a"), "", ": nothing has nothing");
	is_text(jsontree_text(jsontree_member(n, "a.b"), ""), "dotted",
		"a key with a dot, as a member");
	is_number(jsontree_number(n, "n"), -12, "a number");
	is_number(jsontree_number(n, "list.2"), 7, "one in a list");
	is_number(jsontree_number(n, "a.b"), 0, "a text is no number");
	is_number(jsontree_number(n, "half"), 0, ": nor is a half");
	is_number(jsontree_number(n, "e"), 0, ": nor one with an exponent");
	is_number(jsontree_number(n, "big"), INT64_MAX, "one beyond all");
	is_number(jsontree_number(n, "twice"), 2, "of two keys the last");
	ok(jsontree_true(n, "a.yes") && !jsontree_true(n, "a.no") &&
	   !jsontree_true(n, "a.x") && !jsontree_true(n, "a") &&
	   !jsontree_true(n, "a.b") && !jsontree_true(n, "none"),
	   "only true is true");
	ok(jsontree_at(n, "a.x") && !jsontree_at(n, "a.y"),
	   "null is there, what is missing not");
	is_number(jsontree_number(jsontree_member(n, ""), ""), 3,
		  "an empty key");
	jsontree_done(&t);
}

static void test_walk(void)
{
	struct jsontree t = { .n = 0 };
	const struct jsontree_node *n = parse(&t,
		"{\"a\":[1,[2,3],{}],\"b\":{},\"c\":[]}");
	size_t members = 0, numbers = 0;

	jsontree_each(child, n)
		members++;
	is_number(members, 3, "three members");
	jsontree_each(child, jsontree_at(n, "a"))
		numbers += child->type == JSONTREE_NUMBER;
	is_number(numbers, 1, "a list in a list is one element");
	is_number(jsontree_count(jsontree_at(n, "a")), 3, "three elements");
	is_number(jsontree_count(jsontree_at(n, "a.1")), 2, "two in one");
	is_number(jsontree_count(jsontree_at(n, "b")), 0, "an empty object");
	is_number(jsontree_count(NULL), 0, ": nothing");
	ok(!jsontree_first(jsontree_at(n, "c")) && !jsontree_first(NULL),
	   "no first of an empty list");
	jsontree_done(&t);
}

/* One tree takes text after text, long ones too. */
static void test_again(void)
{
	struct jsontree t = { .n = 0 };
	struct buffer b = { 0 };
	const struct jsontree_node *n;

	is_text(jsontree_text(parse(&t, "{\"a\":\"1\"}"), "a"), "1",
		"a first text");
	buffer_text(&b, "{\"");
	for (int i = 0; i < 5000; i++)
		buffer_char(&b, 'k');
	buffer_text(&b, "\":[\"");
	for (int i = 0; i < 70000; i++)
		buffer_char(&b, 'v');
	buffer_text(&b, "\"");
	for (int i = 0; i < 3000; i++)
		buffer_printf(&b, ",%d", i);
	buffer_text(&b, "]}");
	n = jsontree_first(parse(&t, b.p));
	ok(n && strlen(n->key) == 5000 &&
	   strlen(jsontree_text(n, "0")) == 70000 &&
	   jsontree_number(n, "3000") == 2999, "a long one, whole");
	ok(!parse(&t, "{"), ": none");
	is_text(jsontree_text(parse(&t, "\"x\""), ""), "x", "a short one");
	buffer_done(&b);
	jsontree_done(&t);
}

static void test_bad(void)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "", "line 1, column 1: there is nothing" },
		{ " \n ", "line 2, column 2: there is nothing" },
		{ "{\"a\":1,\n \"b\":[1 2]}",
		  "line 2, column 9: ',' was expected" },
		{ "{\"a\":", "line 1, column 6: ends too early" },
		{ "{} {}", "line 1, column 5: more than one value" },
		{ "1 x", "line 1, column 4: a value was expected" },
		{ "\"a\nb\"", "line 2, column 1: a control character" },
		{ "\"\xff\"", "line 1, column 4: is not UTF-8" },
		{ "{\"\xc0\x80\":1}", "line 1, column 8: is not UTF-8" },
		{ "\"\\ud800\"", "line 1, column 9: a wrong escape" },
		{ "not an event", "line 1, column 4: a value was expected" },
	};
	struct jsontree t = { .n = 0 };

	for (size_t i = 0; i < COUNT(rows); i++) {
		ok(!parse(&t, rows[i].text), "bad row %zu is none", i);
		is_text(t.why, rows[i].why, ": and where");
	}
	jsontree_done(&t);
}

static void test_put(void)
{
	static const char *const rows[] = {
		"1", "-1.50e+3", "null", "\"a\xc3\xbc\"", "[]", "{}",
		"{\"a\":[1,{\"b\":true},[]],\"c\":\"\\u202e\"}",
	};
	struct jsontree t = { .n = 0 };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buffer b = { 0 };
		struct json j = json_into(&b);

		jsontree_put(parse(&t, rows[i]), NULL, &j);
		is_text(b.p, rows[i], "row %zu comes back", i);
		buffer_done(&b);
	}
	jsontree_done(&t);
}

static void test_put_member(void)
{
	struct jsontree t = { .n = 0 };
	struct buffer b = { 0 };
	struct json j = json_into(&b);

	json_open(&j, NULL, '{');
	jsontree_put(parse(&t, "{\"a\": [1, {\"b\": true}], \"c\":\"\xe2\x80"
			   "\xae\"}"), "x", &j);
	json_close(&j, '}');
	is_text(b.p, "{\"x\":{\"a\":[1,{\"b\":true}],\"c\":\"\\u202e\"}}",
		"under a key, with what is not seen escaped");
	buffer_done(&b);
	jsontree_done(&t);
}

int main(void)
{
	test_look_ups();
	test_walk();
	test_again();
	test_bad();
	test_put();
	test_put_member();
	return done_testing();
}
