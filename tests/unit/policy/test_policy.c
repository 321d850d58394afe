/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who wins: protect, allow, the most specific, block, the catalogue's order;
 * through the modes, bases and roles of a configuration. */

#include <stdio.h>

#include "tests/unit/made.h"
#include "tests/unit/tap.h"

static struct made m;

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
	made_vendor("vendors/1.conf",
	    "id = \"acme\"; title = \"A\"; as_of = \"1\";\n"
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
	made_vendor("vendors/2.conf",
	    "id = \"bolt\"; title = \"B\"; as_of = \"1\";\n"
	    "bases = ( " BASIS("law", "[ ]") " );\n"
	    "names = ( " NAME("both.com", "web", "theirs", "") ",\n"
	    NAME("b.acme.com", "web", "inside", "") ",\n"
	    NAME("x.feeds.acme.com", "intel", "rival", "") ",\n"
	    NAME("feeds.acme.com", "intel", "feeds", "") " );\n");
}

/* Loads a configuration of this mode and these vendors. */
static void begin(const char *mode, const char *vendors)
{
	char settings[512];

	snprintf(settings, sizeof(settings), "mode = \"%s\"; vendors = ( %s );",
		 mode, vendors);
	made_begin(&m, settings);
}

static void name_is(const char *name, const char *want)
{
	made_name_is(&m, name, want);
}

static void address_is(const char *text, const char *want)
{
	made_address_is(&m, text, want);
}

#define A_ "{ id = \"acme\"; "
#define B_ "{ id = \"bolt\"; "
#define BOTH A_ "}, " B_ "}"

static void test_modes(void)
{
	begin("enforce", BOTH);
	name_is("www.acme.com", "blocked acme/wide");
	name_is("acme.org", "ignored");
	made_end(&m);
	begin("observe", BOTH);
	name_is("www.acme.com", "observed acme/wide");
	address_is("192.0.2.70", "observed acme/net");
	made_end(&m);
	begin("off", A_ "mode = \"enforce\"; }");
	name_is("www.acme.com", "ignored");
	address_is("192.0.2.70", "ignored");
	made_end(&m);
	begin("observe", A_ "mode = \"enforce\"; }, " B_ "mode = \"off\"; }");
	name_is("b.acme.com", "blocked acme/wide");
	made_end(&m);
	begin("enforce", A_ "mode = \"observe\"; }");
	name_is("b.acme.com", "observed acme/wide");
	name_is("both.com", "observed acme/mine");
	made_end(&m);
}

static void test_precedence(void)
{
	begin("enforce", BOTH);
	name_is("www.b.acme.com", "blocked bolt/inside");
	name_is("same.com", "blocked acme/exact");
	name_is("www.same.com", "blocked acme/suffix");
	name_is("both.com", "blocked acme/mine");
	made_end(&m);
	begin("enforce", B_ "}, " A_ "}");
	name_is("both.com", "blocked acme/mine");
	made_end(&m);
	begin("enforce", A_ "mode = \"observe\"; }, " B_ "}");
	name_is("both.com", "blocked bolt/theirs");
	made_end(&m);
	begin("observe", A_ "}, " B_ "mode = \"enforce\"; }");
	name_is("www.b.acme.com", "blocked bolt/inside");
	name_is("www.acme.com", "observed acme/wide");
	made_end(&m);
	/* What is only observed makes no hole in what is enforced. */
	begin("enforce", A_ "}, " B_ "mode = \"observe\"; }");
	name_is("www.b.acme.com", "blocked acme/wide");
	made_end(&m);
}

static void test_doubt(void)
{
	begin("enforce", BOTH);
	name_is("maybe.acme.com", "logged acme/doubt");
	name_is("www.doubt.net", "logged acme/doubt3");
	address_is("192.0.2.1", "logged acme/guess");
	address_is("198.51.100.1", "logged acme/other");
	address_is("2001:db8::1", "ignored");
	address_is("2001:db8:1::1", "blocked acme/six");
	made_end(&m);
	begin("observe", BOTH);
	name_is("maybe.acme.com", "logged acme/doubt");
	name_is("www.doubt.net", "logged acme/doubt3");
	made_end(&m);
	scratch_put("block.list", "doubt.net\n2001:db8::/33\n");
	begin("enforce", BOTH);
	name_is("www.doubt.net", "blocked local/block.list");
	address_is("2001:db8::1", "blocked local/block.list");
	scratch_put("block.list", "");
	made_end(&m);
}

