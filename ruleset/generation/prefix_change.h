/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_PREFIX_CHANGE_H
#define RULESET_GENERATION_PREFIX_CHANGE_H

/* Which addresses another generation lists that the one before did not, and
 * the other way round. */

#include <stdbool.h>

#include "lib/prefix.h"
#include "ruleset/generation/generation.h"

/* Addresses that a vendor's rules of one action cover since, or no longer; as
 * few prefixes as they make up, in whichever list they stand. */
struct prefix_change {
	bool added;
	struct prefix prefix;
	const char *vendor;
	enum legend_action action;
};

/* Calls `each` for every change: vendor by vendor, what was removed before
 * what was added, IPv4 before IPv6, in order. `before` may be NULL for
 * nothing; `source` is the one whose rules are looked at, NULL for all. */
void prefix_change_each(const struct generation *before,
			const struct generation *after, const char *source,
			void (*each)(void *arg, const struct prefix_change *c),
			void *arg);

#endif
