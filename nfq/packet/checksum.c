/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums of 16-bit words. */

#include "lib/cursor.h"
#include "nfq/packet/checksum.h"

/* Four bytes at once: the carries come back when it is folded. */
uint64_t checksum_add(uint64_t sum, const uint8_t *p, size_t len)
{
	struct cursor c = cursor_over(p, len);

	while (c.left >= 4)
		sum += cursor_u32(&c);
	if (c.left >= 2)
		sum += cursor_u16(&c);
	if (c.left)
		sum += (uint64_t)cursor_u8(&c) << 8;
	return sum;
}

uint16_t checksum_of(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}
