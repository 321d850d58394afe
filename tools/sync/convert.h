/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_CONVERT_H
#define TOOLS_SYNC_CONVERT_H

#include "ruleset/config/config.h"
#include "tools/cli/progress.h"

/*
 * Brings what the AS numbers of the catalogue announce into the state; where
 * the database cannot be read, it is what it said the last time. For the
 * process without privileges.
 */
void convert_asns(const struct config *c, struct progress *p);

#endif
