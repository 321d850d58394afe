/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_CONFIG_MODE_H
#define RULESET_CONFIG_CONFIG_MODE_H

#include "ruleset/config/config.h"

/* The file that "cordon mode" writes; the caller frees. */
char *config_mode_file(const struct config *c);

/* Beside the log, what it wrote last; the caller frees. */
char *config_mode_copy(const struct config *c);

/* What that file has set holds over the configuration; if it is gone, what the
 * copy says of it (c->mode_recalled). */
void config_apply_mode(struct config *c);

/* Sets the mode of a vendor, or of all with NULL: in memory, with where it
 * comes from (borrowed for the call); or in the mode file, to last (0 or
 * -errno). */
void config_set_mode(struct config *c, const char *vendor, enum mode mode,
		     const char *origin, unsigned line);
int config_store_mode(const struct config *c, const char *vendor,
		      enum mode mode);

#endif
