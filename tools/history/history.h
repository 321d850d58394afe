/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_HISTORY_H
#define TOOLS_HISTORY_HISTORY_H

/*
 * The history: an SQLite file, STATE/history.db, of sums by who, whose, which
 * and when (schema.h), filled from the log. Who may write it does so; who may
 * only read gets the same answers, as what is not in the file yet is read into
 * tables of the same names in "temp", in memory. Views are of both, and
 * have "v_" before their names.
 */

#include "lib/fault.h"
#include "ruleset/config/config.h"
#include "tools/history/db.h"
#include "tools/naming/hostnames.h"

struct history {
	struct db db;
	char *path;
	int lock;		/* >= 0: ours to write */
	char aside[512];	/* where a damaged one went; "" */
	char restored[512];	/* the copy (copies.h) it began as; "" */
	/* What machines are called, and were since history_begin(). */
	struct hostnames names;
	const char *remark;	/* why nothing is read from the file; NULL */
	char refused[256];	/* why it is not written, where it may; "" */
	bool full;		/* that is, as the disk is */
	bool nameless;		/* what machines are called is not kept */
};

/* Opens the history of the state's folder, or one that is made anew, and else
 * an empty one in memory. With `may_write` it is written if that may be. False,
 * and why, where there can be none at all; history_close() in either case. */
bool history_open(struct history *h, const struct config *c, bool may_write,
		  struct fault *why);
void history_close(struct history *h);

/* Begins to read one state of it, and makes the views; what is in "temp" is
 * to be filled. */
void history_begin(struct history *h);

/* Since when there are lines (history_begin() first); 0: there is none. */
time_t history_begins(struct history *h);

/* What failed, if anything did; what was found to be damaged then is set
 * aside, if it is ours to write, and the next who opens it makes it anew. */
bool history_well(struct history *h, struct fault *why);

enum { HISTORY_TEXT = 1280 };

/* "FILE was damaged; ..." or "": what people should know of how it was opened.
 * Returns `text`. */
const char *history_news(const struct history *h, char text[HISTORY_TEXT]);

#endif
