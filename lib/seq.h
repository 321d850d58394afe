/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_SEQ_H
#define LIB_SEQ_H

/* Numbers that wrap, as TCP's (RFC 9293 3.4): of two that are less than half of
 * all numbers apart, one is behind the other. */

#include <stdbool.h>
#include <stdint.h>

/* How far `a` lies behind `b`; negative: before it. */
static inline int32_t seq_distance(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

static inline bool seq_before(uint32_t a, uint32_t b)
{
	return seq_distance(a, b) < 0;
}

static inline bool seq_after(uint32_t a, uint32_t b)
{
	return seq_distance(a, b) > 0;
}

#endif
