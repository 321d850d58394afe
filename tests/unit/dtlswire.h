/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_DTLSWIRE_H
#define TESTS_UNIT_DTLSWIRE_H

/* Writes what DTLS clients send (RFC 6347 4.1, 4.2.1, 4.2.2). */

#include "tests/unit/wire.h"

enum { DTLS_HELLO = 1, DTLS_HANDSHAKE = 22, DTLS_ALERT = 21 };

/* A ClientHello without its header, with a cookie of `cookie` bytes; NULL: no
 * name. */
void put_dtls_hello(struct wire *w, uint16_t version, const char *name,
		    size_t cookie);

/* `len` bytes of a message from `at` on, the client's `number`-th, as a
 * fragment of it. */
void put_dtls_fragment(struct wire *w, uint8_t type, uint16_t number,
		       const struct wire *message, size_t at, size_t len);

/* A record up to its length, which close_length() fills in. */
size_t open_dtls_record(struct wire *w, uint8_t type, uint16_t epoch);

/* What a client sends first: a hello in a record. */
void put_dtls(struct wire *w, const char *name, size_t cookie);

#endif
