/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One answer in every form. */

#include <stdlib.h>

#include "tests/unit/tap.h"
#include "tools/cli/answer.h"

enum { PEOPLE, CSV, PLAIN, JSON, FORMS };

static const char *const form_words[FORMS] = {
	[PEOPLE] = "for people", [CSV] = "as CSV", [PLAIN] = "with tabs",
	[JSON] = "as JSON",
};

static struct args args_of(int form)
{
	return (struct args) {
		.as_csv = form == CSV, .as_plain = form == PLAIN,
		.as_json = form == JSON, .color = "never", .utc = true,
	};
}

/* What `put` puts, in each form. */
static void check(const char *what, void (*put)(struct answer *an),
		  const char *const want[FORMS])
{
	for (int form = 0; form < FORMS; form++) {
		struct args a = args_of(form);
		struct buffer out = { 0 };
		struct answer *an = answer_into(&out, &a, "cordon.test/1");

		put(an);
		answer_end(an);
		is_text(out.p ? out.p : "", want[form], "%s, %s", what,
			form_words[form]);
		buffer_done(&out);
	}
}

/* --- fields and words ------------------------------------------------- */

static void put_fields(struct answer *an)
{
	static const char *const texts[] = { "a", "b" };
	static const int64_t numbers[] = { 80, -1 };
	static const char *const pairs[][2] = { { "k", "v" }, { "l", "w" } };

	answer_put(an, "text", cell_text("x\n\"y\""));
	answer_put(an, "none", cell_text(NULL));
	answer_put(an, "number", cell_number(UINT64_MAX));
	answer_put(an, "signed", cell_signed(-5));
	answer_put(an, "yes", cell_bool(true));
	answer_put(an, "time", cell_time(86400));
	answer_put(an, "age", cell_age(7));
	answer_open(an, "group", '{');
	answer_put(an, "texts", cell_list(texts, 2));
	answer_open(an, "list", '[');
	answer_put(an, NULL, cell_numbers(numbers, 2));
	answer_close(an);
	answer_close(an);
	answer_put(an, "pairs", cell_pairs(pairs, 2));
	answer_say(an, "%d words\n", 2);
}

static void test_fields(void)
{
	check("fields and words", put_fields, (const char *[]) {
		[PEOPLE] = "2 words\n", [CSV] = "", [PLAIN] = "",
		[JSON] = "{\"schema\":\"cordon.test/1\","
			 "\"text\":\"x\\u000a\\\"y\\\"\","
			 "\"number\":18446744073709551615,\"signed\":-5,"
			 "\"yes\":true,\"time\":\"1970-01-02T00:00:00Z\","
			 "\"age\":7,\"group\":{\"texts\":[\"a\",\"b\"],"
			 "\"list\":[[80,-1]]},"
			 "\"pairs\":{\"k\":\"v\",\"l\":\"w\"}}\n",
	});
}

static void put_nothing(struct answer *an)
{
	(void)an;
}

static void put_members(struct answer *an)
{
	static const char text[] = "{\"schema\":\"other/1\",\"a\":[1.50,null],"
				   "\"b\":{\"c\":\"\xe2\x80\xae\"}}";
	struct jsontree t = { .n = 0 };

	answer_members(an, jsontree_parse(&t, text, strlen(text)));
	answer_put(an, "more", cell_bool(false));
	jsontree_done(&t);
}

static void test_members(void)
{
	check("nothing", put_nothing, (const char *[]) {
		"", "", "", "{\"schema\":\"cordon.test/1\"}\n",
	});
	check("members of what was read", put_members, (const char *[]) {
		"", "", "", "{\"schema\":\"cordon.test/1\",\"a\":[1.50,null],"
		"\"b\":{\"c\":\"\\u202e\"},\"more\":false}\n",
	});
}

/* --- rows ------------------------------------------------------------- */

static const struct column columns[] = {
	{ .key = "name", .head = "NAME" },
	{ .key = "good", .head = "STATE", .words = { "BAD", "ok" } },
	{ .key = "count", .head = "N+", .right = true },
	{ .key = "digest" },
	{ .key = "where", .head = "WHERE", .unsaid = true, .width = 3 },
};

static void put_rows(struct answer *an, const struct grid *t)
{
	answer_table(an, t);
	answer_row(an, cell_text("=1,2"), cell_bool(true), cell_number(7),
		   cell_text("d1"), cell_text("\033[7m\t"));
	answer_row(an, cell_text("b"), cell_bool(false), cell_number(1234),
		   cell_text(NULL), cell_text(""));
	answer_table_end(an);
}

static void put_table(struct answer *an)
{
	static const struct grid t = {
		.key = "rows", GRID_COLUMNS(columns),
	};

	answer_say(an, "before\n");
	put_rows(an, &t);
	answer_say(an, "after\n");
	answer_put(an, "bad", cell_number(1));
}

