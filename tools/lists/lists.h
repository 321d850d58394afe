/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LISTS_LISTS_H
#define TOOLS_LISTS_LISTS_H

/* Shared by the words of "cordon lists". */

#include "lib/json.h"
#include "lib/rangeset.h"
#include "tools/cli/args.h"

/* A generation's number; ends the program if it is none. */
unsigned lists_number(const char *word);


/* "prefix A/L", a line each, to stdout, with --csv and --plain as rows; or as
 * objects of an array. */
void lists_print_ranges(const struct args *a, const struct range_set *s);
void lists_put_ranges(struct json *j, const struct range_set *s);

#endif
