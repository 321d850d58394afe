/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on whose law counts, and on its age. */

#include <stdio.h>

#include "lib/file.h"
#include "lib/folder.h"
#include "ruleset/config/config_load.h"
#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/law.h"

static struct diagnosis d;

static const char vendor[] =
	"id = \"acme\"; title = \"T\"; as_of = \"2026-06-19\"; schema = 2;\n"
	"bases = ( { id = \"b\"; cite = \"C\"; binds = \"all\"; source = "
	"\"S\"; jurisdiction = \"US\"; issuer = \"I\"; instrument = \"N\"; "
	"duty = \"use\"; status = \"in-force\"; profiles = [ \"us-person\" ]; "
	"days = ( { on = \"2026-01-01\"; what = \"begins\"; }, "
	"{ on = \"2026-09-01\"; what = \"waiver ends\"; } ); } );\n"
	"names = ( { name = \"a.example\"; match = \"suffix\"; role = "
	"\"update\"; source = \"s\"; confidence = \"registry\"; }, "
	"{ name = \"w.example\"; match = \"suffix\"; role = \"web\"; "
	"source = \"s\"; confidence = \"registry\"; }, "
	"{ name = \"x.example\"; match = \"suffix\"; role = \"web\"; "
	"source = \"s\"; confidence = \"registry\"; } );\n";

static void put(const char *name, const char *text)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", scratch(), name);
	if (file_write(path, text, strlen(text), 0644) < 0)
		give_up("cannot write %s", path);
}

/* Has the vendor a network too, known from data of a day. */
static char network[160];

static void tell_of_prefixes(const char *date)
{
	snprintf(network, sizeof(network), "prefixes = ( { prefix = "
		 "\"192.0.2.0/24\"; role = \"network\"; source = \"s\"; "
		 "confidence = \"registry\"; date = \"%s\"; } );\n", date);
}

/* What is said on a day, of a configuration. */
static const char *judge(const char *settings, time_t now)
{
	struct conf_report report = { .errors = 0 };
	char folder[128], text[1600];
	static char said[1024];
	struct vendors v = { .profile = { .set = false } };

	snprintf(folder, sizeof(folder), "%s/vendors", scratch());
	folder_make(folder, 0755);
	snprintf(text, sizeof(text), "%s%s", vendor, network);
	put("vendors/acme.conf", text);
	snprintf(text, sizeof(text), "mode = \"enforce\"; catalogue = \"%s\"; "
		 "local_catalogue = \"%s/none\"; state = \"%s\"; %s\n",
		 folder, scratch(), scratch(), settings);
	put("cordon.conf", text);
	snprintf(text, sizeof(text), "%s/cordon.conf", scratch());
	if (!config_load(&v.config, text) ||
	    !catalogue_load(&v.catalogue, &v.config, &report))
		give_up("%s%s", v.config.report.text.p ?
			v.config.report.text.p : "",
			report.text.p ? report.text.p : "");
	profile_read(&v.profile, &v.config);
	doctor_law_judge(&d, &v, now);
	snprintf(said, sizeof(said), "%s", diagnosed(&d));
	profile_done(&v.profile);
	catalogue_done(&v.catalogue);
	config_done(&v.config);
	conf_report_done(&report);
	return said;
}

#define ACME "vendors = ( { id = \"acme\"; } ); "
#define PERSON "profile = [ \"us-person\" ]; "

/* 2026-07-01, 2026-09-02, 2026-12-01 */
enum { JULY = 1782864000, SEPTEMBER = 1788307200, DECEMBER = 1796083200 };

int main(void)
{
	is_text(judge(ACME PERSON, JULY), "ok: no date of a legal basis has "
		"passed since the catalogue's\n", "all is well");
	is_text(judge(ACME, JULY), "note: no profile is set: every legal "
		"basis counts, whomever it binds\n see: with one, what no "
		"text of yours reaches passes; of the 1 vendor that is on, 1 "
		"role is restricted here by no text at all\n try: say who "
		"this organisation is, such as profile = [ \"us-person\" ]; "
		"in cordon.conf; then cordon reload\n"
		"ok: no date of a legal basis has passed since the "
		"catalogue's\n", "nobody said who this is");
	is_text(judge(ACME PERSON, SEPTEMBER), "warn: b of acme has changed "
		"since 2026-06-19: 2026-09-01 waiver ends\n see: cordon "
		"vendors show acme\n try: take a newer catalogue: cordon "
		"sync, or a newer package\n", "a date has passed");
	ok(strstr(judge(ACME PERSON, DECEMBER), "warn: the catalogue's entry "
		  "of acme is 165 days old\n see: cordon vendors: acme as of "
		  "2026-06-19\n"), "an old catalogue");
	ok(!strstr(diagnosed(&d), "addresses"), "none of addresses of now");
	tell_of_prefixes("2026-01-02");
	ok(strstr(judge(ACME PERSON, JULY), "note: addresses of acme are known "
		  "from data 180 days old\n see: cordon vendors: acme, "
		  "prefixes as of 2026-01-02\n"), "old addresses");
	tell_of_prefixes("2026-06-17");
	ok(!strstr(judge(ACME PERSON, JULY), "addresses"), "newer ones");
	is_text(judge("vendors = ( { id = \"acme\"; mode = \"off\"; } );",
		      DECEMBER), "", "of what is off nothing is said");
	return done_testing();
}
