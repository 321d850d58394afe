/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sources compiled: whose their entries are, what is folded, what a list
 * excepts, what its source excludes. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/source.h"
#include "ruleset/policy/policy.h"
#include "ruleset/policy/rules.h"
#include "tests/unit/tap.h"

static struct config config;
static struct generation g;
static struct policy *policy;

static char *in(const char *name)
{
	return xasprintf("%s/%s", scratch(), name);
}

static void put(const char *name, const char *text)
{
	char *path = in(name), *slash = strrchr(path, '/');

	*slash = '\0';
	folder_make(path, 0755);
	*slash = '/';
	if (file_write(path, text, strlen(text), 0644) < 0)
		give_up("cannot write %s", path);
	free(path);
}

static const char settings[] =
	"mode = \"enforce\";\n"
	"vendors = ( { id = \"ads\"; mode = \"enforce\"; },\n"
	"            { id = \"spam\"; mode = \"enforce\"; } );\n"
	"sources = (\n"
	"  { id = \"one\"; url = \"https://lists.example/one\"; vendor = "
	"\"ads\"; title = \"Advertisers\";\n"
	"    exclude = [ \"keep.example.com\", \"198.51.100.7\" ]; },\n"
	"  { id = \"two\"; url = \"https://lists.example/two\"; vendor = "
	"\"spam\"; },\n"
	"  { id = \"three\"; url = \"https://lists.example/three\"; vendor = "
	"\"ads\"; action = \"log\"; match = \"exact\"; } );\n";

/* The configuration, with sources whose copies are `one` and so on. */
static void begin(const char *one, const char *two, const char *three)
{
	static struct conf_report report;
	char *path = in("cordon.conf");
	struct buffer text = { 0 };

	buffer_printf(&text, "catalogue = \"%s/vendors\"; local_catalogue = "
		      "\"%s/none\"; state = \"%s\";\n"
		      "block_list = \"%s/b\"; allow_list = \"%s/a\"; "
		      "protect_list = \"%s/p\";\n%s", scratch(), scratch(),
		      scratch(), scratch(), scratch(), scratch(), settings);
	put("vendors/acme.conf", "id = \"acme\"; title = \"A\"; as_of = "
	    "\"2026-01-01\"; bases = ( { id = \"b\"; authority = \"A\"; cite = "
	    "\"C\"; binds = \"B\"; dates = \"D\"; source = \"S\"; } );");
	put("cordon.conf", text.p);
	put("sources/one/good", one);
	put("sources/two/good", two);
	put("sources/three/good", three);
	report = (struct conf_report) { 0 };
	ok(config_load(&config, path), "the configuration");
	if (config.report.text.p)
		diag("%s", config.report.text.p);
	ok(generation_compile(&g, &config, &report) == 0, "compiles");
	if (report.text.p)
		diag("%s", report.text.p);
	conf_report_done(&report);
	policy = policy_new(&g, &config);
	buffer_done(&text);
	free(path);
}

static void end(void)
{
	policy_free(policy);
	generation_close(&g);
	config_done(&config);
}

/* "blocked ads:3": effect, vendor and line of what decides. */
static const char *judge(const char *target)
{
	static char text[100];
	struct decision d;
	struct address a;

	d = address_parse(target, &a) ? policy_judge_address(policy, &a) :
	    policy_judge_name(policy, target, strlen(target));
	if (d.effect == EFFECT_IGNORE)
		return "ignored";
	snprintf(text, sizeof(text), "%s %s:%u", effect_words[d.effect],
		 g.legend.vendors[g.legend.classes[d.rule.class].vendor].id,
		 d.rule.line);
	return text;
}

static void test_whose(void)
{
	begin("example.com\n192.0.2.0/24\n", "example.org\n192.0.2.128/25\n",
	      "log.example.net\n");
	is_text(judge("www.example.com"), "blocked ads:1", "a source's vendor");
	is_text(judge("example.org"), "blocked spam:1", ": another's");
	is_text(judge("log.example.net"), "logged ads:1", ": its action");
	is_text(judge("x.log.example.net"), "ignored", ": its match");
	is_text(judge("192.0.2.1"), "blocked ads:2", "an address");
	is_text(judge("192.0.2.200"), "blocked spam:2", "the more specific");
	ok(g.memory.nlists == 7 && g.memory.lists[4].names == 1 &&
	   g.memory.lists[4].prefixes == 1, ": are counted");
	is_text(g.memory.lists[4].path, "https://lists.example/one",
		"under where they come from");
	is_text(g.legend.vendors[2].title, "Advertisers", "with a title");
	end();
}

static void test_folded(void)
{
	begin("example.com\na.example.com\nfull:b.example.com\nexample.com\n"
	      "x.example.org\n192.0.2.0/24\n192.0.2.7\n192.0.2.0/25\n",
	      "c.example.com\nd.c.example.com\n198.51.100.0/24\n", "");
	is_number(g.memory.lists[4].names, 2, "children are folded away");
	is_number(g.memory.lists[4].prefixes, 1, "prefixes inside too");
	is_number(prefixes_count(&g.prefixes), 2, "intervals");
	is_text(judge("a.example.com"), "blocked ads:1", ": and still covered");
	is_number(g.memory.lists[5].names, 1,
		  "of another list only into its own");
	is_text(judge("d.c.example.com"), "blocked spam:1",
		": its own decides");
	end();
	begin("example.com\nb.a.example.com\n", "a.example.com\n", "");
	is_text(judge("b.a.example.com"), "blocked ads:2",
		": nothing folds past another's entry in between");
	end();
}

