/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Legal bases: what schema 2 asks of them, and what files of schema 1 mean. */

#include <stdio.h>

#include "lib/array.h"
#include "lib/file.h"
#include "ruleset/config/vendor.h"
#include "tests/unit/tap.h"

#define HEAD(more) "id = \"acme\"; title = \"T\"; as_of = \"2026-06-19\"; " \
	more "\nbases = ( {\n"
#define OLD "id = \"b\"; authority = \"A\"; cite = \"C\"; binds = \"all\"; " \
	"dates = \"D\"; source = \"S\"; } );\n"
#define DAY(on, more) "{ on = \"" on "\"; what = \"W\"; " more " }"
#define LAW(duty, status, days, more) \
	"id = \"b\"; cite = \"C\"; binds = \"all\"; source = \"S\"; " \
	"jurisdiction = \"US\"; issuer = \"I\"; instrument = \"N\"; " \
	"duty = \"" duty "\"; status = \"" status "\"; profiles = " \
	"[ \"us-person\" ]; days = ( " days " ); " more " } );\n"
#define GOOD_DAY DAY("2026-01-01", "")

static bool reads(struct vendor *v, const char *text,
		  struct conf_report *report)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/v.conf", scratch());
	if (file_write(path, text, strlen(text), 0644) < 0)
		give_up("cannot write %s", path);
	return vendor_read(v, path, report);
}

static const struct {
	const char *text, *want;
} mistakes[] = {
	{ HEAD("schema = 2;") OLD, ".conf:2: basis \"b\": duty is missing" },
	{ HEAD("schema = 2;") OLD, "status is missing" },
	{ HEAD("schema = 2;") OLD, "days is missing" },
	{ HEAD("schema = 2;") OLD, "profiles is missing" },
	{ HEAD("schema = 2;") OLD, "jurisdiction is missing" },
	{ HEAD("schema = 2;") LAW("supply", "in-force", GOOD_DAY, ""),
	  "reaches is missing" },
	{ HEAD("") LAW("nework", "in-force", GOOD_DAY, ""),
	  "duty cannot be \"nework\"; did you mean \"network\"?" },
	{ HEAD("") LAW("use", "in force", GOOD_DAY, ""),
	  "status cannot be \"in force\"" },
	{ HEAD("") LAW("use", "in-force", DAY("2026-02-30", ""), ""),
	  "\"2026-02-30\" is not a day" },
	{ HEAD("") LAW("use", "in-force", DAY("2026-13", ""), ""),
	  "\"2026-13\" is not a day" },
	{ HEAD("") LAW("use", "in-force", DAY("2026-05-01", "") ", "
		       DAY("2026-04-01", ""), ""),
	  "2026-04-01 stands after 2026-05-01" },
	{ HEAD("") LAW("use", "in-force",
		       DAY("2026-05-01", "status = \"ended\";"), ""),
	  "is in-force, but ended since a day before 2026-06-19" },
	{ HEAD("") LAW("use", "in-force",
		       DAY("2026-05-01", "status = \"gone\";"), ""),
	  "status cannot be \"gone\"" },
	{ HEAD("") LAW("use", "in-force", GOOD_DAY,
		       "reaches = [ \"+\" ];"), "\"+\" in reaches" },
	{ HEAD("") LAW("use", "in-force", GOOD_DAY,
		       "roles_off = [ \"+web\" ];"), "\"+web\" in roles_off" },
	{ HEAD("") "id = \"b\"; cite = \"C\"; binds = \"all\"; dates = "
	  "\"D\"; source = \"S\"; } );", ".conf:2: authority is missing" },
	{ HEAD("") "id = \"b\"; cite = \"C\"; binds = \"all\"; authority = "
	  "\"A\"; source = \"S\"; } );", ".conf:2: dates is missing" },
	{ "id = \"acme\"; title = \"T\"; as_of = \"1\"; bases = ( {\n"
	  "id = \"b\"; authority = \"A\"; cite = \"C\"; binds = \"all\"; "
	  "dates = \"D\"; source = \"S\"; }, {\n" OLD,
	  ".conf:2: basis \"b\" is there twice" },
	{ HEAD("schema = 3; nwe = 1;") OLD, "a cordon that reads schema 3" },
	{ HEAD("schema = 0;") OLD, "schema is 0" },
};

static void test_mistakes(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		struct conf_report report = { 0 };
		struct vendor v;

		ok(!reads(&v, mistakes[i].text, &report), "mistake %zu is one",
		   i);
		if (!ok(report.text.p &&
			strstr(report.text.p, mistakes[i].want),
			": and says %s", mistakes[i].want))
			diag("%s", report.text.p ? report.text.p : "(empty)");
		vendor_done(&v);
		conf_report_done(&report);
	}
}

static void test_old(void)
{
	struct conf_report report = { 0 };
	const struct basis *b;
	struct legend_basis l;
	struct vendor v;

	ok(reads(&v, HEAD("") OLD, &report), "a file of schema 1 is read");
	b = v.bases.items;
	l = basis_legend(b);
	ok(v.schema == 1 && b->duty == DUTY_OWN && b->status == BASIS_IN_FORCE,
	   "a basis without a duty is own policy, in force");
	ok(reach_covers(&l.reach, "web") && reach_covers(&l.reach, "update"),
	   ": and reaches all");
	is_text(b->authority, "A", ": its authority stays");
	is_text(b->dates, "D", ": and its dates");
	vendor_done(&v);
	conf_report_done(&report);
}

static void test_law(void)
{
	struct conf_report report = { 0 };
	const struct basis *b;
	struct legend_basis l;
	struct vendor v;

	if (!ok(reads(&v, HEAD("schema = 2;")
		      LAW("supply", "in-force", GOOD_DAY ", "
			  DAY("2027-01", "status = \"ended\";"),
			  "reaches = [ \"update\", \"+app\" ]; entities = "
			  "[ \"Acme AO\" ]; roles_off = [ \"web\" ];"),
		      &report), "a law is read"))
		diag("%s", report.text.p);
	b = v.bases.items;
	l = basis_legend(b);
	is_text(b->authority, "I, N", "the authority is made of its parts");
	is_text(b->dates, "2026-01-01 W; 2027-01 W", ": so are the dates");
	is_text(l.profiles, " us-person ", "whom it binds");
	is_text(l.reach.roles, " update  app ", "what it reaches");
	ok(l.reach.only, ": and no more");
	ok(reach_covers(&l.reach, "app") && !reach_covers(&l.reach, "web"),
	   ": as roles are asked");
	is_text(basis_next(b, "2026-06-19")->on, "2027-01", "what comes next");
	ok(!basis_next(b, "2027-01-05"), ": nothing after the last");
	vendor_done(&v);
	conf_report_done(&report);
}

static void test_dates(void)
{
	ok(basis_is_date("2024-02-29") && basis_is_date("2026-12-31") &&
	   basis_is_date("2000-02-29"), "days");
	ok(!basis_is_date("2026-02-29") && !basis_is_date("2026-00-10") &&
	   !basis_is_date("2026-01-00") && !basis_is_date("1900-02-29") &&
	   !basis_is_date("2026-1-01") && !basis_is_date("") &&
	   !basis_is_date("2026-06-19x"), ": and what is none");
}

int main(void)
{
	test_mistakes();
	test_old();
	test_law();
	test_dates();
	return done_testing();
}
