/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Feeds whose values say what they are, and registries of addresses. */

#include "tests/unit/formats.h"
#include "tests/unit/tap.h"

static void test_json(void)
{
	static const struct format_row rows[] = {
		{ "cloud", "{\"prefixes\":[{\"ipv4Prefix\":\"192.0.2.0/24\"},"
		  "{\"ipv6Prefix\":\"2001:db8::/32\"}],\"syncToken\":\"1\"}",
		  "192.0.2.0/24 2001:db8::/32", 0, 0, false },
		{ "cloud", "{\"hooks\":[\"192.0.2.0/24\"],\"ssh_keys\":[\"x\"],"
		  "\"domains\":{\"site\":[\"*.a.example\"]}}", "192.0.2.0/24",
		  0, 0, false },
		{ "cloud", "[{\"ip_address\":\"192.0.2.7\",\"port\":1}]",
		  "192.0.2.7", 0, 0, false },
		{ "indicators", "{\"1\":[{\"ioc_value\":\"192.0.2.7:443\","
		  "\"ioc_type\":\"ip:port\"}],\"2\":[{\"ioc_type\":\"url\","
		  "\"ioc_value\":\"http://a.example/x\"}],\"3\":[{\"ioc_va"
		  "lue\":"
		  "\"ab\",\"ioc_type\":\"md5_hash\"}]}",
		  "192.0.2.7 a.example", 0, 1, false },
		{ "misp", "{\"list\":[\"a.example\"],\"version\":1,"
		  "\"type\":\"hostname\"}", ".a.example", 0, 0, false },
		{ "misp", "{\"version\":1,\"type\":\"regex\",\"list\":[\"a\"]}",
		  "", 0, 1, false },
		{ "crowdsec", "{\"deleted\":[{\"scope\":\"Ip\",\"type\":"
		  "\"ban\","
		  "\"value\":\"192.0.2.9\",\"origin\":\"x\"}],\"new\":[{"
		  "\"value\":\"192.0.2.0/25\",\"scope\":\"Range\",\"type\":"
		  "\"ban\"},{\"scope\":\"Ip\",\"type\":\"captcha\",\"value\":"
		  "\"192.0.2.8\"}]}", "192.0.2.0/25", 0, 1, false },
		{ "trackers", "{\"trackers\":{\"a.example\":{\"rules\":[]}"
		  "}}", "",
		  0, 1, false },
		{ "nft-json", "{\"nftables\":[{\"map\":{\"type\":\"ipv4_addr\","
		  "\"elem\":[[\"192.0.2.1\",{\"accept\":null}],[\"192.0.2.2\","
		  "{\"drop\":null}]]}}]}", "@192.0.2.1 192.0.2.2", 0, 0,
		  false },
	};

	test_rows(rows);
}

static void test_registries(void)
{
	static const struct format_row rows[] = {
		{ "rir", "2|x|1|2|3|4|+0100\nx|*|ipv4|*|2|summary\n"
		  "x|ZZ|ipv4|192.0.2.0|192|2010|allocated\n"
		  "x|ZZ|ipv6|2001:db8::|32|2010|assigned|id\n"
		  "x|ZZ|asn|64500|1|2010|allocated\n"
		  "x||ipv4|198.51.100.0|256||available\nwhat\n"
		  "x|ZZ|ipv4|255.255.255.0|512|2010|allocated\n",
		  "192.0.2.0/25 192.0.2.128/26 2001:db8::/32", 2, 2, false },
		{ "tor", "ExitNode AB\nPublished 2026-11-01 01:02:03\n"
		  "ExitAddress 192.0.2.7 2026-11-01 02:03:04\nwhat\n",
		  "192.0.2.7", 1, 0, false },
		{ "asn", "AS64500 # x\n64501\nAS0\nAS64502,\"y\"\n", "", 0, 4,
		  false },
		{ "peerguardian", "a: b:192.0.2.0-192.0.2.255\n"
		  "c:2001:db8::-2001:db8::ff\nd #1:192.0.2.1-192.0.2.0\n",
		  "192.0.2.0/24 2001:db8::/120", 1, 0, false },
		{ "emule", "192.000.002.000 - 192.000.002.255 , 000 , a, b\n"
		  "192.000.002.009 - 192.000.002.009 , 127 , c\nwhat\n"
		  "192.000.002.256 - 192.000.002.257 , 1 , d\n",
		  "192.0.2.0/24 @192.0.2.9", 2, 0, false },
	};

	test_rows(rows);
}

static void test_maps(void)
{
	static const struct format_row rows[] = {
		{ "nft", "table ip t {\n\tmap m {\n\t\ttype ipv4_addr : mark\n"
		  "\t\telements = { 192.0.2.1 : 0x1 }\n\t}\n\tmap v {\n"
		  "\t\ttype ipv4_addr : verdict\n\t\telements = { 192.0.2.2 : "
		  "drop, 192.0.2.3 : accept }\n\t}\n}\n",
		  "192.0.2.2 @192.0.2.3", 0, 1, false },
	};

	test_rows(rows);
}

static void test_tables(void)
{
	static const struct format_row rows[] = {
		{ "csv", "type,value\nip-dst|port,192.0.2.7|443\n"
		  "domain|ip,a.example|192.0.2.8\nfilename,x.exe\n",
		  "192.0.2.7 .a.example 192.0.2.8", 0, 1, false },
		{ "csv", "network,netmask\n192.0.2.0,255.255.255.128\n",
		  "192.0.2.0/25", 0, 0, false },
		{ "csv", "198.51.100.0,24\n192.0.2.0,25\n",
		  "198.51.100.0/24 192.0.2.0/25", 0, 0, false },
		{ "csv", "64500,\"a\"\n64501,\"b\"\n", "", 0, 2, false },
	};
	static const struct format_row chosen[] = {
		{ "csv", "id,domain,ip,state\n1,a.example,192.0.2.7,on\n"
		  "2,b.example,,off\n3,,192.0.2.8,ON\n",
		  ".a.example 192.0.2.7 192.0.2.8", 0, 0, false },
	};
	const struct list_options columns = {
		.column = "domain, ip", .where = "state = on",
	};

	test_rows(rows);
	test_row(chosen, &columns);
}

/* What no recognition covers is named. */
static void test_named(void)
{
	static const char json[] = "{\"a\":{\"b\":[\"x.example\"],\"c\":\"y\"},"
		"\"d\":[{\"e\":\"192.0.2.1\"}]}";
	static const char allowed[] = "@@||a.example^\n@@|b.example^\n";
	const struct list_options path = { .path = "*.b, d.e" };
	const struct list_options allowing = { .allowing = true };
	struct dump d;

	dump_list(json, sizeof(json) - 1, &path, &d);
	is_text(d.entries.p, ".x.example 192.0.2.1", "places in JSON");
	dump_done(&d);
	dump_list(json, sizeof(json) - 1, NULL, &d);
	is_text(d.entries.p, "", "JSON of no known form");
	dump_done(&d);
	dump_list(allowed, sizeof(allowed) - 1, &allowing, &d);
	is_text(d.entries.p, ".a.example b.example",
		"exceptions alone, of a list that allows");
	dump_done(&d);
}

int main(void)
{
	test_json();
	test_registries();
	test_maps();
	test_tables();
	test_named();
	return done_testing();
}
