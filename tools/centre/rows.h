/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CENTRE_ROWS_H
#define TOOLS_CENTRE_ROWS_H

/* Rows as ClickHouse gives them (TabSeparated), and texts as its SQL has
 * them. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buffer.h"
#include "lib/span.h"

enum { ROWS_COLUMNS = 64 };

/* Over an answer, whose bytes change while it is read. */
struct rows {
	char *at, *end;
	struct span column[ROWS_COLUMNS];	/* each ends in a NUL */
	size_t n;
};

struct rows rows_over(struct buffer *answer);

/* The next row; false behind the last. */
bool rows_next(struct rows *r);

/* A column as text, "" where there is none; as a number, 0. */
const char *rows_text(const struct rows *r, size_t i);
int64_t rows_number(const struct rows *r, size_t i);

/* Appends the text between quotes. */
void rows_quote(struct buffer *sql, const char *text);
/* Appends it as a value of a row, without what stands behind it. */
void rows_put(struct buffer *out, const char *text);

#endif
