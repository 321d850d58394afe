/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_TLSWIRE_H
#define TESTS_UNIT_TLSWIRE_H

/* Writes what TLS clients send (RFC 8446 4.1.2, 5.1; RFC 6066 3). */

#include "tests/unit/wire.h"

void put_extension(struct wire *w, uint16_t type, size_t fill);

/* A ServerNameList of one name. */
void put_server_name(struct wire *w, const void *name, size_t len);

/* A ClientHello up to its extensions; hello_end() takes what this returns. */
size_t hello_begin(struct wire *w);
void hello_end(struct wire *w, size_t at);

/* A hello with `before` and `after` bytes of other extensions around its
 * name; NULL: no name. */
void put_hello(struct wire *w, const char *name, size_t before, size_t after);

/* A handshake message in records of at most `piece` bytes. */
void put_records(struct wire *w, const struct wire *message, size_t piece);

/* What a client sends first: put_hello() in one record. */
void put_tls(struct wire *w, const char *name, size_t before, size_t after);

#endif
