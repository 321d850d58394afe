/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes handshakes out of their records. */

#include <string.h>

#include "nfq/inspect/handshake.h"

enum {
	CHANGE_CIPHER_SPEC = 20, ALERT = 21, HANDSHAKE = 22,
	WARNING_CLOSE_NOTIFY = 0x0100, FATAL = 0x0200,	/* alerts */
	HEADER = 5,
	RECORD_MAX = 16384 + 2048,	/* TLSCiphertext of TLS 1.2 and less */
};

/* True if the record may stand amid a handshake; what of it is the
 * handshake's is left to read. */
static bool read_record(struct handshake *h, struct cursor *c)
{
	uint8_t type = cursor_u8(c);
	uint16_t size;
	uint16_t alert;

	cursor_skip(c, 2);		/* version */
	size = cursor_u16(c);
	switch (type) {
	case HANDSHAKE:
		h->left = size <= RECORD_MAX ? size : 0;
		return size <= RECORD_MAX;
	case CHANGE_CIPHER_SPEC:
		cursor_skip(c, size);
		return size <= 1;
	case ALERT:
		if (size == 0)
			return true;
		alert = cursor_u16(c);
		return size == 2 && (alert > WARNING_CLOSE_NOTIFY || c->bad) &&
		       alert < FATAL;
	}
	return false;
}

/* Stands before a byte of the handshake, if one is there. */
static bool is_ready(struct handshake *h)
{
	if (h->bare)
		return h->c.left > 0;
	while (h->left == 0 && h->c.left >= HEADER && !h->ended) {
		struct cursor c = h->c;

		h->ended = !read_record(h, &c);
		if (c.bad || h->ended)
			return false;
		h->c = c;
	}
	return h->left > 0 && h->c.left > 0;
}

size_t handshake_skip(struct handshake *h, size_t n)
{
	size_t done = 0;

	while (done < n && is_ready(h)) {
		size_t step = handshake_together(h);

		if (step > n - done)
			step = n - done;
		handshake_pass(h, step);
		done += step;
	}
	return done;
}

const uint8_t *handshake_gather(struct handshake *h, size_t n, uint8_t *buf)
{
	struct handshake at;
	size_t have = 0;

	is_ready(h);
	at = *h;
	while (have < n && is_ready(&at)) {
		const uint8_t *from = at.c.p;
		size_t here = handshake_together(&at), left = n - have;
		size_t step = handshake_skip(&at, here < left ? here : left);

		memcpy(buf + have, from, step);
		have += step;
	}
	h->ended = at.ended;
	if (have < n)
		return NULL;
	*h = at;
	return buf;
}
