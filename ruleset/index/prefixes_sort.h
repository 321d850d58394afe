/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_INDEX_PREFIXES_SORT_H
#define RULESET_INDEX_PREFIXES_SORT_H

/* The builder of prefixes.idx sorts rules by address, length (the wider one
 * first), class, line. */

#include <stddef.h>
#include <stdint.h>

#include "lib/address.h"

struct prefixes_entry {
	struct address addr;
	uint32_t line;
	uint16_t class;
	uint8_t len;		/* of 128 */
	uint8_t listed;		/* the length of the rule's own prefix */
};

void prefixes_sort(struct prefixes_entry *entries, size_t n);

#endif
