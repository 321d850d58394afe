/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_FOLLOW_H
#define TOOLS_SYNC_FOLLOW_H

#include "tools/cli/args.h"

/* "cordon sync --policy --follow": asks for the policy of the fleet again and
 * again, each time by `round` in a process of its own, until it is told to end
 * (SIGTERM, SIGINT). */
int follow_policy(const struct args *a, int (*round)(const struct args *a));

#endif
