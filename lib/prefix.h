/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_PREFIX_H
#define LIB_PREFIX_H

/* Addresses that begin alike. An IPv4 prefix of length n is one of length
 * 96 + n, as IPv4 addresses have their mapped form. */

#include "lib/address.h"

struct prefix {
	struct address addr;	/* bits behind len are zero */
	uint8_t len;		/* 0 to 128 */
};

/* Reads one, as address_parse() does; bits behind the length are refused. */
bool prefix_parse(const char *text, struct prefix *out);

/* Writes into `text` and returns it: "2001:db8::/32"; one of a single address
 * has no length. */
char *prefix_format(const struct prefix *p, char text[ADDRESS_TEXT]);

/* Only addresses of its own family lie in a prefix. */
bool prefix_contains(const struct prefix *p, const struct address *a);

/* The prefix of length `len` (of 128) that `a` lies in. */
struct prefix prefix_around(const struct address *a, uint8_t len);

#endif
