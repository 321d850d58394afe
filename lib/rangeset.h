/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_RANGESET_H
#define LIB_RANGESET_H

/*
 * Sets of addresses as ranges: sorted, merged where they overlap or touch,
 * subtracted exactly. Both families take the same path but lie in a set each,
 * as an IPv6 range may go around the place where IPv4 lies.
 * Zero-initialise to start.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/range.h"

struct range_list {
	struct range *items;
	size_t n;
};

struct rangeset {
	struct range_list v4, v6;
};

void rangeset_done(struct rangeset *s);

/* Any range, in any order; its family is that of its first address. */
void rangeset_add(struct rangeset *s, const struct range *r);

/* Sorts and merges: the fewest ranges, in order. */
void rangeset_merge(struct rangeset *s);

/* Takes every address of `without` out of `s`; both must be merged. */
void rangeset_subtract(struct rangeset *s, const struct rangeset *without);

/* Sorts by first address; a radix sort, as there may be millions. */
void rangeset_sort(struct range_list *l);

#endif
