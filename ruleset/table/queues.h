/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_QUEUES_H
#define RULESET_TABLE_QUEUES_H

/* The packet queues that are ours: of each kind one a worker, side by side
 * from config.queue_base on, so that a rule can spread a kind over them. */

#include <stdbool.h>
#include <stdint.h>

#include "ruleset/config/config.h"

enum queue_kind {
	QUEUE_TCP, QUEUE_UDP,
	QUEUE_DNS,		/* questions over UDP */
	QUEUE_ANSWERS,		/* of DNS, over UDP and TCP */
	QUEUE_KINDS
};

enum { QUEUES_WORKERS_MAX = 64 };

struct queues {
	uint16_t first;
	unsigned workers;	/* 1 to QUEUES_WORKERS_MAX */
};

/* As configured; without a number of workers as many as there are processors
 * now. */
struct queues queues_of(const struct config *c);

/* The queue of a kind that a worker reads; of worker 0 the kind's first. */
uint16_t queues_number(const struct queues *q, enum queue_kind kind,
		       unsigned worker);

/* The number behind the last. */
uint32_t queues_end(const struct queues *q);
bool queues_have(const struct queues *q, uint32_t number);

#endif
