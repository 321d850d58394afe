/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets: IPv4 and IPv6 headers as they come, cut, or lying. */

#include <netinet/in.h>	/* before the kernel's headers */

#include "nfq/packet/packet.h"
#include "tests/unit/ipwire.h"
#include "tests/unit/tap.h"
#include "tests/unit/wire.h"

static struct wire w;
static struct packet p;
static struct guard kept;	/* what p.payload points into */

static enum packet_result decode_part(size_t len, size_t whole)
{
	if (kept.map)
		guard_free(&kept);
	kept = guard_copy(w.p, len);
	memset(&p, 0xee, sizeof(p));
	return packet_decode(&p, kept.p, len, whole);
}

static enum packet_result decode(void)
{
	return decode_part(w.len, w.len);
}

static bool payload_is(const char *text)
{
	return span_is(p.payload, text);
}

/* An IPv4 header with `words` of options, a TCP header, "hello". */
static void make_tcp4(uint8_t words)
{
	w.len = 0;
	put_ipv4(&w, IPPROTO_TCP);
	w.p[0] = (uint8_t)(0x45 + words);
	put_fill(&w, 1, words * 4u);
	put_tcp(&w, 40000, 443, 0x01020304, 0x0a0b0c0d, 0x18);
	put_text(&w, "hello");
	close_ipv4(&w);
}

static void test_ipv4(void)
{
	char text[ADDRESS_TEXT];

	make_tcp4(0);
	is_number(decode(), PACKET_OK, "a TCP segment over IPv4");
	is_text(address_format(&p.src, text), "192.0.2.7", "source");
	is_text(address_format(&p.dst, text), "198.51.100.9", "destination");
	is_number(p.sport, 40000, "source port");
	is_number(p.dport, 443, "destination port");
	is_number(p.transport, IPPROTO_TCP, "transport");
	is_number(p.ttl, 64, "time to live");
	is_number(p.seq, 0x01020304, "sequence number");
	is_number(p.ack, 0x0a0b0c0d, "acknowledgement");
	is_number(p.tcp_flags, 0x18, "flags");
	is_number(p.beyond, 0, "nothing is beyond");
	ok(payload_is("hello"), "payload");
	ok(p.payload.p + p.payload.len == kept.p + kept.len,
	   "the payload is borrowed from the input");
}

static void test_ipv4_header_length(void)
{
	for (uint8_t words = 1; words <= 10; words++) {
		make_tcp4(words);
		ok(decode() == PACKET_OK && payload_is("hello") &&
		   p.dport == 443, "%u words of options", words);
	}
	make_tcp4(0);
	w.p[0] = 0x44;
	is_number(decode(), PACKET_BAD, "a header of 16 bytes");
	w.p[0] = 0x40;
	is_number(decode(), PACKET_BAD, "a header of none");
	w.p[0] = 0x4f;
	w.len = 40;
	is_number(decode(), PACKET_BAD, "options behind the end");
}

static void test_ipv4_total_length(void)
{
	make_tcp4(0);
	put_fill(&w, 0, 13);
	ok(decode() == PACKET_OK && payload_is("hello") && p.beyond == 0,
	   "padding of the link is left out");

	make_tcp4(0);
	w.p[3] = 42;
	ok(decode() == PACKET_OK && payload_is("he"),
	   "bytes behind the total length are padding");
	w.p[3] = 40;
	ok(decode() == PACKET_OK && p.payload.len == 0,
	   "all behind the headers may be");
	w.p[3] = 39;
	is_number(decode(), PACKET_BAD, "one that ends in TCP's header");
	w.p[3] = 19;
	is_number(decode(), PACKET_BAD, "one that ends in IP's header");

	make_tcp4(0);
	w.p[3] = 100;
	ok(decode() == PACKET_OK && payload_is("hello") && p.beyond == 55,
	   "what a longer total length promises is beyond");

	make_tcp4(0);
	w.p[2] = w.p[3] = 0;
	ok(decode_part(w.len, w.len + 70000) == PACKET_OK &&
	   payload_is("hello") && p.beyond == 70000,
	   "a total length of 0 (BIG TCP): the true length is given");
	ok(decode() == PACKET_OK && payload_is("hello") && p.beyond == 0,
	   "a total length of 0 in a packet that is whole");
}

