/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_ADBLOCK_RULE_H
#define RULESET_LIST_ADBLOCK_RULE_H

/* One network rule of an ad blocker's list, taken apart. */

#include "lib/hash.h"
#include "lib/span.h"

struct adblock_rule {
	bool allow;		/* "@@" */
	bool important, badfilter;
	bool open;		/* nothing ends the name */
	bool exact;		/* the name alone */
	bool below;		/* all below the name, not itself */
	struct span name;	/* between "||" and "^" */
	struct span denyallow;	/* names it does not reach, '|' between */
	uint64_t id;		/* equal for the rule that $badfilter means */
};

/* NULL, or why the rule cannot be enforced by name or address; `id` (without a
 * key 0) and `badfilter` are set in either case. */
const char *adblock_rule(struct span line, const struct hash_key *key,
			 struct adblock_rule *rule);

#endif
