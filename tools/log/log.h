/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_LOG_H
#define TOOLS_LOG_LOG_H

/* The rows of "cordon log". In JSON each is the line that the log has. */

#include "tools/cli/answer.h"
#include "tools/record/logged.h"

extern const struct grid log_grid, log_grid_following;

void log_put(struct answer *an, const struct logged *e);

#endif
