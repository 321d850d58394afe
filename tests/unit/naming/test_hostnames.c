/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of machines, by files of several forms. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/naming/hostnames.h"
#include "tools/naming/makers.h"

enum { NOW = 1790000000 };

#define CARD "52:54:00:aa:bb:cc"
#define OTHER "52:54:00:00:00:02"

static const char *name_of(const struct hostnames *h, const char *mac,
			   const char *address)
{
	const struct hostname *n = hostnames_find(h, mac, address, NOW);

	return n ? n->name : "-";
}

static void test_order(void)
{
	struct hostnames h;

	scratch_put("leases", "1790000001 52:54:00:AA:bb:cc 192.0.2.7 lab *\n"
		    "1790000001 " OTHER " 192.0.2.8 * *\n"
		    "1789999999 52:54:00:00:00:05 192.0.2.5 ended *\n"
		    "1789999999 52:54:00:00:00:06 192.0.2.6 was *\n"
		    "duid 00:01\n\n");
	scratch_put("ethers", "# cards\n" CARD " other\n"
		    "52:54:00:00:00:03 printer\n52:54:00:00:00:06 is\n");
	scratch_put("hosts", "192.0.2.9 nas nas.example\n127.0.0.1 me\n"
		    "2001:db8::0009 nas6\n0.0.0.0 ads.example\n");
	hostnames_read(&h, (const struct hostnames_file[]) {
		{ scratch_in("leases"), LEASE_FORMS },
		{ scratch_in("ethers"), LEASE_ETHERS },
		{ scratch_in("hosts"), LEASE_HOSTS },
		{ "/nowhere", LEASE_KEA },
	}, 4, NOW);
	is_number(h.n, 9, "lines that tell of somebody");
	is_number(h.unread.len, 0, "what is not there is not missed");
	is_text(name_of(&h, CARD, ""), "lab", "leases come first");
	is_text(lease_words[hostnames_find(&h, CARD, "", 0)->form],
		"dnsmasq", ", which is told");
	is_text(name_of(&h, OTHER, "192.0.2.8"), "-", "a lease without name");
	is_text(name_of(&h, "52:54:00:00:00:03", ""), "printer", "ethers");
	is_text(name_of(&h, "", "192.0.2.9"), "nas", "an address of hosts");
	is_text(name_of(&h, OTHER, "2001:db8::9"), "nas6", "one of IPv6");
	is_text(name_of(&h, "52:54:00:00:00:04", "192.0.2.7"), "-",
		"an address that another card has now");
	is_text(name_of(&h, "", "192.0.2.7"), "lab",
		"behind a router the lease of the address tells");
	is_text(name_of(&h, "52:54:00:00:00:05", ""), "ended",
		"a lease that ended names who had it");
	ok(hostname_is_over(hostnames_find(&h, "52:54:00:00:00:05", "", 0),
			    &h), ": as one that ended");
	is_text(name_of(&h, "52:54:00:00:00:06", ""), "is",
		"what holds comes before it");
	is_text(hostnames_card(&h, "192.0.2.8", NOW), OTHER,
		"the card of an address");
	ok(!hostnames_card(&h, "192.0.2.5", NOW), ": of one that ended none");
	hostnames_done(&h);
}

static void test_anew(void)
{
	const struct hostname *n;
	struct hostnames h;
	size_t i = 0;

	scratch_put("kea", "address,hwaddr,valid_lifetime,expire,hostname,"
		    "state\n192.0.2.7," CARD ",100,1789990000,lab.lan,0\n"
		    "192.0.2.7," CARD ",100,1790000100,lab.lan,0\n"
		    "192.0.2.8," CARD ",100,1789990000,lab-old,0\n"
		    "192.0.2.8," OTHER ",100,1790000050,Desk,0\n");
	hostnames_read(&h, (const struct hostnames_file[]) {
		{ scratch_in("kea"), LEASE_FORMS },
	}, 1, NOW);
	is_number(h.n, 3, "a lease that goes on is one");
	is_text(name_of(&h, CARD, ""), "lab.lan", "the last line holds");
	is_number(hostnames_find(&h, CARD, "", 0)->until, 1790000100,
		  ": until then");
	is_number(hostnames_find(&h, CARD, "", 0)->since, 1789989900,
		  ": since the first");
	n = hostnames_called(&h, "LAB", &i);
	is_text(n ? n->mac : "", CARD, "who is called so, by what is before "
		"the dot");
	ok(!hostnames_called(&h, "LAB", &i), ": nobody else");
	i = 0;
	ok(!hostnames_called(&h, "la", &i) && !hostnames_called(&h, "", &i),
	   ": not by less");
	hostnames_done(&h);
}

static void test_faults(void)
{
	struct hostnames h;
	FILE *f;

	scratch_put("half", "1790000001 " CARD " 192.0.2.7 lab *\n"
		    "1790000001 " OTHER " 192.0.2.8 des *");
	f = fopen(scratch_in("long"), "w");
	fprintf(f, "address,hwaddr,valid_lifetime,expire,hostname,state\n");
	for (int i = 0; i < 400000; i++)
		fprintf(f, "192.0.2.%d,%s,100,1790000100,n%06d,0\n",
			i % 200 + 1, OTHER, i % 200);
	fclose(f);
	hostnames_read(&h, (const struct hostnames_file[]) {
		{ scratch_in("half"), LEASE_DNSMASQ },
		{ scratch_in(""), LEASE_DNSMASQ },
		{ scratch_in("long"), LEASE_FORMS },
	}, 3, NOW);
	is_number(h.n, 201, "half a line is none, of a long file the end");
	is_text(name_of(&h, "", "192.0.2.7"), "lab", ": the others are");
	ok(strstr(h.unread.p, "directory") && strstr(h.unread.p, "too long"),
	   ": both are told");
	hostnames_done(&h);
}

static void test_makers(void)
{
	static const char *const cards[] = {
		"28:6f:b9:00:00:01", "02:00:00:00:00:01", "28:6f:b9:00:00:02",
		"70:b3:d5:00:00:01", "",
	};
	char *names[ARRAY_SIZE(cards)];

	scratch_put("oui", "OUI/MA-L  Organization\r\n\r\n"
		    "28-6F-B9   (hex)\t\tNokia Shanghai Bell Co., Ltd.\r\n"
		    "286FB9     (base 16)\t\tNokia\r\n\t\t\tCN\r\n"
		    "00-00-00   (hex)\t\tXerox\r\n");
	makers_find(scratch_in("oui"), cards, names, ARRAY_SIZE(cards));
	is_text(names[0], "Nokia Shanghai Bell Co., Ltd.", "who made a card");
	is_text(names[2], names[0], ": and another");
	ok(!names[1] && !names[3] && !names[4], ": others are not known");
	ok(maker_is_none(cards[1]) && !maker_is_none(cards[0]) &&
	   !maker_is_none(""), "one that a machine made up has none");
	free(names[0]);
	free(names[2]);
	makers_find("/nowhere", cards, names, ARRAY_SIZE(cards));
	ok(!names[0], "without the list nobody knows");
}

int main(void)
{
	test_order();
	test_anew();
	test_faults();
	test_makers();
	return done_testing();
}
