/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_WIRE_H
#define LIB_WIRE_H

/*
 * Writes a message byte by byte, as lib/cursor.h reads one: numbers are
 * big-endian. What does not fit is not written, and `bad` is set from then
 * on, so that a message is written straight through in the order of its RFC
 * and looked at once.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire {
	uint8_t *p;
	size_t len, size;
	bool bad;	/* something did not fit; it is not whole */
};

/* Writes to `size` bytes at `p`, which is borrowed. */
static inline struct wire wire_over(void *p, size_t size)
{
	return (struct wire) { .p = p, .size = size };
}

void wire_put(struct wire *w, const void *p, size_t n);
void wire_fill(struct wire *w, uint8_t byte, size_t n);

/* The low `size` bytes of a number, at most four. */
void wire_number(struct wire *w, uint32_t v, unsigned size);
void wire_u8(struct wire *w, uint8_t v);
void wire_u16(struct wire *w, uint16_t v);
void wire_u32(struct wire *w, uint32_t v);

/* A length of `size` bytes that wire_close() fills in, with what was written
 * meanwhile; where that begins. */
size_t wire_open(struct wire *w, unsigned size);
void wire_close(struct wire *w, size_t begin, unsigned size);

/* Over the two bytes at `at`, which were written before. */
void wire_set16(struct wire *w, size_t at, uint16_t v);

#endif
