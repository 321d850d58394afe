/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses that no router passes on. */

#include "lib/onlink.h"

#define V4(a, b, len) { { { [10] = 0xff, 0xff, a, b } }, 96 + (len) }
#define V6(a, b, len) { { { a, b } }, len }

const struct prefix onlink_prefixes[ONLINK_PREFIXES] = {
	V4(224, 0, 4), V4(169, 254, 16), V6(0xff, 0, 8), V6(0xfe, 0x80, 10),
};

bool onlink_has(const struct address *a)
{
	for (int i = 0; i < ONLINK_PREFIXES; i++)
		if (prefix_contains(&onlink_prefixes[i], a))
			return true;
	return false;
}
