/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_EVENTLOG_H
#define TOOLS_LOG_EVENTLOG_H

/* Reads cordond's EVE log back, the rotated files first. */

#include "tools/log/logged.h"

/* Called for each event; false ends the reading. */
struct eventlog;

/* `path` is the current file's. Rotated files that ended before `since` are
 * passed over; 0 is the beginning. */
struct eventlog *eventlog_open(const char *path, time_t since);
void eventlog_close(struct eventlog *l);

/* Reads what there is. Lines that are no events are told to stderr with their
 * file and number. False if there is no log at all, or `take` ended it. */
bool eventlog_read(struct eventlog *l,
		   bool (*take)(void *arg, const struct logged *e), void *arg);

/* When the first line was written of those that were read; 0: there is none. */
time_t eventlog_begins(const struct eventlog *l);

#endif
