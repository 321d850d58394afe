/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_CHUNK_H
#define NFQ_INSPECT_CHUNK_H

/*
 * What lies between the chunks of an HTTP body (RFC 9112 7.1): the end of the
 * line behind the one before, and a chunk's size with its extensions; behind
 * the last chunk its trailers. Lines may end in a lone LF, a size may have any
 * number of zeros, and an extension any length. A CR that no LF follows is
 * where some servers end a line, and others do not. A trailer that is a Host
 * field names somebody, as some servers have it.
 */

#include "nfq/inspect/inspect.h"

/* How far it was read; all zeros at the beginning. */
struct chunk_state {
	uint8_t at;
	uint64_t size;
};

/*
 * Reads on, up to the next chunk's data or the end of the body. All that is
 * given is used (f->used), but a trailer whose end is not there; the next call
 * has what comes behind that. Names are those in what was used.
 *
 *	MORE	all of it
 *	FOUND	the chunk of f->body_length bytes follows (BODY_CHUNKED), or
 *		the body is at its end (BODY_NONE)
 *	LOST	this is no chunk
 */
enum inspect_result chunk_read(struct chunk_state *s, const uint8_t *p,
			       size_t len, struct finding *f);

/* The same of all of it at once; with MORE, f->used is 0. */
enum inspect_result chunk_inspect(const uint8_t *p, size_t len,
				  struct finding *f);

#endif
