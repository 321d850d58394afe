/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CENTRE_LAG_H
#define TOOLS_CENTRE_LAG_H

/*
 * How far the centre is behind this gateway's log: what "cordon ship" remembers
 * beside the last number that cordond has given out. Both are files of others,
 * and neither is there at first.
 */

#include "tools/centre/arrived.h"

struct lag {
	const char *url;	/* NULL: there is no centre; borrowed */
	bool tried;		/* "cordon ship" has run */
	bool counted;		/* how many lines it is, is known */
	uint64_t behind;	/* lines of the stream that is written */
	struct arrived arrived;
};

void lag_read(struct lag *l, const struct config *c);
void lag_done(struct lag *l);

/* Does it come no more, though nothing is told to be wrong? */
bool lag_is_silent(const struct lag *l, const struct config *c, time_t now);

/* The stream that cordond writes ("": not known), and its last number. */
void lag_end(const struct config *c, char stream[ARRIVED_STREAM],
	     uint64_t *last);

#endif
