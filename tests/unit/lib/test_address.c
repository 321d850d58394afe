/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses and prefixes: strict to read, one form for both families. */

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

static struct prefix prefix(const char *text)
{
	struct prefix p = { .len = 0 };

	if (!prefix_parse(text, &p))
		give_up("\"%s\" is no prefix", text);
	return p;
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

static void test_prefix_parse(void)
{
	static const struct {
		const char *text;
		uint8_t len;
		const char *want;
	} good[] = {
		{ "0.0.0.0/0", 96, "0.0.0.0/0" },
		{ "10.0.0.0/8", 104, "10.0.0.0/8" },
		{ "192.0.2.255", 128, "192.0.2.255" },
		{ "192.0.2.254/31", 127, "192.0.2.254/31" },
		{ "255.255.255.255/32", 128, "255.255.255.255" },
		{ "::/0", 0, "::/0" },
		{ "8000::/1", 1, "8000::/1" },
		{ "2001:db8::/32", 32, "2001:db8::/32" },
		{ "::1/128", 128, "::1" },
		{ "::ffff:10.0.0.0/104", 104, "10.0.0.0/8" },
		{ "::ffff:0:0/96", 96, "0.0.0.0/0" },
		{ "::fffe:0:0/95", 95, NULL },
		{ "::/96", 96, "::/96" },
	};
	static const char *const bad[] = {
		"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/ 8",
		"10.0.0.0/+8", "10.0.0.0/-8", "10.0.0.0/08", "10.0.0.0/00",
		"10.0.0.0/8 ", "10.0.0.0/8/8", "10.0.0.0/8x", "10.0.0.0//8",
		"10.0.0.0/4294967304", "10.0.0.0/18446744073709551624",
		"10.0.0.0/255.0.0.0", "10.0.0.1/8", "192.0.2.1/31", "::1/0",
		"128.0.0.0/0", "::/129", "2001:db8::/16", "::1/127",
		"::ffff:0:0/95", "::ffff:10.0.0.1/104", "10.0.0/8",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb/12",
		"0000000000000000000000000000000000000000000000::/0",
	};
	struct prefix p, kept = prefix("192.0.2.0/24");
	char text[ADDRESS_TEXT];

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		ok(prefix_parse(good[i].text, &p), "%s is one", good[i].text);
		is_number(p.len, good[i].len, "of this length");
		if (good[i].want)
			is_text(prefix_format(&p, text), good[i].want,
				": and is written so");
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		p = kept;
		ok(!prefix_parse(bad[i], &p) && p.len == kept.len &&
		   address_compare(&p.addr, &kept.addr) == 0,
		   "bad prefix %zu is refused, the output kept", i);
	}
}

static bool bit(const struct address *a, unsigned i)
{
	return a->b[i / 8] >> (7 - i % 8) & 1;
}

/* A random address; a half of them IPv4, some near the mapped ones. */
static struct address random_address(void)
{
	struct address a;

	for (size_t i = 0; i < 16; i++)
		a.b[i] = (uint8_t)random_next();
	if (random_next() % 2)
		a = address_from_v4(a.b);
	else if (random_next() % 4 == 0)
		memset(a.b, 0, 10);
	return a;
}

static void test_random_prefixes(void)
{
	unsigned around = 0, text_wrong = 0, range_wrong = 0;
	char text[ADDRESS_TEXT];

	for (int round = 0; round < 20000; round++) {
		struct address a = random_address();
		unsigned least = address_is_v4(&a) ? 96 : 0;
		uint8_t len = (uint8_t)(least + random_next() % (129 - least));
		struct prefix p = prefix_around(&a, len), q;
		struct range r = prefix_range(&p);

		for (unsigned i = 0; i < 128; i++) {
			around += bit(&p.addr, i) !=
				  (i < len ? bit(&a, i) : 0);
			range_wrong += bit(&r.first, i) != bit(&p.addr, i) ||
				       bit(&r.last, i) !=
				       (i < len ? bit(&a, i) : 1);
		}
		text_wrong += !prefix_parse(prefix_format(&p, text), &q) ||
			      q.len != p.len ||
			      address_compare(&q.addr, &p.addr) != 0;
		text_wrong += !address_parse(address_format(&a, text),
					     &q.addr) ||
			      address_compare(&q.addr, &a) != 0;
	}
	is_number(around, 0, "the prefix around an address has its first bits");
	is_number(range_wrong, 0, ": its range ends with all ones");
	is_number(text_wrong, 0, "what is written reads back the same");
}

