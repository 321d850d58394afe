/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_ORIGIN_H
#define RULESET_GENERATION_ORIGIN_H

/*
 * Where a generation came from, as its manifest has it. Catalogue and sources
 * change rarely, local rules often: digests of both apart say what is a new
 * state of the lists, and what the same one with other local rules.
 */

#include <stdbool.h>

#include "lib/hex.h"
#include "lib/jsontree.h"
#include "ruleset/generation/inputs.h"

enum { ORIGIN_WHY = 200 };

struct origin {
	unsigned base;	/* lists as in this generation; 0: as they were */
	char lists[HEX_TEXT(INPUT_DIGEST)], local[HEX_TEXT(INPUT_DIGEST)];
	char why[ORIGIN_WHY];	/* what had changed */
};

/* Digests of `in`; the rest is empty. */
void origin_of(struct origin *o, const struct inputs *in,
	       const struct config *config);

/* From a manifest, or NULL: false where that, which an earlier version wrote,
 * does not say. */
bool origin_parse(struct origin *o, const struct jsontree_node *manifest);

/* Says in o->why how `in` differ from what the generation of this manifest was
 * compiled from. */
void origin_explain(struct origin *o, const struct inputs *in,
		    const struct config *config,
		    const struct jsontree_node *before);

#endif
