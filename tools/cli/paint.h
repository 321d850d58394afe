/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_PAINT_H
#define TOOLS_CLI_PAINT_H

/* Words for a terminal, in colour where that is wanted; whatever is in them,
 * a terminal shows it and obeys none of it. */

#include <stdbool.h>

struct args;

enum color { COLOR_NONE, COLOR_GOOD, COLOR_WARN, COLOR_BAD, COLOR_DIM };

/* By --color, NO_COLOR, CLICOLOR_FORCE, TERM and whether stdout is a
 * terminal. */
bool paint_wanted(const struct args *a);

/* The sequence that begins a colour. */
const char *paint_code(enum color c);

/* `text`, which may come from anybody, as visible_text() shows it. The
 * result is good until eight more calls of this and the next one. */
const char *paint_safe(const char *text);

/* The same between the codes of a colour, if there is colour. */
const char *paint_text(const struct args *a, enum color c, const char *text);

#endif
