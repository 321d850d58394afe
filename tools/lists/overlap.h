/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LISTS_OVERLAP_H
#define TOOLS_LISTS_OVERLAP_H

/* What each source of a generation has that no other has, and what it shares
 * with which; the catalogue and local rules are one each. */

#include "ruleset/generation/generation.h"
#include "tools/cli/answer.h"

void overlap_put(struct answer *an, const struct generation *g);

#endif
