/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <string.h>

#include "tests/unit/http2wire.h"

enum { METHOD_GET = 2, PATH_ROOT = 4, SCHEME_HTTP = 6, AUTHORITY = 1 };

void put_http2_begin(struct wire *w)
{
	put_text(w, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
	close_http2_frame(w, open_http2_frame(w, HTTP2_SETTINGS, 0, 0));
}

size_t open_http2_frame(struct wire *w, uint8_t type, uint8_t flags,
			uint32_t stream)
{
	size_t at = open_length(w, 3);

	put8(w, type);
	put8(w, flags);
	put32(w, stream);
	return at;
}

/* What else is in the header does not count. */
void close_http2_frame(struct wire *w, size_t at)
{
	size_t n = w->len - at - 6;

	for (unsigned i = 1; i <= 3; i++, n >>= 8)
		w->p[at - i] = (uint8_t)n;
}

static void put_integer(struct wire *w, uint8_t first, uint8_t mask,
			uint32_t v)
{
	if (v < mask) {
		put8(w, (uint8_t)(first | v));
		return;
	}
	put8(w, first | mask);
	for (v -= mask; v >= 128; v >>= 7)
		put8(w, (uint8_t)(v | 0x80));
	put8(w, (uint8_t)v);
}

static void put_string(struct wire *w, const char *text)
{
	put_integer(w, 0, 0x7f, (uint32_t)strlen(text));
	put_text(w, text);
}

void put_hpack_index(struct wire *w, uint32_t index)
{
	put_integer(w, 0x80, 0x7f, index);
}

void put_hpack_field(struct wire *w, uint8_t kind, uint32_t index,
		     const char *name, const char *value)
{
	put_integer(w, kind, kind == HPACK_INSERTED ? 0x3f : 0x0f, index);
	if (index == 0)
		put_string(w, name);
	put_string(w, value);
}

void put_http2_request(struct wire *w, uint32_t stream, const char *host)
{
	size_t at = open_http2_frame(w, HTTP2_HEADERS,
				     HTTP2_END_HEADERS | 1, stream);

	put_hpack_index(w, METHOD_GET);
	put_hpack_index(w, SCHEME_HTTP);
	put_hpack_index(w, PATH_ROOT);
	put_hpack_field(w, HPACK_INSERTED, AUTHORITY, NULL, host);
	close_http2_frame(w, at);
}
