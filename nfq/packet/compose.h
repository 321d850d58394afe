/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_PACKET_COMPOSE_H
#define NFQ_PACKET_COMPOSE_H

/*
 * Writes packets of our own that look like another: the headers of IP and of
 * UDP or TCP, then whatever the caller writes, then what depends on that.
 */

#include "lib/wire.h"
#include "nfq/packet/packet.h"

struct composed {
	struct wire *w;
	size_t ip, transport;	/* where the headers begin */
	uint8_t protocol;	/* IPPROTO_UDP, IPPROTO_TCP */
};

/* From p's source to its destination, addresses and ports. */
struct composed compose_udp(struct wire *w, const struct packet *p);
/* The same, with its numbers and these flags. */
struct composed compose_tcp(struct wire *w, const struct packet *p,
			    uint8_t flags);

/* The packet of TCP that `p` was decoded from, which begins at `data`, with
 * another last byte. It is whole unless w->bad. */
void compose_amended(struct wire *w, const uint8_t *data,
		     const struct packet *p, uint8_t last);

/* Fills in lengths and checksums. The packet is whole unless w->bad. */
void compose_end(const struct composed *c);

#endif