static void test_local_lists(void)
{
	scratch_put("block.list",
		    "local.test\nwww.acme.com\nallowed.acme.com\n");
	scratch_put("allow.list", "allowed.acme.com\n192.0.2.64/26\n"
	    "full:one.acme.com\n");
	scratch_put("protect.list", "b.acme.com\nsafe.allowed.acme.com\n"
	    "192.0.2.64/32\n");
	begin("enforce", BOTH);
	name_is("x.local.test", "blocked local/block.list");
	name_is("www.acme.com", "blocked local/block.list");
	name_is("x.allowed.acme.com", "allowed local/allow.list");
	name_is("x.safe.allowed.acme.com", "protected local/protect.list");
	name_is("b.acme.com", "protected local/protect.list");
	name_is("one.acme.com", "allowed local/allow.list");
	name_is("two.one.acme.com", "blocked acme/wide");
	address_is("192.0.2.63", "logged acme/guess");
	address_is("192.0.2.64", "protected local/protect.list");
	address_is("192.0.2.65", "allowed local/allow.list");
	made_end(&m);
	scratch_put("allow.list", "acme.com\n");
	begin("observe", A_ "mode = \"enforce\"; }");
	name_is("x.allowed.acme.com", "allowed local/allow.list");
	name_is("b.acme.com", "protected local/protect.list");
	name_is("x.local.test", "observed local/block.list");
	made_end(&m);
	scratch_put("block.list", "");
	scratch_put("allow.list", "");
	scratch_put("protect.list", "");
}

static void test_lawful(void)
{
	begin("enforce", A_ "}");
	name_is("feeds.acme.com", "blocked acme/feeds");
	made_end(&m);
	begin("enforce", A_ "bases = [ \"soft\" ]; }, " B_ "}");
	name_is("www.acme.com", "blocked acme/wide");
	name_is("x.feeds.acme.com", "blocked bolt/rival");
	name_is("up.feeds.acme.com", "blocked acme/under");
	name_is("dual.com", "blocked acme/dual2");
	address_is("192.0.2.127", "blocked acme/net");
	address_is("192.0.2.128", "lawful acme/half");
	made_end(&m);
	begin("observe", A_ "bases = [ \"soft\" ]; }");
	name_is("y.feeds.acme.com", "lawful acme/feeds");
	name_is("maybe.feeds.acme.com", "logged acme/doubt2");
	name_is("lawful.doubt.net", "lawful acme/lawful");
	made_end(&m);
	begin("enforce", A_ "bases = [ \"softer\" ]; }");
	name_is("www.acme.com", "lawful acme/wide");
	name_is("up.feeds.acme.com", "blocked acme/under");
	made_end(&m);
	begin("enforce", A_ "bases = [ \"softer\", \"strict\" ]; }");
	name_is("www.acme.com", "blocked acme/wide");
	made_end(&m);
	begin("enforce", A_ "roles_off = [ \"web\" ]; }");
	name_is("www.acme.com", "lawful acme/wide");
	name_is("feeds.acme.com", "blocked acme/feeds");
	made_end(&m);
	scratch_put("block.list", "acme.com\n");
	begin("enforce", A_ "roles_off = [ \"intel\" ]; }");
	name_is("feeds.acme.com", "blocked local/block.list");
	made_end(&m);
	scratch_put("block.list", "");
}

static const char *basis_of(const char *name)
{
	struct decision d = policy_judge_name(m.policy, name, strlen(name));
	const struct legend_basis *b = policy_basis(m.policy, d.rule.class);

	return b ? b->id : NULL;
}

static void test_basis(void)
{
	scratch_put("block.list", "local.test\n");
	begin("enforce", A_ "}");
	is_text(basis_of("www.acme.com"), "soft", "the first basis is cited");
	is_text(basis_of("feeds.acme.com"), "strict",
		": that reaches the role");
	is_text(basis_of("local.test"), NULL, "a local rule has none");
	made_end(&m);
	begin("enforce", A_ "bases = [ \"strict\" ]; }");
	is_text(basis_of("www.acme.com"), "strict", ": and is in force");
	made_end(&m);
	scratch_put("block.list", "");
}

static void test_check(void)
{
	struct conf_report report = { 0 };

	begin("enforce", A_ "bases = [ \"soft\" ]; },\n" B_ "},\n{ id = "
	      "\"acmee\"; },\n" B_ "bases = [ \"lav\", \"zzz\" ]; }");
	ok(!policy_check(&m.g.legend, &m.config, &report), "names nobody has");
	is_number(report.errors, 4,
		  ": are told, kaspersky of the standard too");
	ok(strstr(report.text.p, "conf:3: no vendor \"acmee\" in the "
		  "catalogue; did you mean \"acme\"?"), "a vendor");
	ok(strstr(report.text.p, "conf:4: vendor \"bolt\" has no basis "
		  "\"lav\"; did you mean \"law\"?"), "a basis");
	ok(strstr(report.text.p, "no basis \"zzz\"\n"), "one near nothing");
	ok(strstr(report.text.p, "no vendor \"kaspersky\""), "the standard");
	conf_report_done(&report);
	made_end(&m);

	begin("enforce", A_ "roles_off = [ \"web\", \"updat\" ]; }");
	policy_check(&m.g.legend, &m.config, &report);
	ok(!strstr(report.text.p, "\"web\""), "a role that there is");
	ok(strstr(report.text.p, "conf:1: vendor \"acme\" has no role "
		  "\"updat\""), ": and one that there is not");
	conf_report_done(&report);
	made_end(&m);
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
