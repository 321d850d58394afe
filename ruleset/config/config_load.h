/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_CONFIG_LOAD_H
#define RULESET_CONFIG_CONFIG_LOAD_H

#include "ruleset/config/config.h"

#define CONFIG_FILE "/etc/cordon/cordon.conf"

/*
 * Reads `path`, then conf.d/ beside it in the order of its names, then the
 * policy of the fleet over both, if there is one (config_central.h), then the
 * mode that was set by command (STATE/mode.conf), as far as that leaves it.
 * False if there are mistakes; c->report.text then has them, a line each. A
 * missing `path` is a mistake only if it is not CONFIG_FILE. config_done()
 * frees in either case.
 */
bool config_load(struct config *c, const char *path);

/* The same under the policy that was unpacked to this folder, which is not in
 * force yet; its mistakes count. NULL: the one that is. */
bool config_load_under(struct config *c, const char *path,
		       const char *policy);

/* Frees what config_load() made, well or not. */
void config_done(struct config *c);

/* All settings in the form config_load() accepts, with their origins. */
void config_print(const struct config *c, struct buffer *out);

/* The same as an object "settings", and an object "origins" with the place
 * of every setting at the top that is not the standard one. */
void config_put(const struct config *c, struct json *j);

#endif
