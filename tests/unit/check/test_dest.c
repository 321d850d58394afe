/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What "cordon check" finds out about a destination, and says of it. */

#include <stdio.h>
#include <string.h>

#include "tests/unit/made.h"
#include "tests/unit/tap.h"
#include "tools/check/check.h"

static struct made m;
static struct rules r;
static struct dest t;

#define ENTRY(role, source, sure) "role = \"" role "\"; source = \"" source \
	"\"; confidence = \"registry\"; enforce = " sure "; }"
#define NAME(name, role, sure) "{ name = \"" name "\"; match = \"suffix\"; " \
	ENTRY(role, "S", sure)

static void begin(const char *settings)
{
	made_vendor("vendors/1.conf",
		    MADE_VENDOR("acme", "\"intel\"")
		    "names = ( " NAME("acme.com", "web", "true") ",\n"
		    NAME("maybe.net", "web", "false") ",\n"
		    NAME("feeds.acme.com", "intel", "true") " );\n"
		    "prefixes = ( { prefix = \"192.0.2.0/24\"; "
		    ENTRY("web", "N", "true") " );\n");
	made_begin(&m, settings);
	r = (struct rules) {
		.config = m.config, .generation = m.g, .policy = m.policy,
	};
}

#define ENFORCE "mode = \"enforce\"; vendors = ( { id = \"acme\"; } );"

/* --- reading ---------------------------------------------------------- */

static void reads(const char *word, const char *want, bool address)
{
	dest_read(&t, word);
	is_text(t.text, want, "\"%s\"", word);
	is_number(t.is_address, address, ", %s", address ? "an address" :
		  "a name");
}

static void test_read(void)
{
	reads("WWW.Acme.com", "www.acme.com", false);
	reads("acme.com.", "acme.com", false);
	reads("https://eve@acme.com:8443/x?y=a@b#c", "acme.com", false);
	reads("https://acme.com?@evil.example", "acme.com", false);
	reads("acme.com:443", "acme.com", false);
	reads("192.0.2.7", "192.0.2.7", true);
	reads("192.0.2.7:443", "192.0.2.7", true);
	reads("192.0.2.0/28", "192.0.2.0/28", true);
	reads("2001:db8::1", "2001:db8::1", true);
	reads("[2001:db8::1]:443", "2001:db8::1", true);
	reads("https://[2001:db8::1]/x", "2001:db8::1", true);
	reads("2001:db8::/32", "2001:db8::/32", true);
}

/* --- what happens ----------------------------------------------------- */

static const struct dest_outcome *judged(const char *word, const char *client)
{
	dest_read(&t, word);
	dest_judge(&t, &r, client);
	return dest_outcome(&t);
}

static void becomes(const char *word, const char *client, const char *want,
		    int status)
{
	const struct dest_outcome *o = judged(word, client);
	char text[128];

	snprintf(text, sizeof(text), "%s: %s", o->key, o->why);
	is_text(text, want, "%s%s%s", word, client ? " for " : "",
		client ? client : "");
	is_number(o->status, status, ", as an exit status");
}

static void test_outcome(void)
{
	begin(ENFORCE " exempt = ( { client = \"10.0.0.0/8\"; "
	      "reason = \"lab\"; } );");
	becomes("x.acme.com", NULL,
		"blocked: restricted, and its vendor is enforced", 11);
	becomes("192.0.2.7", NULL,
		"blocked: restricted, and its vendor is enforced", 11);
	becomes("maybe.net", NULL,
		"logged: listed, but not sure enough to block", 10);
	becomes("feeds.acme.com", NULL,
		"allowed: a role that no basis in force reaches", 0);
	becomes("acme.org", NULL, "allowed: not listed", 0);
	becomes("x.acme.com", "10.1.2.3", "allowed: the client is exempt", 0);
	becomes("x.acme.com", "11.1.2.3",
		"blocked: restricted, and its vendor is enforced", 11);
	becomes("x.acme.com", "02:00:00:00:00:01",
		"blocked: restricted, and its vendor is enforced", 11);
	made_end(&m);
	begin("mode = \"observe\"; vendors = ( { id = \"acme\"; } );");
	becomes("x.acme.com", NULL,
		"would-block: restricted, but its vendor is only observed", 10);
	made_end(&m);
	begin("mode = \"enforce\";");
	becomes("x.acme.com", NULL,
		"allowed: listed, but nothing that acts on it", 0);
	made_end(&m);
}

