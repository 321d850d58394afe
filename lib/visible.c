/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of others in a buffer, whole or in lines. */

#include <string.h>

#include "lib/printable.h"
#include "lib/visible.h"

void visible_text(struct buffer *out, const char *s)
{
	const uint8_t *p = (const uint8_t *)s;
	char shown[PRINTABLE_SHOWN];

	buffer_text(out, "");
	while (*p) {
		/* Most of it is harmless ASCII. */
		const uint8_t *start = p;

		while (*p >= ' ' && *p <= '~')
			p++;
		buffer_add(out, start, (size_t)(p - start));
		if (*p)
			buffer_add(out, shown, printable_show(shown, &p));
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

void visible_wrap(struct buffer *out, const char *s, unsigned indent,
		  unsigned width)
{
	struct buffer safe = { 0 };
	unsigned at = indent;
	const char *p;

	visible_text(&safe, s);
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
