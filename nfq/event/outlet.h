/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_OUTLET_H
#define NFQ_EVENT_OUTLET_H

/*
 * Lines on their way to the log: gathered, written many at once, and counted.
 * What finds no room on the disk is lost, which is said once, and once that
 * there is room again. Of one thread; others may read the counters.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/buffer.h"
#include "nfq/event/logfile.h"

struct outlet {
	struct logfile log;
	struct buffer lines;		/* whole ones, not written yet */
	bool losing;			/* and has said so */
	_Atomic uint64_t written;	/* lines in the log */
	_Atomic uint64_t lost;		/* lines that found no room */
	_Atomic int error;		/* -errno of the last try, or 0 */
};

/* As logfile_open(); outlet_close() in either case. */
bool outlet_open(struct outlet *o, const char *path, uint64_t max_size,
		 unsigned keep);
/* What was not flushed is gone. */
void outlet_close(struct outlet *o);

/* From now on so large, and so many. */
void outlet_limit(struct outlet *o, uint64_t max_size, unsigned keep);

/* Are there so many that they should be flushed now? */
bool outlet_is_full(const struct outlet *o);
void outlet_flush(struct outlet *o);

/* Looks whether the file is still the one at its path; with `anew` it is
 * opened in any case. */
void outlet_check(struct outlet *o, bool anew);

#endif
