/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How TLS begins in a client's stream. */

#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "nfq/inspect/tls.h"

enum {
	CHANGE_CIPHER_SPEC = 20, ALERT = 21, HANDSHAKE = 22,
	APPLICATION_DATA = 23,
	CLIENT_HELLO = 1,
	RECORD_HEADER = 5, RECORD_MAX = 16384 + 2048,
	SSL_2_HEADER = 0x80, SSL_2 = 0x0002, SSL_3 = 0x03,
	HELLO_START = 6,	/* bytes that tell a hello */
	MAJOR_LAST = 0x0f,	/* of a version that some server lets pass */
};

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

/* The type of a hello, its length and version, in records of any size. False,
 * and *there is false, if they are not all there. */
static bool is_hello(struct handshake h, bool *there)
{
	uint8_t buf[HELLO_START];
	const uint8_t *p = handshake_take(&h, sizeof(buf), buf);
	struct cursor c = cursor_over(p, p ? sizeof(buf) : 0);

	*there = p != NULL;
	return p && cursor_u8(&c) == CLIENT_HELLO &&
	       cursor_u24(&c) >> 18 == 0 && cursor_u8(&c) == SSL_3;
}

/* Of a version that only some servers let pass, a hello must look like one. */
static enum inspect_result begin_odd(struct cursor c, uint16_t size,
				     struct finding *f)
{
	bool there;

	f->sure = is_hello((struct handshake) { .c = c, .left = size },
			   &there);
	if (!there)
		return INSPECT_MORE;
	return f->sure ? INSPECT_NONE : INSPECT_FOREIGN;
}

/* Alerts may come before anything says which version it is. */
static bool has_version(uint8_t type, uint8_t major)
{
	return type == CHANGE_CIPHER_SPEC ? major == SSL_3 :
					    major <= MAJOR_LAST;
}

/*
 * RFC 8446 5.1: what comes first in a stream tells TLS from all else. Before
 * the hello some servers let empty records pass, warnings, and changes of the
 * cipher. FOREIGN, MORE, or NONE: go on, mostly with this record.
 */
static enum inspect_result begin(struct cursor c, struct finding *f,
				 struct cursor *record)
{
	uint8_t type = cursor_u8(&c), major = cursor_u8(&c);
	uint16_t size;

	*record = cursor_over(c.p, 0);

	if (type < CHANGE_CIPHER_SPEC || type > HANDSHAKE ||
	    (!has_version(type, major) && !c.bad))
		return INSPECT_FOREIGN;
	cursor_skip(&c, 1);			/* minor version */
	size = cursor_u16(&c);
	if (c.bad)
		return INSPECT_MORE;
	if (size == 0)
		return INSPECT_NONE;
	if (type != HANDSHAKE)
		return size == type - CHANGE_CIPHER_SPEC + 1u ? INSPECT_NONE :
								INSPECT_FOREIGN;
	if (size > RECORD_MAX ||
	    (c.left > 0 && cursor_peek(&c) != CLIENT_HELLO))
		return INSPECT_FOREIGN;
	if (major != SSL_3)
		return begin_odd(c, size, f);
	f->sure = c.left > 0;
	*record = cursor_sub(&c, size);
	return INSPECT_NONE;
}

enum inspect_result tls_read(struct tls_state *s, const uint8_t *p, size_t len,
			     struct finding *f)
{
	struct handshake h = { .c = cursor_over(p, len), .left = s->record };
	struct cursor record;
	enum inspect_result r;

	finding_clear(f, PROTO_TLS);
	if (!s->began) {
		if (len == 0)
			return INSPECT_MORE;
		if (p[0] & SSL_2_HEADER)
			return read_sslv2(cursor_over_cut(p, len), f);
		r = begin(cursor_over_cut(p, len), f, &record);
		if (r != INSPECT_NONE)
			return r;
		s->began = true;
	}
	r = hello_read(&s->hello, &h, f);
	f->sure = f->sure || s->hello.left > 0;
	f->used = (size_t)(h.c.p - p);
	s->record = h.left;
	return r;
}

enum inspect_result tls_inspect(const uint8_t *p, size_t len,
				struct finding *f)
{
	struct tls_state s = { .began = false };
	struct cursor record;
	enum inspect_result r;

	finding_clear(f, PROTO_TLS);
	/* Mostly the hello is in one record: it is read where it lies. */
	if (begin(cursor_over_cut(p, len), f, &record) == INSPECT_NONE &&
	    hello_read_plain(record, f, &r))
		return r;
	return tls_read(&s, p, len, f);
}

enum inspect_result tls_inspect_hello(const uint8_t *p, size_t len, bool cut,
				      struct finding *f)
{
	struct handshake h = {
		.c = cursor_over(p, len), .bare = true, .ended = !cut,
	};
	struct hello_state s = { .at = 0 };
	enum inspect_result r;

	if (hello_read_plain(cut ? cursor_over_cut(p, len) :
				   cursor_over(p, len), f, &r))
		return r;
	return hello_read(&s, &h, f);
}

size_t tls_hello_length(const uint8_t *p, size_t len)
{
	struct cursor c = cursor_over(p, len);
	uint32_t head = cursor_u32(&c);

	return c.bad ? 0 : 4 + (head & 0xffffff);
}

/* Behind the type of a record: its version and length, then a hello. */
static bool starts_hello(struct cursor c)
{
	uint16_t version = cursor_u16(&c), size = cursor_u16(&c);
	bool there;

	return version >> 2 == SSL_3 << 6 && size > 0 && size <= RECORD_MAX &&
	       cursor_peek(&c) == CLIENT_HELLO &&
	       is_hello((struct handshake) { .c = c, .left = size }, &there);
}

size_t tls_find(const uint8_t *p, size_t len)
{
	for (size_t at = 1; at + TLS_START <= len; at++) {
		const uint8_t *next = memchr(p + at, HANDSHAKE,
					     len - TLS_START - at + 1);

		if (!next)
			break;
		at = (size_t)(next - p);
		if (starts_hello(cursor_over(next + 1, (size_t)(p + len - next)
					     - 1)))
			return at;
	}
	return 0;
}

enum inspect_result tls_records(const uint8_t *p, size_t len)
{
	struct cursor c = cursor_over(p, len);
	bool first = true;

	while (c.left > 0) {
		uint8_t type = cursor_u8(&c), major = cursor_u8(&c);
		size_t size;

		cursor_skip(&c, 1);			/* minor version */
		size = cursor_u16(&c);
		if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA ||
		    (major > MAJOR_LAST && !c.bad))
			return INSPECT_FOREIGN;
		if (c.left < size || c.bad)
			return first ? INSPECT_MORE : INSPECT_FOUND;
		cursor_skip(&c, size);
		first = false;
	}
	return first ? INSPECT_MORE : INSPECT_FOUND;
}

void tls_version_text(const struct finding *f, char text[DETAIL_SIZE])
{
	static const char *const names[] = { "TLSv1", "TLS 1.1", "TLS 1.2" };
	unsigned minor = f->tls.version - 0x0301u;

	snprintf(text, DETAIL_SIZE, "%s", minor < ARRAY_SIZE(names) ?
		 names[minor] : "UNDETERMINED");
}
