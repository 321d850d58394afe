/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_HTTP_H
#define NFQ_INSPECT_HTTP_H

#include "nfq/inspect/inspect.h"

/*
 * The head of an HTTP/1.x request (RFC 9112 3): the names are the host of an
 * absolute target or of CONNECT, and every Host field. MORE with a name set
 * means that the head goes on behind it.
 */
enum inspect_result http_inspect(const uint8_t *p, size_t len,
				 struct finding *f);

/*
 * What lies between the chunks of a body (RFC 9112 7.1): from `p` a chunk's
 * size line, so that the next begins f->used + f->body_length bytes on, or
 * with BODY_NONE the last chunk and its trailers, f->used long. FOUND, MORE
 * or BAD.
 */
enum inspect_result http_inspect_chunk(const uint8_t *p, size_t len,
				       struct finding *f);

/* The method of a request, or its beginning. */
void http_method_text(const struct finding *f, char text[DETAIL_SIZE]);

#endif
