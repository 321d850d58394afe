/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_SURROUNDINGS_H
#define TOOLS_SYNC_SURROUNDINGS_H

/* What of this gateway no list may name: its addresses, next hops, resolvers,
 * management networks, and where lists come from. */

#include "ruleset/config/config.h"
#include "ruleset/config/guard.h"

/* Fills `g`; guard_done() frees. What protect.list covers is left out, since
 * listing it does nothing. What cannot be found out is not there. */
void surroundings_read(struct guards *g, const struct config *c);

#endif
