/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The formats of names: what each construct lists, and what it does not. */

#include <stdio.h>
#include <unistd.h>

#include "lib/file.h"
#include "tests/unit/formats.h"
#include "tests/unit/tap.h"

static void test_plain(void)
{
	static const struct format_row rows[] = {
		{ "domains", "# a list\na.example\nB.example.\n", ".a.example "
		  ".b.example", 0, 0, false },
		{ "domains", "*.a.example\n.b.example\nfull:c.example\n",
		  ".a.example .b.example c.example", 0, 0, false },
		{ "domains", "a.example\n192.0.2.1\nb.example\n",
		  ".a.example 192.0.2.1 .b.example", 0, 0, false },
		{ "domains", "com\n*.com\nlocalhost\na b.example\nx.example",
		  ".x.example", 4, 0, false },
		{ "domains", "", "", 0, 0, false },
		{ "domains", "/* one\nx.example */ a.example # b.example\n"
		  "-- two\nb.example -- x\nc.example\t// x\nd.example ; x\n"
		  "e.example ! x\nf.example /* x */\n\"g.example\"\n"
		  "h.example /* i.example\n*/\n! a, b\n",
		  ".a.example .b.example .c.example .d.example .e.example "
		  ".f.example .g.example .h.example", 0, 0, false },
		{ "domains", "a.example\n/*.b.example\nc.example /* x */ y\n"
		  "d.example:443\n", ".a.example .d.example", 2, 0, false },
		{ "domains", "a.example\n/* b.example\nc.example\n",
		  ".a.example", 0, 0, true },
	};

	test_rows(rows);
}

static void test_hosts(void)
{
	static const struct format_row rows[] = {
		{ "hosts", "127.0.0.1 localhost\n255.255.255.255 "
		  "broadcasthost\n::1 localhost ip6-loopback\n"
		  "fe80::1%lo0 localhost\nff02::1 ip6-allnodes\n"
		  "0.0.0.0 0.0.0.0\n0.0.0.0 a.example # why\n"
		  "0.0.0.0\tb.example\twww.b.example\n::  c.example\n",
		  "a.example b.example www.b.example c.example", 0, 0, false },
		{ "hosts", "0 a.example b.example\n0\tc.example\n",
		  "a.example b.example c.example", 0, 0, false },
		{ "hosts", "0.0.0.0 a.example\n216.239.38.120 www.google.com\n"
		  "lone.example\n0.0.0.0 b_.example. c\n",
		  "a.example lone.example b_.example", 1, 1, false },
	};
	const struct list_options suffix = { .match = LIST_MATCH_SUFFIX };
	static const struct format_row wide = {
		"hosts", "0.0.0.0 a.example\n", ".a.example", 0, 0, false
	};

	test_rows(rows);
	test_row(&wide, &suffix);
}

/* Patterns of v2fly behind so many plain names that it looks like a plain
 * list: said, not taken for broken. */
static void test_late_patterns(void)
{
	struct buffer text = { 0 };
	struct list_result r;
	struct dump d;

	for (int i = 0; i < 3000; i++)
		buffer_printf(&text, "n%d.example\n", i);
	buffer_text(&text, "full:a.example\nkeyword:x\nregexp:^y\n");
	r = dump_list(text.p, text.len, NULL, &d);
	is_text(r.format, "domains", "a plain list, by its beginning");
	ok(r.names == 3001 && r.rejects == 0 && r.skipped == 2,
	   "patterns in it are skipped");
	dump_done(&d);
	buffer_done(&text);
}

