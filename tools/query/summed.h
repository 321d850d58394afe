/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_SUMMED_H
#define TOOLS_QUERY_SUMMED_H

/*
 * Counts from the sums of the history, where those have all that is asked for:
 * by client, MAC, vendor, role, action, day or hour, of some clients, vendors,
 * roles or actions, over whole hours. What comes is what counting each line
 * would give.
 */

#include "ruleset/config/config.h"
#include "tools/query/counts.h"
#include "tools/query/filter.h"

/* Adds to `c`, and *begins is when the log does. False, and nothing added,
 * where each line is to be looked at instead: the sums do not have it, or some
 * lines are broken or cannot be read, which is to be told. */
bool summed_count(struct counts *c, const struct filter *f,
		  const struct config *config, time_t *begins);

#endif
