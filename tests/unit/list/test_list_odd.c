/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that are met seldom in a format, but are met. */

#include <sys/resource.h>

#include "tests/unit/formats.h"
#include "tests/unit/tap.h"

static void test_names(void)
{
	static const struct format_row rows[] = {
		{ "domains", "a.example, b.example, c.example\n",
		  ".a.example .b.example .c.example", 0, 0, false },
		{ "domains", "domain\n*.a.example\nb.example;\n",
		  ".a.example .b.example", 0, 0, false },
		{ "hosts", "0.0.0.0 a.example\nb.example,\n",
		  "a.example b.example", 0, 0, false },
		{ "urls", "https://a.example/x\n0.0.0.0 b.example # why\n"
		  "http://c.example/\nd.example\n192.0.2.7 a remark\n"
		  "full:e.example\n",
		  "a.example b.example c.example .d.example 192.0.2.7 "
		  "e.example", 0, 0, false },
		{ "zeek", "#fields\tindicator_type\tindicator\tx\n"
		  "Intel::DOMAIN\ta.example\ty\n", ".a.example", 0, 0, false },
		{ "dnscrypt", "a.example\n*.b.example @sleep\n"
		  "c.example @work\n", ".a.example", 0, 2, false },
		{ "adblock", "||a.example^\n||b.example:8080^\n", ".a.example",
		  0, 1, false },
		{ "unbound", "local-zone: a.example typetransparent\n"
		  "local-data: \"a.example A 0.0.0.0\"\n",
		  "@.a.example !a.example", 0, 0, false },
		{ "smartdns", "address /a.example/#4,#6\n"
		  "address /b.example/#4\n", ".a.example", 0, 1, false },
	};

	test_rows(rows);
}

/* An answer of one's own lets pass below a name that is listed. */
static void test_answers(void)
{
	static const struct format_row rows[] = {
		{ "routeros", "/ip dns static\n"
		  "add name=ok.a.example type=FWD forward-to=192.0.2.53 "
		  "match-subdomain=yes\n"
		  "add name=www.a.example address=192.0.2.1\n"
		  "add name=b.example address=192.0.2.1\n"
		  "add name=a.example type=NXDOMAIN match-subdomain=yes\n"
		  "add name=bad.ok.a.example type=NXDOMAIN\n",
		  "@.ok.a.example @www.a.example .a.example "
		  "!bad.ok.a.example", 0, 1, false },
	};

	test_rows(rows);
}

static void test_addresses(void)
{
	static const struct format_row rows[] = {
		{ "domains", "192.0.2.7:443/tcp\n[2001:db8::7]:53/udp\n"
		  "192.0.2.8:443/x\n", "192.0.2.7 2001:db8::7", 1, 0, false },
		{ "tor", "Downloaded 2026-11-01 02:00:00\n"
		  "ExitAddress 192.0.2.7 2026-11-01 02:03:04\n", "192.0.2.7",
		  0, 0, false },
		{ "netset", "192.0.2.0/24 :Name, Inc:\n198.51.100.7 :x:\n",
		  "192.0.2.0/24 198.51.100.7", 0, 0, false },
		{ "iptoasn", "Start\tEnd\tNetblock\tAttacks\n"
		  "192.0.2.0\t192.0.2.255\t24\t3120\n", "192.0.2.0/24=AS24", 0,
		  0, false },
		{ "iptables", ":FORWARD ACCEPT [10:100]\n"
		  "[3:180] -A FORWARD -d 192.0.2.0/24 -j DROP\n",
		  "192.0.2.0/24", 0, 0, false },
		{ "crowdsec", "[{\"scope\":\"Ip\",\"type\":\"ban\",\"value\":"
		  "\"192.0.2.7\",\"origin\":\"x\",\"simulated\":false},{"
		  "\"simulated\":true,\"scope\":\"Ip\",\"type\":\"ban\","
		  "\"value\":\"192.0.2.8\"}]", "192.0.2.7", 0, 1, false },
	};

	test_rows(rows);
}

/* The type stands behind a list that is longer than what is looked at. */
static void test_late_type(void)
{
	struct buffer text = { 0 };
	struct list_result r;
	struct dump d;

	buffer_text(&text, "{\"description\":\"x\",\"list\":[");
	for (unsigned i = 0; i < 20000; i++)
		buffer_printf(&text, "\"name%05u.example\",", i);
	buffer_text(&text, "\"z.example\"],\"type\":\"hostname\"}");
	r = dump_list(text.p, text.len, NULL, &d);
	ok(r.format && strcmp(r.format, "misp") == 0 && r.names == 20001 &&
	   strstr(d.entries.p, ".z.example"), "a long warning list of MISP");
	dump_done(&d);
	text.len = 0;
	buffer_text(&text, "{\"description\":\"x\",\"list\":[\"a.test\"]}");
	r = dump_list(text.p, text.len, NULL, &d);
	ok(r.refused, ": without a type it is none");
	dump_done(&d);
	buffer_done(&text);
}

/* Quotes and commas in a hostile number are no matter of the stack. */
static void test_wrapped(void)
{
	struct rlimit few = { 1 << 20, RLIM_INFINITY };
	struct buffer text = { 0 };
	struct list_result r;
	struct dump d;

	setrlimit(RLIMIT_STACK, &few);
	buffer_text(&text, "a.example\n");
	for (unsigned i = 0; i < 60001; i++)
		buffer_text(&text, "'");
	buffer_text(&text, "\nb.example");
	for (unsigned i = 0; i < 20000; i++)
		buffer_text(&text, " ,;");
	r = dump_list(text.p, text.len, NULL, &d);
	ok(strcmp(d.entries.p, ".a.example .b.example") == 0 &&
	   r.rejects == 1, "a line of quotes, and one of commas");
	dump_done(&d);
	buffer_done(&text);
}

int main(void)
{
	test_names();
	test_answers();
	test_addresses();
	test_late_type();
	test_wrapped();
	return done_testing();
}
