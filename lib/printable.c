/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a terminal may get, and where its lines end. */

#include <inttypes.h>
#include <string.h>

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

bool printable_not(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) ||
	       code == 0x061c || (code >= 0x200e && code <= 0x200f) ||
	       (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

static void put_code(struct buffer *out, const uint8_t *p, size_t n,
		     uint32_t code)
{
	if (n == 0 || (code < 0x100 && printable_not(code)))
		buffer_printf(out, "\\x%02" PRIx32, n ? code : (uint32_t)*p);
	else if (printable_not(code))
		buffer_printf(out, "\\u{%04" PRIx32 "}", code);
	else
		buffer_add(out, p, n);
}

void printable_text(struct buffer *out, const char *s)
{
	const uint8_t *p = (const uint8_t *)s;
	uint32_t code;
	size_t n;

	buffer_text(out, "");
	for (; *p; p += n ? n : 1) {
		n = printable_code(p, &code);
		put_code(out, p, n, code);
	}
}

/* Columns of a safe text: a code point each. */
static unsigned columns(const char *p, size_t len)
{
	unsigned n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)p[i] & 0xc0) != 0x80;
	return n;
}

void printable_wrap(struct buffer *out, const char *s, unsigned indent,
	       unsigned width)
{
	struct buffer safe = { 0 };
	unsigned at = indent;
	const char *p;

	printable_text(&safe, s);
	for (p = safe.p; *p; ) {
		size_t len = strcspn(p, " ");
		unsigned need = columns(p, len);

		if (at > indent && at + 1 + need > width) {
			buffer_printf(out, "\n%*s", (int)indent, "");
			at = indent;
		} else if (at > indent) {
			buffer_char(out, ' ');
			at++;
		}
		buffer_add(out, p, len);
		at += need;
		p += len + strspn(p + len, " ");
	}
	buffer_done(&safe);
}
