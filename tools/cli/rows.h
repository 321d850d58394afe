/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_ROWS_H
#define TOOLS_CLI_ROWS_H

/* A row of cells as one line. Cells are shown as visible_text() does, which
 * leaves no tabs and newlines that would break it, so they may come from
 * anybody. */

#include <stddef.h>

#include "lib/buffer.h"

/* RFC 4180; what a spreadsheet may take for a formula gets an apostrophe. */
void rows_csv(struct buffer *out, const char *const *cells, size_t n);

/* With tabs between. */
void rows_plain(struct buffer *out, const char *const *cells, size_t n);

#endif
