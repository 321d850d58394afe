/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which bits of a mark say what. */

#include "ruleset/table/marks.h"

struct marks marks_of(const struct config *c)
{
	uint32_t mask = (uint32_t)c->mark_mask;
	uint32_t bit = mask & -mask;

	return (struct marks) {
		.mask = mask, .pending = bit, .pass = bit << 1,
		.block = bit << 2, .own = bit << 3, .once = 6 * bit,
		.reset = 10 * bit, .fresh = bit << 4, .astray = bit << 5,
		.opened = bit << 5, .noted = 9 * (bit << 3),
		.begun = bit, .behind = bit << 7,
		.screened = bit << 6, .logged = bit << 7,
	};
}
