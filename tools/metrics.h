/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_METRICS_H
#define TOOLS_METRICS_H

/* cordon metrics: what its numbers are made of. */

#include "tools/cli/answer.h"
#include "tools/sync/source_state.h"

/* The daemon's status, NULL where none answers, and all sources. */
void metrics_tell(struct answer *an, const struct jsontree_node *status,
		  const struct source_now *sources, size_t n);

#endif
