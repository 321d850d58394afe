/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_DTLS_H
#define NFQ_INSPECT_DTLS_H

#include "lib/cursor.h"
#include "nfq/inspect/inspect.h"

/*
 * A datagram of DTLS (RFC 6347, RFC 9147) with one ClientHello in its records,
 * as a whole, with the cookie of a server or without: FOUND or NONE. MORE: its
 * first record is of a handshake in the clear, and has something else, or it
 * has parts of hellos, which are taken out one by one. FOREIGN: another record,
 * or not DTLS. Other records before a hello hide none.
 */
enum inspect_result dtls_inspect(const uint8_t *p, size_t len,
				 struct finding *f);

/* A part of a hello, or all of it (RFC 6347 4.2.2). */
struct dtls_piece {
	uint16_t number;	/* of the message, from 0 on */
	uint32_t length;	/* of the message */
	uint32_t offset;	/* of these bytes in it; they do not go past
				 * its end */
	struct span data;	/* borrowed */
};

/* Those in a datagram. */
struct dtls_pieces {
	struct span datagram;		/* borrowed */
	struct cursor records, body;
};

struct dtls_pieces dtls_pieces_over(struct span datagram);
bool dtls_next_piece(struct dtls_pieces *d, struct dtls_piece *out);

/* The version that a hello shows, "DTLS 1.2": 1.3 says so in an extension. */
void dtls_version_text(const struct finding *f, char text[DETAIL_SIZE]);

#endif
