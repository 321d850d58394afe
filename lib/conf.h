/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_CONF_H
#define LIB_CONF_H

/*
 * Typed configuration files: libconfig does the grammar, a table of rows the
 * rest. Every mistake is reported with its file and line, an unknown key with
 * the nearest known one; reading goes on, so one run shows them all.
 */

#include "lib/conf_report.h"
#include "lib/conf_row.h"

/*
 * Reads `path` into the struct at `base`, over what is there: a scalar or an
 * array replaces, a conf_list grows. False if it cannot be opened or has
 * a mistake; the struct then holds what could be read.
 */
bool conf_read(const char *path, const struct conf_row *rows, size_t nrows,
	       void *base, struct conf_report *report);

#endif
