/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_LOSSES_H
#define NFQ_EVENT_LOSSES_H

/*
 * Events that are lost are counted where that happens; here it is noticed, and
 * told once it has not gone on for a while: how many, why, from when to when.
 * It belongs to the writer thread.
 */

#include "nfq/event/notice.h"

enum loss {
	LOSS_DISK,	/* lines that found no room */
	LOSS_RING,	/* more than the writer could take */
	LOSS_KERNEL,	/* more than the kernel holds for us */
	LOSSES
};

extern const char *const loss_words[LOSSES];

enum { LOSS_QUIET = 2 };	/* seconds without more */

struct losses {
	struct {
		uint64_t told, seen;
		struct timespec first, last;	/* when `seen` grew */
	} kinds[LOSSES];
};

/* What was lost before, and is told. */
void losses_start(struct losses *l, uint64_t disk, uint64_t kernel);

/* So many are lost in all by now; `going_on`: certainly not for the last time.
 * To be called every second or so. */
void losses_note(struct losses *l, enum loss kind, uint64_t all, bool going_on,
		 struct notices *to);

/* Tells what is not told yet. */
void losses_end(struct losses *l, struct notices *to);

#endif
