/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prefixes: strict to read, and what lies in them. */

#include "lib/array.h"
#include "lib/range.h"
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
		struct range r = range_of(&p);

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

int main(void)
{
	test_prefix_parse();
	test_random_prefixes();
	test_contains();
	return done_testing();
}