static void test_dnsmasq(void)
{
	static const struct format_row rows[] = {
		{ "dnsmasq", "# dnsmasq\naddress=/a.example/\n"
		  "address=/b.example/0.0.0.0 # why\naddress=/c.example/#\n"
		  "local=/d.example/\nserver=/e.example/\n"
		  "server=/f.example/192.0.2.53\naddress=/g.example/::\n",
		  ".a.example .b.example .c.example .d.example .e.example "
		  "@.f.example .g.example", 0, 0, false },
		{ "dnsmasq", "address=/a.example/192.0.2.1\n"
		  "address=/b.example/127.0.0.1\naddress=/c.example/::1\n"
		  "server=/d.example/192.0.2.53#5353@eth0\n"
		  "host-record=e.example,www.e.example,0.0.0.0,::\n"
		  "host-record=f.example,192.0.2.1\n"
		  "host-record=g.example,0.0.0.0,2001:db8::1\n",
		  "@.a.example .b.example .c.example @.d.example e.example "
		  "www.e.example g.example", 0, 1, false },
		{ "dnsmasq", "nftset=/a.example/b.example/4#inet#t#s\n"
		  "ipset=/*.c.example/set,other\n",
		  ".a.example .b.example *.c.example", 0, 0, false },
		{ "dnsmasq", "local=/a.example/\nserver=/www.a.example/#\n",
		  ".a.example @.www.a.example", 0, 0, false },
		{ "dnsmasq", "local=/b.w.a.example/\nserver=/w.a.example/#\n"
		  "local=/a.example/\nserver=/c.b.w.a.example/#\n",
		  "!.b.w.a.example @.w.a.example .a.example "
		  "@!.c.b.w.a.example", 0, 0, false },
		{ "dnsmasq", "address=/#/0.0.0.0\naddress=/a.example/\n"
		  "server=//192.0.2.1\naddress=/*b.example/\naddress=/\n"
		  "cache-size=100\nno idea\nserver=192.0.2.53\n",
		  ".a.example", 3, 4, false },
		{ "dnsmasq", "no-resolv\naddress=/.a.example/::\n"
		  "server=/*.b.example/192.0.2.53#5353\n",
		  ".a.example @*.b.example", 0, 1, false },
	};

	test_rows(rows);
}

static void test_unbound(void)
{
	static const struct format_row rows[] = {
		{ "unbound", "server:\n  local-zone: \"a.example\" "
		  "always_nxdomain\nlocal-zone: 'b.example.' redirect\n"
		  "local-zone: c.example static # why\n"
		  "local-data: \"c.example A 0.0.0.0\"\n"
		  "local-data: \"d.example. 60 IN AAAA ::\"\n",
		  ".a.example .b.example .c.example d.example",
		  0, 0, false },
		{ "unbound", "local-zone: \"a.example\" redirect\n"
		  "local-data: \"a.example A 192.0.2.1\"\n"
		  "local-zone: b.example redirect\n"
		  "local-data: 'b.example A 0.0.0.0'\n"
		  "local-zone: c.example always_nxdomain\n"
		  "local-data: \"x.c.example A 192.0.2.1\"\n"
		  "local-zone: d.example static\n"
		  "local-data: \"x.d.example 60 IN CNAME y.example\"\n"
		  "local-zone: e.d.example transparent\n"
		  "local-data: \"x.e.d.example A 192.0.2.1\"\n"
		  "local-data: \"y.e.d.example A 0.0.0.0\"\n",
		  "@.a.example .b.example .c.example .d.example "
		  "@x.d.example @.e.d.example !y.e.d.example", 0, 3, false },
		{ "unbound", "local-zone: \"a.example\" refuse\n"
		  "local-zone: \"www.a.example\" transparent\n",
		  ".a.example @.www.a.example", 0, 0, false },
		{ "unbound", "local-zone: \"a.example\" deny\n"
		  "local-zone: \"10.in-addr.arpa\" nodefault\n"
		  "local-zone: \"b.example\" silly\nverbosity: 1\nwhat\n"
		  "local-data: \"c.example CNAME d.example\"\n",
		  ".a.example", 2, 3, false },
		{ "unbound", "include: \"/etc/unbound/x\"\nserver:\n"
		  "local-zone: a.example. always_null\n", ".a.example", 0, 1,
		  false },
	};

	test_rows(rows);
}

