/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_ARCHIVE_GAPS_H
#define TOOLS_ARCHIVE_GAPS_H

/*
 * The numbers of a stream as they come: each is one more than the one before,
 * or some are missing, or it came late, or twice.
 */

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "tools/archive/ledger.h"

struct gap {
	uint64_t first, last;
};

struct gaps {
	char stream[LEDGER_STREAM];
	uint64_t first, next;	/* `next` is expected; 0: anything is */
	struct gap *gap;	/* what is missing so far, in order */
	size_t n;
	time_t until;		/* of its last line, as far as that is asked */
};

enum gaps_result {
	GAPS_NEXT,		/* or behind a gap, which is noted */
	GAPS_LATE,		/* in a gap, which is smaller now */
	GAPS_TWICE,		/* was there before */
};

enum gaps_result gaps_note(struct gaps *g, uint64_t seq);

/* As if all up to `last` had come. */
void gaps_pass(struct gaps *g, uint64_t last);

void gaps_done(struct gaps *g);

/* How many numbers are missing. */
uint64_t gaps_missing(const struct gaps *g);

#endif
