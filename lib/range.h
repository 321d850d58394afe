/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_RANGE_H
#define LIB_RANGE_H

/* Addresses in a row, by the 128-bit numbers they are; both ends included. */

#include "lib/prefix.h"

struct range {
	struct address first, last;
};

struct range range_of(const struct prefix *p);

/*
 * An IPv6 prefix shorter than 96 may go around the place where IPv4 lies in
 * this form. Writes what is left of the range without that place to `out`,
 * in order; returns how many pieces.
 */
size_t range_without_v4(const struct range *r, struct range out[2]);

/* Takes the widest prefix that begins where `r` does off it, so that calls in a
 * row yield the fewest prefixes that make it up; false if that was the last.
 * Between prefixes, an IPv6 range skips the place where IPv4 lies. */
bool range_take_prefix(struct range *r, struct prefix *out);

#endif
