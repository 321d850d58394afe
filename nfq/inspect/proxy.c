/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Headers of the PROXY protocol, to read what is behind them. */

#include "lib/cursor.h"
#include "nfq/inspect/proxy.h"

enum { LINE_MAX_1 = 107, VERSION_2 = 2 };

size_t proxy_header(const uint8_t *p, size_t len)
{
	static const char one[] = "PROXY ", two[] = "\r\n\r\n\0\r\nQUIT\n";
	struct cursor c = cursor_over(p, len);
	struct span start = cursor_take(&c, sizeof(one) - 1);
	const uint8_t *end;

	if (span_is(start, one)) {
		end = memchr(p, '\n', len < LINE_MAX_1 ? len : LINE_MAX_1);
		return end ? (size_t)(end - p) + 1 : 0;
	}
	c = cursor_over(p, len);
	start = cursor_take(&c, sizeof(two) - 1);
	if (start.len == 0 || memcmp(start.p, two, start.len) != 0 ||
	    cursor_u8(&c) >> 4 != VERSION_2)
		return 0;
	cursor_skip(&c, 1);			/* family and protocol */
	cursor_skip(&c, cursor_u16(&c));
	return c.bad ? 0 : (size_t)(c.p - p);
}
