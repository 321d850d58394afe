/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_HTTP2_H
#define NFQ_INSPECT_HTTP2_H

/* HTTP/2 in the clear (RFC 9113): the hosts that the requests of all streams of
 * a connection ask for, by ":authority" or "host". */

#include "nfq/inspect/hpack.h"
#include "nfq/inspect/inspect.h"

/* Does a client's stream begin as HTTP/2 does (3.4), with prior knowledge or
 * behind an upgrade, and with empty lines before it as servers take them? MORE:
 * it may, and does if f->sure; else FOREIGN. */
enum inspect_result http2_inspect(const uint8_t *p, size_t len,
				  struct finding *f);

/* The same behind a request: of HTTP/1 with the preface's line and fields, from
 * the preface's second part on. */
enum inspect_result http2_inspect_behind(const uint8_t *p, size_t len,
					 struct finding *f);

/* How far a connection was read; all zeros at its beginning. It goes on from
 * request to request, since each may refer to those before. */
struct http2_state {
	uint8_t at;
	uint8_t have;		/* bytes of what is being read */
	uint8_t type, flags, padding;	/* of the frame in hand */
	bool open;		/* its headers go on in the next one */
	uint32_t left;		/* bytes of it */
	uint8_t wrong;		/* enum field: why it is BAD */
	uint8_t hosts;		/* of the request, found until now */
	bool asks;		/* it has a method */
	uint8_t method_len;
	char method[15];	/* its beginning */
	struct hpack hpack;
};

/*
 * Reads on from the connection's first byte. f->used bytes need not be shown
 * again, nor need f->body_length behind them be shown at all (BODY_LENGTH, with
 * MORE too): the next call, of the same state, begins there. But with FOREIGN
 * all that is given is used.
 *
 *	FOUND	the end of a request's headers
 *	NONE	the same of one that names nobody
 *	MORE	no end of any yet
 *	BAD	headers that cannot be decoded, or a frame that has no place
 *		there, and nothing behind can be read: so says each later call
 *	FOREIGN	this is not how HTTP/2 begins
 *
 * Names are those in what was used: they count at once and do not come again,
 * so FOUND may be without one. f->method is borrowed from the state.
 */
enum inspect_result http2_read(struct http2_state *s, const uint8_t *p,
			       size_t len, struct finding *f);

#endif
