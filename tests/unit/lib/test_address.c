/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses: strict to read, one form for both families. */

#include <arpa/inet.h>

#include "lib/address.h"
#include "lib/array.h"
#include "tests/unit/tap.h"

static struct address address(const char *text)
{
	struct address a = { { 0 } };

	if (!address_parse(text, &a))
		give_up("\"%s\" is no address", text);
	return a;
}

static void test_address_parse(void)
{
	static const char *const bad[] = {
		"", " ", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4",
		"1.2.3.08", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4/32", "1.2.3.-4",
		"0x1.2.3.4", "1.2.3.4\n", "::ffff:01.2.3.4", ":::", "1::2::3",
		"12345::", "fe80::1%eth0", "1:2:3:4:5:6:7:8:9", "g::",
		"[::1]", "1.2.3.4:80", "example.com",
	};
	static const uint8_t v4[4] = { 192, 0, 2, 1 };
	struct address a = address("192.0.2.1"), b = address_from_v4(v4);
	struct address kept = a;

	ok(address_compare(&a, &b) == 0, "an IPv4 address is kept mapped");
	a = address("::ffff:192.0.2.1");
	ok(address_compare(&a, &b) == 0 && address_is_v4(&a),
	   "a mapped IPv6 address is the same");
	a = address("2001:DB8::1");
	ok(a.b[0] == 0x20 && a.b[3] == 0xb8 && a.b[15] == 1 &&
	   !address_is_v4(&a), "an IPv6 address is not");
	b = address_from_v6(a.b);
	ok(address_compare(&a, &b) == 0, "sixteen bytes make the same one");
	a = address("::192.0.2.1");
	ok(!address_is_v4(&a), "the old compatible form is IPv6");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		a = kept;
		ok(!address_parse(bad[i], &a) &&
		   address_compare(&a, &kept) == 0,
		   "bad address %zu is refused, the output kept", i);
	}
}

static void test_neighbours(void)
{
	static const struct {
		const char *low, *high;
	} rows[] = {
		{ "192.0.2.1", "192.0.2.2" },
		{ "192.0.2.255", "192.0.3.0" },
		{ "9.255.255.255", "10.0.0.0" },
		{ "255.255.255.255", "::1:0:0:0" },
		{ "::fffe:ffff:ffff", "0.0.0.0" },
		{ "::", "::1" },
		{ "7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "8000::" },
	};
	struct address a, b;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		a = address(rows[i].low);
		b = address(rows[i].high);
		ok(address_next(&a) && address_compare(&a, &b) == 0,
		   "behind %s stands %s", rows[i].low, rows[i].high);
		a = address(rows[i].low);
		ok(address_previous(&b) && address_compare(&a, &b) == 0,
		   ": and before it the other");
	}
	a = address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	b = a;
	ok(!address_next(&a) && address_compare(&a, &b) == 0,
	   "behind the last there is none");
	a = b = address("::");
	ok(!address_previous(&a) && address_compare(&a, &b) == 0,
	   ": nor before the first");
}

/* What is written is what inet_ntop() writes, but for IPv4 inside IPv6, and
 * both read it back. */
static void test_random_texts(void)
{
	unsigned wrong = 0;

	for (int round = 0; round < 100000; round++) {
		char text[ADDRESS_TEXT], theirs[ADDRESS_TEXT];
		struct address a, back;
		bool v4 = round % 4 == 0;

		for (int i = 0; i < 16; i++)
			a.b[i] = (uint8_t)(random_next() % 3 ? 0 :
					   random_next() >> 8);
		if (v4)
			a = address_from_v4(a.b);
		address_format(&a, text);
		inet_ntop(v4 ? AF_INET : AF_INET6, a.b + (v4 ? 12 : 0),
			  theirs, sizeof(theirs));
		wrong += !strchr(theirs, '.') != !v4 ? 0 :
			 strcmp(text, theirs) != 0;
		wrong += !address_parse(text, &back) ||
			 address_compare(&a, &back) != 0;
		wrong += inet_pton(v4 ? AF_INET : AF_INET6, text, back.b) != 1;
	}
	is_number(wrong, 0, "random addresses as text and back");
}

int main(void)
{
	test_address_parse();
	test_neighbours();
	test_random_texts();
	return done_testing();
}
