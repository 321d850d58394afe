/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The policy of a fleet over the settings of a gateway. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/config_mode.h"
#include "ruleset/config/source.h"
#include "tests/unit/tap.h"

#define MANIFEST "format = 1; sequence = 7;\n"
#define LOCAL "policy = { url = \"https://c.example/p\"; };\n"

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

static void put(const char *name, const char *text)
{
	if (file_write(in(name), text, strlen(text), 0644) < 0)
		give_up("cannot write %s", name);
}

/* A gateway with these settings, under policy 7 with those. */
static void begin(const char *name, const char *local, const char *policy)
{
	char *text;

	folder = name;
	folder_make(in("state/policy/7/vendors"), 0755);
	folder_make(in("state/policy/7/lists"), 0755);
	text = xasprintf("state = \"%s\";\n%s", in("state"), local);
	put("cordon.conf", text);
	put("state/policy/7/manifest", MANIFEST);
	put("state/policy/7/policy.conf", policy);
	put("state/policy/7/digest", "0123abcd");
	if (symlink("7", in("state/policy/current")) < 0 && errno != EEXIST)
		give_up("cannot link");
	free(text);
}

static bool load(void)
{
	return config_load(&c, in("cordon.conf"));
}

static bool says(const char *what)
{
	const char *text = c.report.text.p ? c.report.text.p : "(nothing)";

	if (strstr(text, what))
		return true;
	diag("not said: %s", what);
	diag("which is: %s", text);
	return false;
}

static enum mode mode_of(const char *vendor)
{
	return config_vendor_mode(&c, vendor);
}

/* --- settings --------------------------------------------------------- */

static void test_over(void)
{
	char text[300];

	begin("over", LOCAL "mode = \"observe\"; unknown = \"pass\";\n"
	      "no_sni = \"log\";",
	      "# comment\nmode = \"enforce\";\nunknown = \"block\";\n");
	ok(load(), "a policy is read");
	is_number(c.central.sequence, 7, ": which");
	is_text(c.central.digest, "0123abcd", ": its digest");
	is_number(c.mode, MODE_ENFORCE, ": its mode holds");
	is_number(c.unknown, REACT_BLOCK, ": and its setting");
	is_number(c.no_sni, REACT_LOG, ": what it does not set stays");
	is_number(c.central.passed_over, 2, ": what of here does not count");
	is_text(config_origin(&c, &c.mode, text, sizeof(text)),
		in("state/policy/7/policy.conf:2"), ": where it comes from");
	config_done(&c);

	begin("unasked", "mode = \"observe\";", "mode = \"enforce\";");
	ok(load(), "without a url none counts");
	is_number(c.central.sequence, 0, ": none is in force");
	is_number(c.mode, MODE_OBSERVE, ": the mode is of here");
	config_done(&c);
}

static void test_stricter(void)
{
	begin("stricter", LOCAL "mode = \"enforce\";", "mode = \"observe\";");
	load();
	is_number(c.mode, MODE_ENFORCE, "a gateway may refuse more");
	config_done(&c);
	begin("nothing", LOCAL "mode = \"enforce\";",
	      "mode = \"observe\"; local_mode = \"nothing\";");
	load();
	is_number(c.mode, MODE_OBSERVE, "where it may not, it does not");
	config_done(&c);
	begin("all", LOCAL "mode = \"off\"; unknown = \"pass\";",
	      "mode = \"enforce\"; unknown = \"block\"; local = \"all\";");
	load();
	is_number(c.mode, MODE_OFF, "where all is left to it, it may");
	is_number(c.unknown, REACT_PASS, ": all of it");
	config_done(&c);
}

