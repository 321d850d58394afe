/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers to refused questions, byte by byte. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdlib.h>

#include "nfq/inspect/dns_answer.h"
#include "nfq/worker/answer.h"
#include "tests/unit/tap.h"
#include "tests/unit/wire.h"

static struct wire question, want;
static struct finding f;
static uint8_t out[ANSWER_MAX];

/* A question for `n` names www.kaspersky.com, with EDNS or without. */
static void ask(uint16_t flags, uint16_t n, bool edns)
{
	question.len = 0;
	put16(&question, 0xbeef);
	put16(&question, flags);
	put16(&question, n);
	put32(&question, 0);
	put16(&question, edns);
	for (; n > 0; n--)
		put(&question, "\3www\tKaspersky\3com\0\0\x1c\0\1", 23);
	if (edns)
		put(&question, "\0\0\x29\x10\0\0\0\x80\0\0\0", 11);
	if (dns_inspect(question.p, question.len, &f) != INSPECT_FOUND)
		abort();
}

/* RFC 1035 4.1.1: the id and section counts around these flags, and the
 * question as it was asked. */
static void want_header(uint16_t flags, uint16_t n, bool soa, bool opt)
{
	want.len = 0;
	put16(&want, 0xbeef);
	put16(&want, flags);
	put16(&want, n);
	put16(&want, 0);
	put16(&want, soa);
	put16(&want, opt);
	put(&want, question.p + DNS_HEADER, 23u * n);
}

/* RFC 2308 5: a SOA record of the name at `at`, for 60 seconds. */
static void want_soa(uint16_t at)
{
	size_t length;

	put16(&want, 0xc000 | at);
	put(&want, "\0\6\0\1\0\0\0\x3c", 8);
	length = open_length(&want, 2);
	put16(&want, 0xc000 | at);
	put(&want, "\6cordon\7invalid\0", 16);
	put32(&want, 1);
	put32(&want, 3600);
	put32(&want, 600);
	put32(&want, 86400);
	put32(&want, 60);
	close_length(&want, length, 2);
}

/* RFC 6891 6.1.2, RFC 8914 2: extended error 15, "Blocked". */
static void want_opt(const char *why)
{
	size_t data, option;

	put(&want, "\0\0\x29\4\xd0\0\0\0\0", 9);
	data = open_length(&want, 2);
	put16(&want, 15);
	option = open_length(&want, 2);
	put16(&want, 15);
	put_text(&want, why);
	close_length(&want, option, 2);
	close_length(&want, data, 2);
}

static bool answered_as_wanted(const struct answer *a)
{
	size_t len = answer_message(out, &f, a);

	if (len == want.len && memcmp(out, want.p, len) == 0)
		return true;
	diag("%zu bytes, not %zu", len, want.len);
	for (size_t i = 0; i < len && i < want.len; i++)
		if (out[i] != want.p[i]) {
			diag("byte %zu is %02x, not %02x", i, out[i],
			     want.p[i]);
			break;
		}
	return false;
}

static void test_nxdomain(void)
{
	struct answer a = { .kind = DNS_NXDOMAIN, .zone = 4, .why = "x" };

	ask(0x0100, 1, false);
	want_header(0x8183, 1, true, false);
	want_soa(12 + 4);
	ok(answered_as_wanted(&a), "NXDOMAIN with the SOA of the listed name");
	a.zone = 0;
	want.len = 12 + 23;
	want_soa(12);
	ok(answered_as_wanted(&a), ": which may be all of it");
}

static void test_refused(void)
{
	struct answer a = { .kind = DNS_REFUSED, .zone = 4, .why = "x" };

	ask(0x0100, 1, false);
	want_header(0x8185, 1, false, false);
	ok(answered_as_wanted(&a), "REFUSED has no SOA");
}

/* RFC 1035 4.1.1: FORMERR, and nothing of what could not be read. */
static void test_unreadable(void)
{
	static const uint8_t text[] = "\xbe\xef\1\x10\0\1\0\0\0\0\0\0\100a";
	struct answer a = { .kind = DNS_NXDOMAIN, .why = "" };
	size_t len;

	is_number(dns_inspect(text, sizeof(text) - 1, &f), INSPECT_BAD,
		  "a question with a label of 64");
	len = answer_message(out, &f, &a);
	is_number(len, DNS_HEADER, ": is answered by a header");
	ok(memcmp(out, "\xbe\xef\x81\x91\0\0\0\0\0\0\0\0", 12) == 0,
	   ": that says so");
}

static void test_flags(void)
{
	static const uint16_t pairs[][2] = {
		{ 0x0000, 0x8083 },	/* no recursion desired */
		{ 0x0110, 0x8193 },	/* checking disabled is copied */
		{ 0x0120, 0x8183 },	/* AD is not */
		{ 0x2900, 0xa983 },	/* the opcode is */
		{ 0x074f, 0x8183 },	/* AA, TC, Z and the code are not */
	};
	struct answer a = { .kind = DNS_NXDOMAIN, .why = "x" };

	for (size_t i = 0; i < 5; i++) {
		ask(pairs[i][0], 1, false);
		want_header(pairs[i][1], 1, true, false);
		want_soa(12);
		ok(answered_as_wanted(&a), "flags %04x", pairs[i][0]);
	}
}

