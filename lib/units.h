/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_UNITS_H
#define LIB_UNITS_H

/* Durations, sizes and times as people write and read them. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* "90s 15m 2h 7d 4w", no unit is seconds; up to 100 years. */
bool duration_parse(const char *text, uint64_t *seconds);

/* "1 d 4 h" style, two units at most; returns `text`. */
#define DURATION_TEXT 32
char *duration_format(uint64_t seconds, char text[DURATION_TEXT]);

/* "64M", with K M G T as powers of 1024; no unit is bytes. */
bool size_parse(const char *text, uint64_t *bytes);

#define SIZE_TEXT 16
char *size_format(uint64_t bytes, char text[SIZE_TEXT]);

/*
 * A moment: RFC 3339 ("2026-09-23T08:15:02Z", offset or local time), a date,
 * "now", "today", "yesterday", or a duration, which means so long before
 * `now`. Seconds since the epoch.
 */
bool moment_parse(const char *text, time_t now, time_t *out);

/* RFC 3339 in UTC, "2026-09-23T08:15:02Z". */
#define MOMENT_TEXT 40
char *moment_format(time_t t, char text[MOMENT_TEXT]);

/* As EVE has it: "2026-09-23T08:15:02.114532+0000", always UTC. */
char *moment_format_eve(const struct timespec *t, char text[MOMENT_TEXT]);

#endif
