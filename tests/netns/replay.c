/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replay INSIDE MAC OUTSIDE MAC FILE: sends the IP packets of a capture
 * through a gateway, those of clients in at its inner interface and those of
 * servers at its outer one, each after the one before has come out at the
 * other side. INSIDE and OUTSIDE are our ends of the two links, each with the
 * gateway's MAC address there. What does not come out is told, a line each.
 */

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/cursor.h"
#include "lib/hash.h"
#include "lib/log.h"
#include "nfq/packet/packet.h"
#include "tools/capture/capture.h"
#include "tools/capture/link.h"

enum {
	PATIENCE = 2000,	/* milliseconds, until one was lost */
	PATIENCE_LATER = 50,
	PATIENCE_FRAGMENT = 100,	/* it may have to wait for others */
	SLOTS = 1 << 18, PROBES = 64,
	FRAME_MAX = 1 << 17,
};

struct side {
	int fd;
	struct sockaddr_ll to;
};

/* Who of two is the client: of a connection, or of two addresses. */
struct slot {
	uint64_t key;
	uint64_t client;
};

struct replay {
	struct side inside, outside;
	struct hash_key hash;
	struct slot *slots;
	unsigned sent, lost, cut;
};

static struct side side_open(const char *name, const char *mac)
{
	const struct ether_addr *gateway = ether_aton(mac);
	struct side s = {
		.fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC,
			     htons(ETH_P_ALL)),
		.to = { .sll_family = AF_PACKET, .sll_halen = ETH_ALEN,
			.sll_protocol = htons(ETH_P_ALL),
			.sll_ifindex = (int)if_nametoindex(name) },
	};

	if (!gateway || s.fd < 0 || s.to.sll_ifindex == 0 ||
	    bind(s.fd, (struct sockaddr *)&s.to, sizeof(s.to)) < 0)
		fatal("%s", name);
	memcpy(s.to.sll_addr, gateway, ETH_ALEN);
	return s;
}

/* --- whose packet is it? --------------------------------------------- */

static uint64_t end_hash(const struct replay *r, const struct address *a,
			 uint16_t port, uint8_t transport)
{
	uint8_t key[19];

	memcpy(key, a->b, 16);
	memcpy(key + 16, &port, 2);
	key[18] = transport;
	return hash_bytes(&r->hash, key, sizeof(key));
}

/* The side of `src` in what the two have; it is the client's unless known
 * better. */
static bool is_client(struct replay *r, uint64_t src, uint64_t dst,
		      bool opens, bool server)
{
	for (int i = 0; i < PROBES; i++) {
		struct slot *s = &r->slots[(src + dst + i) % SLOTS];

		if (s->key == src + dst && !opens)
			return s->client == src;
		if (s->key != 0 && s->key != src + dst)
			continue;
		s->key = src + dst;
		s->client = server ? dst : src;
		return !server;
	}
	fatalx("too many connections");
}

/* A SYN says who opens a connection, else the lower of two ports the server;
 * of a fragment only the addresses are known. */
static bool is_from_client(struct replay *r, const struct packet *p,
			   bool has_ports)
{
	bool syn = has_ports && p->transport == IPPROTO_TCP &&
		   p->tcp_flags & TCP_SYN;
	bool server = syn ? p->tcp_flags & TCP_ACK :
		      has_ports && p->sport < 1024 && p->dport >= 1024;
	bool client;

	client = is_client(r, end_hash(r, &p->src, 0, 0),
			   end_hash(r, &p->dst, 0, 0), false, server);
	if (!has_ports)
		return client;
	return is_client(r, end_hash(r, &p->src, p->sport, p->transport),
			 end_hash(r, &p->dst, p->dport, p->transport),
			 syn && !(p->tcp_flags & TCP_ACK), server);
}

/* --- through the gateway --------------------------------------------- */

struct header {
	struct span addresses;	/* of the IP header, source and destination */
	struct span rest;	/* and what follows, without padding */
	bool is_v6, is_fragment;
	size_t whole;
};

