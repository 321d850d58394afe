/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_FIELD_H
#define NFQ_INSPECT_FIELD_H

/* The field of a message that an inspector could not read. */
enum field {
	FIELD_NONE,
	FIELD_NAME,		/* longer than a name may be */

	/* DNS */
	FIELD_QUESTION,		/* its type or class is not there */
	FIELD_QUESTIONS,	/* more than are kept */
	FIELD_LABEL,		/* longer than 63 bytes, or not all there */
	FIELD_POINTER,		/* to no earlier byte */

	/* TLS, in QUIC too */
	FIELD_HELLO,		/* shorter than its fields say */
	FIELD_EXTENSIONS,
	FIELD_SERVER_NAME,

	/* HTTP */
	FIELD_TARGET,		/* its host */
	FIELD_HOST,
	FIELD_LINE_END,		/* a CR that no LF follows */
	FIELD_CONTENT_LENGTH,
	FIELD_TRANSFER_ENCODING,
	FIELD_CHUNK_SIZE,
	FIELD_FRAME,		/* of HTTP/2, which has no place there */
	FIELD_HEADERS,		/* a block of them that cannot be decoded */

	FIELDS
};

/* As the log and "cordon inspect" call them: "pointer", "server name"... */
extern const char *const field_words[FIELDS];

#endif
