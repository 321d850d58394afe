/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_HEAD_LINE_H
#define NFQ_INSPECT_HEAD_LINE_H

/* The lines of an HTTP request's head (RFC 9112 2.1): their ends, and which
 * field one is. */

#include "lib/cursor.h"
#include "lib/span.h"

enum { HEAD_LINE_NAME_MAX = 256 };	/* bytes before the colon */

enum header {
	HEADER_NOT,		/* the line is no field */
	HEADER_OTHER, HEADER_HOST, HEADER_LENGTH, HEADER_CODING,
	HEADER_UPGRADE,
	HEADER_PERSISTENCE,
	HEADER_FORWARDED,	/* RFC 7239, or X-Forwarded-Host */
};

/* The next line without its end: CRLF, a lone LF (RFC 9112 2.2), or a CR that
 * no LF follows, which few servers take for one (*bare). False if its end is
 * not there yet. */
bool head_line_take(struct cursor *c, struct span *line, bool *bare);

/* The same up to its LF, with all CR in its midst. */
bool head_line_take_whole(struct cursor c, struct span *line);

/* A CR that is not the last byte of a line without its LF. */
bool head_line_has_bare_cr(struct span line);

/*
 * RFC 9112 5: "name: value". *value is behind the colon, which a field of
 * interest has; *odd: its name has blanks around, so that some servers take it
 * for another. Where it is not `sure` that this is a head, what has no name is
 * no field.
 */
enum header head_line_field(struct span line, bool sure,
			    const uint8_t **value, bool *odd);

#endif
