/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_MARKER_H
#define RULESET_TABLE_MARKER_H

/*
 * What proves which lists the kernel holds: the comment of the one rule of
 * chain "generation", which is written in the same transaction as what it
 * tells of,
 *
 *	generation 7 digest HEX edition 3 sets HEX rules HEX
 *
 * Edition 3 of the sets holds the intervals with the digest behind "sets",
 * which are those that follow from generation 7, and the rules are those with
 * the last digest.
 */

#include <stdbool.h>

#include "ruleset/generation/generation.h"
#include "ruleset/policy/intervals.h"

/* With its NUL; nft shows 128 characters of a comment. */
enum { MARKER_TEXT = 128, MARKER_RULES_TEXT = 17 };

#define MARKER_CHAIN "generation"

struct marker {
	unsigned generation;
	char digest[GENERATION_DIGEST_TEXT];
	unsigned edition;
	char sets[INTERVALS_DIGEST_TEXT];	/* "": unknown */
	char rules[MARKER_RULES_TEXT];
};

void marker_format(const struct marker *m, char text[MARKER_TEXT]);

/* False where it is none, as one of an earlier version is. */
bool marker_parse(struct marker *m, const char *text);

bool marker_equal(const struct marker *a, const struct marker *b);

#endif
