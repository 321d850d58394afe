/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_QUIC_H
#define NFQ_INSPECT_QUIC_H

/*
 * The Initial packets of a QUIC client, up to the pieces of its ClientHello:
 * versions 1 (RFC 9000, RFC 9001) and 2 (RFC 9369), their drafts, and Google's
 * T050 and T051. Everything here is pure; what has to be kept from datagram to
 * datagram is the caller's (nfq/judge/handshake.c).
 */

#include <nettle/aes.h>
#include <nettle/gcm.h>

#include "lib/cursor.h"
#include "nfq/inspect/inspect.h"

enum { QUIC_CID_MAX = 20 };	/* bytes of a connection id */

enum quic_type {
	QUIC_INITIAL,
	QUIC_OTHER_LONG,	/* 0-RTT, Handshake or Retry */
	QUIC_UNKNOWN_VERSION,	/* a long header (RFC 8999 5.1) of another */
	QUIC_NO_LONG,		/* a short header, padding or no QUIC at all */
};

struct quic_packet {
	enum quic_type type;
	uint32_t version;
	struct span dcid;	/* destination connection id, borrowed */
	struct span bytes;	/* all of the packet, borrowed */
	size_t number_at;	/* QUIC_INITIAL: offset of the packet number */
};

/* What opens a client's Initial packets. */
struct quic_keys {
	uint8_t key[16], iv[12], hp[16];
};

/* Takes the next of the packets that share a datagram (RFC 9000 12.2). Of a
 * packet whose length cannot be known, all that is left. */
struct quic_packet quic_next(struct cursor *datagram);

/* The keys that go with the destination connection id of a client's first
 * Initial (RFC 9001 5.2). `version` must be one of a QUIC_INITIAL. */
void quic_keys_derive(uint32_t version, struct span dcid,
		      struct quic_keys *keys);

/* The last keys made ready, since packets of a connection follow each other.
 * All zeros at first. */
struct quic_opener {
	struct quic_keys keys;
	bool ready;
	struct aes128_ctx header;
	struct gcm_aes128_ctx packet;
};

/*
 * Takes the protection off an Initial packet (RFC 9001 5.3, 5.4). `out` needs
 * room for all of it; *payload then lies there. False if it was not protected
 * with these keys.
 */
bool quic_open(struct quic_opener *o, const struct quic_keys *keys,
	       const struct quic_packet *p, uint8_t *out,
	       struct span *payload);

/* A piece of the client's handshake. */
struct quic_crypto {
	uint64_t offset;
	struct span data;	/* borrowed */
};

/* Passes over other frames to the next CRYPTO frame (RFC 9000 19.6); false
 * at the end, or at a frame that has no place in an Initial. */
bool quic_next_crypto(struct cursor *payload, uint32_t version,
		      struct quic_crypto *out);

/* MORE for a datagram that begins with a long header of QUIC of any version,
 * else FOREIGN: names come with the keys only. */
enum inspect_result quic_inspect(const uint8_t *p, size_t len,
				 struct finding *f);

/* The version of a connection: "1", "2", "draft-29", "T051", "0x51303530". */
void quic_version_text(const struct finding *f, char text[DETAIL_SIZE]);

#endif
