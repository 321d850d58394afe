/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Typed configuration: read into a struct, every mistake told. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/conf.h"
#include "lib/file.h"
#include "tests/unit/tap.h"

enum colour { RED, GREEN, BLUE };

struct item {
	char *id;
	int64_t weight;
	struct conf_list tags;
	unsigned line;
	const char *file;
};

struct inner {
	char *text;
	uint64_t wait;
};

struct sample {
	bool flag;
	int64_t number;
	int colour;
	char *text;
	char *unset;
	uint64_t wait, room;
	struct conf_list texts, numbers, items, loose;
	struct inner inner;
};

static const char *const colours[] = {
	[RED] = "red", [GREEN] = "green", [BLUE] = "blue", NULL
};

#define FIELD(s, f) .key = #f, .offset = offsetof(struct s, f)

static const struct conf_row item_rows[] = {
	{ FIELD(item, id), .type = &conf_text, .required = true },
	{ FIELD(item, weight), .type = &conf_int, .min = 0, .max = 9,
	  .standard = 5 },
	{ FIELD(item, tags), .type = &conf_texts },
	{ .type = &conf_line, .offset = offsetof(struct item, line) },
	{ .type = &conf_file, .offset = offsetof(struct item, file) },
};

static const struct conf_row inner_rows[] = {
	{ FIELD(inner, text), .type = &conf_text, .standard_text = "deep" },
	{ FIELD(inner, wait), .type = &conf_duration, .max = 100,
	  .standard = 7 },
};

static const struct conf_row rows[] = {
	{ FIELD(sample, flag), .type = &conf_bool, .standard = true },
	{ FIELD(sample, number), .type = &conf_int, .min = -10,
	  .max = 0xf0000000, .standard = 42 },
	{ FIELD(sample, colour), .type = &conf_word, .words = colours,
	  .standard = BLUE },
	{ FIELD(sample, text), .type = &conf_text, .standard_text = "plain" },
	{ FIELD(sample, unset), .type = &conf_text },
	{ FIELD(sample, wait), .type = &conf_duration, .min = 10,
	  .max = 86400, .standard = 60 },
	{ FIELD(sample, room), .type = &conf_size, .min = 0, .max = 1ll << 40,
	  .standard = 65536 },
	{ FIELD(sample, texts), .type = &conf_texts },
	{ FIELD(sample, numbers), .type = &conf_ints, .min = 1, .max = 9 },
	{ FIELD(sample, items), .type = &conf_list, CONF_ROWS(item_rows),
	  .size = sizeof(struct item), .identity = "id" },
	{ FIELD(sample, loose), .type = &conf_list, CONF_ROWS(item_rows),
	  .size = sizeof(struct item) },
	{ FIELD(sample, inner), .type = &conf_group, CONF_ROWS(inner_rows) },
};

enum { NROWS = ARRAY_SIZE(rows) };

static struct sample s;
static struct conf_report report;

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", scratch(), name);
	return path;
}

static bool read_text(const char *name, const char *text)
{
	file_write(path_of(name), text, strlen(text), 0644);
	return conf_read(path_of(name), rows, NROWS, &s, &report);
}

static void begin(void)
{
	s = (struct sample) { 0 };
	report = (struct conf_report) { 0 };
	conf_defaults(rows, NROWS, &s);
}

static void end(void)
{
	conf_free(rows, NROWS, &s);
	conf_report_done(&report);
}

/* True if the report has "SCRATCH/name" followed by `rest`. */
static bool says(const char *name, const char *rest)
{
	char want[512];

	snprintf(want, sizeof(want), "%s%s", path_of(name), rest);
	if (report.text.p && strstr(report.text.p, want))
		return true;
	diag("not in the report: %s", want);
	diag("which is: %s", report.text.p ? report.text.p : "(empty)");
	return false;
}

static void test_values(void)
{
	const struct item *items;

	begin();
	ok(s.flag && s.number == 42 && s.colour == BLUE && s.wait == 60 &&
	   s.room == 65536 && s.inner.wait == 7 && !s.unset,
	   "standard values are set");
	is_text(s.text, "plain", "texts too");
	is_text(s.inner.text, "deep", "in groups too");
	ok(read_text("v", "flag = false; number = -3; colour = \"green\";\n"
		     "text = \"a\" \"b\"; wait = \"2h\"; room = \"1M\";\n"
		     "texts = [ \"x\", \"y\" ]; numbers = [ 1, 9 ];\n"
		     "inner = { wait = \"0s\"; };\nitems = (\n"
		     " { id = \"one\"; tags = [ \"t\" ]; },\n"
		     " { id = \"two\"; weight = 9; } );\n"), "a good file");
	ok(!s.flag && s.number == -3 && s.colour == GREEN && s.wait == 7200 &&
	   s.room == 1 << 20 && s.inner.wait == 0, "values are read");
	is_text(s.text, "ab", "a text");
	is_text(s.inner.text, "deep", "what is not there keeps its value");
	ok(s.texts.n == 2 && !strcmp(((char **)s.texts.items)[1], "y"),
	   "an array of texts");
	ok(s.numbers.n == 2 && ((int64_t *)s.numbers.items)[1] == 9,
	   "an array of numbers");
	items = s.items.items;
	ok(s.items.n == 2 && items[0].weight == 5 && items[1].weight == 9 &&
	   items[0].tags.n == 1 && items[1].tags.n == 0, "a list of groups");
	ok(items[1].line == 7 && !strcmp(items[1].file, path_of("v")),
	   "with their file and line");
	end();
}