static void test_command(void)
{
	begin("command", LOCAL, "mode = \"enforce\";"
	      "vendors = ( { id = \"huawei\"; } );");
	load();
	config_store_mode(&c, NULL, MODE_OBSERVE);
	config_store_mode(&c, "huawei", MODE_OFF);
	config_done(&c);
	load();
	is_number(c.mode, MODE_ENFORCE, "a mode by command, which is weaker");
	is_number(mode_of("huawei"), MODE_ENFORCE, ": of a vendor");
	ok(!config_admits_mode(&c, NULL, MODE_OBSERVE), ": is not admitted");
	ok(!config_admits_mode(&c, "kaspersky", MODE_OFF),
	   ": of another that is on");
	ok(config_admits_mode(&c, "zte", MODE_ENFORCE), ": a new one is");
	ok(config_admits_mode(&c, NULL, MODE_ENFORCE), ": the same is");
	config_done(&c);
	put("state/policy/7/policy.conf", "mode = \"observe\";");
	load();
	is_number(c.mode, MODE_OBSERVE, ": the same as the policy's");
	config_store_mode(&c, NULL, MODE_ENFORCE);
	config_done(&c);
	load();
	is_number(c.mode, MODE_ENFORCE, ": a stricter one counts");
	config_done(&c);
}

/* --- vendors, clients, sources ---------------------------------------- */

static void test_vendors(void)
{
	static const char local[] = LOCAL "vendors = ( "
		"{ id = \"kaspersky\"; mode = \"off\"; },"
		"{ id = \"huawei\"; mode = \"enforce\"; },"
		"{ id = \"acme\"; mode = \"off\"; },"
		"{ id = \"zte\"; } );";
	static const char policy[] = "mode = \"observe\"; vendors = ( "
		"{ id = \"huawei\"; bases = [ \"eu\" ]; } );\n"
		"sources = ( { id = \"s\"; file = \"lists/a\"; "
		"vendor = \"acme\"; } );";
	char *text;

	begin("vendors", local, policy);
	ok(load(), "vendors of both");
	is_number(mode_of("kaspersky"), MODE_OBSERVE, ": a standard stays");
	is_number(mode_of("huawei"), MODE_ENFORCE, ": a stricter mode");
	is_number(config_vendor(&c, "huawei")->bases.n, 1, ": its bases");
	is_number(mode_of("acme"), MODE_OBSERVE, ": one that a list names");
	is_number(mode_of("zte"), MODE_OBSERVE, ": one more");
	config_done(&c);
	text = xasprintf("%s local = \"nothing\";", policy);
	begin("no-vendors", local, text);
	load();
	is_number(mode_of("huawei"), MODE_OBSERVE, "nothing: not stricter");
	is_number(mode_of("zte"), MODE_OFF, "nothing: no other");
	config_done(&c);
	free(text);
	text = xasprintf("%s local = \"all\";", policy);
	begin("all-vendors", local, text);
	load();
	is_number(mode_of("kaspersky"), MODE_OFF, "all: also weaker");
	is_number(mode_of("acme"), MODE_OFF, "all: as a list names it");
	config_done(&c);
	free(text);
}

static void exempt_are(size_t n, const char *policy, const char *what)
{
	begin("exempt", LOCAL "exempt = ( { client = \"10.0.0.1\"; "
	      "reason = \"here\"; } );", policy);
	load();
	is_number(c.exempt.n, n, "clients: %s", what);
	config_done(&c);
}

static void test_exempt(void)
{
#define THEIRS "exempt = ( { client = \"10.9.0.1\"; reason = \"all\"; } );"
	exempt_are(1, THEIRS, "only the policy's");
	exempt_are(2, THEIRS "local_exempt = \"additions\";", "both");
	exempt_are(0, "mode = \"enforce\";", "none of here by itself");
	exempt_are(1, "local = \"all\";", "all of here");
}

static void sources_are(size_t n, const char *policy, const char *what)
{
	begin("sources", LOCAL "sources = ( "
	      "{ id = \"s\"; file = \"/local\"; vendor = \"acme\"; },"
	      "{ id = \"own\"; file = \"/own\"; vendor = \"acme\"; },"
	      "{ id = \"open\"; file = \"/open\"; vendor = \"acme\"; "
	      "action = \"allow\"; } );", policy);
	load();
	is_number(c.sources.n, n, "sources: %s", what);
}

