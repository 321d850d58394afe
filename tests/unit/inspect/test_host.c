/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The name in what stands for a host. */

#include "lib/array.h"
#include "nfq/inspect/host.h"
#include "tests/unit/tap.h"

static void test_hosts(void)
{
	static const struct {
		const char *text, *name;
		uint16_t port;
	} rows[] = {
		{ "a.example", "a.example", 0 },
		{ " \ta.example\v\r ", "a.example", 0 },
		{ "a.example.", "a.example", 0 },
		{ "a.example..", "a.example", 0 },
		{ "a.example:80", "a.example", 80 },
		{ "a.example.:80", "a.example", 80 },
		{ "a.example :80", "a.example", 80 },
		{ "a.example:", "a.example", 0 },
		{ "a.example:x", "a.example", 0 },
		{ "a.example::80", "a.example", 0 },
		{ "a.example:80:90", "a.example", 80 },
		{ "a.example:[::1]", "a.example", 0 },
		{ "a.example:65535", "a.example", 65535 },
		{ "a.example:65536", "a.example", 0 },
		{ "a.example:99999999999999999999", "a.example", 0 },
		{ "[2001:db8::1]:80", "2001:db8::1", 80 },
		{ "[2001:db8::1]", "2001:db8::1", 0 },
		{ "[a.example]:80", "a.example", 80 },
		{ "[a.example", "a.example", 0 },
		{ "[a.example]x:80", "a.example", 0 },
		{ "2001:db8::1", "2001:db8::1", 0 },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1", 0 },
		{ "beef.de::80", "beef.de", 0 },
		{ "192.0.2.1:80", "192.0.2.1", 80 },
		{ ".", ".", 0 }, { "..", ".", 0 }, { ":80", "", 80 },
		{ "", "", 0 }, { "[", "", 0 }, { "[]", "", 0 },
		{ "[]:80", "", 80 }, { " ", "", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct guard g = guard_copy(rows[i].text,
					    strlen(rows[i].text));
		uint16_t port = 0;
		struct span s = host_of((struct span) { g.p, g.len }, &port);

		ok(span_is(s, rows[i].name), "\"%s\" is %s", rows[i].text,
		   rows[i].name);
		is_number(port, rows[i].port, ": its port");
		guard_free(&g);
	}
}

static void test_nul(void)
{
	static const char text[] = "a.example\0.b:80";
	uint16_t port = 0;
	struct span s = host_of((struct span) { (const uint8_t *)text,
						sizeof(text) - 1 }, &port);

	ok(span_is(s, "a.example") && port == 0, "a name ends at a NUL");
}

/* Where a server does not end it there, its own name is the other one. */
static void test_both(void)
{
	static const char text[] = "a.example\0.b.example";
	static struct finding f;

	finding_clear(&f, PROTO_HTTP);
	ok(host_add(&f, (struct span) { (const uint8_t *)text,
					sizeof(text) - 1 }) && f.nnames == 2,
	   "a host with a NUL is two names");
	is_text(f.names[0].text, "a.example", ": what stands before it");
	is_text(f.names[1].text, "a.example\\x00.b.example", ": and all of it");
}

/* What a server may make of a text that is more than a name, each once. */
static void test_words(void)
{
	static const struct {
		const char *text, *names;
	} rows[] = {
		{ "a.example", "a.example" },
		{ "a.example:80", "a.example" },
		{ "a.example.:80.90", "a.example" },
		{ "a.example,b.example", "a.example,b.example a.example "
					 "b.example" },
		{ "a.example;x", "a.example;x a.example" },
		{ "a.example/", "a.example/ a.example" },
		{ "a.example\xa0", "a.example\\xa0 a.example" },
		{ "\"a.example\"", "\"a.example\" a.example" },
		{ "x@a.example:80", "x@a.example a.example" },
		{ "a.example x", "a.example\\x20x a.example" },
		{ "http://a.example./", "http a.example" },
		{ "a.example-", "a.example- a.example" },
		{ "a%2eexample", "a%2eexample a.example" },
		{ "a.b%4", "a.b%4 a.b" },
		{ "%61.b%2F", "%61.b%2f 61.b a.b" },
		{ "[::1]:80", "::1" }, { "[a.example", "a.example" },
		{ "192.0.2.1;", "192.0.2.1;" }, { "a,b", "a,b" },
		{ "1.2,3.4", "1.2,3.4" }, { ".x,-.y-", ".x,-.y-" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		static struct finding f;
		char text[FINDING_NAMES * NAME_SIZE] = "";

		finding_clear(&f, PROTO_HTTP);
		ok(host_add(&f, (struct span) {
			(const uint8_t *)rows[i].text,
			strlen(rows[i].text) }), "\"%s\" is kept",
		   rows[i].text);
		for (unsigned n = 0; n < f.nnames; n++) {
			strcat(text, n ? " " : "");
			strcat(text, f.names[n].text);
		}
		is_text(text, rows[i].names, ": its names");
	}
}

static void test_finding(void)
{
	static struct finding f;
	static const struct span a = { (const uint8_t *)"A:80", 4 };

	finding_clear(&f, PROTO_HTTP);
	ok(host_add(&f, (struct span) { a.p, 0 }) && f.nnames == 0,
	   "no name adds none");
	for (unsigned i = 0; i < FINDING_NAMES; i++)
		ok(host_add(&f, a) && f.nnames == i + 1, "name %u", i);
	is_text(f.names[3].text, "a", "in small letters");
	is_number(f.port, 80, ": with its port");
	ok(!host_add(&f, a) && f.nnames == FINDING_NAMES,
	   ": until there is no room");
}

int main(void)
{
	test_hosts();
	test_nul();
	test_both();
	test_words();
	test_finding();
	return done_testing();
}
