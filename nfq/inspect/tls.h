/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_TLS_H
#define NFQ_INSPECT_TLS_H

#include "nfq/inspect/hello.h"

/*
 * The beginning of a client's stream: TLS records (RFC 8446 5.1) that carry a
 * ClientHello (4.1.2). FOUND as soon as the server name (RFC 6066 3) is there,
 * even where the hello goes on.
 */
enum inspect_result tls_inspect(const uint8_t *p, size_t len,
				struct finding *f);

/* How far it was read; all zeros at the beginning. */
struct tls_state {
	bool began;		/* the first record was looked at */
	uint16_t record;	/* left of it */
	struct hello_state hello;
};

/*
 * Reads on in a hello of any length: f->used bytes need not be shown again, the
 * next call begins behind them. Not used are at most 2,048 of its bytes
 * (HELLO_BODY_MAX), and the headers of the records around them.
 */
enum inspect_result tls_read(struct tls_state *s, const uint8_t *p, size_t len,
			     struct finding *f);

/* Bytes that tell a record with a hello, and so many in records of a byte. */
enum { TLS_START = 11, TLS_START_MAX = 6 * (5 + 1) };

/* Where in these bytes a record with the beginning of a ClientHello stands,
 * told by the bytes that are the same in all; 0 if nowhere behind the first. */
size_t tls_find(const uint8_t *p, size_t len);

/*
 * Do these bytes begin with a whole record, and all that follows it with
 * another? FOUND, MORE where the first is cut, FOREIGN: no. Behind a hello a
 * client waits, or sends more records (RFC 8446 2.3).
 */
enum inspect_result tls_records(const uint8_t *p, size_t len);

/* The length of the handshake message that begins here, with its header; 0 if
 * that is not all there. */
size_t tls_hello_length(const uint8_t *p, size_t len);

/* The same for the handshake message without records, as QUIC carries it.
 * `cut`: the message may go on behind `len`. */
enum inspect_result tls_inspect_hello(const uint8_t *p, size_t len, bool cut,
				      struct finding *f);

/* The version that a hello shows, "TLS 1.2": 1.3 says so in an extension. */
void tls_version_text(const struct finding *f, char text[DETAIL_SIZE]);

#endif