static void test_excepted(void)
{
	begin("||example.com^\n||bad.good.example.com^\n||sure.good.example."
	      "com^$important\n@@||good.example.com^\n||198.51.100.0^\n",
	      "x.good.example.com\n", "");
	is_text(judge("www.example.com"), "blocked ads:1", "a list blocks");
	is_text(judge("www.good.example.com"), "ignored",
		": but its exception");
	is_text(judge("bad.good.example.com"), "ignored", "all below it");
	is_text(judge("sure.good.example.com"), "blocked ads:3",
		": but what is important");
	is_text(judge("x.good.example.com"), "blocked spam:1",
		"other lists are not meant");
	is_text(judge("keep.example.com"), "ignored", ": nor what is excluded");
	is_text(judge("a.keep.example.com"), "ignored", ": and below");
	end();
	begin("198.51.100.0/24\n10.0.0.0/8\n", "198.51.100.7\n", "");
	is_text(judge("198.51.100.6"), "blocked ads:1", "a prefix");
	is_text(judge("198.51.100.7"), "blocked spam:1",
		"an address excluded from one list is in the other's");
	is_text(judge("10.0.0.1"), "ignored", "space of nobody's servers");
	is_number(prefixes_count(&g.prefixes), 3, "three intervals");
	end();
	begin("198.51.100.0/24\n", "", "");
	is_number(prefixes_count(&g.prefixes), 2, "a hole is exact");
	is_text(judge("198.51.100.7"), "ignored", ": nothing holds in it");
	end();
}

/* As an important exception prevails over important entries, and only that. */
static void test_important(void)
{
	begin("||a.example^$important\n@@||b.a.example^\n"
	      "@@||c.a.example^$important\n||d.c.a.example^$important\n"
	      "@@||192.0.2.7^$important\n||192.0.2.7^$important\n"
	      "@@||192.0.2.8^\n||192.0.2.8^$important\n", "", "");
	is_text(judge("a.example"), "blocked ads:1", "an important entry");
	is_text(judge("b.a.example"), "blocked ads:1",
		"an exception does not reach it");
	is_text(judge("c.a.example"), "ignored", "an important one does");
	is_text(judge("d.c.a.example"), "ignored", ": also below");
	is_text(judge("192.0.2.7"), "ignored", "addresses as well");
	is_text(judge("192.0.2.8"), "blocked ads:8", ": and not");
	end();
	begin("$TTL 1\n*.a.example CNAME .\n*.b.a.example CNAME "
	      "rpz-passthru.\nc.b.a.example CNAME .\n*.d.c.b.a.example CNAME "
	      "rpz-passthru.\ne.d.c.b.a.example CNAME .\n"
	      "x.example CNAME .\n*.x.example CNAME rpz-passthru.\n", "", "");
	is_text(judge("w.a.example"), "blocked ads:2", "a policy zone");
	is_text(judge("a.example"), "ignored", ": of what is below a name");
	is_text(judge("z.b.a.example"), "ignored", "the closest decides");
	is_text(judge("c.b.a.example"), "blocked ads:4", ": at each");
	is_text(judge("d.c.b.a.example"), "ignored", "turn");
	is_text(judge("e.d.c.b.a.example"), "blocked ads:6", ": of it");
	is_text(judge("x.example"), "blocked ads:7", "a name alone");
	is_text(judge("y.x.example"), "ignored", "without its wildcard");
	end();
}

static void test_settings(void)
{
	struct config_source *s;
	uint8_t a[COMPILE_DIGEST], b[COMPILE_DIGEST];
	static const char word[] = "other";

	begin("example.com\n", "", "");
	s = config.sources.items;
	compile_digest(&config, a);
	put("sources/one/good", "example.org\n");
	compile_digest(&config, b);
	ok(memcmp(a, b, sizeof(a)) != 0, ": another copy, another digest");
	s->match = SOURCE_MATCH_EXACT;
	compile_digest(&config, a);
	ok(memcmp(a, b, sizeof(a)) != 0, ": another setting too");
	free(s->role);
	s->role = xstrdup(word);
	compile_digest(&config, b);
	ok(memcmp(a, b, sizeof(a)) != 0, ": another role");
	s->refresh++;
	compile_digest(&config, a);
	ok(memcmp(a, b, sizeof(a)) == 0, ": not how often it is fetched");
	end();
}

static void test_damaged(void)
{
	struct conf_report report = { 0 };
	struct generation other;
	char *path;

	begin("example.com\n", "", "");
	put("sources/one/good", "<!DOCTYPE html>\n<html><body></body></html>");
	ok(generation_compile(&other, &config, &report) < 0 &&
	   strstr(report.text.p, "\"one\" cannot be read"),
	   "a copy that is no list any more is told");
	conf_report_done(&report);
	report = (struct conf_report) { 0 };
	path = in("sources/one/good");
	unlink(path);
	ok(generation_compile(&other, &config, &report) == 0,
	   "one that was never fetched has no entries");
	generation_close(&other);
	conf_report_done(&report);
	free(path);
	end();
}

int main(void)
{
	test_whose();
	test_folded();
	test_excepted();
	test_important();
	test_settings();
	test_damaged();
	return done_testing();
}
