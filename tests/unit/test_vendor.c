/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The catalogue: what is shipped keeps its rules, bad files are told. */

#include <stdio.h>

#include "lib/address.h"
#include "lib/file.h"
#include "lib/name.h"
#include "ruleset/vendor.h"
#include "tests/unit/tap.h"

static bool one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (word && strcmp(word, *words) == 0)
			return true;
	diag("\"%s\" is unexpected", word ? word : "(null)");
	return false;
}

static bool given(const char *text)
{
	return text && text[0] != '\0';
}

static const char *const confidences[] = {
	"official-vendor-doc", "registry", "third-party-list",
	"third-party-observation", "unverified", NULL
};
static const char *const sure[] = {
	"official-vendor-doc", "registry", "third-party-list",
	"third-party-observation", NULL
};

static bool may_be_enforced(const char *role, const char *confidence)
{
	return given(role) && strcmp(role, "evidence") != 0 &&
	       strcmp(role, "network-unconfirmed") != 0 &&
	       one_of(confidence, sure);
}

static void check_names(const struct vendor *v)
{
	const struct vendor_name *n = v->names.items;
	unsigned unsourced = 0, unsure = 0, bad = 0, twice = 0;

	for (size_t i = 0; i < v->names.n; i++) {
		unsourced += !given(n[i].source) ||
			     !one_of(n[i].confidence, confidences);
		unsure += n[i].enforce &&
			  !may_be_enforced(n[i].role, n[i].confidence);
		bad += !name_is_hostname(n[i].name, strlen(n[i].name)) ||
		       !strchr(n[i].name, '.') || n[i].line == 0;
		for (size_t k = 0; k < i; k++)
			twice += strcmp(n[i].name, n[k].name) == 0 &&
				 n[i].match == n[k].match;
	}
	ok(v->names.n > 0, "%s has names", v->id);
	is_number(unsourced, 0, "each has its source and a known confidence");
	is_number(unsure, 0, "none is enforced that nobody is sure of");
	is_number(bad, 0, "each is a host name below a top-level domain");
	is_number(twice, 0, "none stands there twice");
}

/* Space that must never be listed: private, local, multicast, all. */
static bool is_special(const struct prefix *p)
{
	static const char *const special[] = {
		"0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16",
		"172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3", "::/8",
		"fc00::/7", "fe80::/10", "ff00::/8",
	};
	struct prefix s;

	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (!prefix_parse(special[i], &s) ||
		    prefix_contains(&s, &p->addr) ||
		    prefix_contains(p, &s.addr))
			return true;
	return false;
}

static void check_prefixes(const struct vendor *v)
{
	const struct vendor_prefix *p = v->prefixes.items;
	unsigned unsourced = 0, unsure = 0, bad = 0, twice = 0;
	struct prefix parsed;

	for (size_t i = 0; i < v->prefixes.n; i++) {
		unsourced += !given(p[i].source) ||
			     !one_of(p[i].confidence, confidences);
		unsure += p[i].enforce &&
			  (p[i].shared ||
			   !may_be_enforced(p[i].role, p[i].confidence));
		bad += !prefix_parse(p[i].prefix, &parsed) ||
		       is_special(&parsed) || p[i].line == 0;
		for (size_t k = 0; k < i; k++)
			twice += strcmp(p[i].prefix, p[k].prefix) == 0;
	}
	is_number(unsourced, 0, "each prefix has its source");
	is_number(unsure, 0, "none is enforced unsure or shared");
	is_number(bad, 0, "none is special or private space");
	is_number(twice, 0, "none stands there twice");
}

static void check_bases(const struct vendor *v)
{
	const struct vendor_basis *b = v->bases.items;
	const struct vendor_name *names = v->names.items;
	unsigned empty = 0, twice = 0, idle = 0;

	for (size_t i = 0; i < v->bases.n; i++) {
		empty += !given(b[i].id) || !given(b[i].authority) ||
			 !given(b[i].cite) || !given(b[i].binds) ||
			 !given(b[i].dates) || !given(b[i].source);
		for (size_t k = 0; k < i; k++)
			twice += strcmp(b[i].id, b[k].id) == 0;
		for (size_t r = 0; r < b[i].roles_off.n; r++) {
			const char *role = ((char **)b[i].roles_off.items)[r];
			size_t k = 0;

			while (k < v->names.n &&
			       strcmp(names[k].role, role) != 0)
				k++;
			idle += k == v->names.n;
		}
	}
	ok(v->bases.n > 0 && empty == 0, "each basis says all there is");
	is_number(twice, 0, "no two have one id");
	is_number(idle, 0, "a role that is left out is one of some name");
}

static void check_asns(const struct vendor *v)
{
	const struct vendor_asn *a = v->asns.items;
	unsigned bad = 0;

	for (size_t i = 0; i < v->asns.n; i++) {
		bad += a[i].n < 1 || !given(a[i].source) ||
		       !one_of(a[i].confidence, confidences);
		for (size_t k = 0; k < i; k++)
			bad += a[i].n == a[k].n;
	}
	is_number(bad, 0, "each AS number is given once, with its source");
}

static void test_shipped(void)
{
	struct conf_report report = { 0 };
	struct catalogue c;

	if (!ok(catalogue_read(&c, "ruleset/vendors", scratch(), &report),
		"the shipped catalogue has no mistake"))
		diag("%s", report.text.p);
	ok(catalogue_find(&c, "kaspersky") != NULL, "it has kaspersky");
	ok(!catalogue_find(&c, "kaspersk"), "and nobody of half a name");
	for (size_t i = 0; i < c.n; i++) {
		ok(given(c.vendors[i].title) && given(c.vendors[i].as_of),
		   "%s has a title and a date", c.vendors[i].id);
		check_names(&c.vendors[i]);
		check_prefixes(&c.vendors[i]);
		check_bases(&c.vendors[i]);
		check_asns(&c.vendors[i]);
	}
	catalogue_done(&c);
	conf_report_done(&report);
}

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
		diag("cannot write %s", path);
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

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct conf_report report = { 0 };
		struct catalogue c;

		snprintf(folder, sizeof(folder), "bad%zu", i);
		put(folder, "v.conf", mistakes[i].text);
		ok(!read_folders(&c, folder, "none", &report),
		   "mistake %zu is one", i);
		if (!ok(report.text.p &&
			strstr(report.text.p, mistakes[i].want),
			"and says %s", mistakes[i].want))
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
	is_text(catalogue_find(&c, "one")->title, "Mine", "that of its id");
	ok(c.vendors == catalogue_find(&c, "one"), "in its place");
	catalogue_done(&c);
	put("main", "4.conf", TITLE("two") BASES);
	put("main", "5.conf", TITLE("five") "names = 1;");
	ok(!read_folders(&c, "main", "local", &report), "two files of one id");
	ok(strstr(report.text.p, "4.conf: vendor \"two\" is already") &&
	   strstr(report.text.p, "/main/2.conf"), "are told, by both names");
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
	test_shipped();
	test_mistakes();
	test_folders();
	return done_testing();
}