static void put_view(struct answer *an)
{
	static const struct grid t = {
		.key = "rows", GRID_COLUMNS(columns),
		.view = "count digest name",
	};

	put_rows(an, &t);
}

static void test_table(void)
{
	check("a table", put_table, (const char *[]) {
		[PEOPLE] = "before\n"
			   "NAME STATE   N+ WHERE\n"
			   "=1,2 ok       7 \\x1b[7m\\x09\n"
			   "b    BAD   1234\n"
			   "after\n",
		[CSV] = "name,state,n+,where\n"
			"\"'=1,2\",ok,7,\\x1b[7m\\x09\n"
			"b,BAD,1234,\n",
		[PLAIN] = "=1,2\tok\t7\t\\x1b[7m\\x09\nb\tBAD\t1234\t\n",
		[JSON] = "{\"schema\":\"cordon.test/1\",\"rows\":["
			 "{\"name\":\"=1,2\",\"good\":true,\"count\":7,"
			 "\"digest\":\"d1\"},"
			 "{\"name\":\"b\",\"good\":false,\"count\":1234}],"
			 "\"bad\":1}\n",
	});
	check("columns by choice", put_view, (const char *[]) {
		[PEOPLE] = "  N+ digest NAME\n"
			   "   7 d1     =1,2\n"
			   "1234        b\n",
		[CSV] = "n+,digest,name\n7,d1,\"'=1,2\"\n1234,,b\n",
		[PLAIN] = "7\td1\t=1,2\n1234\t\tb\n",
		[JSON] = "{\"schema\":\"cordon.test/1\",\"rows\":["
			 "{\"name\":\"=1,2\",\"good\":true,\"count\":7,"
			 "\"digest\":\"d1\"},"
			 "{\"name\":\"b\",\"good\":false,\"count\":1234}]}\n",
	});
}

static void put_empty(struct answer *an)
{
	static const struct grid t = {
		.key = "rows", GRID_COLUMNS(columns),
	};

	answer_table(an, &t);
	answer_table_end(an);
}

static void put_apart(struct answer *an)
{
	static const struct grid people = {
		.key = "p", GRID_COLUMNS(columns), .view = "name",
		.in = IN_TABLE,
	}, rows = {
		.key = "r", GRID_COLUMNS(columns), .view = "count",
		.in = IN_ROWS,
	}, json = {
		.key = "j", GRID_COLUMNS(columns), .in = IN_JSON,
	};

	put_rows(an, &people);
	put_rows(an, &rows);
	put_rows(an, &json);
}

static void test_forms(void)
{
	check("no rows", put_empty, (const char *[]) {
		"", "name,state,n+,where\n", "",
		"{\"schema\":\"cordon.test/1\",\"rows\":[]}\n",
	});
	check("a table for each form", put_apart, (const char *[]) {
		"NAME\n=1,2\nb\n", "n+\n7\n1234\n", "7\n1234\n",
		"{\"schema\":\"cordon.test/1\",\"j\":["
		"{\"name\":\"=1,2\",\"good\":true,\"count\":7,"
		"\"digest\":\"d1\"},"
		"{\"name\":\"b\",\"good\":false,\"count\":1234}]}\n",
	});
}

/* Two lists in JSON, one table for others, of each so many for people. */
static void put_joined(struct answer *an)
{
	static const struct column what[] = {
		{ .key = "what", .head = "WHAT" },
	};
	static const struct grid one = {
		.key = "one", GRID_COLUMNS(what), .most = 1,
	}, two = {
		.key = "two", GRID_COLUMNS(what), .most = 1, .joins = true,
	};

	answer_table(an, &one);
	answer_row(an, cell_text("a"));
	answer_row(an, cell_text("b"));
	answer_table_end(an);
	answer_table(an, &two);
	answer_row(an, cell_text("long"));
	answer_row(an, cell_text("d"));
	answer_row(an, cell_text("e"));
	answer_table_end(an);
}

static void put_last(struct answer *an)
{
	static const struct column what[] = {
		{ .key = "what", .head = "WHAT" },
	};
	static const struct grid t = { .key = "rows", GRID_COLUMNS(what) };

	answer_last(an, 2);
	answer_table(an, &t);
	for (char c = 'a'; c < 'f'; c++)
		answer_row(an, cell_text((char[]) { c, '\0' }));
	answer_table_end(an);
	answer_put(an, "more", cell_bool(true));
}

