/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The server name in a DTLS ClientHello. */

#include <stdio.h>
#include <string.h>

#include "nfq/inspect/dtls.h"
#include "nfq/inspect/hello.h"

enum {
	HANDSHAKE = 22, CLIENT_HELLO = 1,
	HEADER = 13,				/* of a record */
	DATAGRAM_MAX = 4096,			/* beyond, any place will do */
	DTLS_1 = 0xfe,				/* major version */
	DTLS_1_0 = 0xfeff, DTLS_1_2 = 0xfefd,
};

/* RFC 6347 4.1: is a record of a handshake in epoch 0 here? */
static bool read_record(struct cursor c, struct cursor *body)
{
	uint8_t type = cursor_u8(&c), major = cursor_u8(&c);
	uint16_t epoch;

	cursor_skip(&c, 1);			/* minor version */
	epoch = cursor_u16(&c);
	cursor_skip(&c, 6);			/* sequence number */
	*body = cursor_sub(&c, cursor_u16(&c));
	return !c.bad && type == HANDSHAKE && major == DTLS_1 && epoch == 0;
}

/* The length that a record which begins here has, with its header. */
static size_t length_at(const struct dtls_pieces *d, size_t at)
{
	struct cursor c = cursor_over(d->datagram.p + at,
				      d->datagram.len - at);

	cursor_skip(&c, HEADER - 2);
	return HEADER + (size_t)cursor_u16(&c);
}

/*
 * May a server read a record there? Of another before it, with a length,
 * version or epoch that it does not like, it passes over the header alone or
 * all of it, and reads on.
 */
static bool is_reached(const struct dtls_pieces *d, size_t to)
{
	uint8_t reached[DATAGRAM_MAX / 8 + 1] = { 1 };

	for (size_t at = 0; at < to && to < DATAGRAM_MAX; at++) {
		const size_t next[] = { at + HEADER, at + length_at(d, at) };

		for (int i = 0; reached[at / 8] & 1 << at % 8 && i < 2; i++)
			if (next[i] <= to)
				reached[next[i] / 8] |=
					(uint8_t)(1 << next[i] % 8);
	}
	return to >= DATAGRAM_MAX || reached[to / 8] & 1 << to % 8;
}

/* The next such record, wherever one may begin. */
static bool next_record(struct dtls_pieces *d)
{
	struct cursor *c = &d->records;

	while (c->left > 0) {
		const uint8_t *at = memchr(c->p, HANDSHAKE, c->left);
		struct cursor record;

		if (!at)
			return false;
		cursor_skip(c, (size_t)(at - c->p));
		record = *c;
		cursor_skip(c, 1);
		if (read_record(record, &d->body) &&
		    is_reached(d, (size_t)(at - d->datagram.p)))
			return true;
	}
	return false;
}

static bool next_fragment(struct cursor *c, uint8_t *type,
			  struct dtls_piece *out)
{
	*type = cursor_u8(c);
	out->length = cursor_u24(c);
	out->number = cursor_u16(c);
	out->offset = cursor_u24(c);
	out->data = cursor_take(c, cursor_u24(c));
	return !c->bad && out->data.len <= out->length &&
	       out->offset <= out->length - out->data.len;
}

struct dtls_pieces dtls_pieces_over(struct span datagram)
{
	return (struct dtls_pieces) {
		.datagram = datagram,
		.records = cursor_over(datagram.p, datagram.len),
		.body = cursor_over(datagram.p, 0),
	};
}

bool dtls_next_piece(struct dtls_pieces *d, struct dtls_piece *out)
{
	uint8_t type;

	do {
		while (d->body.left > 0 &&
		       next_fragment(&d->body, &type, out))
			if (type == CLIENT_HELLO)
				return true;
		d->body.left = 0;
	} while (next_record(d));
	return false;
}

/* Does the datagram begin with such a record? */
static bool is_handshake(struct cursor c)
{
	struct cursor body;

	return read_record(c, &body) && body.left > 0;
}

enum inspect_result dtls_inspect(const uint8_t *p, size_t len,
				 struct finding *f)
{
	struct dtls_pieces d = dtls_pieces_over((struct span) { p, len });
	enum inspect_result r = INSPECT_MORE;
	struct dtls_piece first, more;

	finding_clear(f, PROTO_DTLS);
	f->used = len;
	if (!dtls_next_piece(&d, &first))
		r = is_handshake(cursor_over(p, len)) ? INSPECT_MORE :
							INSPECT_FOREIGN;
	else if (first.data.len == first.length &&
		 !dtls_next_piece(&d, &more))
		r = hello_inspect_datagram(first.data, first.length, f);
	f->sure = r != INSPECT_FOREIGN;
	return r;
}

void dtls_version_text(const struct finding *f, char text[DETAIL_SIZE])
{
	snprintf(text, DETAIL_SIZE, "%s",
		 f->tls.version == DTLS_1_0 ? "DTLS 1.0" :
		 f->tls.version == DTLS_1_2 ? "DTLS 1.2" : "UNDETERMINED");
}
