/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_FASTPATH_H
#define RULESET_TABLE_FASTPATH_H

/*
 * The kernel's flowtable (nf_flow_table, kernels from 4.16 on that have it):
 * packets of a connection in it go from interface to interface and meet no
 * chain. Only connections that were judged and let through get in, and each
 * change of the table empties it, so that the next packet of every connection
 * meets the new rules; what passes again is in it at once.
 */

#include <stdbool.h>

#include "ruleset/table/commit.h"

#define FASTPATH "fast"		/* the flowtable, and the chain that fills it */

/* The rule that leads to it; part of what table_switch() writes. */
void fastpath_write(struct table_writer *w);

/* Empties it or takes it away, and fills the chain: at the end of every
 * transaction that changes something. */
void fastpath_reset(struct table_writer *w);

#endif
