/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon.conf: its standard values, its mistakes, the way back. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tests/unit/tap.h"

#define EXAMPLE "packaging/examples/cordon.conf"

/* Each test has a folder SCRATCH/case of its own, where state is too. */
static const char *folder;
static struct config c;

static const char *in(const char *name)
{
	static char paths[2][200];
	static int next;
	char *path = paths[next++ % 2];

	snprintf(path, sizeof(paths[0]), "%s/%s/%s", scratch(), folder, name);
	return path;
}

/* Writes a file; each `mark` in it becomes this test's state folder. */
static void put_for(const char *mark, const char *name, const char *text)
{
	struct buffer b = { 0 };
	const char *at;

	for (; (at = strstr(text, mark)); text = at + strlen(mark)) {
		buffer_add(&b, text, (size_t)(at - text));
		buffer_text(&b, in("state"));
	}
	buffer_text(&b, text);
	if (file_write(in(name), b.p, b.len, 0644) < 0)
		give_up("cannot write %s", name);
	buffer_done(&b);
}

static void put(const char *name, const char *text)
{
	put_for("STATE", name, text);
}

static void begin(const char *name, const char *text)
{
	folder = name;
	folder_make(in("state"), 0755);
	put("cordon.conf", text);
}

static bool load(void)
{
	return config_load(&c, in("cordon.conf"));
}

/* True if the report has SCRATCH/case/ and this behind it. */
static bool says(const char *rest)
{
	const char *text = c.report.text.p ? c.report.text.p : "(empty)\n";

	if (strstr(text, in(rest)))
		return true;
	diag("not in the report: %s", rest);
	diag("which is: %s", text);
	return false;
}

static void origin_is(const void *field, const char *want, const char *what)
{
	char text[300];

	is_text(config_origin(&c, field, text, sizeof(text)), want, "%s", what);
}

/* All settings without the comments that say where they come from. */
static char *printed(void)
{
	struct buffer with = { 0 }, without = { 0 };
	char *line;

	config_print(&c, &with);
	for (line = strtok(with.p, "\n"); line; line = strtok(NULL, "\n")) {
		char *origin = strstr(line, "\t# ");

		if (origin)
			*origin = '\0';
		buffer_printf(&without, "%s\n", line);
	}
	buffer_done(&with);
	return buffer_take(&without);
}

/* Printing and reading again changes nothing. */
static void check_round_trip(void)
{
	char *first = printed(), *second;
	struct buffer whole = { 0 };

	config_print(&c, &whole);
	config_done(&c);
	put("cordon.conf", whole.p);
	ok(load(), "what is printed is read without mistake");
	second = printed();
	is_text(second, first, ": and prints the same");
	buffer_done(&whole);
	free(first);
	free(second);
}

static void test_example(void)
{
	struct buffer text = { 0 };
	char *standard, *example;
	unsigned absent = 0;

	begin("example", "state = \"STATE\";\n");
	ok(load(), "a file of one line");
	standard = printed();
	config_done(&c);
	if (!ok(file_read(EXAMPLE, SIZE_MAX, &text) == 0,
		"the example is there")) {
		free(standard);
		return;
	}
	/* Whatever mode this machine has set must not count. */
	put_for("/var/lib/cordon", "cordon.conf", text.p);
	if (!ok(load(), ": and is read without mistake"))
		diag("%s", c.report.text.p);
	example = printed();
	is_text(example, standard, ": it holds the standard values");
	check_round_trip();
	for (char *line = strtok(example, "\n"); line;
	     line = strtok(NULL, "\n")) {
		char *end = strstr(line, " =");
		char want[64];

		if (!end || line[0] == '\t' || line[0] == ')')
			continue;
		snprintf(want, sizeof(want), "\n%.*s =", (int)(end - line),
			 line);
		absent += strstr(text.p, want) == NULL;
	}
	is_number(absent, 0, ": and every setting there is");
	config_done(&c);
	buffer_done(&text);
	free(standard);
	free(example);
}

static void test_defaults(void)
{
	begin("defaults", "state = \"STATE\";\n");
	load();
	ok(c.mode == MODE_OBSERVE && c.vendors.n == 1 &&
	   config_vendor_mode(&c, "kaspersky") == MODE_OBSERVE,
	   "kaspersky is observed unless a file says otherwise");
	ok(config_vendor_mode(&c, "huawei") == MODE_OFF &&
	   !config_vendor(&c, "huawei"), "nobody else is");
	origin_is(&c.mode, "default", "a value nobody gave is the default");
	origin_is(&c.state, in("cordon.conf:1"), "one given has its place");
	config_done(&c);
	ok(!config_load(&c, in("none.conf")) &&
	   says("none.conf: No such file"), "a missing file is a mistake");
	config_done(&c);
}

