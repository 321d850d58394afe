/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds and sends answers to refused DNS questions, and resets. */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nfq/confine/notify.h"
#include "nfq/inspect/dns_answer.h"
#include "nfq/worker/answer.h"

enum {
	FLAG_QR = 0x8000, OPCODE_MASK = 0x7800, FLAG_RD = 0x0100,
	FLAG_RA = 0x0080, FLAG_CD = 0x0010,
	RCODE_NXDOMAIN = 3, RCODE_REFUSED = 5,
	CLASS_IN = 1,
	OPTION_EDE = 15, EDE_BLOCKED = 15,
	NEGATIVE_TTL = 60,
	UDP_SIZE = 1232,	/* what we would take ourselves */
	IPV4_HEADER = 20, IPV6_HEADER = 40, UDP_HEADER = 8, TCP_HEADER = 20,
	HOP_LIMIT = 64,
};

/* --- sockets --------------------------------------------------------- */

static int open_raw(int family)
{
	return socket(family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
}

static bool is_raw(int fd, int family)
{
	int domain, type, protocol;
	socklen_t n = sizeof(int);

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &n) == 0 &&
	       getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) == 0 &&
	       getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &n) == 0 &&
	       domain == family && type == SOCK_RAW && protocol == IPPROTO_RAW;
}

static void take_passed(struct answerer *a)
{
	int fds[NOTIFY_DESCRIPTORS];
	size_t n = notify_passed(ANSWERER_SOCKETS, fds, NOTIFY_DESCRIPTORS);

	for (size_t i = 0; i < n; i++) {
		if (a->fd4 < 0 && is_raw(fds[i], AF_INET))
			a->fd4 = fds[i];
		else if (a->fd6 < 0 && is_raw(fds[i], AF_INET6))
			a->fd6 = fds[i];
		else
			close(fds[i]);
	}
}

