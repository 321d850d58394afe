/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_EMBEDDED_H
#define RULESET_TABLE_EMBEDDED_H

/* IPv6 addresses that stand for an IPv4 one are asked for as that. */

#include "ruleset/table/chain.h"

#define EMBEDDED_CHAIN "embedded"

/* Writes to `chain` what leads to EMBEDDED_CHAIN and comes back. */
void embedded_jump(struct table_writer *w, const char *chain);

/* Fills EMBEDDED_CHAIN: a vendor's chain, or back. */
void embedded_write(struct table_writer *w);

#endif
