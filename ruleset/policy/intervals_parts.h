/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_POLICY_INTERVALS_PARTS_H
#define RULESET_POLICY_INTERVALS_PARTS_H

/* What the files of intervals share: where an interval belongs. */

#include "lib/range.h"
#include "ruleset/policy/intervals.h"

/* Where an interval belongs: the number of a chain, or one of these. */
enum { PLACE_NONE = 0xffff, PLACE_PROTECT = 0xfffe, PLACE_NAMES = 0xfffd };

/* Of each vendor, in this order. */
enum {
	CHAIN_BLOCK, CHAIN_LOG,
	CHAIN_SOME_BLOCK, CHAIN_SOME_LOG,	/* addresses on some ports */
	CHAIN_PORT_BLOCK, CHAIN_PORT_LOG,	/* ports at any address */
	CHAINS
};

/* By class, for what has one rule: iv->places. */
void intervals_make_places(struct intervals *iv);

/* Interval `i` of the index: its place, PLACE_NONE in damaged parts, and the
 * class that decides. */
uint16_t intervals_read(const struct intervals *iv, size_t i,
			struct range *range, uint16_t *class);

/* Chains of all vendors, and the ports that lead to them. */
void intervals_make_chains(struct intervals *iv);

/* Exempt clients, in order and disjoint. */
void intervals_collect_exempt(struct intervals *iv, const struct config *c);

/* Counts all, chooses the large ones and makes the digest. */
void intervals_count(struct intervals *iv);

#endif
