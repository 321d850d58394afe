/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RFC 791, RFC 8200, RFC 768 and RFC 9293, in the order of their fields. */

#include <netinet/in.h>
#include <netinet/ip.h>

#include "nfq/packet/checksum.h"
#include "nfq/packet/compose.h"

enum {
	IPV4_HEADER = 20, IPV6_HEADER = 40, TCP_HEADER = 20,
	HOP_LIMIT = 64,
	/* Offsets of what is filled in at the end. */
	IPV4_LENGTH = 2, IPV4_CHECKSUM = 10, IPV6_LENGTH = 4,
	UDP_LENGTH = 4, UDP_CHECKSUM = 6, TCP_CHECKSUM = 16,
};

/* --- headers --------------------------------------------------------- */

static void put_ipv4(struct wire *w, const struct packet *p, uint8_t protocol)
{
	wire_u8(w, 4 << 4 | IPV4_HEADER / 4);
	wire_u8(w, 0);			/* type of service */
	wire_u16(w, 0);			/* total length */
	wire_u16(w, 0);			/* identification */
	wire_u16(w, IP_DF);
	wire_u8(w, HOP_LIMIT);
	wire_u8(w, protocol);
	wire_u16(w, 0);			/* checksum */
	wire_put(w, p->src.b + 12, 4);
	wire_put(w, p->dst.b + 12, 4);
}

static void put_ipv6(struct wire *w, const struct packet *p, uint8_t protocol)
{
	wire_u32(w, 6u << 28);		/* no class, no flow label */
	wire_u16(w, 0);			/* payload length */
	wire_u8(w, protocol);
	wire_u8(w, HOP_LIMIT);
	wire_put(w, p->src.b, 16);
	wire_put(w, p->dst.b, 16);
}

static struct composed begin(struct wire *w, const struct packet *p,
			     uint8_t protocol)
{
	struct composed c = { .w = w, .ip = w->len, .protocol = protocol };

	if (address_is_v4(&p->dst))
		put_ipv4(w, p, protocol);
	else
		put_ipv6(w, p, protocol);
	c.transport = w->len;
	wire_u16(w, p->sport);
	wire_u16(w, p->dport);
	return c;
}

struct composed compose_udp(struct wire *w, const struct packet *p)
{
	struct composed c = begin(w, p, IPPROTO_UDP);

	wire_u16(w, 0);			/* length */
	wire_u16(w, 0);			/* checksum */
	return c;
}

struct composed compose_tcp(struct wire *w, const struct packet *p,
			    uint8_t flags)
{
	struct composed c = begin(w, p, IPPROTO_TCP);

	wire_u32(w, p->seq);
	wire_u32(w, p->ack);
	wire_u8(w, TCP_HEADER / 4 << 4);
	wire_u8(w, flags);
	wire_u16(w, 0);			/* window */
	wire_u16(w, 0);			/* checksum */
	wire_u16(w, 0);			/* urgent pointer */
	return c;
}

/* --- what depends on all of it --------------------------------------- */

/* Over the addresses, which in either family end right before the transport
 * header, the length and the protocol, and all behind them (RFC 768, RFC 9293
 * 3.1, RFC 8200 8.1). */
static uint16_t checksum(const struct composed *c, bool v4)
{
	const uint8_t *header = c->w->p + c->transport;
	size_t addresses = v4 ? 8 : 32, len = c->w->len - c->transport;

	return checksum_of(checksum_add(c->protocol + len, header - addresses,
					addresses + len));
}

static void end_udp(const struct composed *c, bool v4)
{
	uint16_t sum;

	wire_set16(c->w, c->transport + UDP_LENGTH,
		   (uint16_t)(c->w->len - c->transport));
	sum = checksum(c, v4);
	/* 0 would say that there is none. */
	wire_set16(c->w, c->transport + UDP_CHECKSUM, sum ? sum : 0xffff);
}

static void end_ip(const struct composed *c, bool v4)
{
	uint8_t *header = c->w->p + c->ip;
	size_t len = c->w->len - c->ip;

	if (!v4) {
		wire_set16(c->w, c->ip + IPV6_LENGTH,
			   (uint16_t)(len - IPV6_HEADER));
		return;
	}
	wire_set16(c->w, c->ip + IPV4_LENGTH, (uint16_t)len);
	wire_set16(c->w, c->ip + IPV4_CHECKSUM,
		   checksum_of(checksum_add(0, header, IPV4_HEADER)));
}

void compose_end(const struct composed *c)
{
	bool v4 = c->transport - c->ip == IPV4_HEADER;

	if (c->w->bad)
		return;
	end_ip(c, v4);
	if (c->protocol == IPPROTO_UDP)
		end_udp(c, v4);
	else
		wire_set16(c->w, c->transport + TCP_CHECKSUM,
			   checksum(c, v4));
}

/* --- another's ------------------------------------------------------- */

void compose_amended(struct wire *w, const uint8_t *data,
		     const struct packet *p, uint8_t last)
{
	size_t skip = address_is_v4(&p->src) ? 12 : 0;
	size_t sum = (size_t)(p->segment.p - data) + TCP_CHECKSUM;
	size_t begin = w->len, len = p->segment.len;
	uint64_t total;

	wire_put(w, data, (size_t)(p->segment.p - data) + len - 1);
	wire_u8(w, last);
	if (w->bad)
		return;
	wire_set16(w, begin + sum, 0);
	total = checksum_add(p->transport + len, p->src.b + skip, 16 - skip);
	total = checksum_add(total, p->dst.b + skip, 16 - skip);
	total = checksum_add(total, w->p + w->len - len, len);
	wire_set16(w, begin + sum, checksum_of(total));
}
