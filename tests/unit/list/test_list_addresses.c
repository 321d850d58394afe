/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The formats of addresses and tables: what each construct lists. */

#include "lib/array.h"
#include "tests/unit/formats.h"
#include "tests/unit/tap.h"

static void test_netset(void)
{
	static const struct format_row rows[] = {
		{ "netset", "# netset\n192.0.2.0/24\n2001:db8::/32\n"
		  "198.51.100.7\n203.0.113.0/255.255.255.0\n"
		  "203.0.113.0 255.255.255.128\n192.0.2.1-192.0.2.2\n"
		  "192.0.2.4 - 192.0.2.7 ; why\n",
		  "192.0.2.0/24 2001:db8::/32 198.51.100.7 203.0.113.0/24 "
		  "203.0.113.0/25 192.0.2.1 192.0.2.2 192.0.2.4/30",
		  0, 0, false },
		{ "netset", "192.0.2.1\n192.0.2.1/24\n192.0.02.1\n10.0.0/24\n"
		  "1.2.3.4.5\n300.1.1.1\n192.0.2.9-192.0.2.1\n",
		  "192.0.2.1", 6, 0, false },
	};

	test_rows(rows);
}

static void test_ipset(void)
{
	static const struct format_row rows[] = {
		{ "ipset", "create a hash:net family inet hashsize 1024\n"
		  "add a 192.0.2.0/24 timeout 60 comment \"x nomatch y\"\n"
		  "add a 192.0.2.7 nomatch\nadd a 198.51.100.1\n"
		  "create b hash:ip family inet6\nadd b 2001:db8::1\n"
		  "add -exist b 2001:db8::2\n"
		  "create c hash:ip family inet netmask 24\n"
		  "add c 203.0.113.0\n",
		  "192.0.2.0/24 @192.0.2.7 198.51.100.1 2001:db8::1 "
		  "2001:db8::2 203.0.113.0/24", 0, 0, false },
		{ "ipset", "create a hash:ip,port family inet\n"
		  "add a 192.0.2.1,tcp:80\ncreate m hash:mac\n"
		  "add m 00:11:22:33:44:55\nadd x 192.0.2.2,80\n"
		  "add x 192.0.2.3\ndel x 192.0.2.3\nflush x\nadd x\nwhat\n",
		  "192.0.2.3", 2, 4, false },
	};

	test_rows(rows);
}

/* The commands of a script, and what ipset 4 saved. */
static void test_ipset_commands(void)
{
	static const struct format_row rows[] = {
		{ "ipset", "ipset create a hash:ip\nipset add a 192.0.2.1\n"
		  "ipset -exist add a 192.0.2.2\nipset -A a 192.0.2.3\n"
		  "add -! a 192.0.2.4\n",
		  "192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4", 0, 0, false },
		{ "ipset", "-N a nethash\n-A a 192.0.2.0/24\n"
		  "-A a 198.51.100.0/24\n", "192.0.2.0/24 198.51.100.0/24",
		  0, 0, false },
	};

	test_rows(rows);
}

static void test_nft(void)
{
	static const struct format_row rows[] = {
		{ "nft", "#!/usr/sbin/nft -f\nflush ruleset\n"
		  "table inet t {\n set s {\n  type ipv4_addr\n"
		  "  flags interval # c\n  elements = { 192.0.2.1,\n"
		  "   192.0.2.0/24 timeout 1h expires 5m, 198.51.100.1-\n"
		  "198.51.100.2, 203.0.113.1 comment \"a, b }\" }\n }\n"
		  " chain c {\n  type filter hook forward priority 0;\n"
		  "  ip saddr { 10.0.0.1, 10.0.0.2 } drop\n }\n}\n",
		  "192.0.2.1 192.0.2.0/24 203.0.113.1", 1, 0, false },
		{ "nft", "add element inet t s { 192.0.2.1, 2001:db8::/32, }\n"
		  "create element t s {198.51.100.1-198.51.100.2}\n"
		  "delete element inet t s { 192.0.2.9 }\n"
		  "define X = { 203.0.113.1, $Y }\n",
		  "192.0.2.1 2001:db8::/32 198.51.100.1 198.51.100.2 "
		  "203.0.113.1", 0, 2, false },
		{ "nft", "table inet t { map m { type ipv4_addr : verdict; "
		  "elements = { 192.0.2.1 : drop, 192.0.2.2 : goto x } } "
		  "set p { type inet_service; elements = { 80, 443 } } "
		  "set q { type ipv4_addr . inet_service; elements = { "
		  "192.0.2.3 . 80 } } set r { typeof ip6 saddr; elements = { "
		  "2001:db8::1 } } }\nadd element t c { 192.0.2.3 . 80 }\n",
		  "192.0.2.1 192.0.2.2 2001:db8::1", 0, 3, false },
		{ "nft", "nft add element inet t s { 192.0.2.1 }\n"
		  "nft add element inet t s { 192.0.2.2, 192.0.2.3 }\n",
		  "192.0.2.1 192.0.2.2 192.0.2.3", 0, 0, false },
		{ "nft", "elements = { 192.0.2.1, 192.0.2", "192.0.2.1",
		  0, 0, true },
		{ "nft", "table inet t {\n set s { type ipv4_addr; elements "
		  "= { 192.0.2.1 } }\n", "192.0.2.1", 0, 0, true },
	};

	test_rows(rows);
}