static void test_adblock(void)
{
	static const struct format_row rows[] = {
		{ "adblock", "[Adblock Plus 2.0]\n! Title: x\n# y\n"
		  "||a.example^\n||B.example^|\n||*.c.example^\n"
		  "||192.0.2.1^\n||[2001:db8::1]^\n0.0.0.0 d.example\n",
		  ".a.example .b.example *.c.example 192.0.2.1 2001:db8::1 "
		  "d.example", 0, 0, false },
		{ "adblock", "||a.example^\n@@||www.a.example^\n"
		  "@@||b.example^|\n||c.example^$important\n",
		  ".a.example @.www.a.example @.b.example !.c.example",
		  0, 0, false },
		{ "adblock", "||a.example^$third-party\n||b.example^$3p,doc\n"
		  "||c.example^$domain=x.example|y.example\n"
		  "||d.example^$dnstype=AAAA\n||e.example^$script,image\n"
		  "||f.example^$popup\n||g.example^$removeparam\n"
		  "@@||h.example^$document\n||i.example/path\n||j.example\n"
		  "||k.*^\n||l*.example^\n/banner/\nad.example\n|m.example^\n"
		  "||n.example^$client=10.0.0.1\n||o.example^*/x\n",
		  ".j.example ad.example m.example", 0, 14, false },
		{ "adblock", "||a.example^$all\n||b.example^$match-case,_____\n"
		  "||c.example^$dnsrewrite=NXDOMAIN;;\n"
		  "||d.example^$dnsrewrite=0.0.0.0\n"
		  "||e.example^$dnsrewrite=192.0.2.1\n",
		  ".a.example .b.example .c.example .d.example", 0, 1, false },
		{ "adblock", "||a.example^$denyallow=b.a.example|c.a.example\n",
		  ".a.example @.b.a.example @.c.a.example", 0, 0, false },
		{ "adblock", "||a.example^\n||b.example^\n"
		  "||a.example^$badfilter\n||c.example^$important,all\n"
		  "||c.example^$all,badfilter,important\n"
		  "||d.example^$badfilter\n||d.example^$important\n",
		  ".b.example !.d.example", 0, 0, false },
		{ "adblock", "||a.example^\nb.example##.ad\n##.banner\n"
		  "x.example#@#.ad\n#?#div:has(a)\nc.example$$script\n",
		  ".a.example", 0, 0, false },
		{ "adblock", "||a.example^\n!#if env_mobile\n||b.example^\n"
		  "!#if x\n!#endif\n||c.example^\n!#endif\n"
		  "!#include other.txt\n||d.example^\n",
		  ".a.example .d.example", 0, 2, false },
		{ "adblock", "||a.example^*\n||b.example^ # x\n192.0.2.1\n"
		  "2001:db8::/32 ! x\n||a.example^$third-party // x\n",
		  ".a.example .b.example 192.0.2.1 2001:db8::/32", 0, 1,
		  false },
		/* $badfilter means a rule as it is written. */
		{ "adblock", "||*.a.example^\n||a.example^$badfilter\n"
		  "||b.example^\n||b.example^$badfilter # x\n",
		  "*.a.example", 0, 0, false },
		{ "adblock", "@@||a.example^$important\n"
		  "||a.example^$important\n", "@!.a.example !.a.example",
		  0, 0, false },
		{ "adblock", "||com^\n||a..b^\n||a.example^\n", ".a.example",
		  2, 0, false },
	};

	test_rows(rows);
}

