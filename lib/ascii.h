/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_ASCII_H
#define LIB_ASCII_H

/* Bytes of a text, whatever the locale. */

#include <stdbool.h>
#include <stdint.h>

static inline uint8_t ascii_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

/* Of a line: its newline is no blank. */
static inline bool ascii_is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

#endif
