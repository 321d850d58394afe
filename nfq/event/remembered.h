/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_REMEMBERED_H
#define NFQ_EVENT_REMEMBERED_H

/*
 * Where contacts that were let through are kept: the folder "remembered" beside
 * the log, a file for each hour, 2026-11-30T13.jsonl, in UTC, which "cordon log
 * index" packs when it is over (REMEMBERED_PACKED behind its name). What is too
 * much of them, or too old, goes, the oldest first; what went is noted.
 */

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define REMEMBERED_PLAIN ".jsonl"
#define REMEMBERED_PACKED ".zst"

enum { REMEMBERED_HOUR = 3600 };

/* The folder of a log; the caller frees. */
char *remembered_folder(const char *log);

/* The file of the hour that a time is in; the caller frees. */
char *remembered_path(const char *folder, time_t t);

/* When the hour of a file begins; 0: it is none of ours. */
time_t remembered_hour(const char *path);

/* All of them, the oldest first, as folder_list() does; what is not packed of
 * an hour that has been came later. folder_list_free() frees. */
int remembered_list(const char *folder, char ***paths, size_t *n);

/* Removes what is too much or too old, but for the hour of `now`. */
void remembered_bound(const char *folder, uint64_t size, uint64_t age,
		      time_t now);

/* What was removed so far. */
struct remembered_gone {
	time_t until;			/* the end of the last of these hours */
	uint64_t hours, for_size;	/* and for how many that was why */
};

/* All zero where nothing was. */
void remembered_gone(const char *folder, struct remembered_gone *gone);

#endif