static void test_bounds(void)
{
	check("joined", put_joined, (const char *[]) {
		"WHAT\na\nlong\nand 3 more; all of them with --plain, --csv "
		"or --json\n",
		"what\na\nb\nlong\nd\ne\n", "a\nb\nlong\nd\ne\n",
		"{\"schema\":\"cordon.test/1\",\"one\":[{\"what\":\"a\"},"
		"{\"what\":\"b\"}],\"two\":[{\"what\":\"long\"},"
		"{\"what\":\"d\"},{\"what\":\"e\"}]}\n",
	});
	check("the last of them", put_last, (const char *[]) {
		"WHAT\nd\ne\n", "what\nd\ne\n", "d\ne\n",
		"{\"schema\":\"cordon.test/1\",\"rows\":[{\"what\":\"d\"},"
		"{\"what\":\"e\"}],\"more\":true}\n",
	});
}

/* --- rows of their own, rows with tables in them ---------------------- */

static const struct column stream[] = {
	{ .key = "what", .head = "WHAT", .width = 4 },
	{ .key = "n", .head = "N" },
};

static void put_stream(struct answer *an)
{
	static const struct grid t = {
		GRID_COLUMNS(stream), .style = STYLE_FIXED,
	};
	const struct cell cells[] = { cell_text("event"), cell_number(3) };

	answer_table(an, &t);
	answer_row(an, cell_text("a"), cell_number(1));
	answer_event(an, "{\"raw\":\t\"\x7f\xff\"}", cells);
	answer_table_end(an);
}

static void put_tabbed(struct answer *an)
{
	static const struct grid t = {
		GRID_COLUMNS(stream), .style = STYLE_TABBED,
	};

	answer_last(an, 1);
	answer_table(an, &t);
	answer_row(an, cell_text("a"), cell_number(1));
	answer_row(an, cell_text("b"), cell_number(2));
	answer_table_end(an);
}

static void put_tree(struct answer *an)
{
	static const struct grid inner = {
		.key = "rules", GRID_COLUMNS(stream),
	}, outer = {
		.key = "targets", GRID_COLUMNS(columns), .view = "name",
		.inner = &inner, .in = IN_ROWS | IN_JSON,
	};
	struct cell cells[] = {
		cell_text("a"), cell_bool(true), { 0 }, { 0 }, { 0 },
	};

	answer_table(an, &outer);
	answer_row_open(an, cells);
	answer_put(an, "why", cell_text("so"));
	answer_table(an, &inner);
	answer_row(an, cell_text("x"), cell_number(1));
	answer_row(an, cell_text("y"), cell_number(2));
	answer_table_end(an);
	answer_row_close(an);
	cells[0] = cell_text("b");
	answer_row_open(an, cells);
	answer_table(an, &inner);
	answer_table_end(an);
	answer_row_close(an);
	answer_table_end(an);
}

static void test_streams(void)
{
	check("rows as they come", put_stream, (const char *[]) {
		"WHAT N\na    1\nevent 3\n", "what,n\na,1\nevent,3\n",
		"a\t1\nevent\t3\n",
		"{\"schema\":\"cordon.test/1\",\"what\":\"a\",\"n\":1}\n"
		"{\"raw\": \"\\u007f\\ufffd\"}\n",
	});
	check("the last as it came", put_tabbed, (const char *[]) {
		"b\t2\n", "what,n\nb,2\n", "b\t2\n",
		"{\"schema\":\"cordon.test/1\",\"what\":\"b\",\"n\":2}\n",
	});
	check("tables in rows", put_tree, (const char *[]) {
		"", "name,what,n\na,x,1\na,y,2\nb,,\n",
		"a\tx\t1\na\ty\t2\nb\t\t\n",
		"{\"schema\":\"cordon.test/1\",\"targets\":["
		"{\"name\":\"a\",\"good\":true,\"why\":\"so\",\"rules\":["
		"{\"what\":\"x\",\"n\":1},{\"what\":\"y\",\"n\":2}]},"
		"{\"name\":\"b\",\"good\":true,\"rules\":[]}]}\n",
	});
}

/* --- pages ------------------------------------------------------------ */

static void put_page(struct answer *an)
{
	static const struct grid t = { GRID_COLUMNS(columns) };
	const struct cell cells[] = {
		cell_text("a"), cell_bool(false), { 0 }, cell_text("d"),
		cell_text("x y z"),
	};

	answer_page(an, 2, 6);
	answer_record(an, &t, cells);
	answer_line(an, "also", "\r");
	answer_line(an, "empty", "");
}

static void test_page(void)
{
	check("a page", put_page, (const char *[]) {
		"  name  a\n  state BAD\n  where x y z\n  also  \\x0d\n",
		"", "", "{\"schema\":\"cordon.test/1\"}\n",
	});
}

/* --- for eyes --------------------------------------------------------- */

