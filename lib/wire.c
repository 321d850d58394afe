/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The other end of a cursor. */

#include <string.h>

#include "lib/wire.h"

/* Room for `n` bytes; NULL if there is none. */
static uint8_t *take(struct wire *w, size_t n)
{
	uint8_t *p = w->p + w->len;

	if (w->bad || n > w->size - w->len) {
		w->bad = true;
		return NULL;
	}
	w->len += n;
	return p;
}

void wire_put(struct wire *w, const void *p, size_t n)
{
	uint8_t *to = take(w, n);

	if (to && n > 0)
		memcpy(to, p, n);
}

void wire_fill(struct wire *w, uint8_t byte, size_t n)
{
	uint8_t *to = take(w, n);

	if (to)
		memset(to, byte, n);
}

static void write_number(uint8_t *to, uint32_t v, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		to[i] = (uint8_t)(v >> 8 * (size - 1 - i));
}

void wire_number(struct wire *w, uint32_t v, unsigned size)
{
	uint8_t *to = take(w, size);

	if (to)
		write_number(to, v, size);
}

void wire_u8(struct wire *w, uint8_t v)
{
	wire_number(w, v, 1);
}

void wire_u16(struct wire *w, uint16_t v)
{
	wire_number(w, v, 2);
}

void wire_u32(struct wire *w, uint32_t v)
{
	wire_number(w, v, 4);
}

size_t wire_open(struct wire *w, unsigned size)
{
	wire_number(w, 0, size);
	return w->len;
}

void wire_close(struct wire *w, size_t begin, unsigned size)
{
	size_t n = w->len - begin;

	if (size < 4 && n >> 8 * size)
		w->bad = true;		/* more than it can say */
	if (!w->bad)
		write_number(w->p + begin - size, (uint32_t)n, size);
}

void wire_set16(struct wire *w, size_t at, uint16_t v)
{
	if (!w->bad)
		write_number(w->p + at, v, 2);
}
