/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the words of "cordon vendors" share: by a small catalogue of its own. */

#include <stdio.h>
#include <string.h>

#include "lib/file.h"
#include "lib/folder.h"
#include "tests/unit/tap.h"
#include "tools/vendors/tables.h"
#include "tools/vendors/vendors.h"

#define ENTRY "source = \"s\"; confidence = \"registry\"; "

static const char acme[] =
	"id = \"acme\"; title = \"Acme\"; as_of = \"2026-01-02\"; "
	"schema = 2;\n"
	"bases = ( { id = \"us-x\"; duty = \"supply\"; status = \"in-force\"; "
	"jurisdiction = \"US\"; issuer = \"I\"; instrument = \"N\"; "
	"cite = \"1 FR 2\"; profiles = [ \"us-person\" ]; binds = \"all\"; "
	"days = ( { on = \"2020-01-01\"; what = \"begins\"; } ); "
	"leaves_out = \"the web\"; reaches = [ \"update\" ]; "
	"source = \"https://x.example\"; } );\n"
	"names = ( { name = \"up.acme.example\"; match = \"suffix\"; "
	"role = \"update\"; " ENTRY "}, "
	"{ name = \"www.acme.example\"; match = \"exact\"; role = \"web\"; "
	ENTRY "}, "
	"{ name = \"odd.acme.example\"; match = \"exact\"; role = \"update\"; "
	"enforce = false; " ENTRY "} );\n"
	"prefixes = ( { prefix = \"192.0.2.0/24\"; role = \"update\"; "
	"enforce = false; shared = true; " ENTRY "} );\n";

static struct vendors v;
static const struct vendor *of;

/* Opens them with these settings. */
static void open_with(const char *settings)
{
	static char text[2048];
	static struct args a;

	folder_make(scratch_in("catalogue"), 0755);
	file_write(scratch_in("catalogue/acme.conf"), acme, strlen(acme),
		   0644);
	snprintf(text, sizeof(text), "catalogue = \"%s/catalogue\"; "
		 "local_catalogue = \"%s/none\"; state = \"%s/state\"; %s\n",
		 scratch(), scratch(), scratch(), settings);
	scratch_put("cordon.conf", text);
	a.config = scratch_in("cordon.conf");
	vendors_open(&v, &a);
	of = vendors_find(&v, "acme");
}

#define ON "vendors = ( { id = \"acme\"; } ); "

static void test_modes(void)
{
	open_with("mode = \"enforce\";");
	is_text(vendors_mode(&v, of), "off", "a vendor that nobody enabled");
	is_text(vendors_effect(&v, of, "update", true, false), "off",
		": nothing happens to its entries");
	vendors_close(&v);
	open_with("mode = \"observe\"; " ON);
	is_text(vendors_mode(&v, of), "observe", "one that is enabled");
	is_text(vendors_effect(&v, of, "update", true, false), "observed",
		": its entries are observed");
	is_text(vendors_effect(&v, of, "update", false, false), "logged",
		": what is not sure is logged");
	is_text(vendors_effect(&v, of, "update", false, true), "shown",
		": what is shared is shown alone");
	vendors_close(&v);
	open_with("mode = \"enforce\"; " ON);
	is_text(vendors_effect(&v, of, "update", true, false), "blocked",
		"enforced they are blocked");
	is_text(vendors_effect(&v, of, "update", false, false), "logged",
		", but what is not sure");
	vendors_close(&v);
	open_with("mode = \"enforce\"; vendors = ( { id = \"acme\"; "
		  "roles_off = [ \"web\" ]; } );");
	is_text(vendors_effect(&v, of, "web", true, false), "lawful",
		"a role that is left out");
	is_text(vendors_effect(&v, of, "update", true, false), "blocked",
		", and another");
	vendors_close(&v);
}

static void test_law(void)
{
	const struct basis *b;

	open_with("mode = \"enforce\"; profile = [ \"us-person\" ]; " ON);
	b = of->bases.items;
	ok(vendors_basis_holds(&v, of, b), "a basis that binds this profile");
	ok(vendors_basis(&v, of, "update") == b, "is cited where it reaches");
	ok(!vendors_basis(&v, of, "web"), ", and not where it does not");
	is_text(vendors_effect(&v, of, "web", true, false), "lawful",
		": what it does not reach is lawful");
	is_text(vendors_effect(&v, of, "update", true, false), "blocked",
		": what it reaches is not");
	vendors_close(&v);
	open_with("mode = \"enforce\"; profile = [ \"it-government\" ]; " ON);
	b = of->bases.items;
	ok(!vendors_basis_holds(&v, of, b), "it does not bind another");
	ok(!vendors_basis(&v, of, "update"), ": nothing is cited");
	vendors_close(&v);
}

/* All of it as JSON. */
static const char *told(void)
{
	static const struct args json = { .as_json = true };
	static struct buffer out;
	struct answer *an;

	buffer_reset(&out);
	an = answer_into(&out, &json, "cordon.vendor/1");
	vendors_tables_put(an, &v, of);
	answer_end(an);
	return out.p;
}

static void has(const char *part)
{
	ok(strstr(told(), part), "has %s", part);
	if (!strstr(told(), part))
		diag("%s", told());
}

static void test_tables(void)
{
	open_with("mode = \"enforce\"; " ON);
	has("\"bases\":[{\"id\":\"us-x\",\"in_force\":true,");
	has("\"citation\":\"1 FR 2\",\"jurisdiction\":\"US\","
	    "\"duty\":\"supply\",\"status\":\"in-force\"");
	has("\"leaves_out\":\"the web\"");
	has("{\"name\":\"up.acme.example\",\"match\":\"suffix\","
	    "\"enforce\":true,\"shared\":false,\"role\":\"update\","
	    "\"effect\":\"blocked\",\"basis\":\"us-x\"");
	has("{\"name\":\"odd.acme.example\",\"match\":\"exact\","
	    "\"enforce\":false,");
	has("{\"prefix\":\"192.0.2.0/24\",\"enforce\":false,\"shared\":true,"
	    "\"role\":\"update\",\"effect\":\"shown\"");
	has("\"ports\":[]");
	vendors_close(&v);
}

static void test_today(void)
{
	char text[VENDORS_DATE];
	int y, m, d;

	ok(sscanf(vendors_today(text), "%4d-%2d-%2d", &y, &m, &d) == 3 &&
	   strlen(text) == 10 && y > 2000, "today is a date: %s", text);
}

int main(void)
{
	test_modes();
	test_law();
	test_tables();
	test_today();
	return done_testing();
}
