/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prefixes.idx built: each address finds what a plain search finds. */

#include <stdlib.h>

#include "lib/array.h"
#include "lib/range.h"
#include "ruleset/index/prefixes.h"
#include "tests/unit/prefixes_made.h"
#include "tests/unit/tap.h"

/* The rules found are those that contain `a`, the widest first, or as many of
 * them as an answer holds. */
static bool agrees(const struct prefix_rule *out, size_t got,
		   const struct made_prefix *rules, size_t n,
		   const struct address *a)
{
	size_t want = 0, found = 0;
	bool order = true;

	for (size_t i = 0; i < n && want < PREFIX_RULES_MAX; i++)
		want += prefix_contains(&rules[i].prefix, a);
	for (size_t k = 0; k < got; k++) {
		order &= k == 0 || out[k].len >= out[k - 1].len;
		for (size_t i = 0; i < n; i++)
			if (rules[i].line == out[k].line) {
				found += rules[i].class == out[k].class &&
					 rules[i].prefix.len == out[k].len &&
					 prefix_contains(&rules[i].prefix, a);
				break;
			}
	}
	return got == want && found == want && order;
}

static unsigned wrong_at(const struct prefixes_made *t,
			 const struct made_prefix *rules, size_t n,
			 struct address a)
{
	struct prefix_rule out[PREFIX_RULES_MAX];

	return !agrees(out, prefixes_lookup(&t->p, &a, out), rules, n, &a);
}

/* Both ends of every prefix, and what lies beside them. */
static unsigned wrong_at_borders(const struct prefixes_made *t,
				 const struct made_prefix *rules, size_t n)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < n; i++) {
		struct range r = range_of(&rules[i].prefix);

		wrong += wrong_at(t, rules, n, r.first);
		wrong += wrong_at(t, rules, n, r.last);
		if (address_previous(&r.first))
			wrong += wrong_at(t, rules, n, r.first);
		if (address_next(&r.last))
			wrong += wrong_at(t, rules, n, r.last);
	}
	return wrong;
}

/* The intervals are disjoint, in order, of one family each, and have the
 * rules of both their ends; IPv4 comes first. */
static unsigned wrong_intervals(const struct prefixes_made *t,
				const struct made_prefix *rules, size_t n)
{
	struct address last = { { 0 } };
	unsigned wrong = 0;
	bool v4 = true;

	for (size_t i = 0; i < prefixes_count(&t->p); i++) {
		struct prefix_interval v;
		bool is_v4;

		if (!prefixes_interval(&t->p, i, &v))
			return wrong + 1;
		is_v4 = address_is_v4(&v.range.first);
		wrong += is_v4 != address_is_v4(&v.range.last) ||
			 (is_v4 && !v4);
		wrong += i > 0 && is_v4 == v4 &&
			 address_compare(&v.range.first, &last) <= 0;
		wrong += v.nrules == 0 ||
			 !agrees(v.rules, v.nrules, rules, n, &v.range.first) ||
			 !agrees(v.rules, v.nrules, rules, n, &v.range.last);
		last = v.range.last;
		v4 = is_v4;
	}
	return wrong;
}

/* Prefixes that nest often: ends and middles of few addresses. */
static struct prefix random_prefix(bool may_cover_all)
{
	static const uint8_t starts[] = { 0, 10, 127, 128, 192, 255 };
	uint8_t bytes[16];
	struct address a;
	unsigned least;

	for (size_t i = 0; i < 16; i++)
		bytes[i] = random_next() % 2 ? 0 : random_next() % 2 ? 0xff :
			   starts[random_next() % 6];
	if (random_next() % 2) {
		a = address_from_v4(bytes);
		least = random_next() % 8 ? 104 : 96;
	} else {
		bytes[0] = random_next() % 4 ? 0x20 : 0xff;
		a = address_from_v6(bytes);
		least = may_cover_all && random_next() % 16 == 0 ? 0 : 8;
	}
	return prefix_around(&a, (uint8_t)(least +
			     random_next() % (129 - least)));
}

