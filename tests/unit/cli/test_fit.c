/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Columns and the room there is for them. */

#include "tests/unit/tap.h"
#include "tools/cli/fit.h"

enum { N = 4 };

/* Fits them; their widths as one number, three digits each. */
static void fits(const struct fit in[N], unsigned room,
		 const unsigned want[N], const char *what)
{
	struct fit c[N];

	memcpy(c, in, sizeof(c));
	fit_columns(c, N, room);
	for (size_t i = 0; i < N; i++)
		is_number(c[i].wide, want[i], "%s: column %zu in %u", what, i,
			  room);
}

static void test_plain(void)
{
	static const struct fit c[N] = {
		{ .wide = 10 }, { .wide = 30, .least = 20 },
		{ .wide = 8, .give = 2 }, { .wide = 9, .give = 1 },
	};

	fits(c, 0, (unsigned[]) { 10, 30, 8, 9 }, "enough");
	fits(c, 60, (unsigned[]) { 10, 30, 8, 9 }, "just enough");
	fits(c, 59, (unsigned[]) { 10, 29, 8, 9 }, "folded");
	fits(c, 50, (unsigned[]) { 10, 20, 8, 9 }, "folded all it can");
	fits(c, 49, (unsigned[]) { 10, 28, 0, 9 }, "one left out");
	fits(c, 40, (unsigned[]) { 10, 29, 0, 0 }, "two left out");
	fits(c, 25, (unsigned[]) { 10, 14, 0, 0 }, "narrower than wanted");
	fits(c, 17, (unsigned[]) { 8, 8, 0, 0 }, "narrow");
	fits(c, 11, (unsigned[]) { 5, 5, 0, 0 }, "hardly a screen");
	fits(c, 2, (unsigned[]) { 1, 1, 0, 0 }, "none at all");
}

static void test_odd(void)
{
	static const struct fit huge[N] = {
		{ .wide = 100000 }, { .wide = 3 }, { .wide = 0 },
		{ .wide = 0, .give = 9 },
	};
	static const struct fit equal[N] = {
		{ .wide = 30, .least = 5 }, { .wide = 30, .least = 5 },
		{ .wide = 30, .least = 28 }, { .wide = 4, .give = 255 },
	};

	fits(huge, 80, (unsigned[]) { 76, 3, 0, 0 }, "one that is too wide");
	fits(equal, 80, (unsigned[]) { 22, 23, 28, 4 }, "the widest first");
}

int main(void)
{
	test_plain();
	test_odd();
	return done_testing();
}
