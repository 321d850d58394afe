/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_TOP_H
#define TOOLS_LOG_TOP_H

#include "tools/cli/answer.h"
#include "tools/query/query.h"

/* What was counted, sorted: the first `most` of it. */
void top_put(struct answer *an, const struct counts *c, size_t most);

/* What "cordon top" shows, and goes on with. */
struct top {
	const struct args *a;
	const struct config *config;	/* borrowed */
	const char *file;		/* where the lines are */
	struct filter filter;
	struct counts counts;
	bool counted;			/* there is something to show */
	struct eventlog *next;		/* what comes behind what is counted */
	time_t begins;			/* of the log */
};

enum { TOP_REFRESH = 2 };	/* seconds */

/* Counts anew, by this; the status to end with, where it is not 0. */
int top_count(struct top *t, enum counts_by by);

/* Adds what has come since. */
void top_refresh(struct top *t);

/* On a terminal: until somebody quits; false where it is none that can be drawn
 * on. NULL where it was built without ncurses. */
bool topscreen_run(struct top *t) __attribute__((weak));

#endif
