/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_QUICWIRE_H
#define TESTS_UNIT_QUICWIRE_H

/* Writes what QUIC clients send: CRYPTO frames, and Initial packets that are
 * sealed with the keys of a connection id. */

#include "nfq/inspect/quic.h"
#include "tests/unit/wire.h"

#define QUIC_1	0x00000001u
#define QUIC_2	0x6b3343cfu
#define QUIC_2D	0x709a50c4u

struct span span_of_text(const char *s);

/* RFC 9000 16, in two or four bytes. */
void put_varint(struct wire *w, uint32_t v);

void put_crypto(struct wire *frames, size_t offset, const uint8_t *p,
		size_t len);

/* An Initial packet to `dcid` with these frames, sealed with the keys that
 * belong to `key_id`, which mostly is the same. */
void put_initial(struct wire *w, uint32_t version, struct span dcid,
		 struct span key_id, uint32_t number,
		 const struct wire *frames);

/* A 0-RTT packet (RFC 9000 17.2.3) of which nothing can be read. */
void put_0rtt(struct wire *w, struct span dcid, size_t len);

#endif