static void test_colour(void)
{
	static const struct grid t = { .key = "r", GRID_COLUMNS(stream) };
	struct args a = { .color = "always" };
	struct buffer out = { 0 };
	struct answer *an = answer_into(&out, &a, "cordon.test/1");

	answer_table(an, &t);
	answer_row(an, cell_painted(COLOR_BAD, cell_text("a")),
		   cell_number(1));
	answer_table_end(an);
	answer_say(an, "%s\n", paint_text(&a, COLOR_GOOD, "\033"));
	answer_end(an);
	is_text(out.p, "WHAT N\n\033[1;31ma\033[0m    1\n"
		"\033[32m\\x1b\033[0m\n", "colours, and none of others");
	buffer_done(&out);
}

/* --- a narrow screen -------------------------------------------------- */

static const struct column narrow[] = {
	{ .key = "id", .head = "ID" },
	{ .key = "role", .head = "ROLE", .give = 1, .width = 5 },
	{ .key = "text", .head = "LONG TEXT", .fold = 10, .width = 10 },
	{ .key = "n", .head = "N", .right = true, .give = 2, .width = 2 },
	{ .key = "none", .head = "NONE" },
};

static void put_narrow(struct answer *an, enum table_style style)
{
	const struct grid t = {
		.key = "r", GRID_COLUMNS(narrow), .style = style,
	};

	answer_table(an, &t);
	answer_row(an, cell_text("a"), cell_text("update"),
		   cell_text("one two three four five six seven"),
		   cell_number(12), cell_text(""));
	answer_row(an, cell_text("b"), cell_text("web"), cell_text("short"),
		   cell_number(7), cell_text(""));
	answer_table_end(an);
	answer_say(an, "a sentence that is %s", "too long for ");
	answer_say(an, "this\n");
	answer_page(an, 2, 6);
	answer_line(an, "what", "is told on a page");
}

static void narrow_is(const char *wide, enum table_style style,
		      const char *want)
{
	struct args a = args_of(PEOPLE);
	struct buffer out = { 0 };
	struct answer *an;

	setenv("COLUMNS", wide, 1);
	an = answer_into(&out, &a, "cordon.test/1");
	put_narrow(an, style);
	answer_end(an);
	unsetenv("COLUMNS");
	is_text(out.p, want, "in %s columns", wide);
	buffer_done(&out);
}

static void test_narrow(void)
{
	narrow_is("30", STYLE_ALIGNED,
		  "ID ROLE   LONG TEXT          N\n"
		  "a  update one two three     12\n"
		  "          four five six\n"
		  "          seven\n"
		  "b  web    short              7\n"
		  "a sentence that is too long\n  for this\n"
		  "  what  is told on a page\n");
	narrow_is("22", STYLE_ALIGNED,
		  "ID ROLE   LONG TEXT\n"
		  "a  update one two\n"
		  "          three four\n"
		  "          five six\n"
		  "          seven\n"
		  "b  web    short\n"
		  "no room here for N:\n"
		  "  use a wider screen,\n"
		  "  --csv or --json\n"
		  "a sentence that is too\n  long for this\n"
		  "  what  is told on a\n        page\n");
	narrow_is("30", STYLE_FIXED,
		  "ID ROLE  LONG TEXT      N NONE\n"
		  "a  updat one two three 12\n"
		  "   e     four five six\n"
		  "         seven\n"
		  "b  web   short          7\n"
		  "a sentence that is too long\n  for this\n"
		  "  what  is told on a page\n");
	narrow_is("word", STYLE_ALIGNED,
		  "ID ROLE   LONG TEXT                          N NONE\n"
		  "a  update one two three four five six seven 12\n"
		  "b  web    short                              7\n"
		  "a sentence that is too long for this\n"
		  "  what  is told on a page\n");
}

static void test_times(void)
{
	static const struct column when[] = {
		{ .key = "then", .head = "THEN" },
		{ .key = "good", .head = "GOOD" },
	};
	static const struct grid t = { .key = "r", GRID_COLUMNS(when) };
	struct args a = args_of(PEOPLE);
	struct buffer out = { 0 };
	struct answer *an = answer_into(&out, &a, "cordon.test/1");

	answer_table(an, &t);
	answer_row(an, cell_time(86399), cell_age(0));
	answer_row(an, cell_time(86399), cell_age(time(NULL) - 7200));
	answer_table_end(an);
	answer_end(an);
	ok(strstr(out.p, "1970-01-01 23:59:59 never\n"), ": as clocks have it");
	ok(strstr(out.p, "1970-01-01 23:59:59 2 h"), ": and how long ago");
	buffer_done(&out);
}

int main(void)
{
	unsetenv("COLUMNS");
	test_fields();
	test_members();
	test_table();
	test_forms();
	test_bounds();
	test_streams();
	test_page();
	test_colour();
	test_narrow();
	test_times();
	return done_testing();
}