static void test_random(void)
{
	static struct made_prefix rules[300];
	unsigned opened = 0, borders = 0, points = 0, intervals = 0;

	for (int round = 0; round < 60; round++) {
		size_t n = random_next() % (round % 2 ? 300 : 10);
		struct prefixes_made t;

		for (size_t i = 0; i < n; i++)
			rules[i] = (struct made_prefix) {
				random_prefix(true), (uint16_t)i,
				(uint32_t)i + 1
			};
		t = prefixes_make(rules, n);
		opened += t.good;
		borders += wrong_at_borders(&t, rules, n);
		for (int i = 0; i < 200; i++)
			points += wrong_at(&t, rules, n,
					   random_prefix(false).addr);
		intervals += wrong_intervals(&t, rules, n);
		prefixes_made_done(&t);
	}
	is_number(opened, 60, "random prefixes make good indexes");
	is_number(borders, 0, "the borders find what a plain search finds");
	is_number(points, 0, "other addresses too");
	is_number(intervals, 0, "the intervals are disjoint and complete");
}

static void test_nasty(void)
{
	static const char *const cases[][8] = {
		{ "0.0.0.0/0", "::/0" },
		{ "::/0", "192.0.2.0/24", "0.0.0.0/32", "255.255.255.255" },
		{ "0.0.0.0/0", "255.255.255.255", "255.255.255.254/31",
		  "128.0.0.0/1" },
		{ "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127",
		  "8000::/1", "::/128" },
		{ "192.0.2.0/24", "192.0.3.0/24" },
		{ "192.0.2.0/24", "192.0.2.0/25", "192.0.2.128/25" },
		{ "192.0.2.0/24", "192.0.2.0/32", "192.0.2.255/32" },
		{ "192.0.2.7", "192.0.2.7", "192.0.2.6/31", "192.0.2.7" },
		{ "2001:db8::/32", "2001:db8::/32", "2001:db8::/128" },
		{ "2001:db8::/127", "2001:db8::1", "2001:db8::2/127" },
		{ "0.0.0.0/1", "128.0.0.0/1", "0.0.0.0/0" },
		/* What lies around ::ffff:0:0/96, where IPv4 is kept. */
		{ "::/80", "10.0.0.0/8" },
		{ "::fffe:0:0/95" },
		{ "::/0", "::fffe:0:0/96", "10.0.0.0/8" },
		{ "::/0", "0:0:0:0:1::/80", "10.0.0.0/8", "2001:db8::/32" },
		{ "::/8", "::fffe:ffff:ffff", "0:0:0:0:1::", "0.0.0.0/0" },
	};
	struct made_prefix rules[8];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned wrong = 0;
		struct prefixes_made t;
		size_t n = 0;

		for (; n < 8 && cases[i][n]; n++) {
			rules[n].class = (uint16_t)n;
			rules[n].line = (uint32_t)n + 1;
			wrong += !prefix_parse(cases[i][n], &rules[n].prefix);
		}
		t = prefixes_make(rules, n);
		if (t.good)
			wrong += wrong_at_borders(&t, rules, n) +
				 wrong_intervals(&t, rules, n);
		ok(t.good && wrong == 0, "%s and %s%s", cases[i][0],
		   n > 1 ? cases[i][1] : "nothing", n > 2 ? " and more" : "");
		prefixes_made_done(&t);
	}
}

static void test_depth(void)
{
	static const size_t fit = PREFIX_RULES_MAX < 129 ?
				  PREFIX_RULES_MAX : 129;
	static struct made_prefix rules[65536];
	struct prefix_rule *out = malloc(PREFIX_RULES_MAX * sizeof(*out));
	struct prefix_interval *v = malloc(sizeof(*v));
	struct address a;
	struct prefixes_made t;
	size_t most = 0;

	address_parse("2001:db8::1", &a);
	for (size_t i = 0; i <= 128; i++)
		rules[i] = (struct made_prefix) { prefix_around(&a, (uint8_t)i),
					   (uint16_t)i, (uint32_t)i + 1 };
	t = prefixes_make(rules, 129);
	is_number(prefixes_lookup(&t.p, &a, out), fit,
		  "of 129 that nest as many as fit");
	for (size_t i = 0; i < prefixes_count(&t.p); i++)
		if (prefixes_interval(&t.p, i, v) && v->nrules > most)
			most = v->nrules;
	is_number(most, fit, ": in the intervals too");
	prefixes_made_done(&t);

	for (size_t i = 0; i < 65536; i++)
		rules[i] = (struct made_prefix) { prefix_around(&a, 128), 0,
					   (uint32_t)i + 1 };
	t = prefixes_make(rules, 65536);
	ok(prefixes_lookup(&t.p, &a, out) > 0,
	   "65536 rules of one address are not none");
	prefixes_made_done(&t);
	free(out);
	free(v);
}

int main(void)
{
	test_random();
	test_nasty();
	test_depth();
	return done_testing();
}
