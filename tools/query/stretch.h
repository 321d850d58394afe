/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_STRETCH_H
#define TOOLS_QUERY_STRETCH_H

/*
 * A period in pieces: whole days and hours of UTC, of which there are sums, and
 * what is left at its ends, of which lines have to be looked at.
 */

#include <stdint.h>
#include <time.h>

enum stretch_in { STRETCH_ALL, STRETCH_DAYS, STRETCH_HOURS, STRETCH_LINES };

/* From the first to the last, both in it; in days, hours or seconds. */
struct stretch {
	enum stretch_in in;
	int64_t from, to;
};

enum { STRETCHES = 5 };

/* Beyond it no clock goes: whole in all units, and fit for microseconds. */
#define STRETCH_NEVER (86400ll * 365 * 100000)

/* The finest and coarsest sums that there are: DAYS, HOURS. */
struct stretch_units {
	enum stretch_in finest, coarsest;
};

/* All from `since` to `until`, both in it (0: without an end); how many. */
unsigned stretches_of(struct stretch s[STRETCHES], time_t since, time_t until,
		      struct stretch_units units);

#endif
