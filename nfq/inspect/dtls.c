/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The server name in a DTLS ClientHello. */

#include <stdio.h>

#include "nfq/inspect/dtls.h"
#include "nfq/inspect/hello.h"

enum {
	HANDSHAKE = 22, CLIENT_HELLO = 1,
	CONTENT_FIRST = 20, CONTENT_LAST = 26,	/* of plaintext records */
	DTLS_1 = 0xfe,				/* major version */
	DTLS_1_0 = 0xfeff, DTLS_1_2 = 0xfefd,
};

/* A piece of a handshake message (RFC 6347 4.2.2). */
struct fragment {
	uint8_t type;
	uint32_t length, offset;
	struct span data;
};

/* RFC 6347 4.1. Takes the next record; false for what is none. What of it is
 * not encrypted handshake is left to read in *body. */
static bool next_record(struct cursor *c, struct cursor *body)
{
	uint8_t type = cursor_u8(c), major = cursor_u8(c);
	uint16_t epoch = (cursor_skip(c, 1), cursor_u16(c));

	cursor_skip(c, 6);			/* sequence number */
	*body = cursor_sub(c, cursor_u16(c));
	if (type != HANDSHAKE || epoch != 0)
		body->left = 0;
	return !c->bad && major == DTLS_1 && type >= CONTENT_FIRST &&
	       type <= CONTENT_LAST;
}

static bool next_fragment(struct cursor *c, struct fragment *out)
{
	out->type = cursor_u8(c);
	out->length = cursor_u24(c);
	cursor_skip(c, 2);			/* number of the message */
	out->offset = cursor_u24(c);
	out->data = cursor_take(c, cursor_u24(c));
	return !c->bad && out->data.len <= out->length &&
	       out->offset <= out->length - out->data.len;
}

/* The first whole hello among the fragments of a record. */
static enum inspect_result read_record(struct cursor c, struct finding *f)
{
	struct fragment one;

	while (c.left > 0 && next_fragment(&c, &one))
		if (one.type == CLIENT_HELLO && one.data.len == one.length)
			return hello_inspect_datagram(one.data, one.length, f);
	return INSPECT_FOREIGN;
}

enum inspect_result dtls_inspect(const uint8_t *p, size_t len,
				 struct finding *f)
{
	struct cursor c = cursor_over(p, len), body;
	enum inspect_result r = INSPECT_FOREIGN;

	finding_clear(f, PROTO_DTLS);
	while (r == INSPECT_FOREIGN && next_record(&c, &body))
		r = read_record(body, f);
	f->used = len;
	f->sure = r != INSPECT_FOREIGN;
	return r;
}

void dtls_version_text(const struct finding *f, char text[DETAIL_SIZE])
{
	snprintf(text, DETAIL_SIZE, "%s",
		 f->tls.version == DTLS_1_0 ? "DTLS 1.0" :
		 f->tls.version == DTLS_1_2 ? "DTLS 1.2" : "UNDETERMINED");
}
