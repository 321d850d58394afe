/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_DRILL_H
#define TOOLS_LOG_DRILL_H

/* The last events of what one row of "cordon top" counts. */

#include "tools/log/top.h"

enum { DRILL_MOST = 500 };

struct drill_event {
	time_t time;
	enum tally_outcome action;
	char *client, *vendor, *role, *shown, *via;
	long long n;
};

struct drill {
	char *what;		/* of the row */
	struct drill_event *events;	/* the last of them last */
	size_t n;
};

/* Of row `i`; drill_done() frees, and takes one that is zero. */
void drill_load(struct drill *d, const struct top *t, size_t i);
void drill_done(struct drill *d);

#endif