static void test_edns(void)
{
	struct answer a = { .kind = DNS_NXDOMAIN, .zone = 4,
			    .why = "kaspersky: 89 FR 52434" };

	ask(0x0100, 1, true);
	want_header(0x8183, 1, true, true);
	want_soa(12 + 4);
	want_opt("kaspersky: 89 FR 52434");
	ok(answered_as_wanted(&a), "EDNS is answered with an extended error");
	a.kind = DNS_REFUSED;
	want_header(0x8185, 1, false, true);
	want_opt("kaspersky: 89 FR 52434");
	ok(answered_as_wanted(&a), ": so it is in REFUSED");
	a.why = "";
	want_header(0x8185, 1, false, true);
	want_opt("");
	ok(answered_as_wanted(&a), "a reason may be empty");
}

/* The answer of `type`: a record with the address, or none and a SOA. */
static void test_address(void)
{
	struct answer a = { .kind = DNS_ADDRESS, .zone = 4, .why = "x" };

	address_parse("192.0.2.1", &a.address4);
	address_parse("2001:db8::1", &a.address6);
	ask(0x0100, 1, false);			/* AAAA */
	want_header(0x8180, 1, false, false);
	want.p[7] = 1;
	put(&want, "\xc0\x0c\0\x1c\0\1\0\0\0\x3c\0\x10"
	    "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 28);
	ok(answered_as_wanted(&a), "AAAA has the IPv6 address");
	question.p[DNS_HEADER + 20] = 1;
	f.dns.type = DNS_A;
	want_header(0x8180, 1, false, false);
	want.p[7] = 1;
	want.p[DNS_HEADER + 20] = 1;
	put(&want, "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1", 16);
	ok(answered_as_wanted(&a), "A has the IPv4 address");
	f.dns.type = DNS_HTTPS;
	question.p[DNS_HEADER + 20] = DNS_HTTPS;
	want_header(0x8180, 1, true, false);
	want_soa(12 + 4);
	ok(answered_as_wanted(&a), "HTTPS has none, and no error");
	ask(0x0100, 2, false);
	f.dns.type = DNS_A;
	want_header(0x8180, 2, true, false);
	want_soa(12 + 4);
	ok(answered_as_wanted(&a), ": nor have two questions");
}

static void test_several(void)
{
	struct answer a = { .kind = DNS_NXDOMAIN, .zone = 4, .why = "x" };

	ask(0x0100, 3, true);
	want_header(0x8183, 3, true, true);
	want_soa(12 + 4);
	want_opt("x");
	ok(answered_as_wanted(&a), "three questions are all repeated");
}

static void test_too_large(void)
{
	static char why[3000];
	struct answer a = { .kind = DNS_NXDOMAIN, .why = why };
	struct packet p = { .sport = 1, .dport = 53 };

	memset(why, 'w', sizeof(why) - 1);
	ask(0x0100, 1, true);
	is_number(answer_message(out, &f, &a), 0, "what does not fit");
	is_number(answer_packet(out, &p, &f, &a), 0, ": is no packet either");
	why[ANSWER_MAX - 130] = '\0';
	ok(answer_message(out, &f, &a) > 0, "a message that just fits");
	is_number(answer_packet(out, &p, &f, &a), 0,
		  "leaves no room for its headers");
}

/* --- packets --------------------------------------------------------- */

/* The folded sum of RFC 1071, another way: end-around carry at each step. */
static uint16_t ones_sum(uint16_t sum, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t next = sum + (i % 2 ? p[i] : p[i] * 256u);

		sum = (uint16_t)(next > 0xffff ? next - 0xffff : next);
	}
	return sum;
}

/* A correct checksum makes the sum of all, with the pseudo header (RFC 768,
 * RFC 8200 8.1), 0xffff. */
static uint16_t sum_of_packet(size_t addresses, size_t each, size_t udp,
			      size_t len)
{
	uint8_t rest[4] = { 0, 17, (uint8_t)((len - udp) >> 8),
			    (uint8_t)(len - udp) };
	uint16_t sum = ones_sum(0, out + addresses, 2 * each);

	return ones_sum(ones_sum(sum, rest, 4), out + udp, len - udp);
}

static struct packet packet_of(bool v6, uint8_t last)
{
	struct packet p = { .sport = 40000, .dport = 53, .transport = 17 };
	uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, [15] = last };
	uint8_t four[4] = { 192, 0, 2, last };

	p.src = v6 ? address_from_v6(six) : address_from_v4(four);
	six[15] = four[3] = 53;
	p.dst = v6 ? address_from_v6(six) : address_from_v4(four);
	return p;
}

