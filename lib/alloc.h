/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_ALLOC_H
#define LIB_ALLOC_H

/*
 * Allocation for start-up and the tools: never NULL, the program ends with a
 * message instead. The packet path does not allocate.
 */

#include <stddef.h>

void *xcalloc(size_t n, size_t size);
void *xreallocarray(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Makes room for one more element behind `n` of an array that grows by
 * doubling: call with the current array and count, store the result.
 */
void *xgrow(void *p, size_t n, size_t size);

#endif
