/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds and sends answers to refused DNS questions. */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nfq/answer.h"
#include "nfq/inspect/dns.h"

enum {
	FLAG_QR = 0x8000, OPCODE_MASK = 0x7800, FLAG_RD = 0x0100,
	FLAG_RA = 0x0080, FLAG_CD = 0x0010,
	RCODE_NXDOMAIN = 3, RCODE_REFUSED = 5,
	CLASS_IN = 1, TYPE_SOA = 6, TYPE_OPT = 41,
	OPTION_EDE = 15, EDE_BLOCKED = 15,
	NEGATIVE_TTL = 60,
	UDP_SIZE = 1232,	/* what we would take ourselves */
	IPV4_HEADER = 20, IPV6_HEADER = 40, UDP_HEADER = 8,
	HOP_LIMIT = 64,
};

int answerer_open(struct answerer *a, uint32_t own_mark)
{
	a->fd4 = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	a->fd6 = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	if (a->fd4 < 0 && a->fd6 < 0)
		return -errno;
	if ((a->fd4 >= 0 && setsockopt(a->fd4, SOL_SOCKET, SO_MARK, &own_mark,
				       sizeof(own_mark)) < 0) ||
	    (a->fd6 >= 0 && setsockopt(a->fd6, SOL_SOCKET, SO_MARK, &own_mark,
				       sizeof(own_mark)) < 0))
		return -errno;
	return 0;
}

void answerer_close(struct answerer *a)
{
	if (a->fd4 >= 0)
		close(a->fd4);
	if (a->fd6 >= 0)
		close(a->fd6);
	a->fd4 = a->fd6 = -1;
}

/* --- writing --------------------------------------------------------- */

/* Bytes with a limit; past it nothing is written and `full` is set. */
struct out {
	uint8_t *p;
	size_t len, size;
	bool full;
};

static void put(struct out *o, const void *p, size_t n)
{
	if (n > o->size - o->len) {
		o->full = true;
		return;
	}
	memcpy(o->p + o->len, p, n);
	o->len += n;
}

static void put8(struct out *o, uint8_t v)
{
	put(o, &v, 1);
}

static void put16(struct out *o, uint16_t v)
{
	put8(o, (uint8_t)(v >> 8));
	put8(o, (uint8_t)v);
}

static void put32(struct out *o, uint32_t v)
{
	put16(o, (uint16_t)(v >> 16));
	put16(o, (uint16_t)v);
}

/* --- the DNS message ------------------------------------------------- */

/* A compression pointer (RFC 1035 4.1.4) to the listed part of the name in
 * the question. */
static uint16_t pointer(size_t zone)
{
	return (uint16_t)(0xc000 | (DNS_HEADER + zone));
}

/* RFC 2308 5: how long the refusal may be remembered. */
static void put_soa(struct out *o, const struct answer *a)
{
	static const uint8_t mailbox[] = "\6cordon\7invalid";

	put16(o, pointer(a->zone));
	put16(o, TYPE_SOA);
	put16(o, CLASS_IN);
	put32(o, NEGATIVE_TTL);
	put16(o, 2 + sizeof(mailbox) + 20);
	put16(o, pointer(a->zone));		/* primary server */
	put(o, mailbox, sizeof(mailbox));	/* with its root label */
	put32(o, 1);				/* serial */
	put32(o, 3600);				/* refresh, retry, expire */
	put32(o, 600);
	put32(o, 86400);
	put32(o, NEGATIVE_TTL);
}

/* RFC 6891 6.1.2 and RFC 8914 2. */
static void put_opt(struct out *o, const char *why)
{
	size_t n = strlen(why);

	put8(o, 0);
	put16(o, TYPE_OPT);
	put16(o, UDP_SIZE);
	put32(o, 0);
	put16(o, (uint16_t)(6 + n));
	put16(o, OPTION_EDE);
	put16(o, (uint16_t)(2 + n));
	put16(o, EDE_BLOCKED);
	put(o, why, n);
}

static void put_message(struct out *o, const struct finding *f,
			const struct answer *a)
{
	bool nxdomain = a->kind == DNS_NXDOMAIN;

	put16(o, f->dns.id);
	put16(o, (uint16_t)(FLAG_QR | FLAG_RA |
			    (f->dns.flags & (OPCODE_MASK | FLAG_RD | FLAG_CD)) |
			    (nxdomain ? RCODE_NXDOMAIN : RCODE_REFUSED)));
	put16(o, (uint16_t)f->nnames);
	put16(o, 0);
	put16(o, nxdomain);
	put16(o, f->dns.edns);
	put(o, f->dns.question.p, f->dns.question.len);
	if (nxdomain)
		put_soa(o, a);
	if (f->dns.edns)
		put_opt(o, a->why);
}

