/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "tests/unit/ipwire.h"

void put_ipv4(struct wire *w, uint8_t protocol)
{
	put(w, "\x45\0\0\0\x12\x34\x40\0\x40", 9);
	put8(w, protocol);
	put16(w, 0);
	put(w, "\xc0\0\2\7\xc6\x33\x64\x09", 8);	/* 192.0.2.7 */
}

void close_ipv4(struct wire *w)
{
	w->p[2] = (uint8_t)(w->len >> 8);
	w->p[3] = (uint8_t)w->len;
}

void put_tcp(struct wire *w, uint16_t sport, uint16_t dport, uint32_t seq,
	     uint32_t ack, uint8_t flags)
{
	put16(w, sport);
	put16(w, dport);
	put32(w, seq);
	put32(w, ack);
	put8(w, 0x50);
	put8(w, flags);
	put(w, "\xff\xff\0\0\0\0", 6);
}

void put_udp(struct wire *w, uint16_t sport, uint16_t dport, size_t payload)
{
	put16(w, sport);
	put16(w, dport);
	put16(w, (uint16_t)(8 + payload));
	put16(w, 0);
}
