/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <nettle/aes.h>
#include <nettle/gcm.h>
#include <string.h>

#include "tests/unit/quicwire.h"

struct span span_of_text(const char *s)
{
	return (struct span) { (const uint8_t *)s, strlen(s) };
}

void put_varint(struct wire *w, uint32_t v)
{
	if (v < 1 << 14)
		put16(w, (uint16_t)(v | 0x4000));
	else
		put32(w, v | 0x80000000u);
}

void put_crypto(struct wire *frames, size_t offset, const uint8_t *p,
		size_t len)
{
	put8(frames, 0x06);
	put_varint(frames, (uint32_t)offset);
	put_varint(frames, (uint32_t)len);
	put(frames, p, len);
}

/* The header up to the packet number (RFC 9000 17.2.2). */
static void put_initial_header(struct wire *w, uint32_t version,
			       struct span dcid, size_t number_len,
			       size_t payload)
{
	put8(w, (uint8_t)((version == QUIC_2 ||
			       version == QUIC_2D ? 0xd0 : 0xc0) |
			  (number_len - 1)));
	put32(w, version);
	put8(w, (uint8_t)dcid.len);
	put(w, dcid.p, dcid.len);
	put8(w, 3);
	put(w, "scd", 3);
	put8(w, 0);				/* no token */
	put_varint(w, (uint32_t)(number_len + payload + GCM_DIGEST_SIZE));
}

void put_initial(struct wire *w, uint32_t version, struct span dcid,
		 struct span key_id, uint32_t number,
		 const struct wire *frames)
{
	size_t start = w->len, number_len = 1 + number % 4, at;
	struct gcm_aes128_ctx gcm;
	struct aes128_ctx aes;
	struct quic_keys keys;
	uint8_t nonce[12], mask[16];

	quic_keys_derive(version, key_id, &keys);
	put_initial_header(w, version, dcid, number_len, frames->len);
	at = w->len;
	put_number(w, number, (unsigned)number_len);
	memcpy(nonce, keys.iv, sizeof(nonce));
	for (size_t i = 0; i < number_len; i++)
		nonce[11 - i] ^= w->p[w->len - 1 - i];
	gcm_aes128_set_key(&gcm, keys.key);
	gcm_aes128_set_iv(&gcm, sizeof(nonce), nonce);
	gcm_aes128_update(&gcm, w->len - start, w->p + start);
	put_fill(w, 0, frames->len + GCM_DIGEST_SIZE);
	gcm_aes128_encrypt(&gcm, frames->len, w->p + at + number_len,
			   frames->p);
	gcm_aes128_digest(&gcm, GCM_DIGEST_SIZE,
			  w->p + w->len - GCM_DIGEST_SIZE);
	aes128_set_encrypt_key(&aes, keys.hp);
	aes128_encrypt(&aes, sizeof(mask), mask, w->p + at + 4);
	w->p[start] ^= mask[0] & 0x0f;
	for (size_t i = 0; i < number_len; i++)
		w->p[at + i] ^= mask[1 + i];
}

void put_0rtt(struct wire *w, struct span dcid, size_t len)
{
	put8(w, 0xd3);
	put32(w, QUIC_1);
	put8(w, (uint8_t)dcid.len);
	put(w, dcid.p, dcid.len);
	put8(w, 0);
	put_varint(w, (uint32_t)len);
	put_fill(w, 0x77, len);
}
