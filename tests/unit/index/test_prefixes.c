/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prefixes.idx read: its intervals, and no damage leads outside. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/prefix.h"
#include "ruleset/index/prefixes.h"
#include "tests/unit/prefixes_made.h"
#include "tests/unit/tap.h"

/* Prefixes that nest often: ends and middles of few addresses. */
static struct prefix random_prefix(void)
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
		least = random_next() % 16 ? 8 : 0;
	}
	return prefix_around(&a, (uint8_t)(least +
			     random_next() % (129 - least)));
}

static void test_intervals(void)
{
	static const char *const text[] = {
		"2001:db8::/32", "192.0.2.0/24", "192.0.3.0/24",
		"192.0.2.16/28",
	};
	static const char *const want[] = {
		"192.0.2.0-192.0.2.15", "192.0.2.16-192.0.2.31",
		"192.0.2.32-192.0.2.255", "192.0.3.0-192.0.3.255",
		"2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
	};
	struct prefix_rule out[PREFIX_RULES_MAX];
	struct prefix_interval v;
	struct made_prefix rules[4];
	struct prefixes_made t;

	for (size_t i = 0; i < 4; i++) {
		prefix_parse(text[i], &rules[i].prefix);
		rules[i].line = (uint32_t)i + 1;
		rules[i].class = (uint16_t)i;
	}
	t = prefixes_make(rules, 4);
	is_number(prefixes_count(&t.p), 5, "four prefixes, five intervals");
	for (size_t i = 0; i < 5; i++) {
		char line[128], first[ADDRESS_TEXT], last[ADDRESS_TEXT];

		ok(prefixes_interval(&t.p, i, &v), "interval %zu", i);
		snprintf(line, sizeof(line), "%s-%s",
			 address_format(&v.range.first, first),
			 address_format(&v.range.last, last));
		is_text(line, want[i], ": is this; neighbours are left apart");
	}
	prefixes_made_done(&t);
	t = prefixes_make(rules, 0);
	ok(t.good && prefixes_count(&t.p) == 0 &&
	   prefixes_lookup(&t.p, &rules[0].prefix.addr, out) == 0,
	   "nothing is empty");
	prefixes_made_done(&t);
}

static void use(const struct prefixes_made *t, const struct made_prefix *rules,
		size_t n)
{
	struct prefix_rule out[PREFIX_RULES_MAX];
	struct prefix_interval v;
	struct prefixes p;
	struct index ix;

	if (index_over(&ix, t->g.p, t->g.len, INDEX_PREFIXES, false) < 0 ||
	    prefixes_open(&p, &ix) < 0)
		return;
	for (size_t i = 0; i < n; i++)
		prefixes_lookup(&p, &rules[i].prefix.addr, out);
	for (size_t i = 0; i < prefixes_count(&p); i++)
		prefixes_interval(&p, i, &v);
}

static void test_damage(void)
{
	struct made_prefix rules[40];
	uint8_t *saved;
	struct prefixes_made t;

	for (size_t i = 0; i < 40; i++)
		rules[i] = (struct made_prefix) { random_prefix(), 0, 1 };
	t = prefixes_make(rules, 40);
	saved = malloc(t.g.len);
	memcpy(saved, t.g.p, t.g.len);
	for (int round = 0; round < 6000; round++) {
		size_t flips = 1 + random_next() % 12;
		size_t from = round % 3 ? 64 : 0;

		while (flips-- > 0)
			t.g.p[from + random_next() % (t.g.len - from)] =
				(uint8_t)(random_next() % 3 ? random_next() :
					  random_next() % 2 ? 0xff : 0);
		use(&t, rules, 40);
		memcpy(t.g.p, saved, t.g.len);
	}
	ok(true, "damage never leads outside");
	free(saved);
	prefixes_made_done(&t);
}

int main(void)
{
	test_intervals();
	test_damage();
	return done_testing();
}
