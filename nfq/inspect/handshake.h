/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_HANDSHAKE_H
#define NFQ_INSPECT_HANDSHAKE_H

/*
 * The bytes of a TLS handshake, in records (RFC 8446 5.1) of any size or as
 * they are. Empty records are passed over, and as servers do, alerts that only
 * warn and changes of the cipher, wherever they stand.
 */

#include <stdbool.h>

#include "lib/cursor.h"

struct handshake {
	struct cursor c;	/* what is there */
	bool bare;		/* without records */
	bool ended;		/* another kind of record: no more comes */
	uint16_t left;		/* of the record that `c` stands in */
};

/* How many of the next bytes lie together; and passes over so many of them. */
static inline size_t handshake_together(const struct handshake *h)
{
	return h->bare || h->left > h->c.left ? h->c.left : h->left;
}

static inline void handshake_pass(struct handshake *h, size_t n)
{
	cursor_skip(&h->c, n);
	h->left = (uint16_t)(h->left - n);
}

/* The next `n` bytes, where they lie or, joined, in `buf`; NULL, and unmoved,
 * if they are not all there. */
const uint8_t *handshake_gather(struct handshake *h, size_t n, uint8_t *buf);

static inline const uint8_t *handshake_take(struct handshake *h, size_t n,
					    uint8_t *buf)
{
	const uint8_t *p = h->c.p;

	if (n > h->c.left || (n > h->left && !h->bare))
		return handshake_gather(h, n, buf);
	handshake_pass(h, n);
	return p;
}

/* Passes over as many of the next `n` bytes as are there; how many. */
size_t handshake_skip(struct handshake *h, size_t n);

#endif
