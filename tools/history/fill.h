/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_FILL_H
#define TOOLS_HISTORY_FILL_H

/*
 * Fills the history from the log: every line once, by its stream and number,
 * whatever was killed when. What is worth a write goes into the file, a day or
 * FILL_LINES at a time, as small ones would wear the disk; the rest, and all of
 * it for who may not write, into memory.
 */

#include "tools/archive/store.h"
#include "tools/history/history.h"

enum { FILL_LINES = 65536 };

struct fill_result {
	uint64_t lines;		/* taken into the history's file */
	uint64_t rest;		/* read into memory */
	uint64_t broken;	/* lines that are none, in those */
	uint64_t loose;		/* of them those behind which none is, which
				   the history has only then */
	int64_t first, last;	/* times of the lines read; 0: none */
	/* Files that could not be read, or not to their end, and why; empty
	 * for none. */
	struct buffer unread;
};

/* All there is. `all`: into the file, if that can be, whatever it is worth. To
 * be called once, and history_begin() is called in it. */
void fill_history(struct history *h, const struct store *store, bool all,
		  struct fill_result *result);
void fill_done(struct fill_result *result);

#endif