static void test_sources(void)
{
#define LISTS "sources = ( { id = \"s\"; file = \"lists/a\"; " \
	      "vendor = \"acme\"; } );\n"
	sources_are(2, LISTS, "what opens is none");
	is_text(source_find(&c.sources, "s")->path,
		in("state/policy/7/lists/a"), ": the list of the bundle");
	config_done(&c);
	sources_are(3, LISTS "local_allow = \"additions\";", "unless it may");
	config_done(&c);
	sources_are(1, LISTS "local_sources = \"nothing\";", "none of here");
	config_done(&c);
	sources_are(3, LISTS "local = \"all\";", "all of here");
	is_text(source_find(&c.sources, "s")->path, "/local",
		": in the place of the policy's");
	config_done(&c);
}

static void test_leaves(void)
{
	begin("leaves", LOCAL, "mode = \"enforce\";");
	load();
	ok(config_leaves(&c, LEAVE_BLOCK), "more may be blocked");
	ok(!config_leaves(&c, LEAVE_ALLOW), "nothing may be allowed");
	ok(!config_leaves(&c, LEAVE_EXEMPT), "nobody may be excepted");
	config_done(&c);
	begin("unled", "", "mode = \"enforce\";");
	load();
	ok(config_leaves(&c, LEAVE_ALLOW), "without a policy all may");
	config_done(&c);
}

/* --- what must not be ------------------------------------------------- */

static void refuses(const char *policy, const char *why)
{
	struct conf_report report = { .errors = 0 };
	const char *text;

	begin("bad", LOCAL, policy);
	ok(!config_check_central(in("state/policy/7"), &report),
	   "refused: %s", why);
	text = report.text.p ? report.text.p : "(nothing)";
	if (!ok(strstr(text, why), ": and said"))
		diag("%s", text);
	conf_report_done(&report);
}

static void test_closed(void)
{
	refuses("user = \"root\";", "unknown key \"user\"");
	refuses("catalogue = \"/etc\";", "unknown key \"catalogue\"");
	refuses("policy = { url = \"\"; };", "unknown key \"policy\"");
	refuses("local = \"some\";", "\"some\"");
	refuses("@include \"/etc/shadow\"\n", "@include");
	refuses("mode = \"enforce", "syntax error");
#define ONE(more) "sources = ( { id = \"s\"; vendor = \"a\"; " more " } );"
	refuses(ONE("file = \"/etc/shadow\";"), "in a policy it is lists/");
	refuses(ONE("file = \"lists/../policy.conf\";"), "lists/NAME");
	refuses(ONE("file = \"lists/.x\";"), "lists/NAME");
	refuses(ONE("file = \"lists/\";"), "lists/NAME");
	refuses(ONE("folder = \"/etc\";"), "names no folder");
	refuses(ONE("url = \"https://x.example/\"; headers = \"/etc/k\";"),
		"names no file");
	refuses(ONE("url = \"https://x.example/\"; minisign = \"/etc/k\";"),
		"no file with it");
}

static void manifest_is(bool good, const char *text, const char *what)
{
	struct conf_report report = { .errors = 0 };
	struct central_manifest m;

	begin("manifest", LOCAL, "");
	put("state/policy/7/manifest", text);
	ok(central_manifest_read(&m, in("state/policy/7"), &report) == good,
	   "manifest, %s: %s", good ? "good" : "bad", what);
	central_manifest_done(&m);
	conf_report_done(&report);
}