static void test_rpz(void)
{
	static const struct format_row rows[] = {
		{ "rpz", "$TTL 300\n@ SOA localhost. root.localhost. (\n"
		  " 1 ; x\n 2 3 4 5 )\n  NS localhost.\n; c\n"
		  "a.example CNAME .\n"
		  "*.a.example CNAME .\nb.example 60 IN CNAME *. ; NODATA\n"
		  "c.example CNAME rpz-drop.\nd.example A 0.0.0.0\n"
		  " AAAA ::\n",
		  "a.example *.a.example b.example c.example d.example "
		  "d.example", 0, 0, false },
		{ "rpz", "$ORIGIN rpz.test.\n@ IN SOA a. b. 1 2 3 4 5\n"
		  "a.example.rpz.test. CNAME .\nb.example CNAME .\n"
		  "$ORIGIN example.rpz.test.\nc CNAME .\n"
		  "d.example. CNAME .\n",
		  "a.example b.example c.example", 1, 0, false },
		{ "rpz", "rpz.test. 60 IN SOA a. b. (1 2 3 4 5)\n"
		  "a.example.RPZ.test. CNAME .\n", "a.example", 0, 0, false },
		{ "rpz", "$TTL 1\na.example CNAME .\n"
		  "w.a.example CNAME rpz-passthru.\n"
		  "v.a.example CNAME v.a.example.\n",
		  "a.example @w.a.example @v.a.example", 0, 0, false },
		{ "rpz", "$TTL 1\n*.a.example CNAME .\na.example CNAME "
		  "rpz-passthru.\nb.example CNAME .\n*.b.example CNAME "
		  "rpz-passthru.\nx.b.example CNAME *.\n",
		  "*.a.example @a.example b.example @*.b.example "
		  "!x.b.example", 0, 0, false },
		{ "rpz", "$TTL 1\na.example CNAME .\nb.example CNAME "
		  "rpz-tcp-only.\nc.example CNAME walled.example.\n"
		  "32.1.2.0.192.rpz-client-ip CNAME .\n"
		  "ns.example.rpz-nsdname CNAME .\nd.example A 192.0.2.1\n"
		  "$INCLUDE itself\n$GENERATE 1-9 a$ CNAME .\ne MX 1 x.\n"
		  "f\\.x.example CNAME .\ng.example. CNAME .\n"
		  "@ CNAME .\n",
		  "a.example", 6, 5, false },
		{ "rpz", "$TTL 1\n24.0.2.0.192.rpz-ip CNAME .\n"
		  "32.7.2.0.192.rpz-ip CNAME rpz-passthru.\n"
		  "48.zz.1.db8.2001.rpz-ip CNAME *.\n"
		  "128.1.zz.db8.2001.rpz-ip CNAME rpz-drop.\n"
		  "128.8.7.6.5.4.3.2.1.rpz-ip CNAME .\n"
		  "128.1.zz.rpz-ip CNAME .\n"
		  "32.9.2.0.192.rpz-ip A 0.0.0.0\n"
		  "24.1.2.0.192.rpz-ip CNAME .\n24.2.0.192.rpz-ip CNAME .\n"
		  "33.1.2.0.192.rpz-ip CNAME .\nrpz-ip CNAME .\n"
		  "x.rpz-ip CNAME .\n24.010.2.0.192.rpz-ip CNAME .\n",
		  "192.0.2.0/24 @192.0.2.7 2001:db8:1::/48 2001:db8::1 "
		  "1:2:3:4:5:6:7:8 ::1 192.0.2.9", 6, 0, false },
		{ "rpz", "$TTL 1\na.example CNAME .\nb TXT \"; (\"\n"
		  "c.example CNAME .\n@ SOA a. b. ( 1\nd.example CNAME .\n",
		  "a.example c.example", 0, 0, true },
	};

	test_rows(rows);
}

/* A list with a byte order mark that is read twice. */
static void test_twice(void)
{
	static const struct format_row rows[] = {
		{ "adblock", "\xef\xbb\xbf||a.example^\n||b.example^\n"
		  "||b.example^$badfilter\n", ".a.example", 0, 0, false },
		{ "rpz", "\xef\xbb\xbf$TTL 1\na.example CNAME .\n"
		  "w.a.example CNAME rpz-passthru.\n"
		  "*.w.a.example CNAME rpz-passthru.\n"
		  "x.w.a.example CNAME .\n",
		  "a.example @w.a.example @*.w.a.example !x.w.a.example",
		  0, 0, false },
	};

	test_rows(rows);
}

static void test_urls(void)
{
	static const struct format_row rows[] = {
		{ "urls", "# urls\nhttp://a.example/x.exe\n"
		  "https://u:p@B.example:8443/?q\nhttp://192.0.2.1/\n"
		  "http://[2001:db8::1]:80/x\nftp://c.example\n"
		  "d.example/x\n//comment\nhttp:///x\nhttp://com/\n",
		  "a.example b.example 192.0.2.1 2001:db8::1 c.example "
		  "d.example", 2, 0, false },
	};

	test_rows(rows);
}

