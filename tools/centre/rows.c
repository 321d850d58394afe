/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads and writes rows with tabs. */

#include <stdlib.h>
#include <string.h>

#include "tools/centre/rows.h"

static const char letters[256] = {
	['t'] = '\t', ['n'] = '\n', ['r'] = '\r', ['0'] = '\0', ['b'] = '\b',
	['f'] = '\f',
};

struct rows rows_over(struct buffer *answer)
{
	return (struct rows) {
		.at = answer->p, .end = answer->p + answer->len,
	};
}

/* One column, in its own place; what ended it. */
static char take_column(struct rows *r)
{
	char *start = r->at, *to = start, end = '\n';

	for (; r->at < r->end; r->at++) {
		if (*r->at == '\t' || *r->at == '\n') {
			end = *r->at++;
			break;
		}
		if (*r->at == '\\' && r->at + 1 < r->end) {
			unsigned char c = (unsigned char)*++r->at;

			*to++ = c == '0' || letters[c] ? letters[c] : (char)c;
		} else {
			*to++ = *r->at;
		}
	}
	/* Without an end there is no room for the NUL. */
	if (to == r->end)
		to--;
	*to = '\0';
	if (r->n < ROWS_COLUMNS)
		r->column[r->n++] = (struct span) {
			(const uint8_t *)start, (size_t)(to - start),
		};
	return end;
}

bool rows_next(struct rows *r)
{
	r->n = 0;
	if (r->at >= r->end)
		return false;
	while (take_column(r) == '\t' && r->at < r->end)
		;
	return true;
}

const char *rows_text(const struct rows *r, size_t i)
{
	return i < r->n ? (const char *)r->column[i].p : "";
}

int64_t rows_number(const struct rows *r, size_t i)
{
	return strtoll(rows_text(r, i), NULL, 10);
}

static void put(struct buffer *to, const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\n' || *text == '\t') {
			buffer_text(to, *text == '\n' ? "\\n" : "\\t");
			continue;
		}
		if (strchr(special, *text))
			buffer_char(to, '\\');
		buffer_char(to, *text);
	}
}

void rows_quote(struct buffer *sql, const char *text)
{
	buffer_char(sql, '\'');
	put(sql, text, "\\'");
	buffer_char(sql, '\'');
}

void rows_put(struct buffer *out, const char *text)
{
	put(out, text, "\\");
}
