/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of a table's sets. */

#include "lib/array.h"
#include "ruleset/table/edition.h"
#include "tests/unit/tap.h"

static void test_names(void)
{
	static const struct {
		enum interval_set set;
		enum family f;
		const char *name;
		bool map;
	} rows[] = {
		{ SET_LISTED, FAMILY_V4, "listed4-7", true },
		{ SET_LISTED, FAMILY_V6, "listed6-7", true },
		{ SET_PROTECT, FAMILY_V4, "protected4-7", false },
		{ SET_EXEMPT, FAMILY_V6, "exempt6-7", false },
		{ SET_LARGE, FAMILY_V4, "large-a4-7", false },
		{ SET_LARGE + LARGE_SETS - 1, FAMILY_V6, "large-d6-7", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct edition_name n = edition_set_name(7, rows[i].set,
							 rows[i].f);
		struct nftset s = edition_set(&n, rows[i].set, rows[i].f);

		is_text(s.name, rows[i].name, "%s", rows[i].name);
		ok(s.map == rows[i].map && s.family == rows[i].f,
		   ": its kind and family");
		ok(edition_has(7, s.name) && !edition_has(8, s.name),
		   ": is of its edition and of no other");
		is_number(edition_of(s.name), 7, ": which is read from it");
	}
}

static void test_all_differ(void)
{
	unsigned same = 0;

	for (int a = 0; a < 2 * INTERVAL_SETS; a++)
		for (int b = 0; b < a; b++)
			same += strcmp(edition_set_name(1, a / 2, a % 2).text,
				       edition_set_name(1, b / 2, b % 2).text)
				== 0;
	is_number(same, 0, "no two sets have one name");
}

/* Others may name a set as they like. */
static void test_foreign(void)
{
	static const struct {
		const char *name;
		unsigned edition;
	} rows[] = {
		{ "", 0 }, { "x", 0 }, { "-", 0 }, { "x-", 0 }, { "x-y", 0 },
		{ "x-5", 5 }, { "x-5-6", 6 }, { "x-4294967294", 4294967294 },
		{ "x-4294967295", 0 }, { "x-99999999999999999999", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		is_number(edition_of(rows[i].name), rows[i].edition,
			  "\"%s\"", rows[i].name);
		ok(!edition_has(5, rows[i].name), ": is none of ours");
	}
}

int main(void)
{
	test_names();
	test_all_differ();
	test_foreign();
	return done_testing();
}
