/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes as hexadecimal text, and back. */

#include <string.h>

#include "lib/hex.h"

static const char digits[] = "0123456789abcdef";

char *hex_format(const uint8_t *p, size_t n, char *text)
{
	for (size_t i = 0; i < n; i++) {
		text[2 * i] = digits[p[i] >> 4];
		text[2 * i + 1] = digits[p[i] & 15];
	}
	text[2 * n] = '\0';
	return text;
}

static uint8_t value_of(char digit)
{
	return (uint8_t)(strchr(digits, digit) - digits);
}

bool hex_parse(const char *text, uint8_t *out, size_t n)
{
	if (strspn(text, digits) < 2 * n)
		return false;
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(value_of(text[2 * i]) << 4 |
				   value_of(text[2 * i + 1]));
	return true;
}
