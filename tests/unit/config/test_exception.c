/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The register of exceptions: who, what, and by which clock. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "lib/mac.h"
#include "ruleset/config/exception.h"
#include "tests/unit/tap.h"

enum { NOW = 1800000000 };	/* 2027-01-15T08:00:00Z */

static void write_register(const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/exceptions.conf", scratch());
	f = fopen(path, "w");
	if (!f)
		abort();
	fputs(text, f);
	fclose(f);
}

#define ENTRY(id, client, what, until) \
	"{ id = \"" id "\"; client = \"" client "\"; " what \
	" owner = \"bob\"; reason = \"why\"; " \
	"created = \"2027-01-01T00:00:00Z\"; until = \"" until "\"; }"
#define LATER "2027-02-01T00:00:00Z"

static unsigned find(const struct exceptions *x, const char *client,
		     const char *mac, const char *vendor, const char *role,
		     const char *name)
{
	struct address a;
	uint8_t m[6];
	struct originator o = { .address = &a };
	struct restricted r = { vendor, role, name, strlen(name) };

	if (!address_parse(client, &a))
		abort();
	if (mac && mac_parse(mac, m))
		o.mac = m;
	return exceptions_find(x, &o, &r);
}

static void test_scopes(void)
{
	struct conf_report report = { .errors = 0 };
	struct exceptions x;

	write_register("exceptions = (\n"
		ENTRY("ex-0001", "192.0.2.7", "vendor = \"a\";", LATER) ","
		ENTRY("ex-0002", "2001:db8::/32", "role = \"web\";", LATER) ","
		ENTRY("ex-0003", "02:00:00:00:00:0A", "name = \"x.test\";",
		      LATER) ","
		ENTRY("ex-0004", "198.51.100.0/24",
		      "vendor = \"a\"; role = \"web\"; name = \"y.test\";",
		      LATER) ");\n");
	ok(exceptions_read(&x, scratch(), NOW, &report), ": it is read: %s",
	   report.text.p ? report.text.p : "");
	is_number(x.nactive, 4, "all hold");
	ok(x.narrow, "some are narrow");
	is_number(find(&x, "192.0.2.7", NULL, "a", "any", ""), 1, "a vendor");
	is_number(find(&x, "192.0.2.8", NULL, "a", "any", ""), 0,
		  "of one client");
	is_number(find(&x, "192.0.2.7", NULL, "b", "any", ""), 0,
		  ": not another vendor");
	is_number(find(&x, "2001:db8::1", NULL, "b", "web", ""), 2, "a role");
	is_number(find(&x, "2001:db8::1", NULL, "b", "update", ""), 0,
		  ": not another role");
	is_number(find(&x, "10.0.0.1", "02:00:00:00:00:0a", "b", "r",
		       "www.x.test"), 3, "a name, by MAC");
	is_number(find(&x, "10.0.0.1", "02:00:00:00:00:0b", "b", "r",
		       "www.x.test"), 0, ": not by another MAC");
	is_number(find(&x, "10.0.0.1", NULL, "b", "r", "www.x.test"), 0,
		  ": nor without one");
	is_number(find(&x, "10.0.0.1", "02:00:00:00:00:0a", "b", "r",
		       "x.test"), 3, "the name itself");
	is_number(find(&x, "10.0.0.1", "02:00:00:00:00:0a", "b", "r",
		       "wx.test"), 0, ": not one that only ends so");
	is_number(find(&x, "10.0.0.1", "02:00:00:00:00:0a", "b", "r", "test"),
		  0, ": nor the one above");
	is_number(find(&x, "198.51.100.9", NULL, "a", "web", "y.test"), 4,
		  "all three");
	is_number(find(&x, "198.51.100.9", NULL, "a", "web", "z.test"), 0,
		  ": which all must hold");
	exceptions_done(&x);
	conf_report_done(&report);
}

