/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fragments and tunnels. */

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/cursor.h"
#include "tools/capture/datagram.h"
#include "tools/capture/link.h"

enum {
	WAITING_MAX = 64,		/* datagrams in pieces */
	PATIENCE = 30,			/* seconds; 60 in RFC 8200 */
	HEADER_MAX = 1280,		/* before the fragments' data */
	DATA_MAX = 65536, UNIT = 8,	/* offsets count in units */
	DEPTH_MAX = 8,			/* tunnels in tunnels */
	EXTENSIONS_MAX = 16,

	MORE_FRAGMENTS = 0x2000, OFFSET = 0x1fff,
	MORE_FRAGMENTS6 = 0x0001, OFFSET6 = 0xfff8,
	GRE_CHECKSUM = 0x8000, GRE_KEY = 0x2000, GRE_SEQUENCE = 0x1000,
	GRE_VERSION = 0x0007,
	ETHER_BRIDGED = 0x6558,
};

/* An IP packet, seen as the place where its payload begins. */
struct layer {
	bool v6, fragment, more;
	bool cut;		/* the capture does not have all of it */
	struct span header;	/* without the fragment header */
	size_t next_at;		/* in it: the byte that names the payload */
	uint8_t protocol;
	uint32_t offset, id;	/* of a fragment */
	struct span data;
};

/* A datagram of which pieces are here. */
struct waiting {
	bool used, v6;
	time_t since;
	uint8_t ends[32];	/* source and destination */
	uint8_t protocol;
	uint32_t id;
	size_t header_len, total;	/* total: 0 until the last piece */
	size_t end;			/* of the piece farthest behind */
	size_t have;			/* units */
	uint8_t *bytes;			/* HEADER_MAX, then DATA_MAX */
	uint8_t units[DATA_MAX / UNIT / 8];	/* those that are here */
};

struct datagrams {
	struct waiting waiting[WAITING_MAX];
	unsigned next;			/* to give way */
	uint8_t whole[HEADER_MAX + DATA_MAX];
};

struct datagrams *datagrams_new(void)
{
	return xcalloc(1, sizeof(struct datagrams));
}

void datagrams_free(struct datagrams *d)
{
	if (!d)
		return;
	for (int i = 0; i < WAITING_MAX; i++)
		free(d->waiting[i].bytes);
	free(d);
}

/* --- headers --------------------------------------------------------- */

static void limit(struct cursor *c, size_t len, struct layer *l)
{
	l->cut = len > c->left;
	if (len > 0 && len < c->left)
		c->left = len;
}

static bool read_ipv4(struct cursor c, struct layer *l)
{
	const uint8_t *start = c.p;
	size_t header = (cursor_u8(&c) & 15) * 4u;
	uint16_t total, fragment;

	cursor_skip(&c, 1);
	total = cursor_u16(&c);
	l->id = cursor_u16(&c);
	fragment = cursor_u16(&c);
	cursor_skip(&c, 1);
	l->next_at = (size_t)(c.p - start);
	l->protocol = cursor_u8(&c);
	cursor_skip(&c, 10);
	if (c.bad || header < 20 || total < header)
		return false;
	cursor_skip(&c, header - 20);
	limit(&c, total - header, l);
	l->header = (struct span) { start, header };
	l->data = (struct span) { c.p, c.left };
	l->offset = (fragment & OFFSET) * UNIT;
	l->more = fragment & MORE_FRAGMENTS;
	l->fragment = l->more || l->offset > 0;
	return !c.bad;
}

static void read_fragment6(struct cursor *c, struct layer *l, size_t at)
{
	uint16_t fragment;

	l->header.len = at;
	l->protocol = cursor_u8(c);
	cursor_skip(c, 1);
	fragment = cursor_u16(c);
	l->id = cursor_u32(c);
	l->offset = fragment & OFFSET6;
	l->more = fragment & MORE_FRAGMENTS6;
	l->fragment = l->more || l->offset > 0;
}

static bool read_ipv6(struct cursor c, struct layer *l)
{
	const uint8_t *start = c.p;
	uint16_t length;

	l->v6 = true;
	l->header.p = start;
	cursor_skip(&c, 4);
	length = cursor_u16(&c);
	l->next_at = (size_t)(c.p - start);
	l->protocol = cursor_u8(&c);
	cursor_skip(&c, 33);
	limit(&c, length, l);
	for (int i = 0; i < EXTENSIONS_MAX && !c.bad; i++) {
		size_t at = (size_t)(c.p - start);
		uint8_t next;

		if (l->protocol == IPPROTO_FRAGMENT) {
			read_fragment6(&c, l, at);
			break;
		}
		if (l->protocol != IPPROTO_HOPOPTS &&
		    l->protocol != IPPROTO_ROUTING &&
		    l->protocol != IPPROTO_DSTOPTS) {
			l->header.len = at;
			break;
		}
		next = cursor_u8(&c);
		cursor_skip(&c, cursor_u8(&c) * 8u + 6);
		l->next_at = at;
		l->protocol = next;
	}
	l->data = (struct span) { c.p, c.left };
	return !c.bad && l->header.len > 0;
}

static bool read_layer(struct span ip, struct layer *l)
{
	struct cursor c = cursor_over(ip.p, ip.len);

	*l = (struct layer) { .v6 = false };
	switch (cursor_peek(&c) >> 4) {
	case 4:
		return read_ipv4(c, l);
	case 6:
		return read_ipv6(c, l);
	default:
		return false;
	}
}

/* --- fragments ------------------------------------------------------- */

