/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_CONFIG_CENTRAL_MERGE_H
#define RULESET_CONFIG_CONFIG_CENTRAL_MERGE_H

#include "ruleset/config/config_central_set.h"

/* Moves what a policy sets into `c`, whose central.sequence is its own; what
 * of `c` does not count then is freed, and counted in central.passed_over. */
void config_merge_central(struct config *c, struct central_set *set);

#endif
