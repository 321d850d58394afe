/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_EVENTLOG_H
#define TOOLS_QUERY_EVENTLOG_H

/*
 * Reads cordond's EVE log back: what is sealed first, then what is rotated,
 * then the current file, each line once. Or files that somebody names.
 */

#include "tools/query/guide.h"
#include "tools/record/logged.h"

struct eventlog;

/* `path` is the current file's. Files that ended before `since` are passed
 * over; 0 is the beginning. */
struct eventlog *eventlog_open(const char *path, time_t since);

/* Of these files alone, packed or not, "-" for standard input; borrowed. */
struct eventlog *eventlog_of(char **files, int n);

/* Opens only the frames of sealed files that the guide wants; borrowed. */
void eventlog_choose(struct eventlog *l, struct guide *p);

/* Passes over the lines of a stream up to this one. */
void eventlog_pass(struct eventlog *l, const char *stream, uint64_t seq);

void eventlog_close(struct eventlog *l);

/* Reads what there is; of a current file later what is new. Lines that are no
 * events, and files that cannot be read, are told to stderr. False if there is
 * no log at all, or `take` ended it. */
bool eventlog_read(struct eventlog *l,
		   bool (*take)(void *arg, const struct logged *e), void *arg);

/* The same, but of the events that `wants` takes only the last `n`, found from
 * the end. Then eventlog_read() goes on with what is new. */
bool eventlog_last(struct eventlog *l, size_t n,
		   bool (*wants)(void *arg, const struct logged *e),
		   bool (*take)(void *arg, const struct logged *e), void *arg);

/* When the first line was written that there is, as far as it was read or a
 * ledger says so; 0: there is none. */
time_t eventlog_begins(const struct eventlog *l);

/* How many files could not be read, or not to their end. */
unsigned eventlog_unread(const struct eventlog *l);

#endif
