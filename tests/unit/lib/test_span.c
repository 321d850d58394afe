/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pieces of a line: what they are, and that none reaches over its end. */

#include "lib/array.h"
#include "lib/span.h"
#include "tests/unit/tap.h"

static struct guard g;

static struct span over(const char *text)
{
	guard_free(&g);
	g = guard_copy(text, strlen(text));
	return (struct span) { g.p, g.len };
}

static void test_around(void)
{
	static const struct {
		const char *text, *trimmed, *unquoted;
	} rows[] = {
		{ "", "", "" }, { " ", "", " " }, { "a", "a", "a" },
		{ " \t\r\v\fa b \t", "a b", " \t\r\v\fa b \t" },
		{ "\"", "\"", "\"" }, { "\"\"", "\"\"", "" },
		{ "\"a\"", "\"a\"", "a" }, { "\"a", "\"a", "\"a" },
		{ "a\"", "a\"", "a\"" }, { "\na", "\na", "\na" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		ok(span_is(span_trim(over(rows[i].text)), rows[i].trimmed),
		   "row %zu, without blanks around", i);
		ok(span_is(span_unquote(over(rows[i].text)), rows[i].unquoted),
		   "row %zu, without quotes", i);
	}
}

static void test_ends(void)
{
	ok(span_begins(over("full:x"), "full:") && span_begins(over("a"), ""),
	   "begins so");
	ok(!span_begins(over("full"), "full:") && !span_begins(over(""), "x"),
	   ": is too short to begin so");
	ok(span_ends(over("a.example."), ".") && span_ends(over("a"), "a"),
	   "ends so");
	ok(!span_ends(over("a"), "aa") && !span_ends(over(""), "."),
	   ": is too short to end so");
}

static void test_taking(void)
{
	struct span s = over("a=b=c");

	ok(span_is(span_cut(&s, '='), "a") && span_is(s, "b=c"),
	   "cut at the first");
	ok(span_is(span_cut(&s, 'x'), "b=c") && s.len == 0,
	   "all, where there is none");
	ok(span_cut(&s, '=').len == 0 && s.len == 0, ": nothing of nothing");
	s = over("=");
	ok(span_cut(&s, '=').len == 0 && s.len == 0, ": nothing before it");
	s = over("  add\tset  ");
	ok(span_is(span_word(&s), "add") && span_is(span_word(&s), "set"),
	   "word by word");
	ok(span_word(&s).len == 0 && s.len == 0, ": and then none");
}

int main(void)
{
	test_around();
	test_ends();
	test_taking();
	guard_free(&g);
	return done_testing();
}