/* Why the rule that wins is not each of the others. */
static void test_losers(void)
{
	char text[320], why[DEST_WHY];

	begin(ENFORCE);
	judged("x.feeds.acme.com", NULL);
	is_number(t.n, 2, "two rules");
	dest_rule(&t, &t.rules[0], text, sizeof(text));
	is_text(text, "suffix acme.com", ": the wider one");
	ok(!dest_is_decided_by(&t, &t.rules[0]), ", which does not decide");
	is_text(dest_why_not(r.policy, &t.rules[0], why),
		"another rule comes first", ", and why not");
	dest_rule(&t, &t.rules[1], text, sizeof(text));
	is_text(text, "suffix feeds.acme.com", ": the narrower one");
	ok(dest_is_decided_by(&t, &t.rules[1]), ", which does");
	judged("192.0.2.7", NULL);
	dest_rule(&t, &t.rules[0], text, sizeof(text));
	is_text(text, "prefix 192.0.2.0/24", "a prefix around the address");
	made_end(&m);
	begin("mode = \"enforce\";");
	judged("x.acme.com", NULL);
	ok(!dest_is_decided_by(&t, &t.rules[0]), "none decides if all are off");
	is_text(dest_why_not(r.policy, &t.rules[0], why),
		"its vendor is off", ": why");
	made_end(&m);
}

/* --- what is said ----------------------------------------------------- */

/* Without the folder of the catalogue. */
static const char *said(struct args a, const char *word)
{
	static const struct check_now as_said = { .now = FORCE_AS_SAID };
	size_t len = strlen(m.config.catalogue);
	static struct buffer out;
	struct answer *an;
	char *at;

	buffer_reset(&out);
	an = answer_into(&out, &a, "cordon.check/1");
	judged(word, NULL);
	answer_table(an, &check_grid);
	check_put(an, &a, &t, &r, &as_said);
	answer_table_end(an);
	answer_end(an);
	while ((at = strstr(out.p, m.config.catalogue)))
		memmove(at, at + len + 1, strlen(at + len + 1) + 1);
	return out.p;
}

static void test_said(void)
{
	begin(ENFORCE);
	is_text(said((struct args) { .config = NULL }, "x.acme.com"),
		"x.acme.com  BLOCKED: restricted, and its vendor is enforced\n"
		"  rule       suffix acme.com\n"
		"  list       1.conf:2\n"
		"  vendor     acme, T\n"
		"  role       web (mode enforce)\n"
		"  confidence registry\n"
		"  source     S\n"
		"  as of      1\n"
		"  authority  A\n"
		"  cite       C\n"
		"  duty       own-policy\n"
		"  dates      D\n"
		"  binds      B\n", "to people: a page");
	is_text(said((struct args) { .as_csv = true }, "x.acme.com"),
		"target,outcome,why,exception,stands for,rule,decides,effect,"
		"vendor,role,ports,list,line,confidence,source,basis,"
		"authority,cite,duty,law of\n"
		"x.acme.com,blocked,\"restricted, and its vendor is enforced\""
		",,,suffix acme.com,yes,blocked,acme,web,,1.conf,2,registry,S,"
		"b,A,C,own-policy,\n", "as CSV: a row for each rule");
	is_text(said((struct args) { .as_json = true }, "acme.org"),
		"{\"schema\":\"cordon.check/1\",\"targets\":[{\"target\":"
		"\"acme.org\",\"outcome\":\"allowed\",\"why\":\"not listed\","
		"\"rules\":[]}]}\n", "as JSON: no rule");
	ok(strstr(said((struct args) { .config = NULL }, "x.feeds.acme.com"),
		  "  not used   suffix acme.com (web, 1.conf:2): another "
		  "rule comes first\n"), "to people: what is not used");
	made_end(&m);
}

static void stands(const char *word, const char *want)
{
	dest_read(&t, word);
	dest_judge(&t, &r, NULL);
	is_text(t.stands_for, want, "%s", word);
}

static void test_forms(void)
{
	begin(ENFORCE);
	stands("64:ff9b::c000:207", "192.0.2.7 (NAT64)");
	stands("2002:c000:207::1", "192.0.2.7 (6to4)");
	is_number(t.decision.effect, EFFECT_BLOCK, ": is blocked");
	stands("64:ff9b::c633:6401", "");
	stands("192.0.2.7", "");
	stands("acme.com", "");
	made_end(&m);
}

int main(void)
{
	test_forms();
	test_read();
	test_outcome();
	test_losers();
	test_said();
	return done_testing();
}
