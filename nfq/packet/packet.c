/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decodes IP, TCP and UDP headers over a cursor. */

#include <netinet/in.h>

#include "lib/cursor.h"
#include "nfq/packet/checksum.h"
#include "nfq/packet/packet.h"

enum {
	IPV6_EXTENSIONS_MAX = 16,	/* more is an attack */
	FRAGMENT_OFFSET = 0x1fff,
	FRAGMENT6_OFFSET = 0xfff8,
};

/* Leaves the next `n` bytes, the IP payload; as much of it as was given. */
static void limit(struct packet *p, struct cursor *c, size_t n)
{
	p->beyond = n > c->left ? (uint32_t)(n - c->left) : 0;
	if (n < c->left)
		c->left = n;
}

static enum packet_result decode_ipv4(struct packet *p, struct cursor *c)
{
	uint8_t version_ihl = cursor_u8(c);
	size_t header = (version_ihl & 15) * 4u;
	uint16_t total, fragment;
	struct span src, dst;

	cursor_skip(c, 1);			/* type of service */
	total = cursor_u16(c);
	cursor_skip(c, 2);			/* identification */
	fragment = cursor_u16(c);
	p->ttl = cursor_u8(c);
	p->transport = cursor_u8(c);
	cursor_skip(c, 2);			/* checksum */
	src = cursor_take(c, 4);
	dst = cursor_take(c, 4);
	if (c->bad || header < 20 || (total != 0 && total < header))
		return PACKET_BAD;
	cursor_skip(c, header - 20);
	if (c->bad)
		return PACKET_BAD;
	p->src = address_from_v4(src.p);
	p->dst = address_from_v4(dst.p);
	if (fragment & FRAGMENT_OFFSET)
		return PACKET_OTHER;
	if (total != 0)				/* 0: over 64 KiB (BIG TCP) */
		limit(p, c, total - header);
	return PACKET_OK;
}

/* RFC 8200 4: walks to the transport header. */
static enum packet_result skip_extensions(struct packet *p, struct cursor *c,
					  uint8_t next)
{
	for (int i = 0; i < IPV6_EXTENSIONS_MAX; i++) {
		uint8_t following;
		uint16_t offset;

		switch (next) {
		case IPPROTO_HOPOPTS:
		case IPPROTO_ROUTING:
		case IPPROTO_DSTOPTS:
			following = cursor_u8(c);
			cursor_skip(c, cursor_u8(c) * 8u + 6);
			break;
		case IPPROTO_FRAGMENT:
			following = cursor_u8(c);
			cursor_skip(c, 1);
			offset = cursor_u16(c);
			cursor_skip(c, 4);
			if (offset & FRAGMENT6_OFFSET)
				return PACKET_OTHER;
			break;
		case IPPROTO_AH:			/* RFC 4302 2 */
			following = cursor_u8(c);
			cursor_skip(c, cursor_u8(c) * 4u + 6);
			break;
		default:
			p->transport = next;
			return PACKET_OK;
		}
		if (c->bad)
			return PACKET_BAD;
		next = following;
	}
	return PACKET_BAD;
}

static enum packet_result decode_ipv6(struct packet *p, struct cursor *c)
{
	uint16_t length;
	uint8_t next;
	struct span src, dst;

	cursor_skip(c, 4);			/* version, class, flow label */
	length = cursor_u16(c);
	next = cursor_u8(c);
	p->ttl = cursor_u8(c);
	src = cursor_take(c, 16);
	dst = cursor_take(c, 16);
	if (c->bad)
		return PACKET_BAD;
	p->src = address_from_v6(src.p);
	p->dst = address_from_v6(dst.p);
	/* 0: longer than 64 KiB, all there is belongs to it (RFC 2675). */
	if (length > 0)
		limit(p, c, length);
	return skip_extensions(p, c, next);
}

static enum packet_result decode_tcp(struct packet *p, struct cursor *c)
{
	uint8_t offset;

	p->sport = cursor_u16(c);
	p->dport = cursor_u16(c);
	p->seq = cursor_u32(c);
	p->ack = cursor_u32(c);
	offset = (uint8_t)(cursor_u8(c) >> 4);
	p->tcp_flags = cursor_u8(c);
	cursor_skip(c, 6);		/* window, checksum, urgent pointer */
	if (c->bad || offset < 5)
		return PACKET_BAD;
	cursor_skip(c, offset * 4u - 20);
	if (c->bad)
		return PACKET_BAD;
	if (p->tcp_flags & TCP_SYN)
		p->seq++;		/* the SYN itself takes a number */
	p->payload = (struct span) { c->p, c->left };
	return PACKET_OK;
}

static enum packet_result decode_udp(struct packet *p, struct cursor *c)
{
	uint16_t length;

	p->sport = cursor_u16(c);
	p->dport = cursor_u16(c);
	length = cursor_u16(c);
	cursor_skip(c, 2);			/* checksum */
	if (c->bad || (length != 0 && length < 8))
		return PACKET_BAD;
	/* 0: a super-packet or a jumbogram (RFC 2675). */
	if (length != 0)
		limit(p, c, length - 8u);
	p->payload = (struct span) { c->p, c->left };
	return PACKET_OK;
}

enum packet_result packet_decode(struct packet *p, const uint8_t *data,
				 size_t len, size_t whole)
{
	struct cursor c = cursor_over(data, len);
	enum packet_result r;

	p->beyond = whole > len ? (uint32_t)(whole - len) : 0;
	p->second = false;
	p->src = p->dst = (struct address) { .b = { 0 } };
	switch (cursor_peek(&c) >> 4) {
	case 4:
		r = decode_ipv4(p, &c);
		break;
	case 6:
		r = decode_ipv6(p, &c);
		break;
	default:
		return PACKET_BAD;
	}
	if (r != PACKET_OK)
		return r;
	p->segment = (struct span) { c.p, c.left };
	switch (p->transport) {
	case IPPROTO_TCP:
		return decode_tcp(p, &c);
	case IPPROTO_UDP:
		return decode_udp(p, &c);
	default:
		return PACKET_OTHER;
	}
}

struct packet packet_reversed(const struct packet *p)
{
	struct packet q = *p;

	q.src = p->dst;
	q.dst = p->src;
	q.sport = p->dport;
	q.dport = p->sport;
	return q;
}

bool packet_checksum_holds(const struct packet *p)
{
	bool v4 = address_is_v4(&p->src);
	size_t skip = v4 ? 12 : 0;
	size_t len = p->segment.len;
	uint64_t total;

	if (p->beyond > 0)
		return true;
	if (p->transport == IPPROTO_UDP) {
		len = 8 + p->payload.len;	/* there may be more behind */
		if (p->segment.p[6] == 0 && p->segment.p[7] == 0)
			return true;		/* its sender made none */
	}
	total = checksum_add(p->transport + len, p->src.b + skip, 16 - skip);
	total = checksum_add(total, p->dst.b + skip, 16 - skip);
	return checksum_of(checksum_add(total, p->segment.p, len)) == 0;
}
