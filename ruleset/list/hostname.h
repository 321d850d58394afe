/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_HOSTNAME_H
#define RULESET_LIST_HOSTNAME_H

/* Host names as lists write them: in any case, with or without a dot at the
 * end, in UTF-8 or as A-labels. */

#include "lib/span.h"
#include "ruleset/list/entry.h"

/* Writes a name in its one form: lower case, A-labels, no dot at the end.
 * NULL, or what is wrong with it. */
const char *hostname_read(struct span name, struct list_entry *e);

/* What hostname_read() says of no name, and of one that a whole top-level
 * domain is: a list that has such a one may be broken or hostile. */
extern const char hostname_wrong[];
extern const char hostname_single_label[];

/* Without the "*." or "." in front, which say the same as nothing. */
struct span hostname_without_wildcard(struct span name);

#endif
