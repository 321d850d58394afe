/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_INTERVAL_H
#define LIB_INTERVAL_H

/* An element of a set, or of a map, of addresses. */

#include "lib/range.h"

struct interval {
	struct range range;
	const char *chain;	/* of a map: where its verdict goes to */
};

#endif
