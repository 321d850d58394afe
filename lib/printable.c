/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a terminal may get. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "lib/printable.h"

size_t printable_code(const uint8_t *p, uint32_t *code)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n;

	if (p[0] < 0x80) {
		*code = p[0];
		return 1;
	}
	n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	*code = p[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (p[i] & 0x3f);
	}
	if (*code < least[n] || *code > 0x10ffff ||
	    (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return n;
}

/* Of Unicode's format characters and fillers those that turn the direction of
 * what follows, end a line, or show nothing at all; in order. */
static const struct {
	uint32_t first, last;
} unseen[] = {
	{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad },
	{ 0x034f, 0x034f }, { 0x061c, 0x061c }, { 0x115f, 0x1160 },
	{ 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 },
	{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
	{ 0xfff0, 0xfffb }, { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
	{ 0xe0000, 0xe0fff },
};

bool printable_not(uint32_t code)
{
	size_t i = 0, n = ARRAY_SIZE(unseen);

	while (i < n && code > unseen[i].last)
		i++;
	return i < n && code >= unseen[i].first;
}

size_t printable_show(char out[PRINTABLE_SHOWN], const uint8_t **p)
{
	const uint8_t *at = *p;
	uint32_t code;
	size_t n = printable_code(at, &code);

	*p += n ? n : 1;
	if (n == 0 || (code < 0x100 && printable_not(code)))
		return (size_t)snprintf(out, PRINTABLE_SHOWN, "\\x%02" PRIx32,
					n ? code : (uint32_t)*at);
	if (printable_not(code))
		return (size_t)snprintf(out, PRINTABLE_SHOWN,
					"\\u{%04" PRIx32 "}", code);
	memcpy(out, at, n);
	return n;
}

size_t printable_copy(char *out, size_t size, const char *s)
{
	const uint8_t *p = (const uint8_t *)s;
	char shown[PRINTABLE_SHOWN];
	size_t len = 0;

	while (*p) {
		size_t n = printable_show(shown, &p);

		if (len + n >= size)
			break;
		memcpy(out + len, shown, n);
		len += n;
	}
	out[len] = '\0';
	return len;
}
