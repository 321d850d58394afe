/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_WIRE_H
#define TESTS_UNIT_WIRE_H

/*
 * Writes what clients send: bytes, lengths filled in behind, a TLS hello,
 * records, IP packets. All is in this header, since a test is linked with
 * nothing but tap.o and the archive.
 */

#include <netinet/in.h>
#include <stdlib.h>

#include "lib/address.h"
#include "tests/unit/tap.h"

enum { WIRE_SIZE = 96 * 1024 };

struct wire {
	size_t len;
	uint8_t p[WIRE_SIZE];
};

/* --- bytes ----------------------------------------------------------- */

static inline void put(struct wire *w, const void *p, size_t n)
{
	if (n > WIRE_SIZE - w->len)
		abort();
	if (n > 0)
		memcpy(w->p + w->len, p, n);
	w->len += n;
}

static inline void put_text(struct wire *w, const char *s)
{
	put(w, s, strlen(s));
}

static inline void put_fill(struct wire *w, uint8_t c, size_t n)
{
	while (n-- > 0)
		put(w, &c, 1);
}

/* The low `size` bytes of a number, big-endian. */
static inline void put_number(struct wire *w, uint32_t v, unsigned size)
{
	for (; size > 0; size--)
		put(w, &(uint8_t) { (uint8_t)(v >> 8 * (size - 1)) }, 1);
}

static inline void put8(struct wire *w, uint8_t v)
{
	put_number(w, v, 1);
}

static inline void put16(struct wire *w, uint16_t v)
{
	put_number(w, v, 2);
}

static inline void put32(struct wire *w, uint32_t v)
{
	put_number(w, v, 4);
}

/* A length of `size` bytes that close_length() fills in; where it stands. */
static inline size_t open_length(struct wire *w, unsigned size)
{
	put_number(w, 0, size);
	return w->len;
}

static inline void close_length(struct wire *w, size_t behind, unsigned size)
{
	size_t end = w->len, n = end - behind;

	w->len = behind - size;
	put_number(w, (uint32_t)n, size);
	w->len = end;
}

/* --- TLS ------------------------------------------------------------- */

static inline void put_extension(struct wire *w, uint16_t type, size_t fill)
{
	put16(w, type);
	put16(w, (uint16_t)fill);
	put_fill(w, 0x5a, fill);
}

/* A ServerNameList of one name. */
static inline void put_server_name(struct wire *w, const void *name,
				   size_t len)
{
	put16(w, 0);
	put16(w, (uint16_t)(len + 5));
	put16(w, (uint16_t)(len + 3));
	put8(w, 0);
	put16(w, (uint16_t)len);
	put(w, name, len);
}

/* A ClientHello up to its extensions; hello_end() takes what this returns. */
static inline size_t hello_begin(struct wire *w)
{
	size_t at;

	put8(w, 1);
	at = open_length(w, 3);
	put16(w, 0x0303);
	put_fill(w, 0x11, 32);
	put8(w, 32);
	put_fill(w, 0x22, 32);
	put16(w, 4);
	put32(w, 0x13011302);
	put16(w, 0x0100);		/* one compression method, none */
	open_length(w, 2);
	return at;
}

static inline void hello_end(struct wire *w, size_t at)
{
	size_t extensions = at + 2 + 32 + 33 + 6 + 2 + 2;

	close_length(w, extensions, 2);
	close_length(w, at, 3);
}

/* A hello with `before` and `after` bytes of other extensions around its
 * name; NULL: no name. */
static inline void put_hello(struct wire *w, const char *name, size_t before,
			     size_t after)
{
	size_t at = hello_begin(w);

	put_extension(w, 0x0a0a, before);
	if (name)
		put_server_name(w, name, strlen(name));
	put_extension(w, 21, after);
	hello_end(w, at);
}

/* A handshake message in records of at most `piece` bytes. */
static inline void put_records(struct wire *w, const struct wire *message,
			       size_t piece)
{
	for (size_t at = 0; at < message->len; at += piece) {
		size_t n = message->len - at < piece ? message->len - at :
						       piece;

		put(w, "\x16\x03\x01", 3);
		put16(w, (uint16_t)n);
		put(w, message->p + at, n);
	}
}

/* What a client sends first: put_hello() in one record. */
static inline void put_tls(struct wire *w, const char *name, size_t before,
			   size_t after)
{
	static struct wire message;

	message.len = 0;
	put_hello(&message, name, before, after);
	put_records(w, &message, message.len);
}

/* --- IP -------------------------------------------------------------- */

/* An IPv4 header at the start; close_ipv4() fills in its total length. */
static inline void put_ipv4(struct wire *w, uint8_t protocol)
{
	put(w, "\x45\0\0\0\x12\x34\x40\0\x40", 9);
	put8(w, protocol);
	put16(w, 0);
	put(w, "\xc0\0\2\7\xc6\x33\x64\x09", 8);	/* 192.0.2.7 */
}

static inline void close_ipv4(struct wire *w)
{
	w->p[2] = (uint8_t)(w->len >> 8);
	w->p[3] = (uint8_t)w->len;
}

static inline void put_tcp(struct wire *w, uint16_t sport, uint16_t dport,
			   uint32_t seq, uint32_t ack, uint8_t flags)
{
	put16(w, sport);
	put16(w, dport);
	put32(w, seq);
	put32(w, ack);
	put8(w, 0x50);
	put8(w, flags);
	put(w, "\xff\xff\0\0\0\0", 6);
}

static inline void put_udp(struct wire *w, uint16_t sport, uint16_t dport,
			   size_t payload)
{
	put16(w, sport);
	put16(w, dport);
	put16(w, (uint16_t)(8 + payload));
	put16(w, 0);
}

#endif