static void test_cut(void)
{
	unsigned bad = 0, good = 0;

	make_tcp4(3);
	for (size_t len = 0; len < w.len; len++) {
		enum packet_result r = decode_part(len, w.len);

		if (len < 12 + 40)
			bad += r == PACKET_BAD;
		else
			good += r == PACKET_OK &&
				p.payload.len == len - 52 &&
				p.beyond == w.len - len;
	}
	is_number(bad, 52, "cut in its headers a packet is bad");
	is_number(good, 5, "cut in its payload the rest is beyond");
}

static void test_ipv4_fragments(void)
{
	make_tcp4(0);
	w.p[6] = 0x20;
	is_number(decode(), PACKET_OK, "the first fragment has the header");
	for (unsigned offset = 1; offset < 0x2000; offset *= 2) {
		w.p[6] = (uint8_t)(offset >> 8);
		w.p[7] = (uint8_t)offset;
		is_number(decode(), PACKET_OTHER, "a fragment at %u",
			  offset * 8);
	}
}

static void test_others(void)
{
	static const uint8_t versions[] = { 0, 1, 3, 5, 7, 15 };

	is_number(decode_part(0, 0), PACKET_BAD, ": nothing");
	for (size_t i = 0; i < sizeof(versions); i++) {
		make_tcp4(0);
		w.p[0] = (uint8_t)(versions[i] << 4 | 5);
		is_number(decode(), PACKET_BAD, "version %u", versions[i]);
	}
	make_tcp4(0);
	w.p[9] = IPPROTO_ICMP;
	is_number(decode(), PACKET_OTHER, "ICMP");
	w.p[9] = IPPROTO_GRE;
	is_number(decode(), PACKET_OTHER, "GRE");
}

static void test_tcp(void)
{
	make_tcp4(0);
	w.p[20 + 12] = 0x40;
	is_number(decode(), PACKET_BAD, "a TCP header of 16 bytes");
	w.p[20 + 12] = 0x60;
	ok(decode() == PACKET_OK && payload_is("o"), "TCP options");
	w.p[20 + 12] = 0x70;
	is_number(decode(), PACKET_BAD, "TCP options behind the end");

	make_tcp4(0);
	w.p[20 + 13] = TCP_SYN;
	ok(decode() == PACKET_OK && payload_is("hello") &&
	   p.seq == 0x01020305, "data in a SYN begins one number later");
	memset(w.p + 24, 0xff, 4);
	ok(decode() == PACKET_OK && p.seq == 0, ": also around the end");
}

/* --- IPv6 ------------------------------------------------------------ */

