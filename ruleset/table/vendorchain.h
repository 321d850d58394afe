/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_VENDORCHAIN_H
#define RULESET_TABLE_VENDORCHAIN_H

/* The chains that listed addresses and restricted ports lead to. */

#include "ruleset/nft/batch.h"
#include "ruleset/table/commit.h"

/* Of the first transaction: the chain and its counter. */
void vendorchain_add(const struct table *t, struct batch *b,
		      const struct vendor_chain *v);

/* Of the second: its rules. */
void vendorchain_write(struct table_writer *w, const struct vendor_chain *v);

/* Fills "ports": what any address is refused or logged on. */
void vendorchain_write_ports(struct table_writer *w);

/* Where a packet goes whose address decides nothing: "ports" if there are
 * any, else "names". */
const char *vendorchain_onward(const struct table_writer *w);

#endif
