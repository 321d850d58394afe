/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Printed configuration: it reads back, and says where it comes from. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "lib/conf.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/printable.h"
#include "tests/unit/tap.h"

struct item {
	char *id;
	struct conf_list tags;
	unsigned line;
};

struct inner {
	char *text;
	uint64_t wait;
};

struct sample {
	bool flag;
	int64_t number;
	int colour;
	char *text, *unset;
	uint64_t wait, room;
	struct conf_list texts, numbers, items;
	struct inner inner;
};

static const char *const colours[] = { "red", "green", "blue", NULL };

#define FIELD(s, f) .key = #f, .offset = offsetof(struct s, f)

static const struct conf_row item_rows[] = {
	{ FIELD(item, id), .type = &conf_text, .required = true },
	{ FIELD(item, tags), .type = &conf_texts },
	{ .type = &conf_line, .offset = offsetof(struct item, line) },
};

static const struct conf_row inner_rows[] = {
	{ FIELD(inner, text), .type = &conf_text, .standard_text = "deep" },
	{ FIELD(inner, wait), .type = &conf_duration, .max = 100 },
};

static const struct conf_row rows[] = {
	{ FIELD(sample, flag), .type = &conf_bool, .standard = true },
	{ FIELD(sample, number), .type = &conf_int, .min = INT64_MIN,
	  .max = INT64_MAX, .standard = 42 },
	{ FIELD(sample, colour), .type = &conf_word, .words = colours,
	  .standard = 2 },
	{ FIELD(sample, text), .type = &conf_text, .standard_text = "plain" },
	{ FIELD(sample, unset), .type = &conf_text },
	{ FIELD(sample, wait), .type = &conf_duration, .max = 86400,
	  .standard = 60 },
	{ FIELD(sample, room), .type = &conf_size, .max = INT64_MAX },
	{ FIELD(sample, texts), .type = &conf_texts },
	{ FIELD(sample, numbers), .type = &conf_ints, .min = -9, .max = 9 },
	{ FIELD(sample, items), .type = &conf_list, CONF_ROWS(item_rows),
	  .size = sizeof(struct item), .identity = "id" },
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

/* Prints what is loaded, loads that instead; true if it prints the same. */
static bool again(void)
{
	struct buffer first = { 0 }, second = { 0 };
	bool same;

	conf_print(&first, rows, NROWS, &s, NULL);
	end();
	begin();
	if (!read_text("again", first.p))
		diag("%s", report.text.p);
	conf_print(&second, rows, NROWS, &s, NULL);
	same = report.errors == 0 && strcmp(first.p, second.p) == 0;
	buffer_done(&first);
	buffer_done(&second);
	return same;
}

static void test_form(void)
{
	struct buffer b = { 0 };

	begin();
	read_text("form", "numbers = [ 1, -2 ]; texts = [ \"a\", \"b\" ];\n"
		  "items = ( { id = \"x\"; } ); room = \"64M\";\n");
	conf_print(&b, rows, NROWS, &s, NULL);
	is_text(b.p, "flag = true;\nnumber = 42;\ncolour = \"blue\";\n"
		"text = \"plain\";\nwait = \"60s\";\nroom = \"64M\";\n"
		"texts = [ \"a\", \"b\" ];\nnumbers = [ 1, -2 ];\n"
		"items = (\n\t{\n\t\tid = \"x\";\n\t\ttags = [ ];\n\t}\n);\n"
		"inner = {\n\ttext = \"deep\";\n\twait = \"0s\";\n};\n",
		"all rows are printed, but for texts there are not");
	buffer_done(&b);
	end();
}

static void test_json(void)
{
	struct buffer b = { 0 };
	struct json j = json_into(&b);

	begin();
	read_text("json", "numbers = [ 1, -2 ]; texts = [ \"a\", \"\\\"\" ];"
		  "\nitems = ( { id = \"x\"; weight = 3; } ); room = \"64M\""
		  ";\ninner = { wait = \"99s\"; };\n");
	conf_put(&j, NULL, rows, NROWS, &s);
	is_text(b.p, "{\"flag\":true,\"number\":42,\"colour\":\"blue\","
		"\"text\":\"plain\",\"unset\":\"\",\"wait\":60,"
		"\"room\":67108864,\"texts\":[\"a\",\"\\\"\"],"
		"\"numbers\":[1,-2],\"items\":[{\"id\":\"x\",\"tags\":[]}],"
		"\"inner\":{\"text\":\"deep\",\"wait\":99}}",
		": as JSON every row is there, in plain units");
	buffer_done(&b);
	end();
}

static void test_values(void)
{
	const struct item *items;

	begin();
	ok(read_text("values", "flag = false; colour = \"red\"; room = "
		     "\"1536M\"; inner = { wait = \"99s\"; };\n"
		     "items = ( { id = \"a\"; tags = [ \"1\", \"2\" ]; },\n"
		     " { id = \"b\"; } ); wait = \"2h\";\n") && again(),
	   "what is printed can be read, and prints the same");
	items = s.items.items;
	ok(!s.flag && s.colour == 0 && s.room == 1536ull << 20 &&
	   s.wait == 7200 && s.inner.wait == 99 && !s.unset,
	   "every value is there again");
	ok(s.items.n == 2 && items[0].tags.n == 2 && items[1].tags.n == 0 &&
	   !strcmp(items[1].id, "b"), "every item of a list");
	end();
}

/* Codes in the printed form that a terminal must not get. */
static unsigned count_unsafe(void)
{
	struct buffer out = { 0 };
	unsigned n = 0;
	uint32_t code;
	size_t len;

	conf_print(&out, rows, NROWS, &s, &report);
	for (const uint8_t *p = (const uint8_t *)out.p; *p; p += len) {
		len = printable_code(p, &code);
		if (len == 0 || (*p != '\n' && *p != '\t' &&
				 printable_not(code)))
			n++;
		len = len ? len : 1;
	}
	buffer_done(&out);
	return n;
}

static void test_texts(void)
{
	char odd[256];

	begin();
	for (unsigned i = 0; i < 255; i++)
		odd[i] = (char)(i + 1);
	odd[255] = '\0';
	free(s.text);
	s.text = strdup(odd);
	read_text("texts", "texts = [ \"\", \"\\\\n\\\\x41\\\\\" ];\n");
	ok(again(), "a text of every byte can be read");
	is_text(s.text, odd, ": and is the same");
	is_number(count_unsafe(), 0, "no raw control or bad UTF-8 is printed");
	ok(s.texts.n == 2, ": so are an empty one");
	is_text(s.texts.n == 2 ? ((char **)s.texts.items)[1] : NULL,
		"\\n\\x41\\", ": and one of backslashes");
	end();
}

static void test_numbers(void)
{
	static const int64_t numbers[] = {
		0, -1, INT32_MAX, INT32_MIN, 0xf0000000, INT32_MAX + 1ll,
		1ll << 40, INT32_MIN - 1ll,
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		begin();
		s.number = numbers[i];
		if (!again() || s.number != numbers[i]) {
			diag("%lld became %lld", (long long)numbers[i],
			     (long long)s.number);
			wrong++;
		}
		end();
	}
	is_number(wrong, 0, "numbers past 31 bits read back");
}

static void test_sizes(void)
{
	unsigned wrong = 0;

	for (int i = 0; i < 200; i++) {
		uint64_t n = random_next() >> (1 + random_next() % 60);

		n <<= i % 2 ? 0 : __builtin_clzll(n | 1) / 2;
		n &= INT64_MAX;
		begin();
		s.room = n;
		wrong += !again() || s.room != n;
		end();
	}
	is_number(wrong, 0, "sizes read back to the byte");
}

static void test_origins(void)
{
	struct buffer b = { 0 };
	char line[200];

	begin();
	read_text("one", "\nflag = false;\nnumber = 1;\n");
	read_text("two", "number = 2;\n");
	conf_print(&b, rows, NROWS, &s, &report);
	snprintf(line, sizeof(line), "flag = false;\t# %s:2\n",
		 path_of("one"));
	ok(strstr(b.p, line), "printed values say where they come from");
	snprintf(line, sizeof(line), "number = 2;\t# %s:1\n", path_of("two"));
	ok(strstr(b.p, line), "the last place");
	ok(strstr(b.p, "wait = \"60s\";\t# default\n"), ": or default");
	end();
	begin();
	ok(read_text("again", b.p) && s.number == 2,
	   ": which does not keep them from being read");
	end();
	buffer_done(&b);
}

static void test_url(void)
{
	static const struct conf_row url = {
		FIELD(inner, text), .type = &conf_text, .is_url = true,
	};
	struct inner in = {
		.text = strdup("https://u:key@h.test:8/a/b?key=1"),
	};
	struct buffer text = { 0 }, out = { 0 };
	struct json j = json_into(&out);

	conf_print(&text, &url, 1, &in, NULL);
	is_text(text.p, "text = \"https://h.test:8/a/b?...\";\n",
		"a URL without what may be a key");
	conf_put(&j, NULL, &url, 1, &in);
	ok(!strstr(out.p, "key"), ": in JSON, too: %s", out.p);
	buffer_done(&out);
	buffer_done(&text);
	free(in.text);
}

int main(void)
{
	test_url();
	test_form();
	test_json();
	test_values();
	test_texts();
	test_numbers();
	test_sizes();
	test_origins();
	return done_testing();
}
