/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_DURATION_H
#define LIB_DURATION_H

/* How long, as people write and read it. */

#include <stdbool.h>
#include <stdint.h>

/* "90s 15m 2h 7d 4w", no unit is seconds; up to 100 years. */
bool duration_parse(const char *text, uint64_t *seconds);

/* "1 d 4 h" style, two units at most; returns `text`. */
#define DURATION_TEXT 32
char *duration_format(uint64_t seconds, char text[DURATION_TEXT]);

#endif
