/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_SURROUNDINGS_H
#define TOOLS_SYNC_SURROUNDINGS_H

/* What of this gateway no list may name: its addresses, next hops, resolvers,
 * management networks, and where lists come from. */

#include "ruleset/config/config.h"
#include "ruleset/config/guard.h"

/*
 * Fills `g`, which surroundings_done() frees. What protect.list covers is left
 * out, since listing it does nothing. False, with the fault, if addresses or
 * routes cannot be had: no list is safe to take in then. Where libpsl has no
 * public suffixes g->is_public_suffix is NULL.
 */
bool surroundings_read(struct guards *g, const struct config *c,
		       struct fault *fault);
void surroundings_done(struct guards *g);

#endif
