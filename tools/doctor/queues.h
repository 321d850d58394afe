/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_QUEUES_H
#define TOOLS_DOCTOR_QUEUES_H

/* Who reads the queues that are cordond's by number, and how much they hold. */

#include "ruleset/nft/queuestat.h"
#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

/* One of the kernel's, and the program at its other end. */
struct queue_seen {
	struct queuestat stat;
	long pid;		/* 0: not found */
	char name[32];
};

void doctor_queues_check(struct diagnosis *d, struct facts *f);
void doctor_queues_buffers(struct diagnosis *d, struct facts *f);

void doctor_queues_judge(struct diagnosis *d, const struct facts *f,
			 const struct queue_seen *q, size_t n);

/* Have the daemon's sockets the buffer they asked for? `most` is what
 * net.core.rmem_max allows, -1 where it is not shown. */
void doctor_queues_judge_buffers(struct diagnosis *d, const struct facts *f,
				 long most);

#endif
