/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_GENERATION_HELD_H
#define RULESET_GENERATION_GENERATION_HELD_H

/* Lists that are held as they were, and this gateway's own rules, which count
 * as they are: both make a generation. Part of generation_update(). */

#include "ruleset/generation/generation.h"

/*
 * Opens the generation of the lists of `base` and the local rules of now, if
 * there is one, and makes it the current one. Else -ENOENT, `c` has what the
 * next is compiled of, and `from` is `base`, open. Another error: `base`
 * cannot be opened, or its place not be taken.
 */
int generation_held_open(struct generation *g, const struct config *config,
			 unsigned base, enum generation_check check,
			 struct compiled *c, struct generation *from);

/* What compile_over() does not find in the index of `from`: what was told of
 * its lists. */
void generation_held_lists(struct compiled *c, const struct config *config,
			   const struct generation *from);

#endif
