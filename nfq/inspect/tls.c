/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The server name in a TLS ClientHello, over one record or many. */

#include <stdio.h>

#include "lib/array.h"
#include "lib/cursor.h"
#include "nfq/inspect/tls.h"

enum {
	HANDSHAKE = 22, CLIENT_HELLO = 1,
	EXT_SERVER_NAME = 0, EXT_ENCRYPTED_CLIENT_HELLO = 0xfe0d,
	HOST_NAME = 0,
	RECORD_HEADER = 5,
	SSL_2_HEADER = 0x80, SSL_2 = 0x0002, SSL_3 = 0x03,
	RECORD_MAX = 16384 + 2048,	/* TLSCiphertext of TLS 1.2 and less */
	HELLO_MAX = 20 * 1024,		/* of a hello in several records */
};

/* The input ends within `field`. */
static enum inspect_result unfinished(const struct cursor *c,
				      enum field field, struct finding *f)
{
	return c->cut ? INSPECT_MORE : finding_bad(f, field);
}

/* RFC 6066 3: ServerNameList */
static enum inspect_result read_server_name(struct cursor c, struct finding *f)
{
	struct cursor list = cursor_sub(&c, cursor_u16(&c));

	if (c.bad)
		return unfinished(&c, FIELD_SERVER_NAME, f);
	while (list.left) {
		uint8_t type = cursor_u8(&list);
		struct span name = cursor_take(&list, cursor_u16(&list));

		if (list.bad)
			break;
		if (type != HOST_NAME || name.len == 0)
			continue;
		if (!name_from_text(&f->names[0], name))
			return finding_bad(f, FIELD_SERVER_NAME);
		f->nnames = 1;
		return INSPECT_FOUND;
	}
	return list.bad || list.cut ?
	       unfinished(&list, FIELD_SERVER_NAME, f) : INSPECT_NONE;
}

/* RFC 8446 4.2. FOUND as soon as the server's name is there; NONE: all
 * extensions are there, and none names the server. */
static enum inspect_result read_extensions(struct cursor c, struct finding *f)
{
	enum inspect_result r = INSPECT_NONE;

	while (c.left && (r == INSPECT_NONE || r == INSPECT_FOUND)) {
		uint16_t type = cursor_u16(&c);
		struct cursor body = cursor_sub(&c, cursor_u16(&c));

		if (c.bad || body.bad)
			break;
		if (type == EXT_ENCRYPTED_CLIENT_HELLO)
			f->tls.ech = true;
		if (type == EXT_SERVER_NAME && r == INSPECT_NONE)
			r = read_server_name(body, f);
	}
	return r == INSPECT_NONE && (c.bad || c.cut) ?
	       unfinished(&c, FIELD_EXTENSIONS, f) : r;
}

/* RFC 8446 4.1.2, from the version on */
static enum inspect_result read_hello(struct cursor c, struct finding *f)
{
	struct cursor extensions;

	f->tls.version = cursor_u16(&c);
	cursor_skip(&c, 32);			/* random */
	cursor_skip(&c, cursor_u8(&c));		/* session id */
	cursor_skip(&c, cursor_u16(&c));	/* cipher suites */
	cursor_skip(&c, cursor_u8(&c));		/* compression methods */
	if (c.bad)
		return unfinished(&c, FIELD_HELLO, f);
	if (c.left == 0)	/* extensions are optional before TLS 1.3 */
		return c.cut ? INSPECT_MORE : INSPECT_NONE;
	if (c.left == 1)
		return unfinished(&c, FIELD_EXTENSIONS, f);
	extensions = cursor_sub(&c, cursor_u16(&c));
	if (extensions.bad)
		return finding_bad(f, FIELD_EXTENSIONS);
	return read_extensions(extensions, f);
}

enum inspect_result tls_inspect_hello(const uint8_t *p, size_t len, bool cut,
				      struct finding *f)
{
	struct cursor c = cut ? cursor_over_cut(p, len) : cursor_over(p, len);
	uint8_t type = cursor_u8(&c);
	struct cursor hello;

	if (!c.bad && type != CLIENT_HELLO)
		return INSPECT_FOREIGN;
	hello = cursor_sub(&c, cursor_u24(&c));
	if (c.bad || hello.bad)
		return unfinished(&c, FIELD_HELLO, f);
	return read_hello(hello, f);
}

/* Joins the fragments of the handshake message that begins the stream, up to
 * its end or HELLO_MAX; returns their length and sets *whole if no more can
 * belong to it. */
