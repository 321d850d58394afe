/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LISTS_LISTS_H
#define TOOLS_LISTS_LISTS_H

/* The words behind "cordon lists"; all return an exit status. The words of
 * `a` start with the one that chose it. */

#include "lib/json.h"
#include "lib/rangeset.h"
#include "tools/cli/command.h"

/* A generation's number; ends the program if it is none. */
unsigned lists_number(const char *word);

int lists_asns_run(const struct args *a);
int lists_parse_run(const struct args *a);

/* "prefix A/L", a line each, to stdout, with --csv and --plain as rows; or as
 * objects of an array. */
void lists_print_ranges(const struct args *a, const struct range_set *s);
void lists_put_ranges(struct json *j, const struct range_set *s);

/* What there is: sources; generations, or what one was made of; who lists a
 * name or an address; what differs between two generations. */
int lists_status_run(const struct args *a);
int lists_show_run(const struct args *a);
int lists_find_run(const struct args *a);
int lists_diff_run(const struct args *a);

/* Are generations and copies whole? */
int lists_verify_run(const struct args *a);

/* Which generation is in force, and whether it stays. */
int lists_rollback_run(const struct args *a);
int lists_pin_run(const struct args *a);
int lists_freeze_run(const struct args *a);

/* A file in the place of what a source would be fetched from. */
int lists_import_run(const struct args *a);

#endif