int answerer_open(struct answerer *a, uint32_t own_mark)
{
	*a = (struct answerer) { -1, -1 };
	take_passed(a);
	if (a->fd4 < 0)
		a->fd4 = open_raw(AF_INET);
	if (a->fd6 < 0)
		a->fd6 = open_raw(AF_INET6);
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

int answerer_hand_over(void)
{
	int fds[2] = { open_raw(AF_INET), open_raw(AF_INET6) };
	const int *first = fds[0] < 0 ? fds + 1 : fds;
	size_t n = (fds[0] >= 0) + (fds[1] >= 0);
	int ret = n ? 0 : -errno;
	struct notify manager;

	notify_open(&manager);
	if (ret == 0)
		ret = notify_store(&manager, ANSWERER_SOCKETS, first, n);
	notify_close(&manager);
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return ret;
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
	put16(o, DNS_SOA);
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
	put16(o, DNS_OPT);
	put16(o, UDP_SIZE);
	put32(o, 0);
	put16(o, (uint16_t)(6 + n));
	put16(o, OPTION_EDE);
	put16(o, (uint16_t)(2 + n));
	put16(o, EDE_BLOCKED);
	put(o, why, n);
}

/* The record that dns_block_address4 or 6 makes of a question for one. */
static const struct address *address_for(const struct finding *f,
					 const struct answer *a)
{
	if (a->kind != DNS_ADDRESS || f->nnames != 1)
		return NULL;
	return f->dns.type == DNS_A ? &a->address4 :
	       f->dns.type == DNS_AAAA ? &a->address6 : NULL;
}

static void put_address(struct out *o, const struct address *address)
{
	bool v4 = address_is_v4(address);
	uint16_t len = v4 ? 4 : 16;

	put16(o, pointer(0));
	put16(o, v4 ? DNS_A : DNS_AAAA);
	put16(o, CLASS_IN);
	put32(o, NEGATIVE_TTL);
	put16(o, len);
	put(o, address->b + sizeof(address->b) - len, len);
}

static void put_message(struct out *o, const struct finding *f,
			const struct answer *a)
{
	static const uint16_t codes[] = {
		[DNS_NXDOMAIN] = RCODE_NXDOMAIN,
		[DNS_REFUSED] = RCODE_REFUSED, [DNS_ADDRESS] = 0,
	};
	const struct address *address = address_for(f, a);
	bool soa = a->kind != DNS_REFUSED && !address;

	put16(o, f->dns.id);
	put16(o, (uint16_t)(FLAG_QR | FLAG_RA |
			    (f->dns.flags & (OPCODE_MASK | FLAG_RD | FLAG_CD)) |
			    codes[a->kind]));
	put16(o, (uint16_t)f->nnames);
	put16(o, address != NULL);
	put16(o, soa);
	put16(o, f->dns.edns);
	put(o, f->dns.question.p, f->dns.question.len);
	if (address)
		put_address(o, address);
	if (soa)
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

/* Who sends to whom. */
struct ends {
	const struct address *src, *dst;
	uint16_t sport, dport;
};

/* In the place of p's destination, or of its source. */
static struct ends ends_of(const struct packet *p, bool reply)
{
	if (reply)
		return (struct ends) { &p->dst, &p->src, p->dport, p->sport };
	return (struct ends) { &p->src, &p->dst, p->sport, p->dport };
}

static void put_ipv4(struct out *o, const struct ends *e, uint8_t protocol,
		     size_t payload)
{
	size_t at = o->len;
	uint16_t check;

	put8(o, 0x45);
	put8(o, 0);
	put16(o, (uint16_t)(IPV4_HEADER + payload));
	put16(o, 0);
	put16(o, IP_DF);
	put8(o, HOP_LIMIT);
	put8(o, protocol);
	put16(o, 0);
	put(o, e->src->b + 12, 4);
	put(o, e->dst->b + 12, 4);
	if (o->full)
		return;
	check = fold(sum_words(0, o->p + at, IPV4_HEADER));
	o->p[at + 10] = (uint8_t)(check >> 8);
	o->p[at + 11] = (uint8_t)check;
}

static void put_ipv6(struct out *o, const struct ends *e, uint8_t protocol,
		     size_t payload)
{
	put32(o, 6u << 28);
	put16(o, (uint16_t)payload);
	put8(o, protocol);
	put8(o, HOP_LIMIT);
	put(o, e->src->b, 16);
	put(o, e->dst->b, 16);
}

/* Where the transport header begins. */
static size_t put_ip(struct out *o, const struct ends *e, uint8_t protocol,
		     size_t payload)
{
	if (address_is_v4(e->dst))
		put_ipv4(o, e, protocol, payload);
	else
		put_ipv6(o, e, protocol, payload);
	return o->len;
}

/* From `at` to the end, its checksum field `offset` bytes on: over the
 * addresses, which in either family end right before the header, and all
 * behind them (RFC 768, RFC 9293 3.1, RFC 8200 8.1). */
static void set_checksum(struct out *o, size_t at, size_t offset,
			 uint8_t protocol)
{
	size_t addresses = o->p[0] >> 4 == 4 ? 8 : 32, len = o->len - at;
	uint32_t sum = sum_words(0, o->p + at - addresses, addresses + len);
	uint16_t check = fold(sum + protocol + (uint32_t)len);

	if (check == 0 && protocol == IPPROTO_UDP)
		check = 0xffff;		/* 0: there is none */
	o->p[at + offset] = (uint8_t)(check >> 8);
	o->p[at + offset + 1] = (uint8_t)check;
}

static size_t put_datagram(uint8_t out[ANSWER_MAX], const struct ends *e,
			   const struct finding *f, const struct answer *a)
{
	uint8_t message[ANSWER_MAX];
	size_t len = answer_message(message, f, a), at;
	struct out o = { .p = out, .size = ANSWER_MAX };

	if (len == 0)
		return 0;
	at = put_ip(&o, e, IPPROTO_UDP, UDP_HEADER + len);
	put16(&o, e->sport);
	put16(&o, e->dport);
	put16(&o, (uint16_t)(UDP_HEADER + len));
	put16(&o, 0);
	put(&o, message, len);
	if (o.full)
		return 0;
	set_checksum(&o, at, 6, IPPROTO_UDP);
	return o.len;
}

size_t answer_packet(uint8_t out[ANSWER_MAX], const struct packet *p,
		     const struct finding *f, const struct answer *a)
{
	struct ends e = ends_of(p, true);

	return put_datagram(out, &e, f, a);
}

size_t answer_instead(uint8_t out[ANSWER_MAX], const struct packet *p,
		      const struct finding *f, const struct answer *a)
{
	struct ends e = ends_of(p, false);

	return put_datagram(out, &e, f, a);
}

size_t answer_reset(uint8_t out[ANSWER_MAX], const struct packet *p)
{
	struct ends e = ends_of(p, false);
	struct out o = { .p = out, .size = ANSWER_MAX };
	size_t at = put_ip(&o, &e, IPPROTO_TCP, TCP_HEADER);

	put16(&o, e.sport);
	put16(&o, e.dport);
	put32(&o, p->seq);
	put32(&o, p->ack);
	put8(&o, TCP_HEADER / 4 << 4);
	put8(&o, TCP_RST | TCP_ACK);
	put16(&o, 0);			/* window */
	put32(&o, 0);			/* checksum, urgent pointer */
	set_checksum(&o, at, 16, IPPROTO_TCP);
	return o.len;
}

/* --- sending --------------------------------------------------------- */

union endpoint {
	struct sockaddr sa;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* Returns its length. A link-local address is only reached through the
 * interface it came from. */
static socklen_t set_endpoint(union endpoint *to, const struct address *a,
			      uint32_t interface)
{
	*to = (union endpoint) { .sa.sa_family = AF_UNSPEC };
	if (address_is_v4(a)) {
		to->v4.sin_family = AF_INET;
		memcpy(&to->v4.sin_addr, a->b + 12, 4);
		return sizeof(to->v4);
	}
	to->v6.sin6_family = AF_INET6;
	memcpy(&to->v6.sin6_addr, a->b, 16);
	if (IN6_IS_ADDR_LINKLOCAL(&to->v6.sin6_addr))
		to->v6.sin6_scope_id = interface;
	return sizeof(to->v6);
}

static int fd_for(const struct answerer *s, const struct address *a)
{
	return address_is_v4(a) ? s->fd4 : s->fd6;
}

int answer_send(const struct answerer *s, const struct packet *p, uint32_t iif,
		const struct finding *f, const struct answer *a)
{
	uint8_t packet[ANSWER_MAX];
	size_t len = answer_packet(packet, p, f, a);
	union endpoint to;
	socklen_t size = set_endpoint(&to, &p->src, iif);

	if (len == 0)
		return -EMSGSIZE;
	return sendto(fd_for(s, &p->src), packet, len, MSG_DONTWAIT, &to.sa,
		      size) < 0 ? -errno : 0;
}

int answer_send_reset(const struct answerer *s, const struct packet *p,
		      uint32_t oif, uint32_t mark)
{
	union {
		struct cmsghdr header;	/* for its alignment */
		char bytes[CMSG_SPACE(sizeof(mark))];
	} control = { .header = {
		.cmsg_len = CMSG_LEN(sizeof(mark)),
		.cmsg_level = SOL_SOCKET, .cmsg_type = SO_MARK,
	} };
	uint8_t packet[ANSWER_MAX];
	struct iovec data = { packet, answer_reset(packet, p) };
	union endpoint to;
	struct msghdr m = {
		.msg_name = &to, .msg_namelen = set_endpoint(&to, &p->dst, oif),
		.msg_iov = &data, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};

	memcpy(CMSG_DATA(&control.header), &mark, sizeof(mark));
	return sendmsg(fd_for(s, &p->dst), &m, MSG_DONTWAIT) < 0 ? -errno : 0;
}
