/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Vendor files: bad ones are told, folders are read in their order. */

#include <stdio.h>

#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "ruleset/config/catalogue.h"
#include "tests/unit/tap.h"

#define TITLE(id) "id = \"" id "\"; title = \"T\"; as_of = \"2026\";\n"
#define BASES "bases = ( { id = \"b\"; authority = \"A\"; cite = \"C\"; " \
	"binds = \"all\"; dates = \"D\"; source = \"S\"; } );\n"
#define HEAD TITLE("acme") BASES
#define REST "source = \"s\"; confidence = "

/* Writes SCRATCH/folder/name. */
static void put(const char *folder, const char *name, const char *text)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/%s", scratch(), folder);
	folder_make(path, 0755);
	snprintf(path, sizeof(path), "%s/%s/%s", scratch(), folder, name);
	if (file_write(path, text, strlen(text), 0644) < 0)
		give_up("cannot write %s", path);
}

static bool read_folders(struct catalogue *c, const char *a, const char *b,
			 struct conf_report *report)
{
	char one[128], two[128];

	snprintf(one, sizeof(one), "%s/%s", scratch(), a);
	snprintf(two, sizeof(two), "%s/%s", scratch(), b);
	return catalogue_read(c, one, two, report);
}

static const struct {
	const char *text, *want;
} mistakes[] = {
	{ "title = \"T\"; as_of = \"1\"; " BASES, "id is missing" },
	{ TITLE("Ac/me") BASES, "id \"Ac/me\" must be" },
	{ TITLE("") BASES, "id is empty" },
	{ TITLE("a-log") BASES, "must be" },
	{ TITLE("a-some") BASES, "must be" },
	{ TITLE("a-port") BASES, "must be" },
	{ TITLE("-a") BASES, "id \"-a\" must be" },
	{ TITLE("a23456789012345678901234567890123") BASES, "must be" },
	{ TITLE("acme"), "bases is missing" },
	{ TITLE("acme") "bases = ( );", "needs a legal basis" },
	{ HEAD "names = ( { name = \"Acme.com\"; match = \"suffix\"; "
	  "role = \"web\"; " REST "\"registry\"; } );",
	  ".conf:3: \"Acme.com\" is not a host name" },
	{ HEAD "names = ( { name = \"com\"; match = \"suffix\"; "
	  "role = \"web\"; " REST "\"registry\"; } );",
	  ".conf:3: \"com\" is a single label" },
	{ HEAD "names = ( { name = \"a.com\"; match = \"glob\"; "
	  "role = \"web\"; " REST "\"registry\"; } );",
	  ".conf:3: match cannot be \"glob\"" },
	{ HEAD "names = ( { name = \"a.com\"; match = \"exact\"; "
	  "role = \"evidence\"; " REST "\"registry\"; } );",
	  "needs enforce = false" },
	{ HEAD "names = ( { name = \"a.com\"; match = \"exact\"; "
	  "role = \"web\"; " REST "\"unverified\"; } );",
	  "needs enforce = false" },
	{ HEAD "names = ( { name = \"a.com\"; match = \"exact\"; "
	  "role = \"web\"; confidence = \"registry\"; } );",
	  ".conf:3: source is missing" },
	{ HEAD "names = ( { name = \"a.com\"; match = \"exact\"; "
	  "role = \"web\"; source = \"\"; confidence = \"registry\"; "
	  "} );", ".conf:3: " },
	{ HEAD "prefixes = ( { prefix = \"192.0.2.1/24\"; "
	  "role = \"network\"; " REST "\"registry\"; } );",
	  ".conf:3: \"192.0.2.1/24\" is not a prefix" },
	{ HEAD "prefixes = ( { prefix = \"192.0.2.0/24\"; "
	  "role = \"network-unconfirmed\"; " REST "\"registry\"; } );",
	  "needs enforce = false" },
	{ HEAD "prefixes = ( { prefix = \"192.0.2.0/24\"; role = "
	  "\"network\"; shared = true; " REST "\"registry\"; } );",
	  "shared: it needs enforce = false" },
	{ HEAD "asns = ( { n = 0; " REST "\"registry\"; "
	  "expand = true; } );", ".conf:3: n is 0; it must" },
	{ HEAD "ports = ( { port = 0; transport = \"tcp\"; role = "
	  "\"dot-port\"; " REST "\"registry\"; } );",
	  ".conf:3: port is 0; it must" },
	{ HEAD "ports = ( { port = 65536; transport = \"tcp\"; role = "
	  "\"dot-port\"; " REST "\"registry\"; } );",
	  ".conf:3: port is 65536; it must" },
	{ HEAD "ports = ( { port = 853; transport = \"sctp\"; role = "
	  "\"dot-port\"; " REST "\"registry\"; } );",
	  ".conf:3: transport cannot be \"sctp\"" },
	{ HEAD "ports = ( { port = 853; transport = \"udp\"; role = "
	  "\"dot-port\"; " REST "\"unverified\"; } );",
	  ".conf:3: port 853 is dot-port, unverified: it needs "
	  "enforce = false" },
	{ HEAD "prefix_ports = [ 443, 70000 ];", "70000" },
	{ HEAD "prefix_ports = [ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, "
	  "12, 13, 14, 15, 16, 17 ];", "prefix_ports has 17; it may" },
	{ HEAD "class = true; names = ( { name = \"a.com\"; match = "
	  "\"exact\"; role = \"web\"; " REST "\"registry\"; } );",
	  "a class of products (class = true) has no names" },
	{ HEAD "nmes = ( );", "did you mean \"names\"?" },
};

