/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What intervals say of themselves. */

#include <stdlib.h>
#include <string.h>

#include "ruleset/policy/intervals.h"

void intervals_done(struct intervals *iv)
{
	free(iv->exempt.items);
	free(iv->places);
	free(iv->chains);
	free(iv->ports);
	*iv = (struct intervals) { 0 };
}

size_t intervals_total(const struct intervals *iv)
{
	size_t n = 0;

	for_each_set(set, f)
		n += iv->count[set][f];
	return n;
}

/* --- sets ------------------------------------------------------------ */

bool intervals_have_set(const struct intervals *iv, enum interval_set set)
{
	return set < SET_LARGE || iv->large[set - SET_LARGE];
}

enum interval_set intervals_set_of(const struct intervals *iv,
				   const char *chain)
{
	for (int k = 0; k < LARGE_SETS && iv->large[k]; k++)
		if (iv->large[k]->name == chain)
			return SET_LARGE + k;
	return SET_LISTED;
}

bool intervals_same_sets(const struct intervals *a, const struct intervals *b)
{
	for (int k = 0; k < LARGE_SETS; k++) {
		if (!a->large[k] != !b->large[k])
			return false;
		if (a->large[k] &&
		    strcmp(a->large[k]->name, b->large[k]->name) != 0)
			return false;
	}
	return true;
}
