/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tests/unit/wire.h"

static struct wire *ready(struct wire *w)
{
	if (!w->p)
		*w = wire_over(xcalloc(1, WIRE_SIZE), WIRE_SIZE);
	return w;
}

static void check(const struct wire *w)
{
	if (w->bad)
		abort();
}

void put(struct wire *w, const void *p, size_t n)
{
	wire_put(ready(w), p, n);
	check(w);
}

void put_text(struct wire *w, const char *s)
{
	put(w, s, strlen(s));
}

void put_fill(struct wire *w, uint8_t c, size_t n)
{
	wire_fill(ready(w), c, n);
	check(w);
}

void put_number(struct wire *w, uint32_t v, unsigned size)
{
	wire_number(ready(w), v, size);
	check(w);
}

void put8(struct wire *w, uint8_t v)
{
	put_number(w, v, 1);
}

void put16(struct wire *w, uint16_t v)
{
	put_number(w, v, 2);
}

void put32(struct wire *w, uint32_t v)
{
	put_number(w, v, 4);
}

size_t open_length(struct wire *w, unsigned size)
{
	put_number(w, 0, size);
	return w->len;
}

void close_length(struct wire *w, size_t behind, unsigned size)
{
	wire_close(w, behind, size);
	check(w);
}
