/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_MOMENT_H
#define LIB_MOMENT_H

/* When, as people and programs write and read it. */

#include <stdbool.h>
#include <time.h>

/*
 * A moment: RFC 3339 ("2026-09-23T08:15:02Z", offset or local time), a date,
 * with "HH:MM" behind it or not, "HH:MM" or "HH:MM:SS" of today, "now",
 * "today", "yesterday", or a duration, which means so long before `now`.
 * Seconds since the epoch.
 */
bool moment_parse(const char *text, time_t now, time_t *out);

/* RFC 3339 in UTC, "2026-09-23T08:15:02Z". */
#define MOMENT_TEXT 40
char *moment_format(time_t t, char text[MOMENT_TEXT]);

/* As EVE has it: "2026-09-23T08:15:02.114532+0000", always UTC. */
char *moment_format_eve(const struct timespec *t, char text[MOMENT_TEXT]);

#endif
