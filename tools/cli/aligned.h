/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_ALIGNED_H
#define TOOLS_CLI_ALIGNED_H

/* A table whose columns are as wide as what is in them. Cells are shown as
 * visible_text() does, so they may come from anybody. */

#include <stdbool.h>
#include <stddef.h>

#include "lib/buffer.h"

struct aligned;

struct aligned *aligned_new(bool colored);
void aligned_column(struct aligned *t, const char *head, bool right);

/* A cell for each column; `codes` are what begins its colour, "" for none. */
void aligned_row(struct aligned *t, const char *const *cells,
		 const char *const *codes);

/* Appends it all, nothing where it has no rows, and frees. */
void aligned_end(struct aligned *t, struct buffer *out);

#endif