size_t answer_message(uint8_t out[ANSWER_MAX], const struct finding *f,
		      const struct answer *a)
{
	struct out o = { .p = out, .size = ANSWER_MAX };

	put_message(&o, f, a);
	return o.full ? 0 : o.len;
}

/* --- the packet around it -------------------------------------------- */

/* RFC 1071: the sum of 16-bit words, an odd byte padded with zero. */
static uint32_t sum_words(uint32_t sum, const uint8_t *p, size_t n)
{
	for (; n > 1; n -= 2, p += 2)
		sum += (uint32_t)p[0] << 8 | p[1];
	if (n)
		sum += (uint32_t)p[0] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* The kernel fills in the header's checksum and, where 0, its id (raw(7)). */
static void put_ipv4(struct out *o, const struct packet *p, size_t payload)
{
	put8(o, 0x45);
	put8(o, 0);
	put16(o, (uint16_t)(IPV4_HEADER + payload));
	put16(o, 0);
	put16(o, IP_DF);
	put8(o, HOP_LIMIT);
	put8(o, IPPROTO_UDP);
	put16(o, 0);
	put(o, p->dst.b + 12, 4);
	put(o, p->src.b + 12, 4);
}

static void put_ipv6(struct out *o, const struct packet *p, size_t payload)
{
	put32(o, 6u << 28);
	put16(o, (uint16_t)payload);
	put8(o, IPPROTO_UDP);
	put8(o, HOP_LIMIT);
	put(o, p->dst.b, 16);
	put(o, p->src.b, 16);
}

/* Over the addresses, the UDP header and the message (RFC 768, RFC 8200
 * 8.1); the addresses of either family end right before the header. */
static void set_checksum(uint8_t *udp, size_t len, size_t addresses)
{
	uint32_t sum = sum_words(0, udp - addresses, addresses + len);
	uint16_t check = fold(sum + IPPROTO_UDP + (uint32_t)len);

	if (check == 0)
		check = 0xffff;
	udp[6] = (uint8_t)(check >> 8);
	udp[7] = (uint8_t)check;
}

size_t answer_packet(uint8_t out[ANSWER_MAX], const struct packet *p,
		     const struct finding *f, const struct answer *a)
{
	bool v4 = address_is_v4(&p->dst);
	uint8_t message[ANSWER_MAX];
	size_t len = answer_message(message, f, a);
	struct out o = { .p = out, .size = ANSWER_MAX };
	size_t udp = v4 ? IPV4_HEADER : IPV6_HEADER;

	if (len == 0)
		return 0;
	if (v4)
		put_ipv4(&o, p, UDP_HEADER + len);
	else
		put_ipv6(&o, p, UDP_HEADER + len);
	put16(&o, p->dport);
	put16(&o, p->sport);
	put16(&o, (uint16_t)(UDP_HEADER + len));
	put16(&o, 0);
	put(&o, message, len);
	if (o.full)
		return 0;
	set_checksum(out + udp, UDP_HEADER + len, v4 ? 8 : 32);
	return o.len;
}

/* --- sending --------------------------------------------------------- */

static ssize_t send4(int fd, const struct packet *p, const void *data,
		     size_t len)
{
	struct sockaddr_in to = { .sin_family = AF_INET };

	memcpy(&to.sin_addr, p->src.b + 12, 4);
	return sendto(fd, data, len, MSG_DONTWAIT, (void *)&to, sizeof(to));
}

/* A link-local address is only reached through the interface it came from. */
static ssize_t send6(int fd, const struct packet *p, uint32_t iif,
		     const void *data, size_t len)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6 };

	memcpy(&to.sin6_addr, p->src.b, 16);
	if (IN6_IS_ADDR_LINKLOCAL(&to.sin6_addr))
		to.sin6_scope_id = iif;
	return sendto(fd, data, len, MSG_DONTWAIT, (void *)&to, sizeof(to));
}

int answer_send(const struct answerer *s, const struct packet *p, uint32_t iif,
		const struct finding *f, const struct answer *a)
{
	uint8_t packet[ANSWER_MAX];
	size_t len = answer_packet(packet, p, f, a);
	ssize_t n;

	if (len == 0)
		return -EMSGSIZE;
	if (address_is_v4(&p->dst))
		n = send4(s->fd4, p, packet, len);
	else
		n = send6(s->fd6, p, iif, packet, len);
	return n < 0 ? -errno : 0;
}
