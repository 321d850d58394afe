/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_MACHINE_SUMS_H
#define TOOLS_LOG_MACHINE_SUMS_H

/* What clients tried, where it is asked by what the history keeps no sums of
 * theirs for: a name, a destination, an action, a protocol, a list, a rule. */

#include "tools/history/clients.h"
#include "tools/query/query.h"

struct machine_sums {
	struct counts counts;
	struct client_sum *items;	/* texts are of the counts */
	size_t n;
};

bool machine_sums_need(const struct filter *f);

/* Counts what the filter takes, of whatever client, as "cordon top" does;
 * never NULL then, but by machine_sums_done(). */
void machine_sums_count(struct machine_sums *s, struct query *q,
			const struct filter *f);
void machine_sums_done(struct machine_sums *s);

#endif
