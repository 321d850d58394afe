/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_METRICS_H
#define TOOLS_METRICS_H

/* cordon metrics: what its numbers are made of. */

#include "tools/centre/lag.h"
#include "tools/cli/answer.h"
#include "tools/sync/source_state.h"

struct metrics {
	const struct jsontree_node *status;	/* NULL: no daemon answers */
	struct source_now *sources;
	size_t n;
	struct lag centre;
};

void metrics_tell(struct answer *an, const struct metrics *m);

#endif
