/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules that ask for a port: what the kernel is told, what a line says. */

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#include "ruleset/policy/ports.h"
#include "tests/unit/made.h"
#include "tests/unit/tap.h"

static struct made m;

#define VENDOR(id) MADE_VENDOR(id, "\"lawful\"")
#define SURE "source = \"s\"; confidence = \"registry\"; "
#define PREFIX(p, role) "{ prefix = \"" p "\"; role = \"" role "\"; " SURE "}"
#define PORT(n, proto, role, rest) "{ port = " n "; transport = \"" proto \
	"\"; role = \"" role "\"; " SURE rest " }"

static void put_vendors(void)
{
	/* Lines: head 1, prefixes 2, ports from 3 on. */
	made_vendor("vendors/1.conf", VENDOR("dns")
	    "prefix_ports = [ 443, 853 ];"
	    "prefixes = ( " PREFIX("192.0.2.0/28", "resolver") ", "
	    PREFIX("192.0.2.64/28", "lawful") ", "
	    PREFIX("198.51.100.8/32", "resolver") ", "
	    PREFIX("2001:db8::53/128", "resolver") " );\n"
	    "ports = ( " PORT("853", "tcp", "dot", "") ",\n"
	    PORT("853", "udp", "doq", "") ",\n"
	    PORT("5053", "tcp", "unsure", "enforce = false;") ",\n"
	    PORT("8853", "tcp", "lawful", "") " );\n");
	made_vendor("vendors/2.conf", VENDOR("wide")
	    "prefixes = ( " PREFIX("198.51.100.0/24", "net") " );\n");
	made_vendor("vendors/3.conf", VENDOR("goods") "class = true;");
}

static void begin(const char *vendors)
{
	char settings[512];

	snprintf(settings, sizeof(settings), "mode = \"enforce\"; "
		 "vendors = ( %s );", vendors);
	made_begin(&m, settings);
}

#define ON(id, mode) "{ id = \"" id "\"; mode = \"" mode "\"; }"

/* "first-last>chain ..."; the caller frees. */
static char *listed(void)
{
	struct buffer out = { 0 };
	char a[ADDRESS_TEXT], b[ADDRESS_TEXT];
	struct interval n;

	buffer_text(&out, "");
	for_each_family(f) {
		struct interval_walk w = intervals_walk(&m.iv, SET_LISTED, f);

		while (intervals_next(&w, &n))
			buffer_printf(&out, "%s%s-%s>%s", out.len ? " " : "",
				      address_format(&n.range.first, a),
				      address_format(&n.range.last, b),
				      n.chain);
	}
	return buffer_take(&out);
}

static void listed_is(const char *want, const char *what)
{
	char *got = listed();

	is_text(got, want, "%s", what);
	free(got);
}

/* "tcp/853>chain ..." */
static void ports_are(const char *want, const char *what)
{
	struct buffer out = { 0 };

	for (size_t i = 0; i < m.iv.nports; i++)
		buffer_printf(&out, "%s%s/%u>%s", i ? " " : "",
			      m.iv.ports[i].transport == IPPROTO_TCP ? "tcp" :
			      "udp", m.iv.ports[i].port,
			      m.iv.ports[i].chain->name);
	is_text(out.p ? out.p : "", want, "%s", what);
	buffer_done(&out);
}

static const struct vendor_chain *chain(const char *name)
{
	for (size_t i = 0; i < m.iv.nchains; i++)
		if (strcmp(m.iv.chains[i].name, name) == 0)
			return &m.iv.chains[i];
	give_up("no chain %s", name);
}

static void test_kernel(void)
{
	const struct vendor_chain *some;
	char *got;

	scratch_put("allow.list", "203.0.113.9\n");
	begin(ON("dns", "enforce") ", " ON("wide", "off"));
	listed_is("192.0.2.0-192.0.2.15>vendor-dns-some "
		  "198.51.100.8-198.51.100.8>vendor-dns-some "
		  "203.0.113.9-203.0.113.9>names "
		  "2001:db8::53-2001:db8::53>vendor-dns-some",
		  "addresses lead by their ports, an allowed one past them");
	ports_are("tcp/853>vendor-dns-port udp/853>vendor-dns-port "
		  "tcp/5053>vendor-dns-log-port",
		  "ports lead to chains of their own");
	some = chain("vendor-dns-some");
	ok(some->next == chain("vendor-dns") && some->intervals == 3 &&
	   some->next->intervals == 3 && !some->next->next,
	   "the first leads on to the vendor's");
	ok(chain("vendor-dns-port")->by_port &&
	   chain("vendor-dns-port")->intervals == 2 &&
	   chain("vendor-dns-log-port")->log_only &&
	   chain("vendor-dns-log")->intervals == 0,
	   "what no rule leads to is not there");
	made_end(&m);
	begin(ON("dns", "enforce") ", " ON("wide", "enforce"));
	listed_is("192.0.2.0-192.0.2.15>vendor-dns-some "
		  "198.51.100.0-198.51.100.7>vendor-wide "
		  "198.51.100.8-198.51.100.8>vendor-wide "
		  "198.51.100.9-198.51.100.255>vendor-wide "
		  "203.0.113.9-203.0.113.9>names "
		  "2001:db8::53-2001:db8::53>vendor-dns-some",
		  "who blocks an address whole comes before some ports of it");
	made_end(&m);
	begin(ON("dns", "enforce") ", " ON("wide", "observe"));
	got = listed();
	ok(strstr(got, "198.51.100.8-198.51.100.8>vendor-dns-some"),
	   "who only observes it does not");
	free(got);
	made_end(&m);
	begin("{ id = \"dns\"; roles_off = [ \"dot\", \"doq\", \"unsure\" ]; "
	      "}");
	ports_are("", "roles that are off restrict no port");
	listed_is("192.0.2.0-192.0.2.15>vendor-dns-some "
		  "198.51.100.8-198.51.100.8>vendor-dns-some "
		  "2001:db8::53-2001:db8::53>vendor-dns-some",
		  "and then an allowed address needs no way past");
	made_end(&m);
	begin("{ id = \"dns\"; roles_off = [ \"resolver\" ]; }");
	ok(m.iv.nports == 3 && intervals_total(&m.iv) == 1,
	   "the other way round too");
	made_end(&m);
	begin(ON("dns", "off"));
	ok(m.iv.nports == 0 && intervals_total(&m.iv) == 0,
	   "a vendor that is off has none");
	made_end(&m);
	scratch_put("allow.list", "");
}