static bool is_same(const struct waiting *w, const struct layer *l)
{
	size_t at = l->v6 ? 8 : 12, len = l->v6 ? 32 : 8;

	return w->used && w->v6 == l->v6 && w->id == l->id &&
	       w->protocol == l->protocol &&
	       memcmp(w->ends, l->header.p + at, len) == 0;
}

static struct waiting *find(struct datagrams *d, const struct layer *l,
			    time_t now)
{
	struct waiting *w;
	uint8_t *bytes;

	for (int i = 0; i < WAITING_MAX; i++) {
		w = &d->waiting[i];
		if (is_same(w, l) && now - w->since <= PATIENCE)
			return w;
	}
	w = &d->waiting[d->next++ % WAITING_MAX];
	bytes = w->bytes ? w->bytes : xcalloc(1, HEADER_MAX + DATA_MAX);
	*w = (struct waiting) {
		.used = true, .v6 = l->v6, .since = now, .id = l->id,
		.protocol = l->protocol, .bytes = bytes,
	};
	memcpy(w->ends, l->header.p + (l->v6 ? 8 : 12), l->v6 ? 32 : 8);
	return w;
}

/* Of bytes that come twice the first copy stays. */
static void put_piece(struct waiting *w, const struct layer *l)
{
	for (size_t i = 0; i < l->data.len; i += UNIT) {
		size_t unit = (l->offset + i) / UNIT;
		size_t n = l->data.len - i < UNIT ? l->data.len - i : UNIT;

		if (w->units[unit / 8] & 1u << unit % 8)
			continue;
		memcpy(w->bytes + HEADER_MAX + l->offset + i, l->data.p + i,
		       n);
		w->units[unit / 8] |= (uint8_t)(1u << unit % 8);
		w->have++;
	}
}

/* Clears what makes it a fragment. */
static void mend_header(uint8_t *header, const struct layer *l)
{
	if (l->v6)
		header[l->next_at] = l->protocol;
	else
		header[6] = header[7] = 0;
}

/* Now that it is known. */
static void mend_length(uint8_t *header, bool v6, size_t n)
{
	uint8_t *p = header + (v6 ? 4 : 2);

	n -= v6 ? 40 : 0;
	p[0] = (uint8_t)(n >> 8);
	p[1] = (uint8_t)n;
}

/* True with the whole datagram in `ip` once the last piece is there. */
static bool put_together(struct datagrams *d, const struct layer *l,
			 time_t now, struct span *ip)
{
	struct waiting *w;
	size_t end = l->offset + l->data.len;

	if (l->header.len > HEADER_MAX || end > DATA_MAX - UNIT ||
	    l->data.len == 0 || (l->more && l->data.len % UNIT))
		return false;
	w = find(d, l, now);
	/* One that ends twice is thrown away, as by the kernel. */
	if ((w->total && end > w->total) || (!l->more && end < w->end)) {
		w->used = false;
		return false;
	}
	if (end > w->end)
		w->end = end;
	put_piece(w, l);
	if (l->offset == 0) {
		memcpy(w->bytes, l->header.p, l->header.len);
		mend_header(w->bytes, l);
		w->header_len = l->header.len;
	}
	if (!l->more)
		w->total = end;
	if (w->total == 0 || w->header_len == 0 ||
	    w->have < (w->total + UNIT - 1) / UNIT)
		return false;
	w->used = false;
	memcpy(d->whole, w->bytes, w->header_len);
	memcpy(d->whole + w->header_len, w->bytes + HEADER_MAX, w->total);
	*ip = (struct span) { d->whole, w->header_len + w->total };
	mend_length(d->whole, l->v6, ip->len);
	return true;
}

/* --- tunnels --------------------------------------------------------- */

static struct cursor behind_gre(struct cursor c)
{
	uint16_t flags = cursor_u16(&c), type = cursor_u16(&c);
	struct link_source from;

	if (flags & GRE_VERSION)
		return (struct cursor) { .left = 0 };
	for (uint16_t f = GRE_CHECKSUM; f >= GRE_SEQUENCE; f >>= 1)
		if (flags & f & (GRE_CHECKSUM | GRE_KEY | GRE_SEQUENCE))
			cursor_skip(&c, 4);
	if (type == ETHER_IPV4 || type == ETHER_IPV6)
		return c;
	if (type == ETHER_BRIDGED)
		return link_payload(LINK_ETHERNET, c, &from);
	return (struct cursor) { .left = 0 };
}

/* What a packet carries, if that is another packet. */
static struct cursor inner(const struct layer *l)
{
	struct cursor c = cursor_over(l->data.p, l->data.len);

	switch (l->protocol) {
	case IPPROTO_IPIP:
	case IPPROTO_IPV6:
		return c;
	case IPPROTO_GRE:
		return behind_gre(c);
	default:
		return (struct cursor) { .left = 0 };
	}
}

bool datagram_open(struct datagrams *d, time_t now, struct span *ip,
		   size_t *whole)
{
	for (int depth = 0; depth < DEPTH_MAX; depth++) {
		struct cursor in;
		struct layer l;

		if (!read_layer(*ip, &l))
			return true;	/* for packet_decode() to judge */
		/* It never becomes whole, and its beginning has the ports. */
		if (l.fragment && l.cut && l.offset == 0)
			return true;
		if (l.fragment) {
			if (!put_together(d, &l, now, ip))
				return false;
			*whole = ip->len;
			if (!read_layer(*ip, &l))
				return true;
		}
		in = inner(&l);
		if (in.bad || in.left == 0)
			return true;
		*whole -= (size_t)(in.p - ip->p);
		*ip = (struct span) { in.p, in.left };
	}
	return true;
}
