/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocation that ends the program where memory ends. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/log.h"

static void *checked(void *p)
{
	if (!p)
		fatalx("out of memory");
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	return checked(calloc(n ? n : 1, size ? size : 1));
}

void *xreallocarray(void *p, size_t n, size_t size)
{
	return checked(reallocarray(p, n ? n : 1, size ? size : 1));
}

char *xstrdup(const char *s)
{
	return checked(strdup(s));
}

char *xstrndup(const char *s, size_t n)
{
	return checked(strndup(s, n));
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	return checked(n < 0 ? NULL : s);
}

void *xgrow(void *p, size_t n, size_t size)
{
	/* Full exactly when the count is 0 or a power of two from 8 on. */
	if (n == 0 || (n >= 8 && (n & (n - 1)) == 0))
		return xreallocarray(p, n < 8 ? 8 : n * 2, size);
	return p;
}
