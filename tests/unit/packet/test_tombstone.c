/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tombstones: found for a while, and in a table of a fixed size. */

#include "nfq/packet/tombstone.h"
#include "tests/unit/tap.h"

static uint64_t hash_number(uint64_t n)
{
	n = (n + 1) * 0x9e3779b97f4a7c15;
	n = (n ^ n >> 29) * 0xbf58476d1ce4e5b9;
	return n ^ n >> 32;
}

static void test_find(void)
{
	struct tombstones *t = tombstones_new(100);

	is_number(tombstones_find(t, hash_number(1), 0), TOMBSTONE_NONE,
		  "nothing is remembered");
	tombstones_add(t, hash_number(1), 3, 5);
	is_number(tombstones_find(t, hash_number(1), 5), 3, "one is");
	is_number(tombstones_find(t, hash_number(2), 5), TOMBSTONE_NONE,
		  ": and no other");
	is_number(tombstones_find(t, hash_number(1) ^ 1ull << 63, 5),
		  TOMBSTONE_NONE, ": not even one alike");
	tombstones_add(t, hash_number(1), 4, 6);
	is_number(tombstones_find(t, hash_number(1), 6), 4, "it changes");
	is_number(tombstones_find(t, hash_number(1), 6 + TOMBSTONE_SECONDS),
		  4, "it is there for a while");
	is_number(tombstones_find(t, hash_number(1), 12 + TOMBSTONE_SECONDS),
		  TOMBSTONE_NONE, ": not for ever");
	tombstones_add(t, hash_number(1), 4, 1000);
	tombstones_drop(t, hash_number(2));
	is_number(tombstones_find(t, hash_number(1), 1000), 4,
		  "another one is dropped");
	tombstones_drop(t, hash_number(1));
	is_number(tombstones_find(t, hash_number(1), 1000), TOMBSTONE_NONE,
		  "this one");
	tombstones_free(t);
	tombstones_free(NULL);
}

static void test_full(void)
{
	struct tombstones *t = tombstones_new(4096);
	unsigned found = 0, last = 0, kept = 0;

	while (tombstones_add(t, hash_number(kept), 1, 0))
		kept++;
	ok(kept > 1000 && kept < 4096, "the first that goes before its time "
	   "is told of (%u)", kept);
	for (unsigned i = 0; i < 100000; i++)
		tombstones_add(t, hash_number(i), 1, i / 100);
	for (unsigned i = 0; i < 100000; i++) {
		bool is = tombstones_find(t, hash_number(i), 1000) == 1;

		found += is;
		last += is && i >= 98000;
	}
	ok(found > 4000 && found <= 4096, "a full table holds 4,096 (%u)",
	   found);
	ok(last > 1900, ": of the last 2,000 nearly all (%u)", last);
	tombstones_free(t);
}

int main(void)
{
	test_find();
	test_full();
	return done_testing();
}
