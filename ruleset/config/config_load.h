/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_CONFIG_LOAD_H
#define RULESET_CONFIG_CONFIG_LOAD_H

#include "ruleset/config/config.h"

#define CONFIG_FILE "/etc/cordon/cordon.conf"

/*
 * Reads `path`, then conf.d/ beside it in the order of its names, then the
 * mode that was set by command (STATE/mode.conf), if there is one. False if
 * there are mistakes; c->report.text then has them, a line each. A missing
 * `path` is a mistake only if it is not CONFIG_FILE. config_done() frees in
 * either case.
 */
bool config_load(struct config *c, const char *path);

#endif
