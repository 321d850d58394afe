/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LISTS_ENTRIES_H
#define TOOLS_LISTS_ENTRIES_H

/* The entries of a list as rows: "suffix NAME", "except exact NAME",
 * "prefix A/L". */

#include "lib/rangeset.h"
#include "ruleset/config/nameset.h"
#include "tools/cli/answer.h"

/* An array "entries". */
extern const struct grid entries_grid;

void entries_put_names(struct answer *an, const struct nameset *s);
void entries_put_ranges(struct answer *an, const struct rangeset *s);

#endif
