/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_ADDRESS_H
#define LIB_ADDRESS_H

/*
 * IPv4 and IPv6 on one path: 16 bytes in network order, IPv4 in its mapped
 * form ::ffff:a.b.c.d (RFC 4291 2.5.5.2), so an IPv4 prefix of length n is a
 * prefix of length 96 + n.
 */

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct address {
	uint8_t b[16];
};

struct prefix {
	struct address addr;	/* bits behind len are zero */
	uint8_t len;		/* 0 to 128 */
};

/* An inclusive range of the 128-bit numbers that addresses are. */
struct range {
	struct address first, last;
};

enum family { FAMILY_V4, FAMILY_V6 };

/* A loop over both. */
#define for_each_family(f) \
	for (enum family f = FAMILY_V4; f <= FAMILY_V6; f++)

/* Room for any address or prefix as text, with its NUL. */
#define ADDRESS_TEXT 50

bool address_is_v4(const struct address *a);
enum family address_family(const struct address *a);
struct address address_from_v4(const void *four_bytes);
struct address address_from_v6(const void *sixteen_bytes);

/* By halves, as memcmp() is called for each of millions. */
static inline int address_compare(const struct address *a,
				  const struct address *b)
{
	uint64_t x, y;

	for (int i = 0; i < 16; i += 8) {
		memcpy(&x, a->b + i, sizeof(x));
		memcpy(&y, b->b + i, sizeof(y));
		if (x != y)
			return be64toh(x) < be64toh(y) ? -1 : 1;
	}
	return 0;
}

/*
 * Reads one address or prefix. A leading zero in an octet is refused, not
 * read as octal; host bits behind a prefix's length are refused; a mapped
 * IPv6 address counts as IPv4. False leaves the output alone.
 */
bool address_parse(const char *text, struct address *out);
bool prefix_parse(const char *text, struct prefix *out);

/* Writes into `text` and returns it: "192.0.2.1", "2001:db8::/32"; a prefix
 * of one address has no length. */
char *address_format(const struct address *a, char text[ADDRESS_TEXT]);
char *prefix_format(const struct prefix *p, char text[ADDRESS_TEXT]);

/* Only addresses of its own family lie in a prefix. */
bool prefix_contains(const struct prefix *p, const struct address *a);
struct range prefix_range(const struct prefix *p);

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

/* The prefix of length `len` (of 128) that `a` lies in. */
struct prefix prefix_around(const struct address *a, uint8_t len);

/* The number behind or before `a` of all 128-bit ones; false at the ends. */
bool address_next(struct address *a);
bool address_previous(struct address *a);

#endif
