/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes signatures that minisign verifies. */

#include <sodium.h>
#include <string.h>

#include "lib/cursor.h"
#include "lib/log.h"
#include "tools/bundle/signer.h"

enum {
	SALT = 32, ID = 8, SECRET = 64, SUM = 32, HIDDEN = ID + SECRET + SUM,
	WHOLE = 2 + 2 + 2 + SALT + 8 + 8 + HIDDEN,
	SIGNATURE = 64, LINE = 256,
};

/* More than minisign asks for (1 GiB); a file may ask for anything. */
#define MOST_OPS UINT64_C(67108864)
#define MOST_MEMORY (UINT64_C(2) << 30)

const char *const signer_words[SIGNER_RESULTS] = {
	[SIGNER_GOOD] = "good",
	[SIGNER_MALFORMED] = "is no secret key of minisign",
	[SIGNER_ENCRYPTED] = "is encrypted, and there is no password",
	[SIGNER_WRONG] = "is encrypted with another password, or damaged",
	[SIGNER_GREEDY] = "asks for too much memory to be decrypted",
};

static void need_sodium(void)
{
	if (sodium_init() < 0)
		fatalx("libsodium does not start");
}

/* --- reading --------------------------------------------------------- */

/* The line behind that of the comment, to its end. */
static bool decode(const char *text, size_t len, uint8_t raw[WHOLE])
{
	static const char start[] = "untrusted comment:";
	const char *line = memchr(text, '\n', len);
	size_t left, n = 0;

	if (len < sizeof(start) || !line ||
	    memcmp(text, start, sizeof(start) - 1) != 0)
		return false;
	line++;
	left = len - (size_t)(line - text);
	while (left > 0 && strchr("\r\n \t", line[left - 1]))
		left--;
	return sodium_base642bin(raw, WHOLE, line, left, NULL, &n, NULL,
				 sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       n == WHOLE;
}

static uint64_t little(struct span s)
{
	uint64_t n = 0;

	for (size_t i = s.len; i-- > 0; )
		n = n << 8 | s.p[i];
	return n;
}

static enum signer_result decrypt(uint8_t hidden[HIDDEN], struct span salt,
				  uint64_t ops, uint64_t memory,
				  const char *password)
{
	uint8_t stream[HIDDEN];

	if (!password)
		return SIGNER_ENCRYPTED;
	if (ops > MOST_OPS || memory > MOST_MEMORY ||
	    crypto_pwhash_scryptsalsa208sha256(stream, sizeof(stream), password,
					       strlen(password), salt.p, ops,
					       (size_t)memory) < 0)
		return SIGNER_GREEDY;
	for (size_t i = 0; i < HIDDEN; i++)
		hidden[i] ^= stream[i];
	sodium_memzero(stream, sizeof(stream));
	return SIGNER_GOOD;
}

static void sum_of(const uint8_t hidden[HIDDEN], uint8_t sum[SUM])
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, SUM);
	crypto_generichash_update(&state, (const uint8_t *)"Ed", 2);
	crypto_generichash_update(&state, hidden, ID + SECRET);
	crypto_generichash_final(&state, sum, SUM);
}

static enum signer_result open_key(struct signer *s, struct span raw,
				   const char *password)
{
	struct cursor c = cursor_over(raw.p, raw.len);
	struct span head = cursor_take(&c, 6), salt = cursor_take(&c, SALT);
	uint64_t ops = little(cursor_take(&c, 8));
	uint64_t memory = little(cursor_take(&c, 8));
	bool encrypted = memcmp(head.p + 2, "Sc", 2) == 0;
	enum signer_result r = SIGNER_GOOD;
	uint8_t hidden[HIDDEN], sum[SUM];

	if (memcmp(head.p, "Ed", 2) != 0 || memcmp(head.p + 4, "B2", 2) != 0 ||
	    (!encrypted && memcmp(head.p + 2, "\0\0", 2) != 0))
		return SIGNER_MALFORMED;
	memcpy(hidden, cursor_take(&c, HIDDEN).p, HIDDEN);
	if (encrypted)
		r = decrypt(hidden, salt, ops, memory, password);
	sum_of(hidden, sum);
	if (r == SIGNER_GOOD &&
	    sodium_memcmp(sum, hidden + ID + SECRET, SUM) != 0)
		r = encrypted ? SIGNER_WRONG : SIGNER_MALFORMED;
	if (r == SIGNER_GOOD) {
		memcpy(s->id, hidden, ID);
		memcpy(s->secret, hidden + ID, SECRET);
	}
	sodium_memzero(hidden, sizeof(hidden));
	return r;
}

enum signer_result signer_read(struct signer *s, const char *text, size_t len,
			       const char *password)
{
	enum signer_result r = SIGNER_MALFORMED;
	uint8_t raw[WHOLE];

	need_sodium();
	if (decode(text, len, raw))
		r = open_key(s, (struct span) { raw, sizeof(raw) }, password);
	sodium_memzero(raw, sizeof(raw));
	return r;
}

void signer_done(struct signer *s)
{
	sodium_memzero(s, sizeof(*s));
}

/* --- signing --------------------------------------------------------- */

static void put_base64(struct buffer *out, const uint8_t *p, size_t n)
{
	char text[LINE];

	sodium_bin2base64(text, sizeof(text), p, n,
			  sodium_base64_VARIANT_ORIGINAL);
	buffer_printf(out, "%s\n", text);
	sodium_memzero(text, sizeof(text));
}

void signer_sign(const struct signer *s, const void *p, size_t len,
		 const char *comment, struct buffer *out)
{
	uint8_t hash[64], raw[2 + ID + SIGNATURE], global[SIGNATURE];
	struct buffer both = { 0 };

	need_sodium();
	crypto_generichash(hash, sizeof(hash), p, len, NULL, 0);
	memcpy(raw, "ED", 2);
	memcpy(raw + 2, s->id, ID);
	crypto_sign_detached(raw + 2 + ID, NULL, hash, sizeof(hash),
			     s->secret);
	buffer_add(&both, raw + 2 + ID, SIGNATURE);
	buffer_text(&both, comment);
	crypto_sign_detached(global, NULL, (const uint8_t *)both.p, both.len,
			     s->secret);
	buffer_text(out, "untrusted comment: signature of a policy by "
		    "cordon publish\n");
	put_base64(out, raw, sizeof(raw));
	buffer_printf(out, "trusted comment: %s\n", comment);
	put_base64(out, global, sizeof(global));
	buffer_done(&both);
}

/* --- a new pair ------------------------------------------------------ */

void signer_make(struct buffer *secret, struct buffer *shown)
{
	uint8_t raw[WHOLE] = { 'E', 'd', 0, 0, 'B', '2' };
	uint8_t public[2 + ID + 32] = { 'E', 'd' };
	uint8_t *hidden = raw + WHOLE - HIDDEN;

	need_sodium();
	randombytes_buf(hidden, ID);
	memcpy(public + 2, hidden, ID);
	crypto_sign_keypair(public + 2 + ID, hidden + ID);
	sum_of(hidden, hidden + ID + SECRET);
	buffer_text(secret, "untrusted comment: secret key of a fleet, for "
		    "cordon publish\n");
	put_base64(secret, raw, sizeof(raw));
	buffer_text(shown, "untrusted comment: public key of a fleet\n");
	put_base64(shown, public, sizeof(public));
	sodium_memzero(raw, sizeof(raw));
}
