/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of others in a buffer. */

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
