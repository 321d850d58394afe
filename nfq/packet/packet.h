/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_PACKET_PACKET_H
#define NFQ_PACKET_PACKET_H

/* IPv4 and IPv6 packets with TCP or UDP inside, decoded. */

#include <stdbool.h>
#include <stdint.h>

#include "lib/address.h"
#include "lib/span.h"

enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_ACK = 16, TCP_URG = 32 };

struct packet {
	struct address src, dst;
	uint16_t sport, dport;
	uint8_t transport;	/* IPPROTO_TCP, IPPROTO_UDP */
	uint8_t ttl;		/* or hop limit */
	uint8_t tcp_flags;
	uint32_t seq, ack;	/* of TCP; seq is that of the first data byte */
	struct span segment;	/* transport header and payload, borrowed */
	struct span payload;	/* borrowed */
	uint32_t beyond;	/* bytes of payload behind what was given */

	/* Its connection is read in two ways, each with a flow of its own
	 * (nfq/judge/readings.h); this is for the second. */
	bool second;
};

enum packet_result {
	PACKET_OK,
	PACKET_OTHER,		/* neither TCP nor UDP, or a later fragment */
	PACKET_BAD,		/* headers that do not fit */
};

/*
 * Decodes RFC 791, RFC 8200 with its extension headers, RFC 9293, RFC 768:
 * the first `len` bytes of a packet of `whole`. Bytes behind the packet's own
 * length are padding and left out.
 */
enum packet_result packet_decode(struct packet *p, const uint8_t *data,
				 size_t len, size_t whole);

/* With its two ends exchanged: the client's side of an answer. */
struct packet packet_reversed(const struct packet *p);

/* True if the checksum of TCP (RFC 9293 3.1) or UDP (RFC 768) holds, or cannot
 * be computed since not all of the segment is there. */
bool packet_checksum_holds(const struct packet *p);

#endif
