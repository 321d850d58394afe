/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events counted. */

#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/cli/option.h"
#include "tools/query/counts.h"

static struct logged event(const char *client, const char *vendor,
			   const char *target, enum tally_outcome action,
			   long long count, time_t when)
{
	struct logged e = {
		.client = client, .vendor = vendor, .action = action,
		.count = count, .time = when, .counted = target,
	};

	return e;
}

static void add_some(struct counts *c)
{
	const struct logged events[] = {
		event("10.0.0.1", "v", "a.example", TALLY_BLOCKED, 2, 200),
		event("10.0.0.2", "w", "b.example", TALLY_LOGGED, 5, 100),
		event("10.0.0.1", "w", "b.example", TALLY_EXCEPTED, 1, 300),
		event("10.0.0.3", "v", "a.example", TALLY_BLOCKED, 3, 50),
		event("10.0.0.1", "v", "c.example", TALLY_BLOCKED, 4, 150),
	};

	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		counts_add(c, &events[i]);
}

static const struct count *at(const struct counts *c, size_t i,
			      const char *what)
{
	is_text(c->items[i].what[0], what, "%s is number %zu", what, i);
	return &c->items[i];
}

static void test_sums(void)
{
	const struct count *first;
	struct counts c;

	counts_init(&c, COUNTS_CLIENT);
	add_some(&c);
	counts_sort(&c, NULL);
	is_number(c.n, 3, "three clients");
	first = at(&c, 0, "10.0.0.1");
	is_number(first->n[TALLY_BLOCKED], 6, ": blocked");
	is_number(first->n[TALLY_LOGGED], 0, ": logged");
	is_number(first->n[TALLY_EXCEPTED], 1, ": excepted");
	is_number(first->first, 150, ": at first");
	is_number(first->last, 300, ": at last");
	at(&c, 1, "10.0.0.2");
	at(&c, 2, "10.0.0.3");
	counts_done(&c);
}

static void test_by(void)
{
	struct counts c;

	counts_init(&c, COUNTS_VENDOR);
	add_some(&c);
	counts_sort(&c, NULL);
	at(&c, 0, "v");
	at(&c, 1, "w");
	counts_done(&c);
	counts_init(&c, COUNTS_NAME);
	add_some(&c);
	counts_sort(&c, NULL);
	at(&c, 0, "b.example");
	at(&c, 1, "a.example");
	at(&c, 2, "c.example");
	counts_done(&c);
	is_number(kind_index(KIND_BY, "client"), COUNTS_CLIENT, "by client");
	is_number(kind_index(KIND_BY, "vendor"), COUNTS_VENDOR, "by vendor");
	is_number(kind_index(KIND_BY, "name"), COUNTS_NAME, "by name");
}

/* Equals stand by what they are. */
static void test_equal(void)
{
	struct logged e;
	struct counts c;

	counts_init(&c, COUNTS_CLIENT);
	for (char i = 'c'; i >= 'a'; i--) {
		e = event((char[]) { i, '\0' }, "v", "n", TALLY_LOGGED, 1, 1);
		counts_add(&c, &e);
	}
	counts_sort(&c, NULL);
	at(&c, 0, "a");
	at(&c, 1, "b");
	at(&c, 2, "c");
	counts_done(&c);
}

static void test_many(void)
{
	struct counts c;
	unsigned wrong = 0;

	counts_init(&c, COUNTS_CLIENT);
	for (int round = 1; round <= 2; round++) {
		for (int i = 0; i < 5000; i++) {
			char client[24];
			struct logged e;

			snprintf(client, sizeof(client), "c%d", i);
			e = event(client, "v", "n", TALLY_LOGGED, 1, round);
			counts_add(&c, &e);
		}
	}
	is_number(c.n, 5000, "more than there are buckets at first");
	counts_sort(&c, "what");
	for (int i = 0; i < 5000; i++) {
		char client[24];
		struct logged e;

		snprintf(client, sizeof(client), "c%d", i);
		e = event(client, "v", "n", TALLY_EXCEPTED, 1, 2);
		counts_add(&c, &e);
	}
	is_number(c.n, 5000, ": and no more when it was sorted");
	for (size_t i = 0; i < c.n; i++)
		wrong += c.items[i].n[TALLY_LOGGED] != 2 ||
			 c.items[i].n[TALLY_EXCEPTED] != 1 ||
			 c.items[i].first != 1 || c.items[i].last != 2;
	is_number(wrong, 0, "each is found again");
	counts_done(&c);
}

int main(void)
{
	test_sums();
	test_by();
	test_equal();
	test_many();
	return done_testing();
}
