/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of queues and of their readers. */

#include <unistd.h>

#include "ruleset/table/queues.h"

static unsigned count_processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > QUEUES_WORKERS_MAX ? QUEUES_WORKERS_MAX :
						    (unsigned)n;
}

struct queues queues_of(const struct config *c)
{
	return (struct queues) {
		.first = (uint16_t)c->queue_base,
		.workers = c->workers ? (unsigned)c->workers :
					count_processors(),
	};
}

uint16_t queues_number(const struct queues *q, enum queue_kind kind,
		       unsigned worker)
{
	return (uint16_t)(q->first + kind * q->workers + worker);
}

uint32_t queues_end(const struct queues *q)
{
	return q->first + QUEUE_KINDS * q->workers;
}

bool queues_have(const struct queues *q, uint32_t number)
{
	return number >= q->first && number < queues_end(q);
}
