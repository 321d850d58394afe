/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_EXCEPT_RULES_H
#define RULESET_TABLE_EXCEPT_RULES_H

/* Exceptions in the chain of a vendor's listed addresses. */

#include "ruleset/table/commit.h"

/* The first rules of v's chain: a client with an exception goes on to chain
 * `onward`. Each rule ends by the kernel's own clock, with or without a
 * daemon. */
void except_rules_write(struct table_writer *w, const struct vendor_chain *v,
			const char *onward);

#endif
