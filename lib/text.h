/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

/*
 * A text of any length, read once through a window of fixed size: line by
 * line or byte by byte, with the number of the line. What is longer than the
 * window is cut there, so a line of 4 GB costs no memory.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/span.h"

/* The longest line handed out whole. */
enum { TEXT_LINE_MAX = 65536 };

struct text {
	const char *at, *end;	/* what is there and not handed out yet */
	unsigned line;		/* of `at`, from 1 */
	int error;		/* 0 or -errno of reading */
	bool cut;		/* the last line was longer than the longest */
	bool nul;		/* a NUL byte was read */
	bool rest;		/* and what is left of it comes next */
	int fd;			/* -1: all there is lies before `end` */
	const char *start;	/* of a text in memory */
	size_t from;		/* what text_rewind() goes back to, */
	unsigned first;		/* and its line */
	char *window;		/* heap; of a file */
};

/* Over bytes that the caller keeps. */
void text_over(struct text *t, const void *p, size_t len);

/* Over an open file, which text_done() closes; the caller keeps `path` out of
 * it. */
void text_from(struct text *t, int fd);
void text_done(struct text *t);

/* Back to the start, or to t->from; false where the file cannot (a pipe). */
bool text_rewind(struct text *t);

/* Sees to it that bytes are there; false at the end, or where t->error. */
bool text_fill(struct text *t);

/* The bytes from here on that are there, without moving; at the start of a
 * file as many as the window holds. */
struct span text_head(struct text *t);

/* The next line without its newline, borrowed until the next call; a line
 * without newline at the end is one too. t->line is the number of the line
 * behind it. */
bool text_line(struct text *t, struct span *line);

/* The next byte without moving, -1 at the end. */
static inline int text_peek(struct text *t)
{
	return t->at < t->end || text_fill(t) ? (unsigned char)*t->at : -1;
}

static inline int text_byte(struct text *t)
{
	int c = text_peek(t);

	if (c >= 0)
		t->at++;
	t->line += c == '\n';
	return c;
}

#endif
