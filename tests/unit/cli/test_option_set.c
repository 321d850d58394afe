/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of options: as many as bytes can name would be found again. */

#include "tests/unit/tap.h"
#include "tools/cli/option_set.h"

static const unsigned char list[] = { 63, 64, 1, 127, 0, 5 };

static size_t count(struct option_set s)
{
	size_t n = 0;

	for (size_t i = 0; i < OPTION_SET_MOST + 64; i++)
		n += option_set_has(s, i);
	return n;
}

int main(void)
{
	struct option_set none = { .words = { 0 } }, all = none, some;

	ok(option_set_empty(none) && count(none) == 0, "nothing");
	for (size_t i = 0; i < OPTION_SET_MOST; i++) {
		some = option_set_with(none, i);
		if (!option_set_has(some, i) || count(some) != 1 ||
		    option_set_empty(some))
			break;
		all = option_set_join(all, some);
	}
	is_number(count(all), OPTION_SET_MOST, "each alone, and together");
	some = option_set_of(list, sizeof(list));
	ok(option_set_has(some, 63) && option_set_has(some, 64) &&
	   option_set_has(some, 1) && option_set_has(some, 127),
	   "of a list, over the border of words");
	is_number(count(some), 4, ": up to its end");
	is_number(count(option_set_of(list, 2)), 2, ": or as many as it has");
	is_number(count(option_set_less(all, some)), OPTION_SET_MOST - 4,
		  "without them");
	ok(option_set_empty(option_set_less(some, all)), ": nothing is left");
	return done_testing();
}
