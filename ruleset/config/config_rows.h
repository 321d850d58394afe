/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_CONFIG_ROWS_H
#define RULESET_CONFIG_CONFIG_ROWS_H

#include "lib/conf.h"

/* Where the catalogue of a package lies. */
#define CATALOGUE "/usr/share/cordon/vendors"

/* Every setting there is, of struct config. */
enum { CONFIG_ROWS = 53 };
extern const struct conf_row config_rows[CONFIG_ROWS];

#endif
