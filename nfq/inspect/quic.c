/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QUIC Initial packets: headers, keys, protection, CRYPTO frames. */

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "nfq/inspect/quic.h"

enum {
	LONG_HEADER = 0x80, FIXED_BIT = 0x40,
	VERSION_1 = 0x00000001, VERSION_2 = 0x6b3343cf,
	QUIC_2_DRAFT = 0x709a50c4,	/* from 01 to 08 of RFC 9369 */
	DRAFTS = 0xff0000,		/* and the draft's number */
	GOOGLE = 0x54303500,		/* "T05", and a digit */
	SAMPLE = 16, TAG = GCM_DIGEST_SIZE, NUMBER_MAX = 4,

	FRAME_PADDING = 0x00, FRAME_PING = 0x01, FRAME_ACK = 0x02,
	FRAME_ACK_ECN = 0x03, FRAME_CRYPTO = 0x06, FRAME_CRYPTO_GOOGLE = 0x08,
	FRAME_CONNECTION_CLOSE = 0x1c,
};

/* --- versions -------------------------------------------------------- */

struct version {
	uint32_t first, last;
	uint8_t initial;		/* its type bits in the first byte */
	const char *key, *iv, *hp;	/* labels */
	uint8_t salt[20];
};

static const char key_1[] = "quic key", iv_1[] = "quic iv", hp_1[] = "quic hp";
static const char key_2[] = "quicv2 key", iv_2[] = "quicv2 iv",
		  hp_2[] = "quicv2 hp";

#define SALT_1 { 0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, \
		 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a }
#define SALT_2 { 0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, \
		 0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9 }
#define SALT_2D { 0xa7, 0x07, 0xc2, 0x03, 0xa5, 0x9b, 0x47, 0x18, 0x4a, 0x1d, \
		  0x62, 0xca, 0x57, 0x04, 0x06, 0xea, 0x7a, 0xe3, 0xe5, 0xd3 }
#define SALT_29 { 0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, \
		  0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99 }
#define SALT_23 { 0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, \
		  0xd2, 0x43, 0x2b, 0xb4, 0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02 }
#define SALT_22 { 0x7f, 0xbc, 0xdb, 0x0e, 0x7c, 0x66, 0xbb, 0xe9, 0x19, 0x3a, \
		  0x96, 0xcd, 0x21, 0x51, 0x9e, 0xbd, 0x7a, 0x02, 0x64, 0x4a }
#define SALT_T0 { 0x7f, 0xf5, 0x79, 0xe5, 0xac, 0xd0, 0x72, 0x91, 0x55, 0x80, \
		  0x30, 0x4c, 0x43, 0xa2, 0x36, 0x7c, 0x60, 0x48, 0x83, 0x10 }
#define SALT_T1 { 0x7a, 0x4e, 0xde, 0xf4, 0xe7, 0xcc, 0xee, 0x5f, 0xa4, 0x50, \
		  0x6c, 0x19, 0x12, 0x4f, 0xc8, 0xcc, 0xda, 0x6e, 0x03, 0x3d }

/* RFC 9001 5.2, RFC 9369 3.2 and 3.3, the drafts of both, and what Google
 * had before, TLS in frames of its own. */
static const struct version versions[] = {
	{ VERSION_1, VERSION_1, 0, key_1, iv_1, hp_1, SALT_1 },
	{ VERSION_2, VERSION_2, 1, key_2, iv_2, hp_2, SALT_2 },
	{ QUIC_2_DRAFT, QUIC_2_DRAFT, 1, key_2, iv_2, hp_2, SALT_2D },
	{ 0xff000021, 0xff000022, 0, key_1, iv_1, hp_1, SALT_1 },
	{ 0xff00001d, 0xff000020, 0, key_1, iv_1, hp_1, SALT_29 },
	{ 0xff000017, 0xff00001c, 0, key_1, iv_1, hp_1, SALT_23 },
	{ 0xff000016, 0xff000016, 0, key_1, iv_1, hp_1, SALT_22 },
	{ 0xfaceb002, 0xfaceb00e, 0, key_1, iv_1, hp_1, SALT_23 },  /* mvfst */
	{ 0xfaceb001, 0xfaceb001, 0, key_1, iv_1, hp_1, SALT_22 },
	{ 0x54303530, 0x54303530, 0, key_1, iv_1, hp_1, SALT_T0 },
	{ 0x54303531, 0x54303531, 0, key_1, iv_1, hp_1, SALT_T1 },
};

#define VERSIONS ARRAY_SIZE(versions)

static const struct version *version_of(uint32_t number)
{
	for (size_t i = 0; i < VERSIONS; i++)
		if (number >= versions[i].first && number <= versions[i].last)
			return &versions[i];
	return NULL;
}

/* --- headers --------------------------------------------------------- */

