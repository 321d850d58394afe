/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_TIMEKEEPER_H
#define NFQ_TIMEKEEPER_H

/*
 * Notices a clock in the past: exceptions and rules that end go by the clock,
 * and none that was made later counts. It is told once when it is seen, and
 * when it is over.
 */

#include <stdbool.h>
#include <time.h>

#include "nfq/event/audit.h"
#include "ruleset/config/config.h"

struct timekeeper {
	bool behind;
	char why[160];		/* what is younger, where it is behind */
	time_t looked;		/* clock_boot() */
};

/* To be called every second or so; `path` is the file that `c` was read
 * from. */
void timekeeper_tick(struct timekeeper *t, struct audit *audit,
		     const char *path, const struct config *c);

#endif