static void test_v2fly(void)
{
	static const struct format_row rows[] = {
		{ "v2fly", "# x\na.example # y\ndomain:b.example @ads\n"
		  "full:c.example @cn @ads &other\nkeyword:word\n"
		  "regexp:^x\\.example$\ninclude:other\n",
		  ".a.example .b.example c.example", 1, 2, false },
	};
	static const struct format_row more[] = {
		{ "v2fly", "# @ads stands for them\na.example\nb.example\n"
		  "c.example\nd.example\nfull:e.example @!cn # x\n",
		  ".a.example .b.example .c.example .d.example e.example", 0, 0,
		  false },
		{ "domains", "# @ads stands for them\n! &x\na.example\n"
		  "full:b.example\n", ".a.example b.example", 0, 0, false },
	};
	static const struct format_row ads = {
		"v2fly", "a.example\nb.example @ads\nc.example @ads @cn\n",
		".b.example", 0, 0, false
	};
	static const struct format_row exported = {
		"v2fly", "domain:a.example\nfull:b.example:@ads\n"
		"domain:c.example:@cn,@ads\nfull:d.example:@cn\n",
		"b.example", 0, 0, false
	};
	static const struct format_row whole = {
		"v2fly", "domain:a.example\nfull:b.example:@ads\n"
		"domain:c.example:@cn,@ads\n",
		".a.example b.example .c.example", 0, 0, false
	};
	const struct list_options only = { .attributes = "@ads @-cn" };

	test_rows(rows);
	test_rows(more);
	test_row(&ads, &only);
	test_row(&exported, &only);
	test_row(&whole, NULL);
}

static void write_in(const char *folder, const char *name, const char *text)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file_write(path, text, strlen(text), 0644);
}

/* Reads FOLDER/list with includes. */
static struct list_result read_folder(const char *folder, struct dump *d,
				      struct conf_report *report)
{
	struct list_options o = { .format = "v2fly", .folder = folder };
	char path[200];

	*d = (struct dump) { { 0 }, { 0 } };
	buffer_text(&d->entries, "");
	snprintf(path, sizeof(path), "%s/list", folder);
	return list_read(path, &o, report, dump_entry, d);
}

static void test_includes(void)
{
	const char *folder = scratch();
	struct conf_report report = { 0 };
	struct list_result r;
	char path[200];
	struct dump d;

	write_in(folder, "list", "a.example\ninclude:b @ads\ninclude:c\n"
		 "include:list\ninclude:../x\ninclude:/etc/passwd\n"
		 "include:none\ninclude:link\ninclude:.\nz.example\n");
	write_in(folder, "b", "b1.example @ads\nb2.example\ninclude:c @-cn\n"
		 "bad name\n");
	write_in(folder, "c", "c1.example @ads\nc2.example @ads @cn\n"
		 "c3.example\n");
	snprintf(path, sizeof(path), "%s/link", folder);
	ok(symlink("/etc/hosts", path) == 0, "a symlink");
	r = read_folder(folder, &d, &report);
	is_text(d.entries.p, ".a.example .b1.example .c1.example .c1.example "
		".c2.example .c3.example .z.example",
		"includes, and the attributes they ask for");
	is_number(r.rejects, 6, ": nothing outside, no loop");
	ok(!r.refused && strstr(report.text.p, "b:4: \"bad\"") == NULL,
	   ": and the list is usable");
	ok(strstr(report.text.p, "\"list\": includes itself"),
	   "a loop is said");
	ok(strstr(report.text.p, "\"link\": "), ": so is a symlink");
	dump_done(&d);
	conf_report_done(&report);
}

/* Each file includes the next one twice: 2^20 of them if nobody counted. */
static void test_many_includes(void)
{
	const char *folder = scratch();
	struct conf_report report = { 0 };
	struct list_result r;
	struct dump d;

	write_in(folder, "list", "include:n0\ninclude:n0\n");
	for (int i = 0; i < 40; i++) {
		char name[20], text[60];

		snprintf(name, sizeof(name), "n%d", i);
		snprintf(text, sizeof(text), "include:n%d\ninclude:n%d\n",
			 i + 1, i + 1);
		write_in(folder, name, text);
	}
	r = read_folder(folder, &d, &report);
	ok(r.refused && strstr(report.text.p, "more files than"),
	   ": too many includes refuse the list");
	ok(strstr(report.text.p, "nested too deep"), ": and so deep none goes");
	dump_done(&d);
	conf_report_done(&report);
}

int main(void)
{
	test_plain();
	test_late_patterns();
	test_hosts();
	test_dnsmasq();
	test_unbound();
	test_adblock();
	test_rpz();
	test_twice();
	test_urls();
	test_v2fly();
	test_includes();
	test_many_includes();
	return done_testing();
}