static void test_clock(void)
{
	struct conf_report report = { .errors = 0 };
	struct exceptions x;

	write_register("exceptions = (\n"
		ENTRY("ex-0001", "192.0.2.7", "vendor = \"a\";",
		      "2027-01-15T08:00:10Z") ","
		ENTRY("ex-0002", "192.0.2.8", "vendor = \"a\";",
		      "2027-01-15T08:00:00Z") ","
		ENTRY("ex-0003", "192.0.2.9", "vendor = \"a\"; "
		      "removed = \"2027-01-02T00:00:00Z\";", LATER) ");\n");
	ok(exceptions_read(&x, scratch(), NOW, &report), ": it is read");
	is_number(x.list.n, 3, "the register keeps what is over");
	is_number(x.nactive, 1, "one holds");
	is_text(x.active[0]->id, "ex-0001", ": which ends later");
	ok(!x.narrow, ": and is for all of a vendor");
	is_number(x.next, NOW + 10, "when the next changes");
	ok(!exceptions_changed(&x, NOW + 9), ": not before");
	ok(exceptions_changed(&x, NOW + 10), ": then");
	ok(exceptions_changed(&x, NOW + 1000000), "after a step forward");
	ok(exceptions_changed(&x, NOW - 1000000), ": and after one back");
	exceptions_done(&x);

	ok(exceptions_read(&x, scratch(), 1000000000, &report),
	   "a clock before all of it");
	is_number(x.nactive, 0, "lets none hold");
	ok(exceptions_changed(&x, NOW), ": until it is set");
	exceptions_done(&x);
	conf_report_done(&report);
}

static void test_store(void)
{
	struct conf_report report = { .errors = 0 };
	struct exceptions x, y;

	write_register("exceptions = (\n"
		ENTRY("ex-0001", "192.0.2.7", "vendor = \"a\"; "
		      "ticket = \"q\\\"\\\\ \\n\\x1b\";", LATER) ");\n");
	ok(exceptions_read(&x, scratch(), NOW, &report), ": it is read");
	is_number(exceptions_store(&x, scratch()), 0, "written back");
	ok(exceptions_read(&y, scratch(), NOW, &report), "read again");
	is_number(y.list.n, 1, ": with all it had");
	is_text(y.active[0]->ticket, x.active[0]->ticket, ": text and all");
	is_text(y.active[0]->until, LATER, ": and its end");
	exceptions_done(&x);
	exceptions_done(&y);
	is_number(exceptions_store(&y, "/proc/nowhere"), -2,
		  "where it cannot be written");
	conf_report_done(&report);
}

static void test_mistakes(void)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ ENTRY("a", "printer", "vendor = \"a\";", LATER),
		  ":1: client = \"printer\" is not an address" },
		{ ENTRY("a", "192.0.2.7", "", LATER), "no vendor, role" },
		{ ENTRY("a", "192.0.2.7", "vendor = \"a\";", "2h"),
		  "until = \"2h\" is not a moment" },
		{ ENTRY("a", "192.0.2.7", "vendor = \"a\";", "tomorrow"),
		  "is not a moment" },
		{ ENTRY("a", "192.0.2.7", "vendors = \"a\";", LATER),
		  "did you mean" },
		{ "{ id = \"a\"; client = \"192.0.2.7\"; vendor = \"a\"; }",
		  "owner" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct conf_report report = { .errors = 0 };
		struct exceptions x;
		char text[1024];

		snprintf(text, sizeof(text), "exceptions = ( %s );",
			 rows[i].text);
		write_register(text);
		ok(!exceptions_read(&x, scratch(), NOW, &report) &&
		   strstr(report.text.p, rows[i].says), "says %s: %s",
		   rows[i].says, report.text.p ? report.text.p : "");
		exceptions_done(&x);
		conf_report_done(&report);
	}
}

int main(void)
{
	struct conf_report report = { .errors = 0 };
	struct exceptions x;
	uint8_t mac[6];

	ok(exceptions_read(&x, "/nowhere", NOW, &report) && x.list.n == 0,
	   "without a register there are none");
	is_number(find(&x, "192.0.2.7", NULL, "a", "r", ""), 0, "for anybody");
	ok(!exceptions_changed(&x, NOW - 1000000), ": and nothing changes");
	exceptions_done(&x);
	ok(mac_parse("aA:0b:00:00:00:ff", mac) && mac[0] == 0xaa, "a MAC");
	ok(!mac_parse("aa:bb:cc:dd:ee", mac), "a short one");
	ok(!mac_parse("aa:bb:cc:dd:ee:ff:00", mac), "a long one");
	ok(!mac_parse("a:bb:cc:dd:ee:ff", mac), "one with a digit missing");
	ok(!mac_parse("", mac), ": none");
	test_scopes();
	test_clock();
	test_store();
	test_mistakes();
	return done_testing();
}
