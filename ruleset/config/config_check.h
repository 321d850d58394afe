/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_CONFIG_CHECK_H
#define RULESET_CONFIG_CONFIG_CHECK_H

#include "ruleset/config/config.h"

/* Complains in c->report of what cannot be; for config_load(). */
void config_check(struct config *c);

#endif
