/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_ADDRESS_H
#define LIB_ADDRESS_H

/*
 * IPv4 and IPv6 on one path: 16 bytes in network order, IPv4 in its mapped
 * form ::ffff:a.b.c.d (RFC 4291 2.5.5.2).
 */

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct address {
	uint8_t b[16];
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

/* Reads one. A leading zero in an octet is refused, not read as octal; a mapped
 * IPv6 address counts as IPv4. False leaves the output alone. */
bool address_parse(const char *text, struct address *out);

/* Writes into `text` and returns it. */
char *address_format(const struct address *a, char text[ADDRESS_TEXT]);

/* The number behind or before `a` of all 128-bit ones; false at the ends. */
bool address_next(struct address *a);
bool address_previous(struct address *a);

#endif
