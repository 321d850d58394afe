/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_ALIVE_H
#define NFQ_ALIVE_H

/*
 * Now and then the log says that all goes on and what is in force, and what
 * nobody judged: so that where it says nothing, something was wrong.
 */

#include "nfq/enforcer.h"
#include "nfq/worker/workers.h"

enum { ALIVE_SECONDS = 300, ALIVE_LOOK = 30 };

struct alive {
	time_t told, looked;		/* clock_boot() */
	uint64_t passed, refused;	/* unjudged, as told */
	bool known;
};

/* To be called every second or so, and, with `last`, before the end. Puts lines
 * where the enforcer's audit has its notices go. */
void alive_tick(struct alive *a, struct enforcer *e, const struct workers *w,
		bool last);

#endif
