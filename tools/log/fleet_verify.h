/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_FLEET_VERIFY_H
#define TOOLS_LOG_FLEET_VERIFY_H

/*
 * Has the centre all that the gateways sent, each line once? By its ledger: of
 * each stream the numbers go on from block to block; each block has the rows
 * that it had; and sums are of these.
 */

#include "ruleset/config/config.h"
#include "tools/cli/answer.h"

/* The status to end with: 0, 65 where something is wrong. */
int fleet_verify(const struct args *a, const struct config *c);

#endif