/* RFC 9000 16 */
static uint64_t read_varint(struct cursor *c)
{
	uint8_t first = cursor_u8(c);
	uint64_t v = first & 0x3f;

	for (int more = (1 << (first >> 6)) - 1; more > 0; more--)
		v = v << 8 | cursor_u8(c);
	return v;
}

/* The next `n` bytes; `n` may be any number. */
static struct span take_many(struct cursor *c, uint64_t n)
{
	return cursor_take(c, n < SIZE_MAX ? (size_t)n : SIZE_MAX);
}

/* RFC 9000 17.2.2, behind the connection ids; the cursor ends up behind the
 * packet. */
static bool read_initial(struct cursor *c, struct quic_packet *p)
{
	const uint8_t *start = p->bytes.p;
	uint64_t length;

	take_many(c, read_varint(c));		/* token */
	length = read_varint(c);
	p->number_at = (size_t)(c->p - start);
	take_many(c, length);
	p->bytes.len = (size_t)(c->p - start);
	return !c->bad && length >= NUMBER_MAX + SAMPLE;
}

/* RFC 8999 5.1, then what the version says. */
static void read_long(struct cursor *c, uint8_t first, struct quic_packet *p)
{
	const struct version *v;
	uint8_t type = first >> 4 & 3, id;

	p->version = cursor_u32(c);
	id = cursor_u8(c);
	p->dcid = cursor_take(c, id);
	cursor_skip(c, cursor_u8(c));		/* source connection id */
	v = version_of(p->version);
	if (c->bad || p->version == 0)
		return;
	if (!v || id > QUIC_CID_MAX) {
		p->type = QUIC_UNKNOWN_VERSION;
		return;
	}
	p->type = QUIC_OTHER_LONG;
	if (type == v->initial) {
		if (read_initial(c, p))
			p->type = QUIC_INITIAL;
		return;
	}
	if (type != ((v->initial + 3) & 3)) {	/* all but Retry: a length */
		take_many(c, read_varint(c));
		p->bytes.len = (size_t)(c->p - p->bytes.p);
	}
}

struct quic_packet quic_next(struct cursor *datagram)
{
	struct quic_packet p = {
		.type = QUIC_NO_LONG, .bytes = { datagram->p, datagram->left },
	};
	struct cursor c = *datagram;
	uint8_t first = cursor_u8(&c);

	if (first & LONG_HEADER)
		read_long(&c, first, &p);
	cursor_skip(datagram, p.bytes.len);
	return p;
}

enum inspect_result quic_inspect(const uint8_t *p, size_t len,
				 struct finding *f)
{
	struct cursor c = cursor_over(p, len);

	finding_clear(f, PROTO_QUIC);
	return quic_next(&c).type == QUIC_NO_LONG ? INSPECT_FOREIGN :
						    INSPECT_MORE;
}

/* --- keys ------------------------------------------------------------ */

/* RFC 8446 7.1: HKDF-Expand-Label with an empty context; one block of HMAC,
 * since nobody here needs more than 32 bytes. */
static void expand(struct hmac_sha256_ctx *secret, const char *label,
		   size_t size, uint8_t *out)
{
	static const char tls13[] = "tls13 ";
	size_t n = strlen(label);
	uint8_t head[3] = { 0, (uint8_t)size,
			    (uint8_t)(sizeof(tls13) - 1 + n) };
	static const uint8_t tail[2] = { 0, 1 };	/* context, counter */

	hmac_sha256_update(secret, sizeof(head), head);
	hmac_sha256_update(secret, sizeof(tls13) - 1, (const uint8_t *)tls13);
	hmac_sha256_update(secret, n, (const uint8_t *)label);
	hmac_sha256_update(secret, sizeof(tail), tail);
	hmac_sha256_digest(secret, size, out);
}

/* The salts never change: an eighth of the work is done once. */
static struct hmac_sha256_ctx salted[VERSIONS];
static pthread_once_t salted_once = PTHREAD_ONCE_INIT;

static void salt_all(void)
{
	for (size_t i = 0; i < VERSIONS; i++)
		hmac_sha256_set_key(&salted[i], sizeof(versions[i].salt),
				    versions[i].salt);
}

void quic_keys_derive(uint32_t version, struct span dcid,
		      struct quic_keys *keys)
{
	const struct version *v = version_of(version);
	uint8_t secret[SHA256_DIGEST_SIZE];
	struct hmac_sha256_ctx h;

	pthread_once(&salted_once, salt_all);
	h = salted[v - versions];
	hmac_sha256_update(&h, dcid.len, dcid.p);
	hmac_sha256_digest(&h, sizeof(secret), secret);
	hmac_sha256_set_key(&h, sizeof(secret), secret);
	expand(&h, "client in", sizeof(secret), secret);
	hmac_sha256_set_key(&h, sizeof(secret), secret);
	expand(&h, v->key, sizeof(keys->key), keys->key);
	expand(&h, v->iv, sizeof(keys->iv), keys->iv);
	expand(&h, v->hp, sizeof(keys->hp), keys->hp);
}

/* --- protection ------------------------------------------------------ */