static void test_nft_json(void)
{
	static const struct format_row rows[] = {
		{ "nft-json", "{\"nftables\": [{\"metainfo\": {\"version\": "
		  "\"1.0.6\"}}, {\"set\": {\"family\": \"inet\", \"name\": "
		  "\"s\", \"type\": \"ipv4_addr\", \"flags\": [\"interval\"],"
		  "\"elem\": [\"192.0.2.1\", {\"prefix\": {\"addr\": "
		  "\"192.0.2.0\", \"len\": 24}}, {\"range\": [\"198.51.100.1\""
		  ", \"198.51.100.2\"]}, {\"elem\": {\"val\": \"203.0.113.1\","
		  "\"timeout\": 60, \"comment\": \"1.1.1.1\"}}, {\"elem\": "
		  "{\"val\": {\"prefix\": {\"addr\": \"203.0.113.0\", "
		  "\"len\": 25}}, \"expires\": 5}}]}}]}",
		  "192.0.2.1 192.0.2.0/24 198.51.100.1 198.51.100.2 "
		  "203.0.113.1 203.0.113.0/25", 0, 0, false },
		{ "nft-json", "{\"nftables\": [{\"map\": {\"type\": "
		  "\"ipv6_addr\", \"map\": \"verdict\", \"elem\": "
		  "[[\"2001:db8::1\", {\"drop\": null}], [{\"prefix\": "
		  "{\"addr\": \"2001:db8::\", \"len\": 32}}, \"x\"]]}},"
		  "{\"set\": {\"type\": \"inet_service\", \"elem\": [80, "
		  "\"http\"]}}, {\"set\": {\"type\": [\"ipv4_addr\", "
		  "\"inet_service\"], \"elem\": [{\"concat\": "
		  "[\"192.0.2.1\", 80]}]}}, {\"add\": {\"element\": "
		  "{\"elem\": [\"192.0.2.5\"]}}}, {\"delete\": {\"element\": "
		  "{\"elem\": [\"192.0.2.6\"]}}}, {\"rule\": {\"expr\": "
		  "[{\"match\": {\"right\": {\"set\": [\"10.0.0.1\"]}}}]}}]}",
		  "2001:db8::1 2001:db8::/32 192.0.2.5", 0, 1, false },
		{ "nft-json", "{\"nftables\": [{\"set\": {\"elem\": "
		  "[\"192.0.2.1\", ", "192.0.2.1", 0, 0, true },
	};

	test_rows(rows);
}

