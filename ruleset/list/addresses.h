/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_ADDRESSES_H
#define RULESET_LIST_ADDRESSES_H

/* Addresses as lists write them. */

#include "lib/range.h"
#include "lib/span.h"

/* "192.0.2.1", "192.0.2.0/24", "192.0.2.0/255.255.255.0", "a-b", "a - b" or
 * "192.0.2.0 255.255.255.0". NULL, or what is wrong. */
const char *addresses_read(struct span text, struct range *out);

/* The range from one address to another; NULL, or what is wrong. */
const char *addresses_read_pair(struct span first, struct span last,
				struct range *out);

/* An address, or one and its length, which is what most lists hold: at less
 * cost than addresses_read(), and without a reason. */
bool addresses_read_prefix(struct span text, struct prefix *out);

/* Is it just what one prefix covers? */
bool addresses_are_prefix(const struct range *range);

/* Has it nothing that no address has? */
bool addresses_look_so(struct span text);

#endif
