/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who wins: protect, allow, the most specific, block, the catalogue's order;
 * through the modes, bases and roles of a configuration. */

#include <stdio.h>

#include "lib/file.h"
#include "ruleset/policy.h"
#include "tests/unit/tap.h"

static struct config config;
static struct generation g;
static struct policy *p;

static void put(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", scratch(), name);
	if (file_write(path, text, strlen(text), 0644) < 0)
		diag("cannot write %s", path);
}

#define BASIS(id, off) "{ id = \"" id "\"; authority = \"A\"; cite = \"C\"; " \
	"binds = \"B\"; dates = \"D\"; source = \"S\"; roles_off = " off "; }"
#define ENTRY(role, source, rest) "role = \"" role "\"; source = \"" source \
	"\"; confidence = \"registry\"; " rest " }"
#define NAME(name, role, source, rest) "{ name = \"" name \
	"\"; match = \"suffix\"; " ENTRY(role, source, rest)
#define EXACT(name, role, source) "{ name = \"" name \
	"\"; match = \"exact\"; " ENTRY(role, source, "")
#define PREFIX(prefix, role, source, rest) "{ prefix = \"" prefix "\"; " \
	ENTRY(role, source, rest)
#define UNSURE "enforce = false;"

static void write_catalogue(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/vendors", scratch());
	folder_make(path, 0755);
	put("vendors/1.conf", "id = \"acme\"; title = \"A\"; as_of = \"1\";\n"
	    "bases = ( " BASIS("soft", "[ \"intel\" ]") ", "
	    BASIS("strict", "[ ]") ", "
	    BASIS("softer", "[ \"intel\", \"web\" ]") " );\n"
	    "names = ( " NAME("acme.com", "web", "wide", "") ",\n"
	    NAME("feeds.acme.com", "intel", "feeds", "") ",\n"
	    NAME("up.feeds.acme.com", "update", "under", "") ",\n"
	    NAME("maybe.acme.com", "evidence", "doubt", UNSURE) ",\n"
	    NAME("maybe.feeds.acme.com", "evidence", "doubt2", UNSURE) ",\n"
	    NAME("doubt.net", "evidence", "doubt3", UNSURE) ",\n"
	    NAME("lawful.doubt.net", "intel", "lawful", "") ",\n"
	    NAME("same.com", "web", "suffix", "") ",\n"
	    EXACT("same.com", "web", "exact") ",\n"
	    NAME("dual.com", "intel", "dual1", "") ",\n"
	    NAME("dual.com", "update", "dual2", "") ",\n"
	    NAME("both.com", "web", "mine", "") " );\n"
	    "prefixes = ( " PREFIX("192.0.2.0/24", "web", "net", "") ",\n"
	    PREFIX("192.0.2.128/25", "intel", "half", "") ",\n"
	    PREFIX("192.0.2.0/26", "evidence", "guess", UNSURE) ",\n"
	    PREFIX("198.51.100.0/24", "evidence", "other", UNSURE) ",\n"
	    PREFIX("2001:db8::/32", "web", "all", UNSURE " shared = true;")
	    ",\n" PREFIX("2001:db8:1::/48", "web", "six", "") " );\n");
	put("vendors/2.conf", "id = \"bolt\"; title = \"B\"; as_of = \"1\";\n"
	    "bases = ( " BASIS("law", "[ ]") " );\n"
	    "names = ( " NAME("both.com", "web", "theirs", "") ",\n"
	    NAME("b.acme.com", "web", "inside", "") ",\n"
	    NAME("x.feeds.acme.com", "intel", "rival", "") ",\n"
	    NAME("feeds.acme.com", "intel", "feeds", "") " );\n");
}

/* Loads a configuration of this mode and these vendors. */
static void begin(const char *mode, const char *vendors)
{
	struct buffer text = { 0 };
	const char *s = scratch();
	char path[128];

	buffer_printf(&text, "mode = \"%s\"; vendors = ( %s );\n"
		      "catalogue = \"%s/vendors\"; local_catalogue = "
		      "\"%s/none\"; state = \"%s\"; block_list = "
		      "\"%s/block.list\"; allow_list = \"%s/allow.list\"; "
		      "protect_list = \"%s/protect.list\";\n", mode, vendors,
		      s, s, s, s, s, s);
	put("cordon.conf", text.p);
	buffer_done(&text);
	snprintf(path, sizeof(path), "%s/cordon.conf", s);
	if (!config_load(&config, path) ||
	    generation_compile(&g, &config, &config.report) < 0)
		diag("%s", config.report.text.p);
	p = policy_new(&g, &config);
}

