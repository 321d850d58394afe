/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <string.h>

#include "tests/unit/tlswire.h"

void put_extension(struct wire *w, uint16_t type, size_t fill)
{
	put16(w, type);
	put16(w, (uint16_t)fill);
	put_fill(w, 0x5a, fill);
}

void put_server_name(struct wire *w, const void *name, size_t len)
{
	put16(w, 0);
	put16(w, (uint16_t)(len + 5));
	put16(w, (uint16_t)(len + 3));
	put8(w, 0);
	put16(w, (uint16_t)len);
	put(w, name, len);
}

size_t hello_begin(struct wire *w)
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

void hello_end(struct wire *w, size_t at)
{
	size_t extensions = at + 2 + 32 + 33 + 6 + 2 + 2;

	close_length(w, extensions, 2);
	close_length(w, at, 3);
}

void put_hello(struct wire *w, const char *name, size_t before, size_t after)
{
	size_t at = hello_begin(w);

	put_extension(w, 0x0a0a, before);
	if (name)
		put_server_name(w, name, strlen(name));
	put_extension(w, 21, after);
	hello_end(w, at);
}

void put_records(struct wire *w, const struct wire *message, size_t piece)
{
	for (size_t at = 0; at < message->len; at += piece) {
		size_t n = message->len - at < piece ? message->len - at :
						       piece;

		put(w, "\x16\x03\x01", 3);
		put16(w, (uint16_t)n);
		put(w, message->p + at, n);
	}
}

void put_tls(struct wire *w, const char *name, size_t before, size_t after)
{
	static struct wire message;

	message.len = 0;
	put_hello(&message, name, before, after);
	put_records(w, &message, message.len);
}