static bool read_header(struct header *h, struct span ip)
{
	struct cursor c = cursor_over(ip.p, ip.len);
	uint8_t version = cursor_u8(&c) >> 4;

	h->is_v6 = version == 6;
	if (version == 4) {
		cursor_skip(&c, 1);
		h->whole = cursor_u16(&c);
		cursor_skip(&c, 2);
		h->is_fragment = cursor_u16(&c) & 0x3fff;
		cursor_skip(&c, 4);
		h->addresses = cursor_take(&c, 8);
	} else if (version == 6) {
		cursor_skip(&c, 3);
		h->whole = 40u + cursor_u16(&c);
		h->is_fragment = cursor_u8(&c) == IPPROTO_FRAGMENT;
		cursor_skip(&c, 1);
		h->addresses = cursor_take(&c, 32);
	}
	if (h->whole == 0)	/* a super-packet */
		h->whole = ip.len;
	if (c.bad || h->whole < ip.len - c.left)
		return false;
	h->rest = cursor_take(&c, h->whole - (ip.len - c.left));
	return version == 4 || version == 6;
}

static bool is_equal(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

/* The same but for what a router changes; fragments are cut anew. */
static bool is_same(const struct header *a, struct span ip)
{
	struct header b;

	return read_header(&b, ip) && b.is_v6 == a->is_v6 &&
	       b.is_fragment == a->is_fragment &&
	       is_equal(b.addresses, a->addresses) &&
	       (a->is_fragment || is_equal(b.rest, a->rest));
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits until the packet comes out. */
static bool comes_out(const struct side *s, const struct header *h,
		      long patience)
{
	static uint8_t in[FRAME_MAX];
	long end = now_ms() + patience;
	struct pollfd p = { .fd = s->fd, .events = POLLIN };

	for (;;) {
		struct sockaddr_ll from;
		socklen_t size = sizeof(from);
		long left = end - now_ms();
		ssize_t n;

		if (left < 0 || poll(&p, 1, (int)left) <= 0)
			return false;
		n = recvfrom(s->fd, in, sizeof(in), 0,
			     (struct sockaddr *)&from, &size);
		if (n > 0 && from.sll_pkttype != PACKET_OUTGOING &&
		    is_same(h, (struct span) { in, (size_t)n }))
			return true;
	}
}

static void tell(struct replay *r, const struct capture *c,
		 const struct packet *p, bool has_ports)
{
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT];

	r->lost++;
	printf("%s:%llu: not forwarded: %s %s > %s\n", c->path,
	       (unsigned long long)c->number,
	       has_ports ? "packet" : "fragment or other",
	       address_format(&p->src, src), address_format(&p->dst, dst));
}

static void replay_packet(struct replay *r, const struct capture *c,
			  struct span ip, size_t whole)
{
	struct packet p = { .transport = 0 };
	bool has_ports = packet_decode(&p, ip.p, ip.len, whole) == PACKET_OK;
	const struct side *in, *out;
	struct sockaddr_ll to;
	struct header h;

	if (!read_header(&h, ip) || (!has_ports && !h.is_fragment))
		return;
	if (ip.len < h.whole) {
		r->cut++;
		return;
	}
	if (is_from_client(r, &p, has_ports))
		in = &r->inside, out = &r->outside;
	else
		in = &r->outside, out = &r->inside;
	to = in->to;
	to.sll_protocol = htons(h.is_v6 ? ETH_P_IPV6 : ETH_P_IP);
	if (sendto(in->fd, ip.p, h.whole, 0, (struct sockaddr *)&to,
		   sizeof(to)) < 0)
		fatal("%s:%llu", c->path, (unsigned long long)c->number);
	r->sent++;
	if (!comes_out(out, &h, h.is_fragment ? PATIENCE_FRAGMENT :
		       r->lost ? PATIENCE_LATER : PATIENCE) &&
	    !h.is_fragment)
		tell(r, c, &p, has_ports);
}

int main(int argc, char **argv)
{
	static struct capture c;
	struct replay r = { .hash = hash_key_random() };
	struct capture_frame f;

	if (argc != 6)
		return 64;
	r.inside = side_open(argv[1], argv[2]);
	r.outside = side_open(argv[3], argv[4]);
	r.slots = xcalloc(SLOTS, sizeof(*r.slots));
	if (!capture_open(&c, argv[5]))
		fatalx("%s: %s", argv[5], c.error);
	while (capture_next(&c, &f)) {
		struct link_source from;
		struct cursor ip = link_payload(f.link,
				cursor_over(f.data.p, f.data.len), &from);

		if (!ip.bad && ip.left > 0)
			replay_packet(&r, &c, (struct span) { ip.p, ip.left },
				      ip.left + f.whole - f.data.len);
	}
	printf("%s: %u packets sent, %u not forwarded, %u cut off\n", argv[5],
	       r.sent, r.lost, r.cut);
	capture_close(&c);
	free(r.slots);
	return 0;
}
