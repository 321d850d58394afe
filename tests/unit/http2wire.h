/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_HTTP2WIRE_H
#define TESTS_UNIT_HTTP2WIRE_H

/* Writes what HTTP/2 clients send (RFC 9113 3.4, 4.1; RFC 7541 6). */

#include "tests/unit/wire.h"

enum {
	HTTP2_DATA = 0, HTTP2_HEADERS = 1, HTTP2_PRIORITY = 2,
	HTTP2_SETTINGS = 4, HTTP2_PUSH_PROMISE = 5, HTTP2_PING = 6,
	HTTP2_CONTINUATION = 9,

	HTTP2_END_HEADERS = 4, HTTP2_PADDED = 8, HTTP2_PRIORITIZED = 0x20,

	/* The first byte of a literal field, and its bits of an index. */
	HPACK_INSERTED = 0x40, HPACK_LITERAL = 0, HPACK_NEVER = 0x10,
};

/* The preface, and settings that say nothing. */
void put_http2_begin(struct wire *w);

/* A frame up to its payload, which close_http2_frame() measures. */
size_t open_http2_frame(struct wire *w, uint8_t type, uint8_t flags,
			uint32_t stream);
void close_http2_frame(struct wire *w, size_t at);

/* A field by its index, and a literal one with the name of an index or, if that
 * is 0, spelt out; without Huffman. */
void put_hpack_index(struct wire *w, uint32_t index);
void put_hpack_field(struct wire *w, uint8_t kind, uint32_t index,
		     const char *name, const char *value);

/* What a client sends to ask for a page of a host. */
void put_http2_request(struct wire *w, uint32_t stream, const char *host);

#endif