static size_t join_records(struct cursor c, uint8_t out[HELLO_MAX],
			   bool *whole)
{
	size_t have = 0;

	*whole = false;
	while (c.left >= RECORD_HEADER && have < HELLO_MAX) {
		uint8_t type = cursor_u8(&c);
		struct cursor body;

		cursor_skip(&c, 2);
		body = cursor_sub(&c, cursor_u16(&c));
		if (type != HANDSHAKE) {
			*whole = true;	/* cut off by another kind of record */
			break;
		}
		if (body.left > HELLO_MAX - have)
			body.left = HELLO_MAX - have;
		memcpy(out + have, body.p, body.left);
		have += body.left;
	}
	return have;
}

static enum inspect_result read_joined(const uint8_t *p, size_t len,
				       struct finding *f)
{
	uint8_t joined[HELLO_MAX];
	bool whole;
	size_t have = join_records(cursor_over_cut(p, len), joined, &whole);

	return tls_inspect_hello(joined, have, !whole, f);
}

/*
 * RFC 5246 E.2: a hello in the form of SSL 2.0, which names nothing. FOREIGN
 * unless its lengths agree.
 */
static enum inspect_result read_sslv2(struct cursor c, struct finding *f)
{
	size_t length = cursor_u16(&c) & 0x7fffu;
	uint8_t type = cursor_u8(&c);
	uint16_t version, ciphers, session, challenge;

	if (!c.bad && type != CLIENT_HELLO)
		return INSPECT_FOREIGN;
	version = cursor_u16(&c);
	if (!c.bad && version != SSL_2 && version >> 8 != SSL_3)
		return INSPECT_FOREIGN;
	ciphers = cursor_u16(&c);
	session = cursor_u16(&c);
	challenge = cursor_u16(&c);
	if (c.bad)
		return INSPECT_MORE;
	if (ciphers == 0 || ciphers % 3 || (session != 0 && session != 16) ||
	    challenge < 16 || challenge > 32 ||
	    length != 9u + ciphers + session + challenge)
		return INSPECT_FOREIGN;
	f->tls.version = version;
	return INSPECT_NONE;
}

/* RFC 8446 5.1. What comes first in a stream tells TLS from all else. */
enum inspect_result tls_inspect(const uint8_t *p, size_t len,
				struct finding *f)
{
	struct cursor c = cursor_over_cut(p, len);
	uint8_t type = cursor_u8(&c);
	uint8_t major = cursor_u8(&c);
	uint16_t size;
	struct cursor record;

	finding_clear(f, PROTO_TLS);
	if (len == 0)
		return INSPECT_MORE;
	if (type & SSL_2_HEADER)
		return read_sslv2(cursor_over_cut(p, len), f);
	if (type != HANDSHAKE || (len > 1 && major != 3))
		return INSPECT_FOREIGN;
	cursor_skip(&c, 1);			/* minor version */
	size = cursor_u16(&c);
	if (c.bad)
		return INSPECT_MORE;
	if (size == 0 || size > RECORD_MAX)
		return INSPECT_FOREIGN;
	record = cursor_sub(&c, size);
	if (record.left && record.p[0] != CLIENT_HELLO)
		return INSPECT_FOREIGN;
	/* Mostly the hello is one record: read it where it lies. A hello that
	 * leaves its record behind is joined with the next ones first. */
	if (record.left >= 4) {
		struct cursor h = record;
		size_t hello = (cursor_skip(&h, 1), cursor_u24(&h));

		if (hello + 4 <= size)
			return tls_inspect_hello(record.p, record.left,
						 record.cut, f);
	}
	return read_joined(p, len, f);
}

size_t tls_find(const uint8_t *p, size_t len)
{
	enum { LOOK = RECORD_HEADER + 6 };

	for (size_t at = 1; at + LOOK <= len; at++) {
		const uint8_t *next = memchr(p + at, HANDSHAKE,
					     len - LOOK - at + 1);
		struct cursor c;
		uint16_t size;

		if (!next)
			break;
		at = (size_t)(next - p);
		c = cursor_over(next + 1, LOOK - 1);
		if (cursor_u16(&c) >> 2 != SSL_3 << 6)
			continue;
		size = cursor_u16(&c);
		if (size >= 6 && size <= RECORD_MAX &&
		    cursor_u16(&c) == CLIENT_HELLO << 8 &&
		    (cursor_skip(&c, 2), cursor_u16(&c)) >> 2 == SSL_3 << 6)
			return at;
	}
	return 0;
}

void tls_version_text(const struct finding *f, char text[DETAIL_SIZE])
{
	static const char *const names[] = { "TLSv1", "TLS 1.1", "TLS 1.2" };
	unsigned minor = f->tls.version - 0x0301u;

	snprintf(text, DETAIL_SIZE, "%s", minor < ARRAY_SIZE(names) ?
		 names[minor] : "UNDETERMINED");
}
