/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_LASTRUN_H
#define TOOLS_HISTORY_LASTRUN_H

/*
 * What became of the last "cordon log index", for status and doctor:
 * STATE/index.state, one line that always has the same size and is written
 * where it stands, so that a full disk keeps nobody from saying that it is
 * full.
 */

#include <stdbool.h>
#include <time.h>

struct lastrun {
	time_t at;		/* when it was; 0: none is known */
	time_t well;		/* the last that went well */
	time_t checked;		/* the history, all of it, and found whole */
	char why[256];		/* it did not; "" */
};

void lastrun_read(struct lastrun *r, const char *state);

/* 0 or -errno. */
int lastrun_write(const struct lastrun *r, const char *state);

#endif