static void end(void)
{
	policy_free(p);
	generation_close(&g);
	config_done(&config);
}

/* "effect vendor/source", by which each rule here is known. */
static const char *describe(struct decision d)
{
	static char text[200];
	const struct legend_class *c = &g.legend.classes[d.rule.class];
	const char *source = c->source, *slash = strrchr(c->source, '/');

	if (d.effect == EFFECT_IGNORE)
		return "ignored";
	snprintf(text, sizeof(text), "%s %s/%s", effect_words[d.effect],
		 g.legend.vendors[c->vendor].id, slash ? slash + 1 : source);
	return text;
}

static void name_is(const char *name, const char *want)
{
	is_text(describe(policy_judge_name(p, name, strlen(name))), want,
		"%s is %s", name, want);
}

static void address_is(const char *text, const char *want)
{
	struct address a;

	if (!address_parse(text, &a))
		diag("test is wrong: %s", text);
	is_text(describe(policy_judge_address(p, &a)), want, "%s is %s", text,
		want);
}

#define A_ "{ id = \"acme\"; "
#define B_ "{ id = \"bolt\"; "
#define BOTH A_ "}, " B_ "}"

static void test_modes(void)
{
	begin("enforce", BOTH);
	name_is("www.acme.com", "blocked acme/wide");
	name_is("acme.org", "ignored");
	end();
	begin("observe", BOTH);
	name_is("www.acme.com", "observed acme/wide");
	address_is("192.0.2.70", "observed acme/net");
	end();
	begin("off", A_ "mode = \"enforce\"; }");
	name_is("www.acme.com", "ignored");
	address_is("192.0.2.70", "ignored");
	end();
	begin("observe", A_ "mode = \"enforce\"; }, " B_ "mode = \"off\"; }");
	name_is("b.acme.com", "blocked acme/wide");
	end();
	begin("enforce", A_ "mode = \"observe\"; }");
	name_is("b.acme.com", "observed acme/wide");
	name_is("both.com", "observed acme/mine");
	end();
}

static void test_precedence(void)
{
	begin("enforce", BOTH);
	name_is("www.b.acme.com", "blocked bolt/inside");
	name_is("same.com", "blocked acme/exact");
	name_is("www.same.com", "blocked acme/suffix");
	name_is("both.com", "blocked acme/mine");
	end();
	begin("enforce", B_ "}, " A_ "}");
	name_is("both.com", "blocked acme/mine");
	end();
	begin("enforce", A_ "mode = \"observe\"; }, " B_ "}");
	name_is("both.com", "blocked bolt/theirs");
	end();
	begin("observe", A_ "}, " B_ "mode = \"enforce\"; }");
	name_is("www.b.acme.com", "blocked bolt/inside");
	name_is("www.acme.com", "observed acme/wide");
	end();
	begin("enforce", A_ "}, " B_ "mode = \"observe\"; }");
	name_is("www.b.acme.com", "observed bolt/inside");
	end();
}

static void test_doubt(void)
{
	begin("enforce", BOTH);
	name_is("maybe.acme.com", "blocked acme/wide");
	name_is("www.doubt.net", "logged acme/doubt3");
	address_is("192.0.2.1", "blocked acme/net");
	address_is("198.51.100.1", "logged acme/other");
	address_is("2001:db8::1", "ignored");
	address_is("2001:db8:1::1", "blocked acme/six");
	end();
	begin("observe", BOTH);
	name_is("maybe.acme.com", "observed acme/wide");
	name_is("www.doubt.net", "logged acme/doubt3");
	end();
	put("block.list", "doubt.net\n2001:db8::/33\n");
	begin("enforce", BOTH);
	name_is("www.doubt.net", "blocked local/block.list");
	address_is("2001:db8::1", "blocked local/block.list");
	put("block.list", "");
	end();
}

static void test_local_lists(void)
{
	put("block.list", "local.test\nwww.acme.com\nallowed.acme.com\n");
	put("allow.list", "allowed.acme.com\n192.0.2.64/26\n"
	    "full:one.acme.com\n");
	put("protect.list", "b.acme.com\nsafe.allowed.acme.com\n"
	    "192.0.2.64/32\n");
	begin("enforce", BOTH);
	name_is("x.local.test", "blocked local/block.list");
	name_is("www.acme.com", "blocked local/block.list");
	name_is("x.allowed.acme.com", "allowed local/allow.list");
	name_is("x.safe.allowed.acme.com", "protected local/protect.list");
	name_is("b.acme.com", "protected local/protect.list");
	name_is("one.acme.com", "allowed local/allow.list");
	name_is("two.one.acme.com", "blocked acme/wide");
	address_is("192.0.2.63", "blocked acme/net");
	address_is("192.0.2.64", "protected local/protect.list");
	address_is("192.0.2.65", "allowed local/allow.list");
	end();
	put("allow.list", "acme.com\n");
	begin("observe", A_ "mode = \"enforce\"; }");
	name_is("x.allowed.acme.com", "allowed local/allow.list");
	name_is("b.acme.com", "protected local/protect.list");
	name_is("x.local.test", "observed local/block.list");
	end();
	put("block.list", "");
	put("allow.list", "");
	put("protect.list", "");
}

