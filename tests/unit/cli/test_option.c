/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of options and of kinds of values. */

#include "ruleset/config/config.h"
#include "ruleset/list/list.h"
#include "tests/unit/tap.h"
#include "tools/cli/command.h"

static void test_rows(void)
{
	for (size_t i = 0; i < OPTIONS; i++) {
		const struct option_row *o = &options[i];
		bool fine = o->name && o->help && !o->value ==
			    (o->kind == KIND_NONE) &&
			    o->offset < sizeof(struct args);

		for (size_t k = 0; fine && k < i; k++)
			fine = (strcmp(options[k].name, o->name) != 0 ||
				options[k].kind != o->kind) &&
			       (!o->letter || options[k].letter != o->letter) &&
			       options[k].offset != o->offset;
		ok(fine, "row %zu is whole, and like no other", i);
	}
}

static void test_find(void)
{
	const struct option_set none = { .words = { 0 } };

	ok(option_find("json", 4, none) == &options[OPTION_JSON],
	   "by its name");
	ok(option_find("json=1", 4, none) == &options[OPTION_JSON], "cut off");
	ok(!option_find("json", 3, none) && !option_find("jsons", 5, none) &&
	   !option_find("", 0, none), "only by all of it");
	ok(option_find("confirm", 7, option_set_with(none, OPTION_SURE)) ==
	   &options[OPTION_SURE], "of two of a name that of the set");
	ok(option_find("confirm", 7, option_set_with(none, OPTION_CONFIRM)) ==
	   &options[OPTION_CONFIRM], ": or the other");
	ok(option_of_letter('n') == &options[OPTION_LIMIT], "by its letter");
	ok(!option_of_letter('q') && !option_of_letter('\0'), ": or none");
	is_text(option_suggest("sinc", options_all()), "since",
		"the nearest");
	ok(!option_suggest("sinc", options_global()), "of a set only");
}

static void test_kinds(void)
{
	const char *help;
	size_t n = 0;

	while (kind_word(KIND_MODE, n, &help))
		n++;
	is_number(n, MODE_INHERIT, "every mode there is");
	for (size_t i = 0; i < n; i++)
		is_text(kind_word(KIND_MODE, i, &help), mode_words[i],
			"mode %zu", i);
	for (n = 0; kind_word(KIND_FORMAT, n, &help); n++)
		if (strcmp(kind_word(KIND_FORMAT, n, &help),
			   list_format_word(n)) != 0)
			break;
	ok(n > 10 && !list_format_word(n), "every format there is");
	is_number(kind_index(KIND_MATCH, "exact"), LIST_MATCH_EXACT,
		  "words of a kind in the order of its enum: exact");
	is_number(kind_index(KIND_MATCH, "suffix"), LIST_MATCH_SUFFIX,
		  ": suffix");
	is_number(kind_index(KIND_MATCH, "auto"), LIST_MATCH_AUTO, ": auto");
	is_number(kind_index(KIND_MATCH, "other"), -1, ": or none");
	ok(kind_takes(KIND_MODE, "enforce"), "one of them");
	ok(!kind_takes(KIND_MODE, "enforc") && !kind_takes(KIND_MODE, ""),
	   ": nothing else");
	is_text(kind_suggest(KIND_MODE, "enforc"), "enforce",
		": but the nearest");
	is_text(kind_suggest(KIND_FORMAT, "adblok"), "adblock", "of formats");
	ok(kind_takes(KIND_DURATION, "90s"), "open kinds take all");
	ok(kind_takes(KIND_GENERATION, "12") &&
	   !kind_takes(KIND_GENERATION, "2x") &&
	   !kind_takes(KIND_GENERATION, "-1") &&
	   !kind_takes(KIND_GENERATION, ""), "generations are numbers");
	for (enum kind k = KIND_NONE; k < KINDS; k++)
		if (!kind_word(k, 0, &help) && k != KIND_GENERATION)
			ok(kind_takes(k, "x") && !kind_suggest(k, "x"),
			   "kind %d knows no words, and takes any", (int)k);
}

int main(void)
{
	test_rows();
	test_find();
	test_kinds();
	return done_testing();
}
