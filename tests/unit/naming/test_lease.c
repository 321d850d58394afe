/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of files that say what machines are called. */

#include <stdio.h>
#include <string.h>

#include "lib/text.h"
#include "tests/unit/tap.h"
#include "tools/naming/lease.h"

static struct span of(const char *text)
{
	return (struct span) { (const uint8_t *)text, strlen(text) };
}

/* All that a file's lines come to: "mac address name since-until[!];". */
static const char *read_all(enum lease_form form, const char *file)
{
	static char all[4096];
	struct lease_reader r;
	struct span line;
	struct lease l;
	struct text t;
	size_t n = 0;

	all[0] = '\0';
	lease_begin(&r, form);
	text_over(&t, file, strlen(file));
	while (text_line(&t, &line))
		if (lease_line(&r, line, &l))
			n += (size_t)snprintf(all + n, sizeof(all) - n,
				"%s|%s|%.*s|%lld-%lld%s;", l.mac, l.address,
				(int)l.name.len, l.name.len ?
				(const char *)l.name.p : "",
				(long long)l.since, (long long)l.until,
				l.over ? "!" : "");
	return all;
}

#define CARD "52:54:00:aa:bb:cc"

static void test_words(void)
{
	is_text(read_all(LEASE_DNSMASQ, "1790000000 52:54:00:AA:bb:cc "
			 "192.0.2.7 lab 01:" CARD "\n0 " CARD " 192.0.2.8 * "
			 "*\nduid 00:01\n1790000000 77 2001:db8::9 six 0\n"),
		CARD "|192.0.2.7|lab|0-1790000000;" CARD "|192.0.2.8||0-0;"
		"|2001:db8::9|six|0-1790000000;", "dnsmasq: IPv4, IPv6, "
		"without a name, without an end");
	is_text(read_all(LEASE_DNSMASQ, "1790000000 " CARD " 192.0.2.7 la"),
		"", ": half a line is none");
	is_text(read_all(LEASE_ODHCPD, "# br-lan 525400aabbcc ipv4 lab "
			 "1790000000 c0000207 32 192.0.2.7/32\n192.0.2.7\tx\n"
			 "# br-lan 52:54:0:aa:bb:cc ipv4 broken\\x20a_b 0 c 32 "
			 "192.0.2.8/32\n# br-lan 00010001 5 six -1 5 128 "
			 "2001:db8::5/128 \n"),
		CARD "|192.0.2.7|lab|0-1790000000;"
		CARD "|192.0.2.8|a_b|0-0!;|2001:db8::5|six|0-0;",
		"odhcpd: old and new cards, an end, never");
	is_text(read_all(LEASE_ETHERS, "# cards\n" CARD " lab # mine\n"
			 "52:54:00:aa:bb other\n" CARD "\n192.0.2.1 x\n"),
		CARD "||lab|0-0;", "ethers");
	is_text(read_all(LEASE_HOSTS, "192.0.2.9 nas nas.example\n"
			 "2001:DB8::0009\tnas6\n192.0.2.300 x\n#192.0.2.1 y\n"),
		"|192.0.2.9|nas|0-0;|2001:db8::9|nas6|0-0;", "hosts");
	is_text(read_all(LEASE_OWN, "192.0.2.9 Anna's laptop \n" CARD
			 " printer # 2nd floor\nlab 192.0.2.1\n"),
		"|192.0.2.9|Anna's laptop|0-0;" CARD "||printer|0-0;",
		"people's own file: of addresses and cards, with blanks");
}

static void test_kea(void)
{
	is_text(read_all(LEASE_KEA, "address,hwaddr,client_id,valid_lifetime,"
			 "expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,"
			 "user_context,pool_id\n192.0.2.7," CARD ",,3600,"
			 "1790003600,1,0,0,lab.example.,0,,0\n192.0.2.8,"
			 CARD ",,0,1790003600,1,0,0,old,0,,0\n192.0.2.9," CARD
			 ",,3600,1790003600,1,0,0,bad,1,,\n192.0.2.10," CARD
			 ",,36"),
		CARD "|192.0.2.7|lab.example|1790000000-1790003600;"
		CARD "|192.0.2.8|old|1790003600-1790003600!;"
		CARD "|192.0.2.9|bad|1790000000-1790003600!;",
		"kea: in force, deleted, declined, half a line");
	is_text(read_all(LEASE_KEA, "address,duid,expire,hostname,hwaddr\n"
			 "2001:db8::7,00:01,1790003600,six," CARD "\n"),
		CARD "|2001:db8::7|six|1790003600-1790003600;",
		": other columns, of IPv6");
	is_text(read_all(LEASE_KEA, "192.0.2.7," CARD ",,1,2,3\n"), "",
		": without heads nothing is known");
}

static void test_isc(void)
{
	is_text(read_all(LEASE_ISC, "# x\nlease 192.0.2.7 {\n"
			 "  starts 4 2026/09/21 13:33:20;\n"
			 "  ends epoch 1790003600; # Mon\n"
			 "  binding state active;\n"
			 "  hardware ethernet " CARD ";\n"
			 "  client-hostname \"la;b\";\n}\n"
			 "lease 192.0.2.8 {\n  ends never;\n"
			 "lease 192.0.2.9 {\n  ends never;\n"
			 "  next binding state free;\n"
			 "  binding state free;\n}\nlease 192.0.2.10 {\n"),
		CARD "|192.0.2.7|la;b|1789997600-1790003600;"
		"|192.0.2.9||0-0!;", "isc: both times, half leases");
}

static void test_guess(void)
{
	is_number(lease_guess(of("address,hwaddr\n")), LEASE_KEA, "kea");
	is_number(lease_guess(of("# The format of this file\n\n"
				 "authoring-byte-order little-endian;\n")),
		  LEASE_ISC, "isc");
	is_number(lease_guess(of("\nlease 192.0.2.1 {\n")), LEASE_ISC,
		  "isc, without a head");
	is_number(lease_guess(of("# br-lan 525400aabbcc ipv4 lab 1 c 32 1/32"
				 "\n")), LEASE_ODHCPD, "odhcpd");
	is_number(lease_guess(of("1790000000 " CARD " 192.0.2.7 lab *\n")),
		  LEASE_DNSMASQ, "dnsmasq");
	is_number(lease_guess(of("")), LEASE_DNSMASQ, "nothing");
}

static void test_long(void)
{
	char line[400] = "192.0.2.7 ";
	struct lease_reader r;
	struct lease l;

	memset(line + 10, 'x', 300);
	lease_begin(&r, LEASE_HOSTS);
	ok(lease_line(&r, of(line), &l) && l.name.len == 255,
	   "a name of 300 bytes is cut");
}

int main(void)
{
	test_words();
	test_kea();
	test_isc();
	test_guess();
	test_long();
	return done_testing();
}
