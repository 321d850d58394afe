/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_ASNS_H
#define RULESET_LIST_ASNS_H

#include "lib/span.h"

/* The number of an AS that a line begins with, as it stands there in *number,
 * with whatever words behind; -1 if there is none. */
int64_t asns_read(struct span line, struct span *number);

#endif
