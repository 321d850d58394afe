/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ranges as the fewest prefixes. */

#include "lib/range.h"
#include "tests/unit/tap.h"

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
			got = range_of(&p);
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

int main(void)
{
	test_range_prefixes();
	test_range_around_v4();
	return done_testing();
}
