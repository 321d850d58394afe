/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_BUFFER_H
#define LIB_BUFFER_H

/*
 * A byte buffer that grows. Zero-initialise to start, buffer_done() to free.
 * The text verbs keep a NUL behind the contents, not counted in len.
 */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
	char *p;
	size_t len;
	size_t size;	/* allocated */
};

void buffer_done(struct buffer *b);

/* Empties it and keeps the memory. */
void buffer_reset(struct buffer *b);

/* Room for `n` bytes at the end, which are counted at once; their start. */
void *buffer_extend(struct buffer *b, size_t n);

void buffer_add(struct buffer *b, const void *p, size_t n);
void buffer_text(struct buffer *b, const char *s);
void buffer_char(struct buffer *b, char c);
void buffer_printf(struct buffer *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void buffer_vprintf(struct buffer *b, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/* The contents as a string that the caller frees; `b` is empty then. */
char *buffer_take(struct buffer *b);

#endif
