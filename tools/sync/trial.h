/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_TRIAL_H
#define TOOLS_SYNC_TRIAL_H

/* cordon sync --dry-run: all of a sync, in STATE/trial, and nothing of it in
 * force or kept. */

#include "ruleset/config/config.h"
#include "tools/sync/gather.h"

/* Compiles what the gathered sources would come to in STATE/trial: 0 or
 * -errno. For the process without privileges. */
int trial_compile(struct gather *g, struct conf_report *report);

/* Says what it would change in kernel and generation. The exit status. */
int trial_tell(const struct args *a, const struct config *c);

/* Removes STATE/trial. */
void trial_remove(const struct config *c);

#endif
