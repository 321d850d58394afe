/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_CONVERT_H
#define TOOLS_SYNC_CONVERT_H

#include "ruleset/config/config.h"
#include "ruleset/config/guard.h"
#include "tools/cli/progress.h"

/*
 * Brings what the AS numbers of the catalogue and of lists announce into the
 * state; where the database cannot be read, it is what it said the last time.
 * Prefixes that have to do with this gateway's own addresses are left out. For
 * the process without privileges.
 */
void convert_asns(const struct config *c, const struct guards *g,
		  struct progress *p);

#endif
