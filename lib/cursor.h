/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_CURSOR_H
#define LIB_CURSOR_H

/*
 * A read-only cursor over untrusted bytes, and the only way this project
 * reads a packet. A read past the end returns zero, empties the cursor and
 * sets `bad`, so a parser reads straight through in the order of its RFC and
 * tests once; every `while (c.left)` ends.
 *
 * `cut` tells that the bytes are the beginning of something longer (a stream
 * of which more may come). A cursor that went bad while cut has not seen an
 * error, it has seen too little: cursor_short() tells the two apart.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/span.h"

struct cursor {
	const uint8_t *p;
	size_t left;
	bool bad;	/* a read went past the end */
	bool cut;	/* more bytes may follow the end */
};

static inline struct cursor cursor_over(const void *p, size_t len)
{
	return (struct cursor) { .p = p, .left = len };
}

/* The beginning of a stream: what lies behind `len` is not known yet. */
static inline struct cursor cursor_over_cut(const void *p, size_t len)
{
	return (struct cursor) { .p = p, .left = len, .cut = true };
}

/* The next `n` bytes, borrowed from the input; an empty span if underrun. */
static inline struct span cursor_take(struct cursor *c, size_t n)
{
	struct span s = { c->p, n };

	if (n > c->left) {
		c->bad = true;
		c->left = 0;
		return (struct span) { c->p, 0 };
	}
	c->p += n;
	c->left -= n;
	return s;
}

static inline void cursor_skip(struct cursor *c, size_t n)
{
	cursor_take(c, n);
}

/*
 * A cursor over the next `n` bytes, which `c` then stands behind. Where `c`
 * is cut and ends before them, the new cursor gets what there is and is cut
 * too, and `c` is left empty.
 */
static inline struct cursor cursor_sub(struct cursor *c, size_t n)
{
	struct cursor sub = { .p = c->p, .left = n };

	if (n > c->left && c->cut) {
		sub.left = c->left;
		sub.cut = true;
		c->p += c->left;
		c->left = 0;
		return sub;
	}
	sub.bad = n > c->left;
	sub.left = cursor_take(c, n).len;
	return sub;
}

/* Big-endian numbers. */
static inline uint8_t cursor_u8(struct cursor *c)
{
	struct span s = cursor_take(c, 1);

	return s.len ? s.p[0] : 0;
}

static inline uint16_t cursor_u16(struct cursor *c)
{
	struct span s = cursor_take(c, 2);

	return s.len ? (uint16_t)(s.p[0] << 8 | s.p[1]) : 0;
}

static inline uint32_t cursor_u24(struct cursor *c)
{
	struct span s = cursor_take(c, 3);

	return s.len ? (uint32_t)s.p[0] << 16 | s.p[1] << 8 | s.p[2] : 0;
}

static inline uint32_t cursor_u32(struct cursor *c)
{
	struct span s = cursor_take(c, 4);

	return s.len ? (uint32_t)s.p[0] << 24 | (uint32_t)s.p[1] << 16 |
		       (uint32_t)s.p[2] << 8 | s.p[3] : 0;
}

/* The next byte without moving, -1 at the end. */
static inline int cursor_peek(const struct cursor *c)
{
	return c->left ? c->p[0] : -1;
}

/* Went bad only because the input is not all there yet. */
static inline bool cursor_short(const struct cursor *c)
{
	return c->bad && c->cut;
}

#endif
