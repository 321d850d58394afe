/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_LEFTOVERS_H
#define TOOLS_SYNC_LEFTOVERS_H

/* What syncs that were killed have left in the state, and the copies of
 * sources that are not in the configuration any more. */

#include "ruleset/config/config.h"

/* Removes all of it. Under the lock of syncs, which nobody else holds then. */
void leftovers_remove(const struct config *c);

#endif
