/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_IPTOASN_H
#define RULESET_LIST_IPTOASN_H

#include "lib/span.h"

/* The number of an AS, also as "AS64500"; -1 if it is none. */
int64_t iptoasn_number(struct span s);

#endif
