/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_OCTET_H
#define NFQ_INSPECT_OCTET_H

/* What an octet is to HTTP. */

#include <stdbool.h>

#include "lib/span.h"

/* RFC 9110 5.6.2: 1 for those that a token is made of. */
extern const uint8_t octet_tokens[256];

static inline bool octet_is_token(uint8_t c)
{
	return octet_tokens[c];
}

static inline bool octet_is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static inline bool octet_is_letter(uint8_t c)
{
	return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

/* What a hexadecimal digit stands for; -1 if it is none. */
static inline int octet_hex(uint8_t c)
{
	if (octet_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static inline bool octet_is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* What one server or another takes for a space, ends of lines too. */
static inline bool octet_is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') ||
	       (c >= 0x1c && c <= 0x1f);
}

/* The same between the words of a request line, where Python's have two of
 * Latin-1 as well. */
static inline bool octet_is_gap(uint8_t c)
{
	return octet_is_space(c) || c == 0x85 || c == 0xa0;
}

/* Without the spaces at both ends. */
static inline struct span octet_trim(struct span s)
{
	while (s.len > 0 && octet_is_space(s.p[0])) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && octet_is_space(s.p[s.len - 1]))
		s.len--;
	return s;
}

#endif
