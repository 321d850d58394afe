/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HPACK's Huffman code: its codes are in the order of their symbols here, so a
 * length is known by where its codes end. */

#include <stddef.h>

#include "lib/array.h"
#include "nfq/inspect/huffman.h"

static const uint8_t ordered[256] = {
	48, 49, 50, 97, 99, 101, 105, 111, 115, 116, 32, 37, 45, 46, 47, 51,
	52, 53, 54, 55, 56, 57, 61, 65, 95, 98, 100, 102, 103, 104, 108, 109,
	110, 112, 114, 117, 58, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76,
	77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 89, 106, 107, 113, 118,
	119, 120, 121, 122, 38, 42, 44, 59, 88, 90, 33, 34, 40, 41, 63, 39,
	43, 124, 35, 62, 0, 36, 64, 91, 93, 126, 94, 125, 60, 96, 123, 92,
	195, 208, 128, 130, 131, 162, 184, 194, 224, 226, 153, 161, 167, 172,
	176, 177, 179, 209, 216, 217, 227, 229, 230, 129, 132, 133, 134, 136,
	146, 154, 156, 160, 163, 164, 169, 170, 173, 178, 181, 185, 186, 187,
	189, 190, 196, 198, 228, 232, 233, 1, 135, 137, 138, 139, 140, 141,
	143, 147, 149, 150, 151, 152, 155, 157, 158, 165, 166, 168, 174, 175,
	180, 182, 183, 188, 191, 197, 231, 239, 9, 142, 144, 145, 148, 159,
	171, 206, 215, 225, 236, 237, 199, 207, 234, 235, 192, 193, 200, 201,
	202, 205, 210, 213, 218, 219, 238, 240, 242, 243, 255, 203, 204, 211,
	212, 214, 221, 222, 223, 241, 244, 245, 246, 247, 248, 250, 251, 252,
	253, 254, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21,
	23, 24, 25, 26, 27, 28, 29, 30, 31, 127, 220, 249, 10, 13, 22,
};

/* Codes of so many bits are less than `end`, as the beginning of 32, and stand
 * from `at` on; the longest end with the one that is in no string. */
static const struct {
	uint8_t bits, at;
	uint32_t first, end;
} lengths[] = {
	{ 5, 0, 0x00000000, 0x50000000 },
	{ 6, 10, 0x50000000, 0xb8000000 },
	{ 7, 36, 0xb8000000, 0xf8000000 },
	{ 8, 68, 0xf8000000, 0xfe000000 },
	{ 10, 74, 0xfe000000, 0xff400000 },
	{ 11, 79, 0xff400000, 0xffa00000 },
	{ 12, 82, 0xffa00000, 0xffc00000 },
	{ 13, 84, 0xffc00000, 0xfff00000 },
	{ 14, 90, 0xfff00000, 0xfff80000 },
	{ 15, 92, 0xfff80000, 0xfffe0000 },
	{ 19, 95, 0xfffe0000, 0xfffe6000 },
	{ 20, 98, 0xfffe6000, 0xfffee000 },
	{ 21, 106, 0xfffee000, 0xffff4800 },
	{ 22, 119, 0xffff4800, 0xffffb000 },
	{ 23, 145, 0xffffb000, 0xffffea00 },
	{ 24, 174, 0xffffea00, 0xfffff600 },
	{ 25, 186, 0xfffff600, 0xfffff800 },
	{ 26, 190, 0xfffff800, 0xfffffbc0 },
	{ 27, 205, 0xfffffbc0, 0xfffffe20 },
	{ 28, 224, 0xfffffe20, 0xfffffff0 },
	{ 30, 253, 0xfffffff0, 0xfffffffc },
};

/* The row of the code that the bits begin with; past the last if none is. */
static size_t row_of(uint32_t head)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(lengths) && head >= lengths[i].end)
		i++;
	return i;
}

int huffman_read(struct huffman *h, uint8_t byte,
		 uint8_t symbols[HUFFMAN_SYMBOLS])
{
	int count = 0;

	h->bits |= (uint64_t)byte << (56 - h->n);
	h->n = (uint8_t)(h->n + 8);
	while (h->n >= HUFFMAN_BITS_MIN) {
		uint32_t head = (uint32_t)(h->bits >> 32);
		size_t i = row_of(head);

		if (i == ARRAY_SIZE(lengths))
			return -1;
		if (lengths[i].bits > h->n)
			break;
		symbols[count++] = ordered[lengths[i].at +
					   ((head - lengths[i].first) >>
					    (32 - lengths[i].bits))];
		h->bits <<= lengths[i].bits;
		h->n = (uint8_t)(h->n - lengths[i].bits);
	}
	return count;
}

bool huffman_may_end(const struct huffman *h)
{
	return h->n < 8 && h->bits == ~(UINT64_MAX >> h->n);
}
