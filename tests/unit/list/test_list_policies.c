/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Formats that say what becomes of a name or an address: what refuses it is
 * listed, what lets it pass is an exception, all else is told. */

#include "tests/unit/formats.h"
#include "tests/unit/tap.h"

static void test_proxies(void)
{
	static const struct format_row rows[] = {
		{ "clash", "payload:\n  - '+.a.example'\n  - \"b.example"
		  "\" # x\n"
		  "  - 192.0.2.0/24\n  - 'c.*'\n  - 'd.example' e\n",
		  ".a.example b.example 192.0.2.0/24", 1, 1, false },
		{ "clash", "payload: ['+.a.example', \"b.example\"]\n",
		  ".a.example b.example", 0, 0, false },
		{ "clash", "port: 7890\nproxies:\n  - name: x\nrules:\n"
		  "  - DOMAIN-SUFFIX,b.a.example,DIRECT\n"
		  "  - DOMAIN-SUFFIX,a.example,REJECT\n  - MATCH,DIRECT\n",
		  "@!.b.a.example .a.example", 0, 1, false },
		{ "mihomo", "+.a.example\nb.example\n.c.example\nd*.example\n",
		  ".a.example b.example *.c.example", 0, 1, false },
		{ "surge", "DOMAIN-SUFFIX,a.example\nDOMAIN,b.example\n"
		  "IP-CIDR6,2001:db8::/32,no-resolve\nURL-REGEX,^x\nwhat\n",
		  ".a.example b.example 2001:db8::/32", 1, 1, false },
		{ "surge", "[General]\nx = y\n[Rule]\n"
		  "DOMAIN-SUFFIX,a.example,REJECT // why\n"
		  "DOMAIN-SUFFIX,b.a.example,Proxy\n"
		  "DOMAIN,c.example,REJECT-DROP\nFINAL,DIRECT\n",
		  "!!.a.example @!.b.a.example c.example", 0, 1, false },
		{ "surge", "host-suffix, a.example, reject\n"
		  "host, b.example, direct\nip6-cidr, 2001:db8::/32, reject\n"
		  "host-wildcard, *.c.example, reject\n",
		  "!!.a.example @!b.example 2001:db8::/32 *.c.example",
		  0, 0, false },
		{ "sing-box", "{\"rules\":[{\"domain\":\"a.example\","
		  "\"domain_suffix\":[\".b.example\"]},{\"port\":1,"
		  "\"domain\":[\"c.example\",\"d.example\"]},"
		  "{\"domain\":\"e.example\",\"invert\":true},"
		  "{\"domain_keyword\":[\"x\"]}]}",
		  "a.example *.b.example", 0, 3, false },
	};

	test_rows(rows);
}

static void test_servers(void)
{
	static const struct format_row rows[] = {
		{ "smartdns", "address /a.example/#\naddress /b.a.example/-\n"
		  "address /c.example/#6\naddress /-.d.example/#\n"
		  "address /e.example/192.0.2.1\nnameserver /f.example/g\n"
		  "domain-rules /g.example/ -c none -address # # why\nx\n",
		  ".a.example @.b.a.example d.example @.e.example .g.example",
		  1, 2, false },
		{ "dnscrypt", "a.example\n=b.example\n*c*\nd.*\n"
		  "e.example @night\nno name\n", ".a.example b.example",
		  1, 3, false },
		{ "bind", "zone \"a.example\" { type master; file \"x\"; };\n"
		  "zone \"b.example\" IN {\n\ttype primary;\n\tfile \"x\";\n"
		  "};\nzone \"c.example\" { type master; file \"own\"; };\n"
		  "zone \"d.example\" { type forward; };\n"
		  "options { directory \"/var\"; };\n",
		  ".a.example .b.example", 0, 2, false },
		{ "bind", "zone \"a.example\" { type master; file \"null"
		  "\"; };\n"
		  "zone \"b.example\" { type", ".a.example", 0, 0, true },
		{ "rbldnsd", ":127.0.0.2:x\n192.0.2.0/24 :127.0.0.3:y\n"
		  "!192.0.2.9\n198.51.100.4-5\n203.0.113\n.a.example\n"
		  "! words\n!b.a.example\nno entry\n",
		  "192.0.2.0/24 @192.0.2.9 198.51.100.4/31 203.0.113.0/24 "
		  ".a.example @b.a.example", 1, 0, false },
		{ "iptables", "*filter\n:FORWARD ACCEPT [0:0]\n"
		  "-A FORWARD -d 192.0.2.9/32 -j ACCEPT\n"
		  "-A FORWARD -d 192.0.2.0/24 -m comment --comment \"a b\" "
		  "-j DROP\n-A FORWARD -d 198.51.100.0/24 -o eth0 -j DROP\n"
		  "-A FORWARD -s 203.0.113.0/24 -j DROP\nCOMMIT\nwhat\n",
		  "@!192.0.2.9 192.0.2.0/24", 1, 2, false },
		{ "suricata", "alert dns any any -> any any (msg:\"x; y\"; "
		  "dns.query; content:\"a.example\"; isdataat:!1,relative;)\n"
		  "drop tls any any -> any any (tls.sni; content:\".b.exam"
		  "ple\";"
		  " endswith;)\npass http any any -> any any (http.host; "
		  "content:\"c.example\"; bsize:9;)\n"
		  "drop ip any any -> [192.0.2.1, 192.0.2.0/28] any (sid:1;)\n"
		  "alert tcp any any -> any 80 (content:\"GET\";)\n"
		  "alert dns any any -> any any (dns.query; content:\"d\";)\n",
		  "a.example *.b.example @c.example 192.0.2.1 192.0.2.0/28",
		  0, 2, false },
		{ "routeros", "/ip firewall address-list\nadd list=x "
		  "address=192.0.2.0/24 comment=\"a \\\"b\\\" disabled=yes\"\n"
		  "add list=x \\\n    address=198.51.100.1\n"
		  "add list=x address=203.0.113.1 disabled=yes\n"
		  ":do { add list=x address=192.0.2.9 } on-error={}\n"
		  "/ip dns static\nadd name=a.example type=NXDOMAIN "
		  "match-subdomain=yes\nadd name=b.example address=0.0.0.0\n"
		  "add name=c.example address=192.0.2.1\nwhat\n",
		  "192.0.2.0/24 198.51.100.1 192.0.2.9 .a.example b.example",
		  1, 2, false },
	};

	test_rows(rows);
}

int main(void)
{
	test_proxies();
	test_servers();
	return done_testing();
}