static void test_round_trip(void)
{
	begin("trip", "state = \"STATE\"; mode = \"enforce\";\n"
	      "vendors = ( { id = \"a\"; bases = [ \"x\", \"y\" ];\n"
	      " mode = \"off\"; roles_off = [ \"web\" ]; },\n"
	      " { id = \"kaspersky\"; } );\n"
	      "exempt = ( { client = \"2001:db8::/32\"; reason = \"\\\"q\\\""
	      " \\\\ and\\nmore\"; } );\n"
	      "wan = [ \"ppp*\", \"eth0\" ]; proxy_ports = [ 3128, 8080 ];\n"
	      "mark_mask = 0x00ff0000; strict = true; unknown = \"block\";\n"
	      "log = { fold = \"0s\"; max_size = \"1536K\"; keep = 1; };\n");
	ok(load(), "a file of many settings");
	check_round_trip();
	ok(c.mode == MODE_ENFORCE && c.vendors.n == 2 && c.strict &&
	   c.exempt.n == 1 && c.wan.n == 2 && c.proxy_ports.n == 2 &&
	   c.mark_mask == 0x00ff0000 && c.log.max_size == 1536 << 10,
	   ": and they are these");
	config_done(&c);
}

static void test_five_mistakes(void)
{
	begin("five", "state = \"STATE\";\n"
	      "vendrs = ( );\n"
	      "mode = \"enforced\";\n"
	      "workers = 65;\n"
	      "log = {\n fold = 60;\n};\n"
	      "exempt = (\n { client = \"10.0.0.1/8\"; reason = \"r\"; } );\n");
	ok(!load(), "a file of five mistakes");
	is_number(c.report.errors, 5, ": has five reported");
	ok(says("cordon.conf:2: unknown key \"vendrs\"; did you mean "
		"\"vendors\"?"), "an unknown key, with the nearest one");
	ok(says("cordon.conf:3: mode cannot be \"enforced\"; did you mean "
		"\"enforce\"?"), "a word, with the nearest one");
	ok(says("cordon.conf:4: workers is 65; it must lie between 0 and 64"),
	   "a number, with its bounds");
	ok(says("cordon.conf:6: fold must be a duration"), "a type");
	ok(says("cordon.conf:9: client \"10.0.0.1/8\" is not"), "an address");
	config_done(&c);
}

static void test_checks(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "mode = \"inherit\";", ":1: mode cannot be \"inherit\"" },
		{ "\nmark_mask = 0x111;", ":2: " },
		{ "\nmark_mask = 0x0f000000;", ":2: mark_mask is 0x0f000000; "
		  "it must be eight neighbouring bits such as the default, "
		  "0xff000000" },
		{ "\nwan = [ \"eth0\", \"a234567890123456\" ];", ":2: " },
		{ "\n\nlan = [ \"\" ];", ":3: " },
		{ "proxy_ports = [ 0 ];", ":1: proxy_ports is 0; it must" },
		{ "queue_length = 15;", ":1: queue_length is 15; it must" },
		{ "exempt = ( { client = \"10.0.0.1\"; } );",
		  ":1: reason is missing" },
		{ "vendors = (\n { mode = \"off\"; } );", ":2: id is missing" },
		{ "\ndns_block_address4 = \"::\";",
		  ":2: dns_block_address4: \"::\" is not an IPv4" },
		{ "dns_block_address6 = \"0.0.0.0\";", ":1: dns_block_ad" },
		{ "dns_answers = \"refuse\";", ":1: dns_answers cannot be" },
		{ "\nfallback_resolvers = [ \"8.8.8\" ];",
		  ":2: fallback_resolvers: \"8.8.8\" is not an address" },
	};
	char text[200];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(text, sizeof(text), "%s\nstate = \"STATE\";",
			 rows[i].text);
		begin("checks", text);
		snprintf(text, sizeof(text), "cordon.conf%s", rows[i].want);
		ok(!load(), "wrong setting %zu is a mistake", i);
		ok(says(text), ": and told with file and line");
		config_done(&c);
	}
	begin("checks", "mark_mask = 0xff000000; state = \"STATE\";");
	ok(load() && c.mark_mask == 0xff000000, "the upper bits make a mask");
	config_done(&c);
}

int main(void)
{
	test_example();
	test_defaults();
	test_round_trip();
	test_five_mistakes();
	test_checks();
	return done_testing();
}