static void test_ipv4(void)
{
	struct answer a = { .kind = DNS_NXDOMAIN, .zone = 4, .why = "x" };
	struct packet p = packet_of(false, 7), back;
	size_t len, message;

	ask(0x0100, 1, true);
	message = answer_message(out, &f, &a);
	want.len = 0;
	put(&want, out, message);
	len = answer_packet(out, &p, &f, &a);
	is_number(len, 28 + message, "headers and the message");
	ok(memcmp(out + 28, want.p, message) == 0, "the message as it was");
	ok(out[0] == 0x45 && out[2] * 256u + out[3] == len && out[8] == 64 &&
	   out[9] == 17, "an IPv4 header");
	is_number(packet_decode(&back, out, len, len), PACKET_OK,
		  ": it decodes");
	ok(memcmp(&back.src, &p.dst, 16) == 0 &&
	   memcmp(&back.dst, &p.src, 16) == 0, "the addresses change places");
	ok(back.sport == 53 && back.dport == 40000, ": and the ports");
	is_number(back.payload.len, message, ": its length");
	is_number(sum_of_packet(12, 4, 20, len), 0xffff, ": its checksum");
}

static void test_ipv6(void)
{
	struct answer a = { .kind = DNS_REFUSED, .why = "odd" };
	struct packet p = packet_of(true, 7), back;
	size_t len;

	ask(0x0100, 1, true);
	len = answer_packet(out, &p, &f, &a);
	ok(out[0] == 0x60 && out[4] * 256u + out[5] == len - 40 &&
	   out[6] == 17 && out[7] == 64, "an IPv6 header");
	is_number(packet_decode(&back, out, len, len), PACKET_OK,
		  ": it decodes");
	ok(memcmp(&back.src, &p.dst, 16) == 0 &&
	   memcmp(&back.dst, &p.src, 16) == 0, "the addresses change places");
	is_number(sum_of_packet(8, 16, 40, len), 0xffff, ": its checksum");
}

/* In the place of an answer: the endpoints stay as they are. */
static void test_instead(void)
{
	struct answer a = { .kind = DNS_NXDOMAIN, .why = "x" };

	ask(0x0100, 1, true);
	for (int v6 = 0; v6 < 2; v6++) {
		struct packet p = packet_of(v6, 7), back;
		size_t len = answer_instead(out, &p, &f, &a);

		is_number(packet_decode(&back, out, len, len), PACKET_OK,
			  ": it decodes");
		ok(memcmp(&back.src, &p.src, 16) == 0 &&
		   memcmp(&back.dst, &p.dst, 16) == 0 &&
		   back.sport == p.sport && back.dport == p.dport,
		   "from the resolver to the client");
		is_number(sum_of_packet(v6 ? 8 : 12, v6 ? 16 : 4,
					v6 ? 40 : 20, len), 0xffff,
			  ": its checksum");
		if (!v6)
			is_number(ones_sum(0, out, 20), 0xffff,
				  ": that of the header");
	}
}

static void test_reset(void)
{
	for (int v6 = 0; v6 < 2; v6++) {
		struct packet p = packet_of(v6, 7), back;
		size_t len;

		p.transport = 6;
		p.seq = 0x12345678;
		p.ack = 0x9abcdef0;
		len = answer_reset(out, &p);
		is_number(packet_decode(&back, out, len, len), PACKET_OK,
			  "a reset decodes");
		ok(memcmp(&back.src, &p.src, 16) == 0 && back.dport ==
		   p.dport && back.seq == p.seq && back.ack == p.ack &&
		   back.tcp_flags == (TCP_RST | TCP_ACK) &&
		   back.payload.len == 0, ": as the resolver would send it");
		ok(packet_checksum_holds(&back), ": its checksum");
	}
}

static bool checksum_is_right(bool v6, uint16_t id, const char *why)
{
	struct answer a = { .kind = DNS_NXDOMAIN, .why = why };
	struct packet p = packet_of(v6, 7);
	size_t udp = v6 ? 40 : 20, len;

	f.dns.id = id;
	len = answer_packet(out, &p, &f, &a);
	return (out[udp + 6] || out[udp + 7]) &&
	       sum_of_packet(v6 ? 8 : 12, v6 ? 16 : 4, udp, len) == 0xffff;
}

/* With any id, so that each checksum there is comes up once: but for 0, which
 * would say that there is none. */
static void test_checksums(void)
{
	static const char why[] = "0123456789";
	unsigned wrong = 0;

	ask(0x0100, 1, true);
	for (unsigned id = 0; id < 65536; id++)
		wrong += !checksum_is_right(false, (uint16_t)id, why) ||
			 !checksum_is_right(true, (uint16_t)id, why + 1);
	for (size_t i = 0; i < sizeof(why); i++)
		wrong += !checksum_is_right(i % 2, 7, why + i);
	is_number(wrong, 0, "all checksums, of odd and even lengths");
}

int main(void)
{
	test_nxdomain();
	test_refused();
	test_unreadable();
	test_flags();
	test_edns();
	test_address();
	test_several();
	test_too_large();
	test_ipv4();
	test_ipv6();
	test_instead();
	test_reset();
	test_checksums();
	return done_testing();
}