static void test_lawful(void)
{
	begin("enforce", A_ "}");
	name_is("feeds.acme.com", "blocked acme/feeds");
	end();
	begin("enforce", A_ "bases = [ \"soft\" ]; }, " B_ "}");
	name_is("www.acme.com", "blocked acme/wide");
	name_is("x.feeds.acme.com", "blocked bolt/rival");
	name_is("up.feeds.acme.com", "blocked acme/under");
	name_is("dual.com", "blocked acme/dual2");
	address_is("192.0.2.127", "blocked acme/net");
	address_is("192.0.2.128", "lawful acme/half");
	end();
	begin("observe", A_ "bases = [ \"soft\" ]; }");
	name_is("y.feeds.acme.com", "lawful acme/feeds");
	name_is("maybe.feeds.acme.com", "logged acme/doubt2");
	name_is("lawful.doubt.net", "lawful acme/lawful");
	end();
	begin("enforce", A_ "bases = [ \"softer\" ]; }");
	name_is("www.acme.com", "lawful acme/wide");
	name_is("up.feeds.acme.com", "blocked acme/under");
	end();
	begin("enforce", A_ "bases = [ \"softer\", \"strict\" ]; }");
	name_is("www.acme.com", "blocked acme/wide");
	end();
	begin("enforce", A_ "roles_off = [ \"web\" ]; }");
	name_is("www.acme.com", "lawful acme/wide");
	name_is("feeds.acme.com", "blocked acme/feeds");
	end();
	put("block.list", "acme.com\n");
	begin("enforce", A_ "roles_off = [ \"intel\" ]; }");
	name_is("feeds.acme.com", "blocked local/block.list");
	end();
	put("block.list", "");
}

static const char *basis_of(const char *name)
{
	struct decision d = policy_judge_name(p, name, strlen(name));
	const struct legend_basis *b = policy_basis(p, d.rule.class);

	return b ? b->id : NULL;
}

static void test_basis(void)
{
	put("block.list", "local.test\n");
	begin("enforce", A_ "}");
	is_text(basis_of("www.acme.com"), "soft", "the first basis is cited");
	is_text(basis_of("feeds.acme.com"), "strict", "that reaches the role");
	is_text(basis_of("local.test"), NULL, "a local rule has none");
	end();
	begin("enforce", A_ "bases = [ \"strict\" ]; }");
	is_text(basis_of("www.acme.com"), "strict", "and is in force");
	end();
	put("block.list", "");
}

static void test_check(void)
{
	struct conf_report report = { 0 };

	begin("enforce", A_ "bases = [ \"soft\" ]; },\n" B_ "},\n{ id = "
	      "\"acmee\"; },\n" B_ "bases = [ \"lav\", \"zzz\" ]; }");
	ok(!policy_check(&g.legend, &config, &report), "names nobody has");
	is_number(report.errors, 4, "are told, kaspersky of the standard too");
	ok(strstr(report.text.p, "conf:3: no vendor \"acmee\" in the "
		  "catalogue; did you mean \"acme\"?"), "a vendor");
	ok(strstr(report.text.p, "conf:4: vendor \"bolt\" has no basis "
		  "\"lav\"; did you mean \"law\"?"), "a basis");
	ok(strstr(report.text.p, "no basis \"zzz\"\n"), "one near nothing");
	ok(strstr(report.text.p, "no vendor \"kaspersky\""), "the standard");
	conf_report_done(&report);
	end();

	begin("enforce", A_ "roles_off = [ \"web\", \"updat\" ]; }");
	policy_check(&g.legend, &config, &report);
	ok(!strstr(report.text.p, "\"web\""), "a role that there is");
	ok(strstr(report.text.p, "conf:1: vendor \"acme\" has no role "
		  "\"updat\""), "and one that there is not");
	conf_report_done(&report);
	end();
}

int main(void)
{
	write_catalogue();
	test_modes();
	test_precedence();
	test_doubt();
	test_local_lists();
	test_lawful();
	test_basis();
	test_check();
	return done_testing();
}
