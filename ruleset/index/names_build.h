/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_INDEX_NAMES_BUILD_H
#define RULESET_INDEX_NAMES_BUILD_H

/* The inside of the builder of names.idx, for the two halves of it. */

#include "lib/buffer.h"
#include "ruleset/index/names_sort.h"

enum { NAMES_SAME = 255 };

struct names_builder {
	struct buffer arena;
	struct names_entry *entries;
	size_t n;
	bool settled;
	/* Of each entry, once settled: how many bytes of the key the name
	 * before has too, cut behind a label, or NAMES_SAME if it is another
	 * rule of that name; and how many labels it has. */
	uint8_t *shared, *labels;
};

#endif
