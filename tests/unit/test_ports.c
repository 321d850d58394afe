/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules that ask for a port: what the kernel is told, what a line says. */

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/file.h"
#include "ruleset/intervals.h"
#include "ruleset/ports.h"
#include "tests/unit/tap.h"

static struct config config;
static struct generation g;
static struct policy *policy;
static struct intervals iv;

static void put(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", scratch(), name);
	if (file_write(path, text, strlen(text), 0644) < 0)
		diag("cannot write %s", path);
}

#define BASES "bases = ( { id = \"b\"; authority = \"A\"; cite = \"C\"; " \
	"binds = \"B\"; dates = \"D\"; source = \"S\"; roles_off = " \
	"[ \"lawful\" ]; } );\n"
#define SURE "source = \"s\"; confidence = \"registry\"; "
#define PREFIX(p, role) "{ prefix = \"" p "\"; role = \"" role "\"; " SURE "}"
#define PORT(n, proto, role, rest) "{ port = " n "; transport = \"" proto \
	"\"; role = \"" role "\"; " SURE rest " }"

static void put_vendors(void)
{
	char folder[128];

	snprintf(folder, sizeof(folder), "%s/vendors", scratch());
	folder_make(folder, 0755);
	/* Lines: head 1, bases 1, prefixes 2, ports from 4 on. */
	put("vendors/1.conf", "id = \"dns\"; title = \"T\"; as_of = \"1\";"
	    "prefix_ports = [ 443, 853 ];" BASES
	    "prefixes = ( " PREFIX("192.0.2.0/28", "resolver") ", "
	    PREFIX("192.0.2.64/28", "lawful") ", "
	    PREFIX("198.51.100.8/32", "resolver") ", "
	    PREFIX("2001:db8::53/128", "resolver") " );\n"
	    "ports = ( " PORT("853", "tcp", "dot", "") ",\n"
	    PORT("853", "udp", "doq", "") ",\n"
	    PORT("5053", "tcp", "unsure", "enforce = false;") ",\n"
	    PORT("8853", "tcp", "lawful", "") " );\n");
	put("vendors/2.conf", "id = \"wide\"; title = \"T\"; as_of = \"1\";"
	    BASES "prefixes = ( " PREFIX("198.51.100.0/24", "net") " );\n");
	put("vendors/3.conf", "id = \"goods\"; title = \"T\"; as_of = \"1\";"
	    "class = true;" BASES);
}

static void begin(const char *vendors)
{
	struct buffer text = { 0 };
	const char *s = scratch();
	char path[128];

	buffer_printf(&text, "mode = \"enforce\"; catalogue = \"%s/vendors\"; "
		      "local_catalogue = \"%s/none\"; state = \"%s\"; "
		      "block_list = \"%s/block.list\"; allow_list = "
		      "\"%s/allow.list\"; protect_list = \"%s/protect.list\";"
		      " vendors = ( %s );\n", s, s, s, s, s, s, vendors);
	put("cordon.conf", text.p);
	buffer_done(&text);
	snprintf(path, sizeof(path), "%s/cordon.conf", s);
	if (!config_load(&config, path) ||
	    generation_compile(&g, &config, &config.report) < 0)
		diag("%s", config.report.text.p);
	policy = policy_new(&g, &config);
	intervals_collect(&iv, policy, &config);
}

static void end(void)
{
	intervals_done(&iv);
	policy_free(policy);
	generation_close(&g);
	config_done(&config);
}

#define ON(id, mode) "{ id = \"" id "\"; mode = \"" mode "\"; }"

/* "first-last>chain ..."; the caller frees. */
static char *listed(void)
{
	struct buffer out = { 0 };
	char a[ADDRESS_TEXT], b[ADDRESS_TEXT];
	struct nftset_interval n;

	buffer_text(&out, "");
	for (int f = FAMILY_V4; f <= FAMILY_V6; f++) {
		struct interval_walk w = intervals_walk(&iv, SET_LISTED, f);

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

	for (size_t i = 0; i < iv.nports; i++)
		buffer_printf(&out, "%s%s/%u>%s", i ? " " : "",
			      iv.ports[i].transport == IPPROTO_TCP ? "tcp" :
			      "udp", iv.ports[i].port,
			      iv.ports[i].chain->name);
	is_text(out.p ? out.p : "", want, "%s", what);
	buffer_done(&out);
}

static const struct vendor_chain *chain(const char *name)
{
	for (size_t i = 0; i < iv.nchains; i++)
		if (strcmp(iv.chains[i].name, name) == 0)
			return &iv.chains[i];
	diag("no chain %s", name);
	return NULL;
}

static void test_kernel(void)
{
	const struct vendor_chain *some;
	char *got;

	put("allow.list", "203.0.113.9\n");
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
	end();
	begin(ON("dns", "enforce") ", " ON("wide", "enforce"));
	listed_is("192.0.2.0-192.0.2.15>vendor-dns-some "
		  "198.51.100.0-198.51.100.7>vendor-wide "
		  "198.51.100.8-198.51.100.8>vendor-wide "
		  "198.51.100.9-198.51.100.255>vendor-wide "
		  "203.0.113.9-203.0.113.9>names "
		  "2001:db8::53-2001:db8::53>vendor-dns-some",
		  "who blocks an address whole comes before some ports of it");
	end();
	begin(ON("dns", "enforce") ", " ON("wide", "observe"));
	got = listed();
	ok(strstr(got, "198.51.100.8-198.51.100.8>vendor-dns-some"),
	   "who only observes it does not");
	free(got);
	end();
	begin("{ id = \"dns\"; roles_off = [ \"dot\", \"doq\", \"unsure\" ]; "
	      "}");
	ports_are("", "roles that are off restrict no port");
	listed_is("192.0.2.0-192.0.2.15>vendor-dns-some "
		  "198.51.100.8-198.51.100.8>vendor-dns-some "
		  "2001:db8::53-2001:db8::53>vendor-dns-some",
		  "and then an allowed address needs no way past");
	end();
	begin("{ id = \"dns\"; roles_off = [ \"resolver\" ]; }");
	ok(iv.nports == 3 && intervals_total(&iv) == 1,
	   "the other way round too");
	end();
	begin(ON("dns", "off"));
	ok(iv.nports == 0 && intervals_total(&iv) == 0,
	   "a vendor that is off has none");
	end();
	put("allow.list", "");
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
	   "none: for every packet");
	c.ports = "1 x 3";
	ok(ports_of(&c, ports) == 1, "a damaged text ends");
	c.ports = "0 70000 99999999999999999999 5";
	ok(ports_of(&c, ports) == 1 && ports[0] == 5, "what is no port is "
	   "none");
	c.ports = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18";
	is_number(ports_of(&c, ports), PORTS_MAX, "too many are cut");
}

/* "effect vendor role", " by port" */
static void explains(const char *vendor, const char *to, uint8_t transport,
		     uint16_t port, const char *want)
{
	struct ports_packet packet = { .transport = transport, .port = port };
	const struct legend *l = &g.legend;
	char text[128] = "ignored";
	struct decision d;
	bool by_port;

	address_parse(to, &packet.dst);
	d = ports_explain(policy, vendor, &packet, &by_port);
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
	end();
}

static void test_class(void)
{
	begin(ON("dns", "enforce"));
	for (size_t i = 0; i < g.legend.nvendors; i++)
		ok(strcmp(g.legend.vendors[i].id, "goods") != 0,
		   "vendor %zu is no class of products", i);
	end();
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
