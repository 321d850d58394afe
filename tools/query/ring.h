/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_RING_H
#define TOOLS_QUERY_RING_H

/* The last lines of what is read, as many as are wanted. */

#include <stdbool.h>
#include <stddef.h>

struct ring {
	char **lines;
	size_t most;		/* kept; 1 or more */
	size_t n;		/* that there were */
};

/* Zero-initialise all but `most` to start. A line is copied. */
void ring_add(struct ring *r, const char *line);
void ring_done(struct ring *r);

/* How many are kept, and one of them, 0 the oldest. */
size_t ring_kept(const struct ring *r);
const char *ring_line(const struct ring *r, size_t i);

#endif