static void make_ready(struct quic_opener *o, const struct quic_keys *keys)
{
	if (o->ready && memcmp(&o->keys, keys, sizeof(*keys)) == 0)
		return;
	o->keys = *keys;
	o->ready = true;
	aes128_set_encrypt_key(&o->header, keys->hp);
	gcm_aes128_set_key(&o->packet, keys->key);
}

/* RFC 9001 5.4: writes the header as it was to `out`; its length. */
static size_t open_header(const struct quic_opener *o,
			  const struct quic_packet *p, uint8_t *out)
{
	uint8_t mask[AES_BLOCK_SIZE];
	size_t at = p->number_at, length;

	aes128_encrypt(&o->header, sizeof(mask), mask,
		       p->bytes.p + at + NUMBER_MAX);
	memcpy(out, p->bytes.p, at + NUMBER_MAX);
	out[0] ^= mask[0] & 0x0f;
	length = 1u + (out[0] & 3);
	for (size_t i = 0; i < length; i++)
		out[at + i] ^= mask[1 + i];
	return at + length;
}

bool quic_open(struct quic_opener *o, const struct quic_keys *keys,
	       const struct quic_packet *p, uint8_t *out,
	       struct span *payload)
{
	struct gcm_aes128_ctx *gcm = &o->packet;
	uint8_t nonce[sizeof(keys->iv)], tag[TAG];
	size_t header, n;

	make_ready(o, keys);
	header = open_header(o, p, out);
	n = p->bytes.len - header - TAG;
	memcpy(nonce, keys->iv, sizeof(nonce));
	for (size_t i = 0; i < header - p->number_at; i++)
		nonce[sizeof(nonce) - 1 - i] ^= out[header - 1 - i];
	gcm_aes128_set_iv(gcm, sizeof(nonce), nonce);
	gcm_aes128_update(gcm, header, out);
	gcm_aes128_decrypt(gcm, n, out + header, p->bytes.p + header);
	gcm_aes128_digest(gcm, sizeof(tag), tag);
	*payload = (struct span) { out + header, n };
	return memeql_sec(tag, p->bytes.p + header + n, sizeof(tag));
}

/* --- frames ---------------------------------------------------------- */

static void skip_padding(struct cursor *c)
{
	static const uint8_t zeros[64];

	while (c->left >= sizeof(zeros) &&
	       memcmp(c->p, zeros, sizeof(zeros)) == 0)
		cursor_skip(c, sizeof(zeros));
	while (cursor_peek(c) == FRAME_PADDING)
		cursor_skip(c, 1);
}

/* RFC 9000 19.3 */
static void skip_ack(struct cursor *c, bool ecn)
{
	uint64_t ranges;

	read_varint(c);			/* largest acknowledged */
	read_varint(c);			/* delay */
	ranges = read_varint(c);
	read_varint(c);			/* first range */
	for (; ranges > 0 && c->left; ranges--) {
		read_varint(c);		/* gap */
		read_varint(c);		/* length */
	}
	for (int i = 0; ecn && i < 3; i++)
		read_varint(c);
}

/* Of Google's versions it has another number, which elsewhere is that of a
 * frame with no place in an Initial. */
static bool is_crypto(uint64_t type, uint32_t version)
{
	return type == (version >> 8 == GOOGLE >> 8 ? FRAME_CRYPTO_GOOGLE :
						      FRAME_CRYPTO);
}

bool quic_next_crypto(struct cursor *payload, uint32_t version,
		      struct quic_crypto *out)
{
	while (payload->left) {
		uint64_t type;

		skip_padding(payload);
		/* Not all servers mind one that is longer than it need be. */
		type = read_varint(payload);
		if (is_crypto(type, version)) {
			out->offset = read_varint(payload);
			out->data = take_many(payload, read_varint(payload));
			return !payload->bad;
		}
		switch (type) {
		case FRAME_PADDING:
		case FRAME_PING:
			break;
		case FRAME_ACK:
		case FRAME_ACK_ECN:
			skip_ack(payload, type == FRAME_ACK_ECN);
			break;
		case FRAME_CONNECTION_CLOSE:
		default:
			return false;
		}
	}
	return false;
}

void quic_version_text(const struct finding *f, char text[DETAIL_SIZE])
{
	uint32_t version = f->quic.version;

	if (version == VERSION_1 || version == VERSION_2)
		snprintf(text, DETAIL_SIZE, version == VERSION_1 ? "1" : "2");
	else if (version == QUIC_2_DRAFT)
		snprintf(text, DETAIL_SIZE, "2-draft");
	else if (version >> 8 == DRAFTS)
		snprintf(text, DETAIL_SIZE, "draft-%u", version & 0xff);
	else if (version >> 8 == GOOGLE >> 8)
		snprintf(text, DETAIL_SIZE, "T05%c", version & 0xff);
	else
		snprintf(text, DETAIL_SIZE, "0x%08x", version);
}
