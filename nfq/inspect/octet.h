/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_OCTET_H
#define NFQ_INSPECT_OCTET_H

/* What an octet is to HTTP. */

#include <stdbool.h>

#include "lib/span.h"

enum {
	OCTET_TOKEN = 1,	/* RFC 9110 5.6.2: of those a token is made */
	OCTET_HOST = 2,		/* of those a host is */
	OCTET_SPACE = 4,	/* what one server or another takes for a
				 * space, ends of lines too */
	OCTET_GAP = 8,		/* the same between the words of a request
				 * line, where Python's have two of Latin-1 as
				 * well */
};

extern const uint8_t octet_kinds[256];

static inline bool octet_is_token(uint8_t c)
{
	return octet_kinds[c] & OCTET_TOKEN;
}

static inline bool octet_is_host(uint8_t c)
{
	return octet_kinds[c] & OCTET_HOST;
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

static inline bool octet_is_space(uint8_t c)
{
	return octet_kinds[c] & OCTET_SPACE;
}

static inline bool octet_is_gap(uint8_t c)
{
	return octet_kinds[c] & OCTET_GAP;
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
