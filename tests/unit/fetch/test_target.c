/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where lists may be fetched from. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/fetch/target.h"

static struct config_source source(const char *url)
{
	char *empty = (char *)"";

	return (struct config_source) {
		.id = empty, .url = (char *)(uintptr_t)url, .path = empty,
		.folder = empty, .sha256 = empty, .minisign = empty,
		.signature = empty, .proxy = empty, .ca = empty,
	};
}

#define OUT "http://lists.example/x"
#define OUTS "https://lists.example/x"
#define IN "http://10.0.0.5:8000/x"

static void test_urls(void)
{
	static const struct {
		const char *from, *to;
		bool may;
	} rows[] = {
		{ OUT, "http://other.example/y", true },
		{ OUT, "https://other.example/y", true },
		{ OUT, "http://192.0.2.7:81/y", true },
		{ OUT, "http://[2001:db8::1]/y", true },
		{ OUTS, OUTS, true },
		{ OUTS, OUT, false },
		{ OUT, "file:///etc/passwd", false },
		{ OUT, "FILE:///etc/passwd", false },
		{ OUT, "ftp://other.example/", false },
		{ OUT, "gopher://other.example/", false },
		{ OUT, "dict://other.example/", false },
		{ OUT, "//other.example/", false },
		{ OUT, "", false },
		{ OUT, "http://", false },
		{ OUT, "http://10.0.0.5/", false },
		{ OUT, "http://127.0.0.1/", false },
		{ OUT, "http://127.1/", false },
		{ OUT, "http://0x7f000001/", false },
		{ OUT, "http://017700000001/", false },
		{ OUT, "http://2852039166/", false },
		{ OUT, "http://169.254.169.254/latest", false },
		{ OUT, "http://[::1]/", false },
		{ OUT, "http://[::ffff:10.0.0.5]/", false },
		{ OUT, "http://[fe80::1%25eth0]/", false },
		{ OUT, "http://[fd00::1]/", false },
		{ OUT, "http://[64:ff9b::10.0.0.5]/", false },
		{ OUT, "http://[64:ff9b::192.0.2.5]/", true },
		{ OUT, "http://localhost/", false },
		{ OUT, "http://LocalHost./", false },
		{ OUT, "http://a.localhost/", false },
		{ OUT, "http://notlocalhost/", true },
		{ OUT, "http://user:pw@127.0.0.1/", false },
		{ OUT, "http://127.0.0.1@other.example/", true },
		{ IN, IN, true },
		{ IN, "http://10.0.0.5:8000/other", true },
		{ IN, "http://10.0.0.5:8001/x", false },
		{ IN, "http://10.0.0.6:8000/x", false },
		{ IN, "https://10.0.0.5:8000/x", false },
	};
	struct fault fault;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct config_source s = source(rows[i].from);
		bool may = target_may_go(&s, rows[i].to, &fault);

		ok(may == rows[i].may && (may || fault.what[0]), "%s -> %s: %s",
		   rows[i].from, rows[i].to, rows[i].may ? "yes" : "no");
	}
}

static void test_words(void)
{
	struct config_source s = source(OUT);
	struct fault fault;

	s.allow_private = true;
	ok(target_may_go(&s, "http://127.0.0.1/", &fault),
	   "allow_private lets in");
	ok(!target_may_go(&s, "file:///x", &fault),
	   ": but only http and https");
	s = source(OUTS);
	s.minisign = (char *)"RWQ";
	ok(target_may_go(&s, OUT, &fault),
	   "what is signed may come without TLS");
	s.minisign = s.ca;
	s.sha256 = (char *)"00";
	ok(target_may_go(&s, OUT, &fault), ": so may what is pinned");
}

static void test_signature(void)
{
	struct config_source s = source(OUT);
	struct fault fault;

	ok(!target_may_go(&s, IN, &fault), "inside, by itself: %s",
	   fault.what);
	s.signature = (char *)(uintptr_t)IN;
	ok(target_may_go(&s, IN, &fault),
	   ": but not where the signature is configured to be");
	ok(!target_may_go(&s, "http://10.0.0.5:8001/x", &fault),
	   ": nor anywhere else there: %s", fault.what);
}

static void test_direct(void)
{
	static const struct {
		const char *url, *no_proxy;
		bool direct;
	} rows[] = {
		{ OUT, "lists.example", true }, { OUT, ".example", true },
		{ OUT, "example", true }, { OUT, "*", true },
		{ OUT, "a.test, LISTS.example", true },
		{ OUT, "a.test lists.example", true },
		{ OUT, "", false }, { OUT, ", ,", false }, { OUT, ".", false },
		{ OUT, "ists.example", false },
		{ OUT, "a.lists.example", false },
		{ OUT, "other.example", false },
		{ IN, "10.0.0.5", true }, { IN, "10.0.0", false },
		{ "http://[2001:db8::1]:81/x", "2001:db8::1", true },
		{ "nonsense://", "nonsense", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		ok(target_is_direct(rows[i].url, rows[i].no_proxy) ==
		   rows[i].direct, "%s, no_proxy \"%s\": %s", rows[i].url,
		   rows[i].no_proxy, rows[i].direct ? "direct" : "by proxy");
}

static void test_signature_url(void)
{
	static const struct {
		const char *url, *signature, *want;
	} rows[] = {
		{ OUT, "", OUT ".minisig" },
		{ OUT "?a=1&b", "", OUT ".minisig?a=1&b" },
		{ OUT "#part", "", OUT ".minisig#part" },
		{ OUT, "https://other.example/s", "https://other.example/s" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct config_source s = source(rows[i].url);
		char *got;

		s.signature = (char *)(uintptr_t)rows[i].signature;
		got = target_signature(&s);
		is_text(got, rows[i].want, "signature %zu", i);
		free(got);
	}
}

int main(void)
{
	test_urls();
	test_words();
	test_signature();
	test_direct();
	test_signature_url();
	return done_testing();
}
