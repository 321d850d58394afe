/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sums of the kernel's counters of our queues. */

#include <stdbool.h>
#include <time.h>

#include "ruleset/nft/queuestat.h"
#include "ruleset/table/backlog.h"

struct sum {
	struct backlog all;
	const struct queues *ours;
};

static void add(void *arg, const struct queuestat *q)
{
	struct sum *s = arg;

	if (!queues_have(s->ours, q->queue))
		return;
	s->all.waiting += q->waiting;
	s->all.dropped += q->dropped;
	s->all.user_dropped += q->user_dropped;
}

int backlog_read(struct backlog *b, int fd, const struct queues *ours)
{
	struct sum s = { .ours = ours };
	int ret = queuestat_each(fd, add, &s);

	*b = ret == 0 ? s.all : (struct backlog) { 0 };
	return ret;
}

void backlog_drain(int fd, const struct queues *ours, unsigned ms)
{
	enum { PAUSE_MS = 10 };
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000 * 1000 };
	struct backlog b;

	for (unsigned waited = 0; waited < ms; waited += PAUSE_MS) {
		bool known = backlog_read(&b, fd, ours) == 0;

		nanosleep(&pause, NULL);
		if (known && b.waiting == 0)
			return;
	}
}