static void test_ports_of(void)
{
	struct legend_class c = { .ports = "443 853" };
	uint16_t ports[PORTS_MAX];

	ok(ports_of(&c, ports) == 2 && ports[0] == 443 && ports[1] == 853,
	   "the ports of a class");
	ok(ports_reach(&c, IPPROTO_TCP, 853) &&
	   ports_reach(&c, IPPROTO_UDP, 443) &&
	   !ports_reach(&c, IPPROTO_TCP, 53) &&
	   !ports_reach(&c, IPPROTO_ICMP, 443), "hold for these, of TCP and "
	   "UDP");
	c.ports = "";
	ok(ports_of(&c, ports) == 0 && ports_reach(&c, IPPROTO_ICMP, 0),
	   ": none: for every packet");
	c.ports = "1 x 3";
	ok(ports_of(&c, ports) == 1, "a damaged text ends");
	c.ports = "0 70000 99999999999999999999 5";
	ok(ports_of(&c, ports) == 1 && ports[0] == 5, "what is no port is "
	   "none");
	c.ports = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18";
	is_number(ports_of(&c, ports), PORTS_MAX, ": too many are cut");
}

/* "effect vendor role", " by port" */
static void explains(const char *vendor, const char *to, uint8_t transport,
		     uint16_t port, const char *want)
{
	struct ports_packet packet = { .transport = transport, .port = port };
	const struct legend *l = &m.g.legend;
	char text[128] = "ignored";
	struct decision d;
	bool by_port;

	address_parse(to, &packet.dst);
	d = ports_explain(m.policy, vendor, &packet, &by_port);
	if (d.effect != EFFECT_IGNORE)
		snprintf(text, sizeof(text), "%s %s line %u%s",
			 effect_words[d.effect],
			 l->classes[d.rule.class].role, d.rule.line,
			 by_port ? " by port" : "");
	is_text(text, want, "%s %s %u", vendor, to, port);
}

static void test_explain(void)
{
	begin(ON("dns", "enforce") ", " ON("wide", "observe"));
	explains("dns", "192.0.2.1", IPPROTO_TCP, 443,
		 "blocked resolver line 2");
	explains("dns", "192.0.2.1", IPPROTO_TCP, 853,
		 "blocked resolver line 2");
	explains("dns", "192.0.2.1", IPPROTO_TCP, 53, "ignored");
	explains("dns", "203.0.113.1", IPPROTO_TCP, 853,
		 "blocked dot line 3 by port");
	explains("dns", "203.0.113.1", IPPROTO_UDP, 853,
		 "blocked doq line 4 by port");
	explains("dns", "2001:db8::1", IPPROTO_UDP, 853,
		 "blocked doq line 4 by port");
	explains("dns", "203.0.113.1", IPPROTO_TCP, 5053,
		 "logged unsure line 5 by port");
	explains("dns", "203.0.113.1", IPPROTO_UDP, 5053, "ignored");
	explains("dns", "203.0.113.1", IPPROTO_TCP, 443, "ignored");
	explains("wide", "198.51.100.8", IPPROTO_TCP, 443,
		 "observed net line 2");
	explains("dns", "198.51.100.8", IPPROTO_TCP, 443,
		 "blocked resolver line 2");
	explains("dns", "198.51.100.9", IPPROTO_TCP, 853,
		 "blocked dot line 3 by port");
	explains("wide", "198.51.100.9", IPPROTO_TCP, 853,
		 "observed net line 2");
	explains("nobody", "198.51.100.9", IPPROTO_TCP, 853, "ignored");
	made_end(&m);
}

static void test_class(void)
{
	begin(ON("dns", "enforce"));
	for (size_t i = 0; i < m.g.legend.nvendors; i++)
		ok(strcmp(m.g.legend.vendors[i].id, "goods") != 0,
		   "vendor %zu is no class of products", i);
	made_end(&m);
}

int main(void)
{
	put_vendors();
	test_kernel();
	test_ports_of();
	test_explain();
	test_class();
	return done_testing();
}