static void begin_ipv6(uint8_t next)
{
	w.len = 0;
	put32(&w, 0x60000000);
	put16(&w, 0);
	put8(&w, next);
	put8(&w, 63);
	put(&w, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\7", 16);
	put(&w, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\t", 16);
}

static void end_ipv6(void)
{
	put_tcp(&w, 40000, 443, 1, 2, TCP_ACK);
	put_text(&w, "hello");
	w.p[4] = (uint8_t)((w.len - 40) >> 8);
	w.p[5] = (uint8_t)(w.len - 40);
}

/* An extension header of 8 bytes and `more` times 8. */
static void put_ext(uint8_t next, uint8_t more)
{
	put8(&w, next);
	put8(&w, more);
	put_fill(&w, 0, 6 + more * 8u);
}

static void test_ipv6(void)
{
	char text[ADDRESS_TEXT];

	begin_ipv6(IPPROTO_TCP);
	end_ipv6();
	ok(decode() == PACKET_OK && payload_is("hello") && p.dport == 443 &&
	   p.ttl == 63, "a TCP segment over IPv6");
	is_text(address_format(&p.src, text), "2001:db8::7", "source");
	is_text(address_format(&p.dst, text), "2001:db8::9", "destination");

	put_fill(&w, 0, 4);
	ok(decode() == PACKET_OK && payload_is("hello"),
	   "bytes behind the payload length are padding");
	w.p[5] = 100;
	ok(decode() == PACKET_OK && p.payload.len == 9 && p.beyond == 71,
	   "what a longer payload length promises is beyond");
	w.p[4] = w.p[5] = 0;
	ok(decode_part(w.len - 4, w.len - 4 + 70000) == PACKET_OK &&
	   payload_is("hello") && p.beyond == 70000,
	   "a payload length of 0: the true length is given");
	w.p[5] = 19;
	is_number(decode(), PACKET_BAD, "a length inside of TCP's header");
	is_number(decode_part(39, 65), PACKET_BAD, "cut in the header");
}

static void test_ipv6_extensions(void)
{
	static const uint8_t kinds[] = {
		IPPROTO_HOPOPTS, IPPROTO_ROUTING, IPPROTO_DSTOPTS,
	};

	for (size_t i = 0; i < sizeof(kinds); i++) {
		begin_ipv6(kinds[i]);
		put_ext(IPPROTO_TCP, (uint8_t)(3 * i));
		end_ipv6();
		ok(decode() == PACKET_OK && payload_is("hello"),
		   "behind extension header %u", kinds[i]);
		w.p[41] = 200;
		is_number(decode(), PACKET_BAD, "one longer than the packet");
	}
	begin_ipv6(IPPROTO_AH);
	put8(&w, IPPROTO_TCP);
	put8(&w, 4);			/* 24 bytes: in words, less two */
	put_fill(&w, 0, 22);
	end_ipv6();
	ok(decode() == PACKET_OK && payload_is("hello"), "behind AH");

	begin_ipv6(IPPROTO_FRAGMENT);
	put_ext(IPPROTO_TCP, 0);
	end_ipv6();
	w.p[43] = 1;
	ok(decode() == PACKET_OK && payload_is("hello"), "first fragment");
	w.p[41] = 99;
	ok(decode() == PACKET_OK && payload_is("hello"),
	   ": its second byte is no length");
	w.p[43] = 8;
	is_number(decode(), PACKET_OTHER, "second fragment");
	w.p[42] = 0x80;
	w.p[43] = 0;
	is_number(decode(), PACKET_OTHER, "a fragment far behind");

	begin_ipv6(IPPROTO_NONE);
	end_ipv6();
	is_number(decode(), PACKET_OTHER, "no next header");
	w.p[6] = IPPROTO_ICMPV6;
	is_number(decode(), PACKET_OTHER, "ICMPv6");
	w.p[6] = IPPROTO_ESP;
	is_number(decode(), PACKET_OTHER, "ESP");
}

static void test_ipv6_chains(void)
{
	begin_ipv6(IPPROTO_HOPOPTS);
	for (int i = 0; i < 14; i++)
		put_ext(IPPROTO_DSTOPTS, 0);
	put_ext(IPPROTO_TCP, 0);
	end_ipv6();
	ok(decode() == PACKET_OK && payload_is("hello"),
	   "a chain of 15 extension headers");

	begin_ipv6(IPPROTO_HOPOPTS);
	for (int i = 0; i < 16; i++)
		put_ext(IPPROTO_DSTOPTS, 0);
	put_ext(IPPROTO_TCP, 0);
	end_ipv6();
	is_number(decode(), PACKET_BAD, "a chain of 17");

	begin_ipv6(IPPROTO_HOPOPTS);
	put_fill(&w, 0, 60000);		/* each is a hop-by-hop header */
	w.p[4] = 0xea;
	is_number(decode(), PACKET_BAD, "an endless one");
	is_number(decode_part(41, 60040), PACKET_BAD, "a chain that is cut");
}

static void test_udp(void)
{
	w.len = 0;
	put_ipv4(&w, IPPROTO_UDP);
	put_udp(&w, 5353, 53, 5);
	put_text(&w, "hello");
	close_ipv4(&w);
	ok(decode() == PACKET_OK && payload_is("hello") && p.sport == 5353 &&
	   p.dport == 53 && p.transport == IPPROTO_UDP, "a datagram");
	w.p[25] = 10;
	ok(decode() == PACKET_OK && payload_is("he") && p.beyond == 0,
	   "a shorter length of its own");
	w.p[25] = 8;
	ok(decode() == PACKET_OK && p.payload.len == 0, "one without data");
	w.p[25] = 7;
	is_number(decode(), PACKET_BAD, "a length inside of its header");
	w.p[25] = 0;
	ok(decode() == PACKET_OK && payload_is("hello"),
	   "a length of 0: all there is");
	w.p[25] = 13;
	ok(decode_part(30, 33) == PACKET_OK && payload_is("he") &&
	   p.beyond == 3, "a datagram that was cut");
	is_number(decode_part(27, 33), PACKET_BAD, "cut in its header");
}

/* --- checksums ------------------------------------------------------- */

/* RFC 9293 3.1 and RFC 768, of `w` from `at` on, `len` bytes with the
 * checksum's field at `field`; the addresses stand right before `at`. */
static void put_checksum(size_t at, size_t len, size_t field,
			 uint8_t protocol, size_t address)
{
	uint32_t sum = protocol + (uint32_t)len;

	w.p[field] = w.p[field + 1] = 0;
	for (size_t i = 0; i < 2 * address; i++)
		sum += (uint32_t)w.p[at - 2 * address + i] << (i % 2 ? 0 : 8);
	for (size_t i = 0; i < len; i++)
		sum += (uint32_t)w.p[at + i] << (i % 2 ? 0 : 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	sum = sum == 0xffff ? 0xffff : ~sum & 0xffff;
	w.p[field] = (uint8_t)(sum >> 8);
	w.p[field + 1] = (uint8_t)sum;
}

/* It holds, and does not with any one bit the other way round. */
static void check_sums(const char *what, size_t from)
{
	unsigned wrong = 0;

	decode();
	ok(packet_checksum_holds(&p), "the checksum of %s", what);
	for (size_t i = from; i < w.len; i++) {
		w.p[i] ^= 0x10;
		if (decode() == PACKET_OK && p.beyond == 0)
			wrong += packet_checksum_holds(&p);
		w.p[i] ^= 0x10;
	}
	is_number(wrong, 0, "no byte can change");
}

static void test_checksums(void)
{
	make_tcp4(0);
	put_checksum(20, 25, 36, IPPROTO_TCP, 4);
	check_sums("a segment of odd length", 12);
	put_text(&w, "!");
	close_ipv4(&w);
	put_checksum(20, 26, 36, IPPROTO_TCP, 4);
	check_sums("one of even length", 12);
	decode_part(w.len - 1, w.len);
	ok(packet_checksum_holds(&p), "one that is cut cannot be told");

	w.len = 0;
	put_ipv4(&w, IPPROTO_UDP);
	put_udp(&w, 5353, 53, 5);
	put_text(&w, "hello");
	close_ipv4(&w);
	decode();
	ok(packet_checksum_holds(&p), "a datagram without one");
	put_checksum(20, 13, 26, IPPROTO_UDP, 4);
	check_sums("a datagram", 26);
	put_text(&w, "behind it");
	close_ipv4(&w);
	decode();
	ok(packet_checksum_holds(&p), "what is behind it does not count");

	w.len = 0;
	put(&w, "\x60\0\0\0\0\x19\x06\x40", 8);
	put(&w, "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\7", 16);
	put(&w, "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x09", 16);
	put_tcp(&w, 40000, 443, 1, 2, 0x18);
	put_text(&w, "hello");
	put_checksum(40, 25, 56, IPPROTO_TCP, 16);
	check_sums("a segment over IPv6", 8);
}

int main(void)
{
	test_ipv4();
	test_ipv4_header_length();
	test_ipv4_total_length();
	test_cut();
	test_ipv4_fragments();
	test_others();
	test_tcp();
	test_ipv6();
	test_ipv6_extensions();
	test_ipv6_chains();
	test_udp();
	test_checksums();
	guard_free(&kept);
	return done_testing();
}
