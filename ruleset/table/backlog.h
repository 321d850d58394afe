/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_BACKLOG_H
#define RULESET_TABLE_BACKLOG_H

/* What the kernel holds for all our workers, and what found no room. */

#include <stdint.h>

#include "ruleset/table/queues.h"

struct backlog {
	uint64_t waiting;	/* packets */
	uint64_t dropped;	/* a queue was full */
	uint64_t user_dropped;	/* a worker's socket was full */
};

/* From the file of queuestat_open(). 0 or -errno; then all is 0. */
int backlog_read(struct backlog *b, int fd, const struct queues *ours);

/* Waits until the kernel has no packet for us any more, so long at most; so
 * long where that cannot be known. */
void backlog_drain(int fd, const struct queues *ours, unsigned ms);

#endif
