/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_TABLE_H
#define RULESET_TABLE_TABLE_H

/* What `nft list table inet cordon` shows: chains, rules, sets, and why. */

#include <stdbool.h>

#include "ruleset/nft/batch.h"
#include "ruleset/nft/netlink.h"
#include "ruleset/table/wanted.h"

/*
 * The parts of a change; none of them touches a set. table_prepare() adds what
 * is missing: table, base chains, vendor chains, counters. table_switch()
 * empties every chain and writes its rules anew, so that a packet sees the old
 * table or the new one; no base chain is ever deleted, which would drop all
 * queued packets of the network namespace. table_mark() writes the marker.
 */
void table_prepare(const struct table *t, struct batch *b);
void table_switch(const struct table *t, struct batch *b);
void table_mark(const struct table *t, struct batch *b);

/* A digest of what table_prepare() and table_switch() write, whatever the
 * edition is. */
void table_digest(const struct table *t, struct netlink *n,
		  char out[MARKER_RULES_TEXT]);

/* True for a set, chain or counter that table `t` uses; others are left over
 * from before and can go once it is switched. */
bool table_has_set(const struct table *t, const char *name);
bool table_has_chain(const struct table *t, const char *name);
bool table_has_counter(const struct table *t, const char *name);

/* True if all chains that every table has are among these names. */
bool table_chains_complete(char *const *names, size_t n);

#endif
