/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LISTS_H
#define TOOLS_LISTS_H

/* The words behind "cordon lists", a file each; all return an exit status.
 * The words of `a` start with the one that chose it. */

#include "lib/rangeset.h"
#include "tools/command.h"

int lists_asns_run(const struct args *a);
int lists_parse_run(const struct args *a);

/* "prefix A/L", a line each, to stdout. */
void lists_print_ranges(const struct range_set *s);

#endif
