/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_HUFFMAN_H
#define NFQ_INSPECT_HUFFMAN_H

#include <stdbool.h>
#include <stdint.h>

/* The Huffman code of HPACK (RFC 7541 5.2, appendix B), a byte at a time. All
 * zeros at the beginning of a string. */
struct huffman {
	uint64_t bits;		/* the first of no symbol yet is the highest */
	uint8_t n;		/* how many */
};

enum { HUFFMAN_BITS_MIN = 5, HUFFMAN_SYMBOLS = 2 };

/* The symbols that the next byte completes, and how many; -1 for the one that
 * stands in no string. */
int huffman_read(struct huffman *h, uint8_t byte,
		 uint8_t symbols[HUFFMAN_SYMBOLS]);

/* A string may end here: what is left is less than a byte of ones. */
bool huffman_may_end(const struct huffman *h);

#endif
