/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_ALIGNED_H
#define TOOLS_CLI_ALIGNED_H

/*
 * A table for people: columns beside each other, that fit into a screen.
 * Where they do not, columns are left out and texts folded, as their rows say
 * (grid.h), and the table ends with what it left out. Cells are shown as
 * visible_text() does, so they may come from anybody.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/buffer.h"
#include "tools/cli/grid.h"
#include "tools/cli/paint.h"

struct aligned;

/* Of a screen of `room` columns; 0: of any width. */
struct aligned *aligned_new(bool colored, unsigned room);

void aligned_column(struct aligned *t, const struct column *c);

/* From now on rows go to `out` as they come, in columns as wide as they say
 * themselves; behind the last column. Without it all columns are as wide as
 * what is in them, and the rows wait for the end. */
void aligned_live(struct aligned *t, bool heads, struct buffer *out);

/* A cell for each column. */
void aligned_row(struct aligned *t, const char *const *cells,
		 const enum color *paints);

/* Appends what waits, nothing where there are no rows, and frees. */
void aligned_end(struct aligned *t, struct buffer *out);

#endif