static void test_json(void)
{
	static const struct format_row rows[] = {
		{ "spamhaus", "{\"cidr\":\"192.0.2.0/24\",\"sblid\":\"SBL1\","
		  "\"rir\":\"x\"}\n{\"cidr\":\"2001:db8::/32\",\"sblid\":"
		  "\"SBL2\"}\n{\"type\":\"metadata\",\"timestamp\":1,"
		  "\"size\":9,\"records\":2,\"copyright\":\"(c)\"}\n",
		  "192.0.2.0/24 2001:db8::/32", 0, 0, false },
		{ "spamhaus", "{\"cidr\":\"192.0.2.0/24\",\"sblid\":\"SBL1\"}\n"
		  "{\"type\":\"metadata\",\"records\":2}\n", "192.0.2.0/24",
		  0, 0, true },
		{ "spamhaus", "{\"cidr\":\"192.0.2.0/24\"}\n{\"cidr\":\"192",
		  "192.0.2.0/24", 0, 0, true },
		{ "spamhaus", "{\"asn\":64500,\"rir\":\"x\",\"asname\":\"y\"}\n"
		  "{\"type\":\"metadata\",\"records\":1}\n", "", 0, 1, false },
		{ "bgptools", "{\"CIDR\":\"192.0.2.0/24\",\"ASN\":64500,"
		  "\"Hits\":9}\n{\"CIDR\":\"2001:db8::/32\",\"ASN\":64501,"
		  "\"Hits\":1}\n{\"ASN\":1}\n{\"x\":2}\n",
		  "192.0.2.0/24=AS64500 2001:db8::/32=AS64501", 1, 1, false },
		{ "bgptools", "192.0.2.0/24 64500\n2001:db8::/32 AS64501\n"
		  "192.0.2.1/24 64500\n198.51.100.0/24\n",
		  "192.0.2.0/24=AS64500 2001:db8::/32=AS64501", 2, 0, false },
		{ "ipverse", "{\"asn\": 64500, \"handle\": \"X\", "
		  "\"description\": \"192.0.2.1\", \"subnets\": {\"ipv4\": "
		  "[\"192.0.2.0/24\"], \"ipv6\": [\"2001:db8::/32\"]}}",
		  "192.0.2.0/24=AS64500 2001:db8::/32=AS64500", 0, 0, false },
		{ "ipverse", "{\"asn\":64500,\"prefixes\":{\"ipv4\":[],"
		  "\"ipv6\":[\"2001:db8::/32\", \"nonsense\"]}}",
		  "2001:db8::/32=AS64500", 1, 0, false },
		{ "ripestat", "{\"data_call_name\":\"announced-prefixes\","
		  "\"data\":{\"prefixes\":[{\"prefix\":\"192.0.2.0/24\","
		  "\"timelines\":[{\"starttime\":\"2026-01-01T00:00:00\","
		  "\"endtime\":\"2026-01-05T00:00:00\"},{\"starttime\":"
		  "\"2026-01-06T00:00:00\",\"endtime\":"
		  "\"2026-01-14T00:00:00\"}]},{\"timelines\":[{\"endtime\":"
		  "\"2026-01-03T00:00:00\"}],\"prefix\":\"198.51.100.0/24\"},"
		  "{\"prefix\":\"2001:db8::/32\",\"timelines\":[]}],"
		  "\"resource\":\"AS64500\"}}",
		  "192.0.2.0/24=AS64500 2001:db8::/32=AS64500", 0, 1, false },
		{ "json", "{\"hello\": [1, 2]}", "", 0, 0, true },
		{ "json", "[]", "", 0, 0, true },
		{ "json", "{\"type\": \"cidr\", \"list\": [\"192.0.2.1\"]}",
		  "", 0, 0, true },
	};

	test_rows(rows);
}

static void test_tables(void)
{
	static const struct format_row rows[] = {
		{ "csv", "# feed\nfirst_seen,dst_ip,dst_port,malware\n"
		  "2026-01-01 10:00:00,192.0.2.1,443,\"a, \"\"b\"\"\"\n"
		  "\"2026-01-01\",\"192.0.2.2\",80,x\n2026-01-02,,80,y\n",
		  "192.0.2.1 192.0.2.2", 1, 0, false },
		{ "csv", "# \"id\",\"dateadded\",\"url\",\"x\"\n"
		  "\"1\",\"2026-01-01\",\"http://a.example/x,y\",\"o\"\n"
		  "\"2\",\"2026-01-01\",\"https://192.0.2.1:8080/z\",\"o\"\n",
		  "a.example 192.0.2.1", 0, 0, false },
		{ "csv", "1,a.example,x\n2,b.example,y\n",
		  ".a.example .b.example", 0, 0, false },
		{ "csv", "name;network\nx;192.0.2.0/24\n\"new\nline\";"
		  "198.51.100.0/24\n", "192.0.2.0/24 198.51.100.0/24",
		  0, 0, false },
		{ "csv", "a,b\nc,d\n", "", 0, 0, false },
		{ "csv", "x,y\n,a.example\n,b.example\n",
		  ".a.example .b.example", 0, 0, false },
		{ "csv", ",y\n1,a.example\n,b.example\n",
		  ".a.example .b.example", 0, 0, false },
		{ "tsv", "n\tdomain\ty\n1\ta.example\tz\n2\tb.example\tz\n",
		  ".a.example .b.example", 0, 0, false },
		{ "iptoasn", "192.0.2.0\t192.0.2.255\t64500\tZZ\tEXAMPLE - X\n"
		  "198.51.100.0\t198.51.100.255\t0\tNone\tNot routed\n"
		  "2001:db8::\t2001:db8::ffff\t64501\tZZ\tE\nbad\trow\t1\n",
		  "192.0.2.0/24=AS64500 2001:db8::/112=AS64501", 1, 0, false },
		{ "zeek", "#separator \\x09\n#fields\tindicator\t"
		  "indicator_type\tmeta.source\na.example\tIntel::DOMAIN\tx\n"
		  "192.0.2.1\tIntel::ADDR\tx\n192.0.2.0/24\tIntel::SUBNET\tx\n"
		  "b.example/path\tIntel::URL\tx\nabc\tIntel::FILE_HASH\tx\n"
		  "c.example\tnonsense\tx\n",
		  ".a.example 192.0.2.1 192.0.2.0/24 b.example", 1, 1,
		  false },
		{ "zeek", "#fields\tmeta.source\tindicator_type\tindicator\n"
		  "x\tIntel::DOMAIN\ta.example\n", ".a.example", 0, 0, false },
		{ "suricata", "YS5leGFtcGxl\nYi5leGFtcGxl,5\n192.0.2.1\n"
		  "????\n", ".a.example .b.example 192.0.2.1", 1, 0, false },
		{ "suricata", "192.0.2.1,1,100\n2001:db8::1,2,50\n",
		  "192.0.2.1 2001:db8::1", 0, 0, false },
		{ "suricata", "alert ip [192.0.2.1,192.0.2.2] any -> any any "
		  "(msg:\"x\"; sid:1;)\n", "", 0, 1, false },
		{ "zeek", "a.example\tIntel::DOMAIN\tx\n"
		  "abc\tIntel::FILE_HASH\tx\n", ".a.example", 0, 1, false },
		{ "zeek", "#fields\tindicator\tindicator_type\n"
		  "http://a.example/x\tIntel::URL\n", "a.example", 0, 0,
		  false },
	};

	test_rows(rows);
}

