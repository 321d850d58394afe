/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signs as minisign does. */

#include <sodium.h>
#include <string.h>

#include "tools/archive/minisign.h"

enum { ID = 8, PUBLIC = 2 + ID + SEALKEY_BYTES, WHOLE = 2 + ID +
       SEALKEY_SIGNATURE };

static void put_base64(struct buffer *out, const uint8_t *p, size_t n)
{
	char text[sodium_base64_ENCODED_LEN(WHOLE,
					    sodium_base64_VARIANT_ORIGINAL)];

	sodium_bin2base64(text, sizeof(text), p, n,
			  sodium_base64_VARIANT_ORIGINAL);
	buffer_text(out, text);
}

/* Nobody chose one: it comes of the key itself. */
static void id_of(const struct sealkey *k, uint8_t id[ID])
{
	memcpy(id, k->shown, ID);
}

const char *minisign_key(const struct sealkey *k, char out[MINISIGN_KEY])
{
	uint8_t all[PUBLIC] = { 'E', 'd' };
	struct buffer text = { 0 };

	id_of(k, all + 2);
	memcpy(all + 2 + ID, k->shown, SEALKEY_BYTES);
	put_base64(&text, all, sizeof(all));
	memcpy(out, text.p, MINISIGN_KEY);
	buffer_done(&text);
	return out;
}

static void sign(const struct sealkey *k, const void *p, size_t n,
		 uint8_t signature[SEALKEY_SIGNATURE])
{
	uint8_t secret[crypto_sign_SECRETKEYBYTES], shown[SEALKEY_BYTES];

	crypto_sign_seed_keypair(shown, secret, k->seed);
	crypto_sign_detached(signature, NULL, p, n, secret);
	sodium_memzero(secret, sizeof(secret));
}

/* Over the first signature and the comment. */
static void sign_comment(const struct sealkey *k,
			 const uint8_t signature[SEALKEY_SIGNATURE],
			 const char *comment,
			 uint8_t global[SEALKEY_SIGNATURE])
{
	struct buffer both = { 0 };

	buffer_add(&both, signature, SEALKEY_SIGNATURE);
	buffer_text(&both, comment);
	sign(k, both.p, both.len, global);
	buffer_done(&both);
}

void minisign_put(const struct sealkey *k, const void *p, size_t n,
		  const char *comment, struct buffer *out)
{
	uint8_t all[WHOLE] = { 'E', 'D' }, global[SEALKEY_SIGNATURE];
	uint8_t hash[crypto_generichash_BYTES_MAX];

	crypto_generichash(hash, sizeof(hash), p, n, NULL, 0);
	id_of(k, all + 2);
	sign(k, hash, sizeof(hash), all + 2 + ID);
	sign_comment(k, all + 2 + ID, comment, global);
	buffer_text(out, "untrusted comment: signature of cordon\n");
	put_base64(out, all, sizeof(all));
	buffer_printf(out, "\ntrusted comment: %s\n", comment);
	put_base64(out, global, sizeof(global));
	buffer_char(out, '\n');
}