static void test_contains(void)
{
	static const struct {
		const char *prefix, *address;
		bool inside;
	} rows[] = {
		{ "192.0.2.0/24", "192.0.2.0", true },
		{ "192.0.2.0/24", "192.0.2.255", true },
		{ "192.0.2.0/24", "192.0.1.255", false },
		{ "192.0.2.0/24", "192.0.3.0", false },
		{ "0.0.0.0/0", "255.255.255.255", true },
		{ "0.0.0.0/0", "0.0.0.0", true },
		{ "0.0.0.0/0", "::", false },
		{ "0.0.0.0/0", "::1:0:0:0", false },
		{ "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true },
		{ "::/0", "192.0.2.1", false },
		{ "::/80", "10.0.0.1", false },
		{ "::/80", "::1", true },
		{ "2001:db8::/33", "2001:db8:7fff::1", true },
		{ "2001:db8::/33", "2001:db8:8000::", false },
		{ "::1", "::1", true },
		{ "::1", "::2", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct prefix p = prefix(rows[i].prefix);
		struct address a = address(rows[i].address);

		ok(prefix_contains(&p, &a) == rows[i].inside,
		   "%s lies %s %s", rows[i].address,
		   rows[i].inside ? "in" : "outside of", rows[i].prefix);
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

/* The prefixes of a range lie end to end and are as few as can be: none could
 * be wider where it begins. */
static void test_range_prefixes(void)
{
	unsigned wrong = 0, most = 0;

	for (int round = 0; round < 20000; round++) {
		struct range r, left;
		struct address at;
		unsigned n = 0;
		bool more;

		for (int i = 0; i < 32; i++)
			(i < 16 ? r.first : r.last).b[i % 16] =
				(uint8_t)(random_next() % 3 ? random_next() :
					  random_next() % 2 ? 0 : 0xff);
		if (round % 2) {
			r.first = address_from_v4(r.first.b);
			r.last = address_from_v4(r.last.b);
		}
		if (address_compare(&r.first, &r.last) > 0)
			continue;
		left = r;
		at = r.first;
		do {
			struct prefix p;
			struct range got;

			more = range_take_prefix(&left, &p);
			got = prefix_range(&p);
			wrong += address_compare(&got.first, &at) != 0 ||
				 address_compare(&got.last, &r.last) > 0;
			at = got.last;
			wrong += address_next(&at) != more &&
				 address_compare(&got.last, &r.last) != 0;
			n++;
		} while (more && n < 300);
		if (n > most)
			most = n;
		wrong += n > (round % 2 ? 62u : 254u);
	}
	ok(wrong == 0, "ranges to prefixes, %u at most", most);
}

static void test_range_around_v4(void)
{
	struct address first, last;
	struct prefix p = { .len = 0 };
	struct range r;
	unsigned v4 = 0, n = 0;
	bool more;

	address_parse("::1", &first);
	address_parse("1::", &last);
	r = (struct range) { first, last };
	do {
		more = range_take_prefix(&r, &p);
		v4 += address_is_v4(&p.addr);
		n++;
	} while (more);
	is_number(v4, 0, "an IPv6 range has no IPv4 prefix");
	ok(n == 113 && address_compare(&p.addr, &last) == 0,
	   ": but all around it: %u", n);
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
	test_prefix_parse();
	test_random_prefixes();
	test_contains();
	test_neighbours();
	test_range_prefixes();
	test_range_around_v4();
	test_random_texts();
	return done_testing();
}
