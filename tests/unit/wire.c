/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "tests/unit/wire.h"

void put(struct wire *w, const void *p, size_t n)
{
	if (n > WIRE_SIZE - w->len)
		abort();
	if (n > 0)
		memcpy(w->p + w->len, p, n);
	w->len += n;
}

void put_text(struct wire *w, const char *s)
{
	put(w, s, strlen(s));
}

void put_fill(struct wire *w, uint8_t c, size_t n)
{
	while (n-- > 0)
		put(w, &c, 1);
}

void put_number(struct wire *w, uint32_t v, unsigned size)
{
	for (; size > 0; size--)
		put(w, &(uint8_t) { (uint8_t)(v >> 8 * (size - 1)) }, 1);
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
	size_t end = w->len, n = end - behind;

	w->len = behind - size;
	put_number(w, (uint32_t)n, size);
	w->len = end;
}
