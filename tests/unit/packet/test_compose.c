/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets of our own, which must decode to what they were made from, and the
 * checksum by the examples of RFC 1071. */

#include <netinet/in.h>

#include "nfq/packet/checksum.h"
#include "nfq/packet/compose.h"
#include "tests/unit/tap.h"

enum { SPACE = 400 };

static uint8_t space[SPACE];

static void test_checksum(void)
{
	static const uint8_t rfc[] = { 0, 1, 0xf2, 3, 0xf4, 0xf5, 0xf6, 0xf7 };

	/* RFC 1071 3: the sum is ddf2. */
	is_number(checksum_of(checksum_add(0, rfc, 8)), 0xffff & ~0xddf2,
		  "the example of the RFC");
	is_number(checksum_of(checksum_add(checksum_add(0, rfc, 6), rfc + 6,
					   2)),
		  0xffff & ~0xddf2, "in two pieces");
	is_number(checksum_of(checksum_add(0, rfc, 7)),
		  checksum_of(checksum_add(0xf600, rfc, 6)),
		  "an odd byte is the upper half of a word");
	is_number(checksum_of(0), 0xffff, "of nothing");
	is_number(checksum_of(0xffffffffffff), 0, "carries come back");
}

static struct packet model(bool v6, uint8_t transport)
{
	static const uint8_t four[2][4] = { { 192, 0, 2, 7 },
					    { 198, 51, 100, 9 } };
	static const uint8_t six[2][16] = {
		{ 0x20, 1, 0xd, 0xb8, [15] = 7 },
		{ 0x20, 1, 0xd, 0xb8, [7] = 1, [15] = 9 },
	};

	return (struct packet) {
		.src = v6 ? address_from_v6(six[0]) :
			    address_from_v4(four[0]),
		.dst = v6 ? address_from_v6(six[1]) :
			    address_from_v4(four[1]),
		.sport = 40001, .dport = 53, .transport = transport,
		.seq = 0xfffffff0, .ack = 77,
	};
}

static struct composed compose(struct wire *w, const struct packet *p,
			       size_t payload)
{
	struct composed c = p->transport == IPPROTO_UDP ? compose_udp(w, p) :
			    compose_tcp(w, p, TCP_RST | TCP_ACK);

	for (size_t i = 0; i < payload; i++)
		wire_u8(w, (uint8_t)random_next());
	compose_end(&c);
	return c;
}

static bool is_like(const struct packet *got, const struct packet *want)
{
	return address_compare(&got->src, &want->src) == 0 &&
	       address_compare(&got->dst, &want->dst) == 0 &&
	       got->sport == want->sport && got->dport == want->dport &&
	       got->transport == want->transport &&
	       (want->transport == IPPROTO_UDP ||
		(got->seq == want->seq && got->ack == want->ack &&
		 got->tcp_flags == (TCP_RST | TCP_ACK)));
}

static bool comes_back(const struct packet *p, size_t payload)
{
	struct wire w = wire_over(space, sizeof(space));
	struct composed c = compose(&w, p, payload);
	struct packet back;

	return !w.bad &&
	       packet_decode(&back, space, w.len, w.len) == PACKET_OK &&
	       is_like(&back, p) && back.payload.len == payload &&
	       back.beyond == 0 && packet_checksum_holds(&back) &&
	       (c.transport == 40 ||
		checksum_of(checksum_add(0, space, 20)) == 0);
}

static void test_decoded(void)
{
	for (int kind = 0; kind < 4; kind++) {
		struct packet p = model(kind & 1, kind & 2 ? IPPROTO_UDP :
							     IPPROTO_TCP);
		unsigned wrong = 0;

		for (size_t n = 0; n < 300; n++)
			wrong += !comes_back(&p, n);
		is_number(wrong, 0, "%s over IPv%d comes back, whatever it "
			  "carries", kind & 2 ? "UDP" : "TCP",
			  kind & 1 ? 6 : 4);
	}
}

/* A checksum that is 0 by chance is sent as its other form (RFC 768). */
static void test_zero(void)
{
	struct packet p = model(false, IPPROTO_UDP);
	unsigned zero = 0, full = 0;

	for (unsigned port = 0; port < 65536; port++) {
		struct wire w = wire_over(space, sizeof(space));

		p.sport = (uint16_t)port;
		compose(&w, &p, 0);
		zero += !space[26] && !space[27];
		full += space[26] == 0xff && space[27] == 0xff;
	}
	is_number(zero, 0, "no datagram says that it has no checksum");
	ok(full > 0, "though one has it");
}

static void test_short(void)
{
	for (int v6 = 0; v6 < 2; v6++) {
		struct packet p = model(v6, IPPROTO_UDP);
		size_t whole = (v6 ? 40 : 20) + 8 + 5;
		unsigned wrong = 0;

		for (size_t size = 0; size < whole; size++) {
			struct guard g = guard_copy(space, size);
			struct wire w = wire_over(g.p, size);

			compose(&w, &p, 5);
			wrong += !w.bad;
			guard_free(&g);
		}
		is_number(wrong, 0, "IPv%d in too little room is none",
			  v6 ? 6 : 4);
	}
}

/* What is decoded from it is the same but for its last byte. */
static void test_amended(void)
{
	for (int v6 = 0; v6 < 2; v6++) {
		struct packet p = model(v6, IPPROTO_TCP), q;
		struct wire w = wire_over(space, sizeof(space));
		uint8_t again[SPACE];
		struct wire a = wire_over(again, sizeof(again));

		compose(&w, &p, 1);
		space[w.len] = 1;	/* padding, which is left out */
		packet_decode(&p, space, w.len + 1, w.len + 1);
		compose_amended(&a, space, &p, 'x');
		ok(packet_decode(&q, again, a.len, a.len) == PACKET_OK &&
		   is_like(&q, &p) && a.len == w.len, "IPv%d is the same",
		   v6 ? 6 : 4);
		ok(q.payload.len == 1 && q.payload.p[0] == 'x', ": amended");
		ok(packet_checksum_holds(&q), ": and its checksum holds");
		a = wire_over(again, w.len - 1);
		compose_amended(&a, space, &p, 'x');
		ok(a.bad, ": in too little room it is none");
	}
}

int main(void)
{
	test_amended();
	test_checksum();
	test_decoded();
	test_zero();
	test_short();
	return done_testing();
}
