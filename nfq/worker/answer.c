/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds answers to refused DNS questions, and resets. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <string.h>

#include "nfq/inspect/dns_answer.h"
#include "nfq/packet/compose.h"
#include "nfq/worker/answer.h"

enum {
	FLAG_QR = 0x8000, OPCODE_MASK = 0x7800, FLAG_RD = 0x0100,
	FLAG_RA = 0x0080, FLAG_CD = 0x0010,
	RCODE_FORMERR = 1, RCODE_NXDOMAIN = 3, RCODE_REFUSED = 5,
	CLASS_IN = 1,
	OPTION_EDE = 15, EDE_BLOCKED = 15,
	NEGATIVE_TTL = 60,
	UDP_SIZE = 1232,	/* what we would take ourselves */
};

/* --- the message ----------------------------------------------------- */

/* A compression pointer (RFC 1035 4.1.4) to the listed part of the name in
 * the question. */
static uint16_t pointer(size_t zone)
{
	return (uint16_t)(0xc000 | (DNS_HEADER + zone));
}

/* RFC 2308 5: how long the refusal may be remembered. */
static void put_soa(struct wire *w, const struct answer *a)
{
	static const uint8_t mailbox[] = "\6cordon\7invalid";
	size_t data;

	wire_u16(w, pointer(a->zone));
	wire_u16(w, DNS_SOA);
	wire_u16(w, CLASS_IN);
	wire_u32(w, NEGATIVE_TTL);
	data = wire_open(w, 2);
	wire_u16(w, pointer(a->zone));		/* primary server */
	wire_put(w, mailbox, sizeof(mailbox));	/* with its root label */
	wire_u32(w, 1);				/* serial */
	wire_u32(w, 3600);			/* refresh, retry, expire */
	wire_u32(w, 600);
	wire_u32(w, 86400);
	wire_u32(w, NEGATIVE_TTL);
	wire_close(w, data, 2);
}

/* RFC 6891 6.1.2 and RFC 8914 2. */
static void put_opt(struct wire *w, const char *why)
{
	size_t data, option;

	wire_u8(w, 0);
	wire_u16(w, DNS_OPT);
	wire_u16(w, UDP_SIZE);
	wire_u32(w, 0);
	data = wire_open(w, 2);
	wire_u16(w, OPTION_EDE);
	option = wire_open(w, 2);
	wire_u16(w, EDE_BLOCKED);
	wire_put(w, why, strlen(why));
	wire_close(w, option, 2);
	wire_close(w, data, 2);
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

static void put_address(struct wire *w, const struct address *address)
{
	bool v4 = address_is_v4(address);
	uint16_t len = v4 ? 4 : 16;

	wire_u16(w, pointer(0));
	wire_u16(w, v4 ? DNS_A : DNS_AAAA);
	wire_u16(w, CLASS_IN);
	wire_u32(w, NEGATIVE_TTL);
	wire_u16(w, len);
	wire_put(w, address->b + sizeof(address->b) - len, len);
}

static void put_start(struct wire *w, const struct finding *f, uint16_t code)
{
	wire_u16(w, f->dns.id);
	wire_u16(w, (uint16_t)(FLAG_QR | FLAG_RA | code |
			       (f->dns.flags &
				(OPCODE_MASK | FLAG_RD | FLAG_CD))));
}

/* To a question that cannot be read: nothing but the header. */
static void put_format_error(struct wire *w, const struct finding *f)
{
	put_start(w, f, RCODE_FORMERR);
	for (int i = 0; i < 4; i++)
		wire_u16(w, 0);
}

static void put_message(struct wire *w, const struct finding *f,
			const struct answer *a)
{
	static const uint16_t codes[] = {
		[DNS_NXDOMAIN] = RCODE_NXDOMAIN,
		[DNS_REFUSED] = RCODE_REFUSED, [DNS_ADDRESS] = 0,
	};
	const struct address *address = address_for(f, a);
	bool soa = a->kind != DNS_REFUSED && !address;

	if (f->wrong != FIELD_NONE && f->nnames == 0) {
		put_format_error(w, f);
		return;
	}
	put_start(w, f, codes[a->kind]);
	wire_u16(w, (uint16_t)f->nnames);
	wire_u16(w, address != NULL);
	wire_u16(w, soa);
	wire_u16(w, f->dns.edns);
	wire_put(w, f->dns.question.p, f->dns.question.len);
	if (address)
		put_address(w, address);
	if (soa)
		put_soa(w, a);
	if (f->dns.edns)
		put_opt(w, a->why);
}

size_t answer_message(uint8_t out[ANSWER_MAX], const struct finding *f,
		      const struct answer *a)
{
	struct wire w = wire_over(out, ANSWER_MAX);

	put_message(&w, f, a);
	return w.bad ? 0 : w.len;
}

/* --- the packet around it -------------------------------------------- */

size_t answer_instead(uint8_t out[ANSWER_MAX], const struct packet *p,
		      const struct finding *f, const struct answer *a)
{
	struct wire w = wire_over(out, ANSWER_MAX);
	struct composed c = compose_udp(&w, p);

	put_message(&w, f, a);
	compose_end(&c);
	return w.bad ? 0 : w.len;
}

size_t answer_packet(uint8_t out[ANSWER_MAX], const struct packet *p,
		     const struct finding *f, const struct answer *a)
{
	const struct packet back = packet_reversed(p);

	return answer_instead(out, &back, f, a);
}

size_t answer_reset(uint8_t out[ANSWER_MAX], const struct packet *p)
{
	struct wire w = wire_over(out, ANSWER_MAX);
	struct composed c = compose_tcp(&w, p, TCP_RST | TCP_ACK);

	compose_end(&c);
	return w.len;
}
