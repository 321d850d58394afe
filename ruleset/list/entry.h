/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_ENTRY_H
#define RULESET_LIST_ENTRY_H

/* What a line of a list adds. */

#include <stdbool.h>
#include <stdint.h>

#include "lib/prefix.h"

/* A name and all below it, it alone, all below it and not itself. */
enum list_kind { LIST_SUFFIX, LIST_EXACT, LIST_BELOW, LIST_PREFIX };

/*
 * What one line adds. `allow` is an exception that the list itself makes from
 * its other entries, and from no other list; it does not reach entries that
 * are `important`. LIST_PREFIX covers ranges too: several with one line.
 */
struct list_entry {
	enum list_kind kind;
	bool allow;
	uint8_t important;	/* more prevails over less */
	uint8_t len;		/* of the name */
	unsigned line;
	uint32_t asn;		/* that announces the prefix; 0: not said */
	char name[256];		/* lower case, A-labels, no trailing dot */
	struct prefix prefix;
};

/* What the names of a list mean: what its format says, or always this. */
enum list_match { LIST_MATCH_AUTO, LIST_MATCH_EXACT, LIST_MATCH_SUFFIX };

#endif