static void test_large_number(void)
{
	begin();
	ok(read_text("hex", "number = 0xf0000000;\n"), "a large hex number");
	is_number(s.number, 0xf0000000, ": is not negative");
	end();
}

static void test_second_file(void)
{
	const struct item *items;

	begin();
	read_text("1", "number = 1; texts = [ \"a\", \"b\" ]; text = \"t\";\n"
		  "items = ( { id = \"x\"; weight = 1; tags = [ \"q\" ]; },\n"
		  " { id = \"y\"; } );\nloose = ( { id = \"x\"; } );\n");
	ok(read_text("2", "number = 2; texts = [ \"c\" ];\n"
		     "items = ( { id = \"z\"; }, { id = \"x\"; } );\n"
		     "loose = ( { id = \"x\"; } );\n"), "a second file");
	ok(s.number == 2 && s.texts.n == 1, "scalars and arrays replace");
	is_text(s.text, "t", "what it does not name stays");
	items = s.items.items;
	ok(s.items.n == 3 && !strcmp(items[2].id, "z"), "lists grow");
	ok(!strcmp(items[0].id, "x") && items[0].weight == 5 &&
	   items[0].tags.n == 0 && items[0].line == 2,
	   "an item of the same id replaces, whole and in its place");
	is_number(s.loose.n, 2, "where nothing identifies them, items add up");
	end();
}

static void test_mistakes(void)
{
	static const struct {
		const char *text, *line;
	} bad[] = {
		{ "\nnumbr = 1;", ":2: unknown key \"numbr\"; did you mean "
		  "\"number\"?" },
		{ "zzzzzz = 1;", ":1: unknown key \"zzzzzz\"\n" },
		{ "number = -11;", ":1: number is -11; it must lie between "
		  "-10 and" },
		{ "number = \"1\";", ":1: number must be a whole number" },
		{ "number = 1.5;", ":1: number must be" },
		{ "flag = 1;", ":1: flag must be true or false" },
		{ "colour = \"gren\";", ":1: colour cannot be \"gren\"; did "
		  "you mean \"green\"?" },
		{ "colour = \"\";", ":1: colour cannot be \"\"; it is one of "
		  "red, green, blue" },
		{ "wait = 60;", ":1: wait must be a duration in quotes" },
		{ "wait = \"soon\";", ":1: wait cannot be \"soon\"" },
		{ "wait = \"9s\";", ":1: wait is \"9s\"; in seconds it must" },
		{ "room = \"2T\";", ":1: room is \"2T\"; in bytes it must" },
		{ "text = [ \"x\" ];", ":1: text must be a text in quotes" },
		{ "texts = \"x\";", ":1: texts must be an array of texts" },
		{ "texts = [ 1 ];", ":1: texts holds something" },
		{ "numbers = [ 1,\n 10 ];", ":2: numbers is 10; it must" },
		{ "numbers = [ true ];", ":1: numbers holds something" },
		{ "items = [ ];", ":1: items must be a list of groups" },
		{ "items = (\n 3 );", ":2: items holds something" },
		{ "items = (\n {\n weigth = 1; id = \"x\"; } );",
		  ":3: unknown key \"weigth\"; did you mean \"weight\"?" },
		{ "items = (\n\n { weight = 1; } );", ":3: id is missing" },
		{ "inner = 1;", ":1: inner must be a group" },
		{ "inner = {\n txt = 1; };", ":2: unknown key \"txt\"; did" },
		{ "flag = true;\nflag = true;", ":2: " },
		{ "text = \"open;\n\n", ":" }, { "number = ;", ":1: " },
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		begin();
		ok(!read_text("bad", bad[i].text), "mistake %zu is one", i);
		ok(says("bad", bad[i].line), "said with file and line");
		is_number(report.errors, 1, ": once");
		end();
	}
}

static void test_all_mistakes(void)
{
	begin();
	ok(!read_text("all", "number = 99999;\nflag = 3;\ntexd = \"x\";\n"
		      "wait = \"1x\";\ncolour = \"blue\";\nroom = 1;\n"),
	   "a file of mistakes");
	is_number(report.errors, 4, ": has them all reported");
	ok(s.number == 99999 && s.colour == BLUE && s.wait == 60,
	   "what is good is read, the rest keeps its value");
	ok(!conf_read(path_of("none"), rows, NROWS, &s, &report) &&
	   says("none", ": No such file or directory"), "a missing file");
	end();
}

static void test_include(void)
{
	char text[256];

	begin();
	file_write(path_of("part"), "\n\nnumbr = 1;\n", 12, 0644);
	snprintf(text, sizeof(text), "flag = true;\n@include \"%s\"\n",
		 path_of("part"));
	ok(!read_text("whole", text), "a mistake in an included file");
	ok(!report.text.p || !strstr(report.text.p, "whole:3:"),
	   ": is not blamed on a line the file does not have");
	end();
}

static void die(void)
{
	_exit(2);
}

static void test_folder(void)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		atexit(die);
		begin();
		_exit(conf_read("ruleset", rows, NROWS, &s, &report));
	}
	ok(child > 0 && waitpid(child, &status, 0) == child && status == 0,
	   "a folder is a mistake, not the end of the program");
}

int main(void)
{
	test_values();
	test_large_number();
	test_second_file();
	test_mistakes();
	test_all_mistakes();
	test_include();
	test_folder();
	return done_testing();
}
