/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who holds most, against a count of all. */

#include <string.h>

#include "nfq/packet/owner.h"
#include "tests/unit/tap.h"

enum { CLIENTS = 40, HELD = 400 };

/* Client `n`: every other one has an IPv6 /64. */
static struct address address_of(unsigned n)
{
	const uint8_t four[4] = { 10, 0, 0, (uint8_t)n };
	uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, 0, 0, 0, (uint8_t)n };

	for (int i = 8; i < 16; i++)
		six[i] = (uint8_t)random_next();
	return n % 2 ? address_from_v6(six) : address_from_v4(four);
}

static void test_who(void)
{
	struct owners *o = owners_new(8, 8);
	struct address a = address_of(0), b = address_of(1), c = address_of(1);
	uint32_t first = owners_take(o, &a, OWNER_OPENED), second;

	is_number(owners_most_flows(o, OWNER_OPENED), 0, "nobody holds any");
	owners_change(o, first, 1, 0);
	ok(owners_take(o, &a, OWNER_OPENED) == first, "an address is one");
	second = owners_take(o, &b, OWNER_OPENED);
	ok(second != first, "another is another");
	owners_change(o, second, 1, 0);
	ok(owners_take(o, &c, OWNER_OPENED) == second,
	   "two of an IPv6 /64 are one");
	ok(owners_take(o, &a, OWNER_LOOSE) != first,
	   "another class is counted by itself");
	owners_free(o);
	owners_free(NULL);
}

static void test_order(void)
{
	struct owners *o = owners_new(8, 8);
	uint32_t n[3];

	for (unsigned i = 0; i < 3; i++) {
		struct address a = address_of(i);

		n[i] = owners_take(o, &a, OWNER_OPENED);
		owners_change(o, n[i], 1, 1);
	}
	is_number(owners_most_flows(o, OWNER_OPENED), n[0],
		  "of several the one silent longest");
	owners_touch(o, n[0]);
	is_number(owners_most_flows(o, OWNER_OPENED), n[1],
		  ": the next, when something came from it");
	owners_change(o, n[2], 1, 0);
	is_number(owners_most_flows(o, OWNER_OPENED), n[2], "one has more");
	is_number(owners_most_flows(o, OWNER_LOOSE), 0,
		  ": none of the other class");
	owners_change(o, n[0], 0, 1);
	is_number(owners_most_chunks(o), n[0], "most chunks has another");
	owners_change(o, n[2], -2, -1);
	owners_change(o, n[1], -1, -1);
	is_number(owners_most_flows(o, OWNER_OPENED), n[0], "the last");
	owners_change(o, n[0], -1, -2);
	ok(owners_most_flows(o, OWNER_OPENED) == 0 &&
	   owners_most_chunks(o) == 0, "nobody holds any again");
	owners_free(o);
}

/* What each holds, by client and class. */
static struct {
	uint32_t number;
	int flows, chunks;
} held[CLIENTS][OWNER_CLASSES];

static bool is_right(struct owners *o, int all_flows)
{
	int flows[OWNER_CLASSES] = { 0 }, chunks = 0;

	for (unsigned i = 0; i < CLIENTS; i++)
		for (int c = 0; c < OWNER_CLASSES; c++) {
			if (held[i][c].flows > flows[c])
				flows[c] = held[i][c].flows;
			if (held[i][c].chunks > chunks)
				chunks = held[i][c].chunks;
		}
	for (int c = 0; c < OWNER_CLASSES; c++) {
		uint32_t most = owners_most_flows(o, (enum owner_class)c);

		if ((most == 0) != (flows[c] == 0))
			return false;
		if (most && (owners_at(o, most)->flows != (uint32_t)flows[c] ||
			     owners_at(o, most)->class != (enum owner_class)c))
			return false;
	}
	if (chunks == 0)
		return owners_most_chunks(o) == 0;
	return all_flows >= 0 && owners_at(o, owners_most_chunks(o))->chunks ==
	       (uint32_t)chunks;
}

static void test_randomly(void)
{
	struct owners *o = owners_new(HELD, HELD);
	int all_flows = 0, all_chunks = 0;
	unsigned wrong = 0;

	for (unsigned k = 0; k < 100000; k++) {
		unsigned i = (unsigned)(random_next() % CLIENTS);
		int c = (int)(random_next() % OWNER_CLASSES);
		int flows = (int)(random_next() % 5) - 2;
		int chunks = (int)(random_next() % 21) - 10;
		struct address a = address_of(i);

		if (held[i][c].flows + flows < 0 || all_flows + flows > HELD)
			flows = 0;
		if (held[i][c].flows + flows == 0)
			chunks = -held[i][c].chunks;
		else if (held[i][c].chunks + chunks < 0 ||
			 all_chunks + chunks > HELD)
			chunks = 0;
		if (held[i][c].flows == 0 && flows <= 0)
			continue;
		held[i][c].number = owners_take(o, &a, (enum owner_class)c);
		if (flows > 0)
			owners_change(o, held[i][c].number, flows, 0);
		owners_change(o, held[i][c].number, 0, chunks);
		if (flows < 0)
			owners_change(o, held[i][c].number, flows, 0);
		held[i][c].flows += flows;
		held[i][c].chunks += chunks;
		all_flows += flows;
		all_chunks += chunks;
		wrong += !is_right(o, all_flows);
	}
	is_number(wrong, 0, "100,000 changes as a count of all has them");
	owners_free(o);
}

int main(void)
{
	test_who();
	test_order();
	test_randomly();
	return done_testing();
}