/* Ranges over two columns, and what only looks like them. */
static void test_pairs(void)
{
	static const struct format_row rows[] = {
		{ "iptoasn", "192.0.2.0,192.0.2.255,64500,\"A, B\"\n"
		  "\"2001:db8::\",\"2001:db8::ffff\",AS64501\n",
		  "192.0.2.0/24=AS64500 2001:db8::/112=AS64501", 0, 0, false },
		{ "iptoasn", "192.0.2.0 192.0.2.255 64500\n",
		  "192.0.2.0/24=AS64500", 0, 0, false },
		{ "csv", "192.0.2.0,192.0.2.255,ZZ\n198.51.100.0,198.51.100.2,"
		  "ZZ\n203.0.113.0,203.0.113.127,ZZ\nx,y,z\n",
		  "192.0.2.0/24 198.51.100.0/31 198.51.100.2 203.0.113.0/25",
		  1, 0, false },
		{ "csv", "network_start;network_end;c\n192.0.2.1;192.0.2.3;Z\n",
		  "192.0.2.1 192.0.2.2/31", 0, 0, false },
		{ "tsv", "x\tstart\tend\nZ\t192.0.2.1\t192.0.2.3\n",
		  "192.0.2.1 192.0.2.2/31", 0, 0, false },
		{ "csv", "192.0.2.7,192.0.2.9,443\n192.0.2.9,192.0.2.7,443\n"
		  "192.0.2.1,198.51.100.1,53\n",
		  "192.0.2.7 192.0.2.9 192.0.2.1", 0, 0, false },
		{ "csv", "client,server\n192.0.2.0,192.0.2.255\n",
		  "192.0.2.0", 0, 0, false },
		{ "csv", "domain,n\n# x,y\na.example,1\n; x,y\n// x,y\n",
		  ".a.example", 0, 0, false },
		{ "csv", "n,domain\n1,com\n2,a.example\n", ".a.example",
		  1, 0, false },
	};

	test_rows(rows);
}

static void test_columns(void)
{
	static const struct {
		const char *column;
		struct format_row row;
	} rows[] = {
		{ "2", { "csv", "192.0.2.1,a.example\n192.0.2.2,b.example\n",
			 ".a.example .b.example", 0, 0, false } },
		{ "Dst", { "csv", "src,dst\n192.0.2.1,192.0.2.2\n",
			   "192.0.2.2", 0, 0, false } },
		{ "dst", { "csv", "# src,dst\n192.0.2.1,192.0.2.2\n",
			   "192.0.2.2", 0, 0, false } },
		{ "none", { "csv", "src,dst\n192.0.2.1,192.0.2.2\n", "",
			    0, 0, true } },
		{ "9", { "csv", "192.0.2.1,192.0.2.2\n", "", 1, 0, false } },
		{ "0", { "csv", "192.0.2.1,192.0.2.2\n", "", 0, 0, true } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct list_options o = { .column = rows[i].column };

		test_row(&rows[i].row, &o);
	}
}

int main(void)
{
	test_netset();
	test_ipset();
	test_ipset_commands();
	test_nft();
	test_nft_json();
	test_json();
	test_tables();
	test_pairs();
	test_columns();
	return done_testing();
}