static void test_manifest(void)
{
	struct central_manifest m;
	struct conf_report report = { .errors = 0 };
	struct buffer text = { 0 };

	manifest_is(true, MANIFEST, "the least");
	manifest_is(false, "", "empty");
	manifest_is(false, "format = 1;", "no sequence");
	manifest_is(false, "format = 1; sequence = 0;", "sequence 0");
	manifest_is(false, "format = 1; sequence = -3;", "a negative one");
	manifest_is(false, "format = 2; sequence = 3;", "another format");
	manifest_is(false, MANIFEST "share = 0;", "for nobody");
	manifest_is(false, MANIFEST "share = 101;", "for more than all");
	manifest_is(false, MANIFEST "until = \"soon\";", "an end that is none");
	manifest_is(false, MANIFEST "more = 1;", "an unknown key");

	begin("written", LOCAL, "");
	put("state/policy/7/manifest", MANIFEST "share = 10; rollout = 9;\n"
	    "until = \"2026-09-23T08:15:00Z\";");
	ok(central_manifest_read(&m, in("state/policy/7"), &report),
	   "a manifest with all of it");
	is_number(m.share, 10, ": its share");
	is_number(m.end, 1790151300, ": its end");
	is_number(m.rollout, 7, ": a roll-out from the future is none");
	central_manifest_write(&m, &text);
	put("state/policy/7/manifest", text.p);
	central_manifest_done(&m);
	ok(central_manifest_read(&m, in("state/policy/7"), &report),
	   ": what is written is read");
	is_number(m.end, 1790151300, ": the same");
	central_manifest_done(&m);
	buffer_done(&text);
	conf_report_done(&report);
}

static void test_broken(void)
{
	char *candidate;

	begin("broken", LOCAL "mode = \"observe\";",
	      "mode = \"enforce\"; news = 1;");
	ok(load(), "one in force with a key of another version is read");
	is_number(c.mode, MODE_ENFORCE, ": what is known of it holds");
	is_number(c.central.mistakes, 1, ": and it is told");
	config_done(&c);
	candidate = xstrdup(in("state/policy/7"));
	ok(!config_load_under(&c, in("cordon.conf"), candidate),
	   ": one that is to come is refused");
	says("unknown key \"news\"");
	config_done(&c);
	free(candidate);
	unlink(in("state/policy/current"));
	ok(symlink("../7", in("state/policy/current")) == 0,
	   "a link to elsewhere");
	is_number(config_central_current(in("state")), 0, ": is none");
}

#define VENDOR(title, prefix) \
	"id = \"zte\"; title = \"" title "\"; as_of = \"2026-01-01\"; " \
	"bases = ( { id = \"b\"; authority = \"A\"; cite = \"C\"; " \
	"binds = \"all\"; dates = \"D\"; source = \"S\"; } ); " \
	"prefixes = ( { prefix = \"" prefix "\"; " \
	"role = \"network\"; source = \"https://x.example/\"; " \
	"date = \"2026-01-01\"; confidence = \"registry\"; } );"

/* The title that a vendor has in the end. */
static void title_is(const char *policy, const char *want)
{
	struct conf_report report = { .errors = 0 };
	struct catalogue all;

	begin("titles", LOCAL "catalogue = \"ruleset/vendors\";\n", policy);
	folder_make(in("local"), 0755);
	put("local/zte.conf", VENDOR("of here", "192.88.98.0/24"));
	put("state/policy/7/vendors/zte.conf",
	    VENDOR("of the fleet", "192.88.98.0/24"));
	load();
	free(c.local_catalogue);
	c.local_catalogue = xstrdup(in("local"));
	ok(catalogue_load(&all, &c, &report), "a vendor of both: %s", policy);
	if (report.text.p)
		diag("%s", report.text.p);
	is_text(catalogue_find(&all, "zte")->title, want, ": whose counts");
	catalogue_done(&all);
	conf_report_done(&report);
	config_done(&c);
}

static void test_catalogue(void)
{
	struct conf_report report = { .errors = 0 };
	struct catalogue all;

	title_is("", "of the fleet");
	title_is("local = \"nothing\";", "of the fleet");
	title_is("local = \"all\";", "of here");

	begin("space", LOCAL "catalogue = \"ruleset/vendors\";\n", "");
	put("state/policy/7/vendors/zte.conf", VENDOR("ZTE", "10.0.0.0/8"));
	load();
	ok(!catalogue_load(&all, &c, &report), "a vendor in private space");
	ok(report.text.p && strstr(report.text.p, "private or special"),
	   ": is told as a mistake");
	catalogue_done(&all);
	conf_report_done(&report);
	config_done(&c);
}

int main(void)
{
	test_over();
	test_stricter();
	test_command();
	test_vendors();
	test_exempt();
	test_sources();
	test_leaves();
	test_closed();
	test_manifest();
	test_broken();
	test_catalogue();
	return done_testing();
}
