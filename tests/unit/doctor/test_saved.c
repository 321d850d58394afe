/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on rulesets that others saved. */

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/saved.h"

#define FIX " try: take the tables inet cordon and inet cordon-guard out of " \
	"it; cordond writes them itself\n"

int main(void)
{
	static struct diagnosis d;

	ok(!doctor_saved_judge(&d, "/f", ""), "nothing in it");
	ok(!doctor_saved_judge(&d, "/f", "flush ruleset\n\ttable inet filter {"
			       "\n}\n# table inet cordon\ntable ip cordon {\n"
			       "table inet cordon2 {\ntable inet cordons"),
	   "tables of others");
	ok(doctor_saved_judge(&d, "/f", "flush ruleset\n\ntable inet cordon {"
			      "\n}\ntable inet cordon-guard {\n"), "ours");
	is_text(diagnosed(&d), "warn: /f has a copy of our tables: nft refuses "
		"all of it, and its service fails\n"
		" see: /f:3: table inet cordon\n" FIX, ": once, and where");
	ok(doctor_saved_judge(&d, "/f", "table\tinet  cordon-guard{"),
	   "the guard");
	is_text(diagnosed(&d), "warn: /f has a copy of our tables: nft refuses "
		"all of it, and its service fails\n"
		" see: /f:1: table inet cordon-guard\n" FIX, ": too");
	ok(doctor_saved_judge(&d, "/f", "add table inet cordon"),
	   "as a command");
	diagnosed(&d);
	return done_testing();
}
