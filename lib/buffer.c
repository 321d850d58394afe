/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A byte buffer that grows by doubling. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/buffer.h"

/* What has no number ends in "out of memory". */
static void grow(struct buffer *b, size_t n)
{
	size_t want = n < SIZE_MAX - b->len ? b->len + n + 1 : SIZE_MAX;
	size_t size = b->size ? b->size : 256;

	while (size < want)
		size = size <= SIZE_MAX / 2 ? size * 2 : SIZE_MAX;
	b->p = xreallocarray(b->p, size, 1);
	b->size = size;
}

/* At least `n` more bytes and a NUL. */
static inline void reserve(struct buffer *b, size_t n)
{
	if (b->size - b->len <= n)
		grow(b, n);
}

void buffer_done(struct buffer *b)
{
	free(b->p);
	*b = (struct buffer) { 0 };
}

void buffer_reset(struct buffer *b)
{
	b->len = 0;
	if (b->p)
		b->p[0] = '\0';
}

void *buffer_extend(struct buffer *b, size_t n)
{
	void *start;

	reserve(b, n);
	start = b->p + b->len;
	b->len += n;
	b->p[b->len] = '\0';
	return start;
}

void buffer_add(struct buffer *b, const void *p, size_t n)
{
	void *to = buffer_extend(b, n);

	if (n > 0)
		memcpy(to, p, n);
}

void buffer_text(struct buffer *b, const char *s)
{
	buffer_add(b, s, strlen(s));
}

void buffer_char(struct buffer *b, char c)
{
	buffer_add(b, &c, 1);
}

void buffer_printf(struct buffer *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buffer_vprintf(b, fmt, ap);
	va_end(ap);
}

void buffer_vprintf(struct buffer *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n >= 0) {
		reserve(b, (size_t)n);
		vsnprintf(b->p + b->len, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
}

char *buffer_take(struct buffer *b)
{
	char *s;

	reserve(b, 0);
	b->p[b->len] = '\0';
	s = b->p;
	*b = (struct buffer) { 0 };
	return s;
}
