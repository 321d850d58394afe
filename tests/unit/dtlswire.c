/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes DTLS. */

#include <string.h>

#include "tests/unit/dtlswire.h"
#include "tests/unit/tlswire.h"

void put_dtls_hello(struct wire *w, uint16_t version, const char *name,
		    size_t cookie)
{
	size_t at;

	put16(w, version);
	put_fill(w, 0x11, 32);
	put8(w, 0);			/* no session id */
	put8(w, (uint8_t)cookie);
	put_fill(w, 'c', cookie);
	put(w, "\0\2\x13\1\1\0", 6);
	at = open_length(w, 2);
	put_extension(w, 21, 9);
	if (name)
		put_server_name(w, name, strlen(name));
	put_extension(w, 21, 9);
	close_length(w, at, 2);
}

void put_dtls_fragment(struct wire *w, uint8_t type, uint16_t number,
		       const struct wire *message, size_t at, size_t len)
{
	put8(w, type);
	put_number(w, (uint32_t)message->len, 3);
	put16(w, number);
	put_number(w, (uint32_t)at, 3);
	put_number(w, (uint32_t)len, 3);
	put(w, message->p + at, len);
}

size_t open_dtls_record(struct wire *w, uint8_t type, uint16_t epoch)
{
	put8(w, type);
	put16(w, 0xfefd);
	put16(w, epoch);
	put_fill(w, 0, 6);		/* sequence number */
	return open_length(w, 2);
}

void put_dtls(struct wire *w, const char *name, size_t cookie)
{
	static struct wire message;
	size_t at = open_dtls_record(w, DTLS_HANDSHAKE, 0);

	message.len = 0;
	put_dtls_hello(&message, 0xfefd, name, cookie);
	put_dtls_fragment(w, DTLS_HELLO, 0, &message, 0, message.len);
	close_length(w, at, 2);
}
