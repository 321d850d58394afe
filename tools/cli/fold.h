/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_FOLD_H
#define TOOLS_CLI_FOLD_H

/* Long texts in lines. A text is what visible_text() made of it, with colours
 * in it or not. */

#include <stddef.h>

#include "lib/buffer.h"

/* Columns of a terminal that `len` bytes of a text take. */
unsigned fold_columns(const char *p, size_t len);

/* How many bytes of a text go on a line of `width` columns, at least one
 * character; blanks behind them, for which the new line stands, in *skip.
 * Lines end at a blank, a word longer than a line where it has a mark. */
size_t fold_line(const char *p, unsigned width, size_t *skip);

/* Appends a text in lines of at most `width` columns, of which the first
 * `indent` stay blank; on the first line they are there already. Width 0: as
 * it is. */
void fold_text(struct buffer *out, const char *p, unsigned indent,
	       unsigned width);

/* The same of the lines that `p` has, each hanging under the last column of
 * what is written in some, or a little to the right. */
void fold_lines(struct buffer *out, const char *p, unsigned width);

#endif
