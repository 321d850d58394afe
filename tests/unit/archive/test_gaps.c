/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers as they come: beside a list of all there were. */

#include <string.h>

#include "tests/unit/tap.h"
#include "tools/archive/gaps.h"

static void test_known(void)
{
	struct gaps g = { .n = 0 };

	is_number(gaps_note(&g, 5), GAPS_NEXT, "the first is any");
	is_number(gaps_note(&g, 6), GAPS_NEXT, "the next");
	is_number(gaps_note(&g, 10), GAPS_NEXT, "one behind a gap");
	is_number(gaps_missing(&g), 3, ": three are missing");
	is_number(gaps_note(&g, 8), GAPS_LATE, "one in the middle of it");
	is_number(g.n, 2, ": makes two of it");
	is_number(gaps_note(&g, 7), GAPS_LATE, "its first");
	is_number(gaps_note(&g, 9), GAPS_LATE, "its last");
	is_number(gaps_missing(&g), 0, ": none is missing");
	is_number(gaps_note(&g, 9), GAPS_TWICE, "one more of it");
	is_number(gaps_note(&g, 4), GAPS_TWICE, "one before the first");
	gaps_pass(&g, 20);
	is_number(gaps_note(&g, 21), GAPS_NEXT, "behind what passed");
	is_number(gaps_missing(&g), 0, ": which is not missing");
	gaps_done(&g);
}

static void test_random(void)
{
	bool there[200];

	random_seed(4);
	for (int round = 0; round < 200; round++) {
		struct gaps g = { .n = 0 };
		unsigned last = 0, missing = 0, wrong = 0;

		memset(there, 0, sizeof(there));
		for (int i = 0; i < 150; i++) {
			unsigned n = 1 + (unsigned)(random_next() % 199);
			enum gaps_result want =
				last == 0 || n > last ? GAPS_NEXT :
				n < g.first || there[n] ? GAPS_TWICE :
				GAPS_LATE;

			wrong += gaps_note(&g, n) != want;
			if (want != GAPS_TWICE)
				there[n] = true;
			last = n > last ? n : last;
		}
		for (unsigned n = (unsigned)g.first; n <= last; n++)
			missing += !there[n];
		if (wrong || gaps_missing(&g) != missing)
			give_up("round %d: %u, %u", round, wrong, missing);
		gaps_done(&g);
	}
	ok(true, "30,000 numbers in any order");
}

int main(void)
{
	test_known();
	test_random();
	return done_testing();
}
