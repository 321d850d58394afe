/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of options. */

#include "tools/cli/option_set.h"

bool option_set_has(struct option_set s, size_t option)
{
	return option < OPTION_SET_MOST &&
	       (s.words[option / 64] >> (option % 64) & 1);
}

bool option_set_empty(struct option_set s)
{
	for (size_t i = 0; i < OPTION_SET_WORDS; i++)
		if (s.words[i])
			return false;
	return true;
}

struct option_set option_set_with(struct option_set s, size_t option)
{
	s.words[option / 64] |= UINT64_C(1) << (option % 64);
	return s;
}

struct option_set option_set_join(struct option_set a, struct option_set b)
{
	for (size_t i = 0; i < OPTION_SET_WORDS; i++)
		a.words[i] |= b.words[i];
	return a;
}

struct option_set option_set_less(struct option_set a, struct option_set b)
{
	for (size_t i = 0; i < OPTION_SET_WORDS; i++)
		a.words[i] &= ~b.words[i];
	return a;
}

struct option_set option_set_of(const unsigned char *list, size_t most)
{
	struct option_set s = { .words = { 0 } };

	for (size_t i = 0; i < most && list[i]; i++)
		s = option_set_with(s, list[i]);
	return s;
}
