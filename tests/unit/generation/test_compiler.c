/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes in list by list is counted, and more than there are numbers for
 * is refused with a word, nothing lost or mixed up before. */

#include <stdio.h>

#include "lib/alloc.h"
#include "lib/prefix.h"
#include "ruleset/generation/compiler.h"
#include "ruleset/generation/generation.h"
#include "tests/unit/tap.h"

enum { NUMBERS = 65536 };

static struct compiled out;
static struct compiler c;
static struct conf_report report;

static void begin(void)
{
	out = (struct compiled) { 0 };
	report = (struct conf_report) { 0 };
	compiler_begin(&c, &out, &report);
	compiler_vendor(&c, "one", "One", "2026-01-01");
	compiler_list(&c, "/one.list");
}

static void end(void)
{
	compiler_done(&c);
	compiled_done(&out);
	conf_report_done(&report);
}

static uint16_t class_of(enum legend_action action, const char *source)
{
	return legend_add_class(&c.legend, &(struct legend_class) {
		.action = action, .role = "r", .source = source,
		.confidence = "c",
	});
}

static void add_prefix(const char *text, uint16_t class)
{
	struct prefix p;

	if (prefix_parse(text, &p))
		compiler_add_prefix(&c, &p, class, 1);
}

static void test_counts(void)
{
	uint16_t block, hole;

	begin();
	ok(compiler_vendor(&c, "one", "other", "") == 0 &&
	   compiler_vendor(&c, "two", "Two", "") == 1 &&
	   compiler_list(&c, "/one.list") == 0 &&
	   compiler_list(&c, "/two.list") == 1, "equal things, equal numbers");
	block = class_of(LEGEND_BLOCK, "s");
	hole = class_of(LEGEND_EXCEPT, "s");
	compiler_add_name(&c, "a.example", false, block, 1);
	compiler_add_name(&c, "b.a.example", false, block, 2);
	compiler_add_name(&c, "c.example", true, block, 3);
	compiler_add_name(&c, "d.a.example", false, hole, 4);
	add_prefix("192.0.2.0/24", block);
	add_prefix("192.0.2.0/25", block);
	add_prefix("192.0.2.7", hole);
	ok(out.nnames == 3 && out.nprefixes == 2 && out.lists[0].names == 3 &&
	   out.lists[0].exceptions == 2 && out.vendors[0].prefixes == 2,
	   "what goes in is counted, exceptions apart");
	is_number(compiler_write(&c, -1, -1), 0, "written");
	ok(out.nnames == 2 && out.nprefixes == 1 && out.lists[0].names == 2 &&
	   out.lists[0].prefixes == 1 && out.vendors[0].names == 2 &&
	   out.vendors[1].names == 0, "without what is folded away");
	end();
}

/* Opens what was written. */
static bool open_names(struct index *ix, struct names *names,
		       struct legend *legend)
{
	return index_over(ix, out.names.p, out.names.len, INDEX_NAMES,
			  true) == 0 && names_open(names, ix) == 0 &&
	       legend_open(legend, ix) == 0;
}

/* As many classes as there are numbers, each with a name of its own. */
static void test_full(void)
{
	char name[40], source[20];
	struct name_rule rules[NAME_RULES_MAX];
	struct legend legend;
	struct names names;
	struct index ix;
	unsigned wrong = 0;

	begin();
	for (unsigned i = 0; i < NUMBERS; i++) {
		snprintf(name, sizeof(name), "n%u.example", i);
		snprintf(source, sizeof(source), "s%u", i);
		compiler_add_name(&c, name, false,
				  class_of(LEGEND_BLOCK, source), i + 1);
	}
	ok(!c.legend.full && report.errors == 0, "65,536 classes fit");
	is_number(compiler_write(&c, -1, -1), 0, ": and are written");
	if (!ok(open_names(&ix, &names, &legend), ": and opened"))
		return;
	for (unsigned i = 0; i < NUMBERS; i++) {
		snprintf(name, sizeof(name), "n%u.example", i);
		snprintf(source, sizeof(source), "s%u", i);
		wrong += names_lookup(&names, name, strlen(name), rules) != 1 ||
			 rules[0].line != i + 1 ||
			 strcmp(legend.classes[rules[0].class].source,
				source) != 0;
	}
	is_number(wrong, 0, "each name with its own");
	legend_close(&legend);
	end();
}

static void test_too_full(void)
{
	char source[20];

	begin();
	for (unsigned i = 0; i < NUMBERS; i++) {
		snprintf(source, sizeof(source), "s%u", i);
		class_of(LEGEND_BLOCK, source);
	}
	compiler_add_name(&c, "a.example", false, 0, 1);
	compiler_add_name(&c, "b.example", false, class_of(LEGEND_BLOCK, "x"),
			  2);
	add_prefix("192.0.2.1", 0);
	compiler_add_name(&c, "c.example", false, 0, 3);
	ok(report.errors == 1 && strstr(report.text.p, "/one.list") &&
	   strstr(report.text.p, "65,536"), "one more is a mistake, told once");
	ok(out.nnames == 1 && out.nprefixes == 0,
	   ": and nothing is taken in under a wrong number");
	end();
}

static void test_many_lists(void)
{
	char path[20];

	begin();
	for (unsigned i = 1; i < NUMBERS; i++) {
		snprintf(path, sizeof(path), "/l%u", i);
		compiler_list(&c, path);
	}
	ok(!c.legend.full && out.nlists == NUMBERS, "65,536 lists fit");
	compiler_list(&c, "/one.more");
	compiler_add_name(&c, "a.example", false,
			  class_of(LEGEND_BLOCK, "s"), 1);
	ok(c.legend.full && report.errors == 1 && out.nnames == 0,
	   "one more is a mistake");
	end();
}

int main(void)
{
	test_counts();
	test_full();
	test_too_full();
	test_many_lists();
	return done_testing();
}