static void test_mistakes(void)
{	char folder[16];

	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		struct conf_report report = { 0 };
		struct catalogue c;

		snprintf(folder, sizeof(folder), "bad%zu", i);
		put(folder, "v.conf", mistakes[i].text);
		ok(!read_folders(&c, folder, "none", &report),
		   "mistake %zu is one", i);
		if (!ok(report.text.p &&
			strstr(report.text.p, mistakes[i].want),
			": and says %s", mistakes[i].want))
			diag("%s", report.text.p ? report.text.p : "(empty)");
		is_number(c.n, 0, "the vendor is left out");
		catalogue_done(&c);
		conf_report_done(&report);
	}
}

static void test_folders(void)
{
	struct conf_report report = { 0 };
	struct catalogue c;

	put("main", "1.conf", TITLE("one") BASES);
	put("main", "2.conf", TITLE("two") BASES);
	put("main", "3.txt", "nonsense");
	put("local", "x.conf", "id = \"one\"; title = \"Mine\"; "
	    "as_of = \"2027\";" BASES);
	ok(read_folders(&c, "main", "none", &report) && c.n == 2,
	   "a folder of two vendors, and none of the gateway's own");
	catalogue_done(&c);
	ok(read_folders(&c, "main", "local", &report) && c.n == 2,
	   "one of the gateway's own replaces");
	is_text(catalogue_find(&c, "one")->title, "Mine", ": that of its id");
	ok(c.vendors == catalogue_find(&c, "one"), "in its place");
	catalogue_done(&c);
	put("main", "4.conf", TITLE("two") BASES);
	put("main", "5.conf", TITLE("five") "names = 1;");
	ok(!read_folders(&c, "main", "local", &report), "two files of one id");
	ok(strstr(report.text.p, "4.conf: vendor \"two\" is already") &&
	   strstr(report.text.p, "/main/2.conf"), ": are told, by both names");
	ok(c.n == 2 && !catalogue_find(&c, "five"), "the others are kept");
	catalogue_done(&c);
	conf_report_done(&report);
	ok(!read_folders(&c, "none", "local", &report) && c.n == 1,
	   "a catalogue that is not there is a mistake");
	catalogue_done(&c);
	conf_report_done(&report);
}

int main(void)
{
	test_mistakes();
	test_folders();
	return done_testing();
}
