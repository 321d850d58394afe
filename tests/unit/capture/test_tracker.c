/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which packets of a capture a gateway would have queued. */

#include <netinet/in.h>	/* before the kernel's headers */

#include "tests/unit/ipwire.h"
#include "tests/unit/tap.h"
#include "tests/unit/wire.h"
#include "tools/capture/tracker.h"

static struct wire w;
static struct packet p;

/* A segment with as many bytes of data, or the answer to one. */
static const struct packet *segment(uint8_t flags, size_t len, bool answer)
{
	w.len = 0;
	put_ipv4(&w, IPPROTO_TCP);
	put_tcp(&w, 40000, 443, 1000, 2000, flags);
	put_fill(&w, 'x', len);
	close_ipv4(&w);
	packet_decode(&p, w.p, w.len, w.len);
	if (answer) {
		struct packet q = p;

		p.src = q.dst;
		p.dst = q.src;
		p.sport = q.dport;
		p.dport = q.sport;
	}
	return &p;
}

static const struct packet *datagram(uint16_t port, const void *data,
				     size_t len)
{
	w.len = 0;
	put_ipv4(&w, IPPROTO_UDP);
	put_udp(&w, 40001, port, len);
	put(&w, data, len);
	close_ipv4(&w);
	packet_decode(&p, w.p, w.len, w.len);
	return &p;
}

static void test_tcp(void)
{
	struct tracker *t = tracker_new(false);

	ok(tracker_take(t, segment(TCP_SYN, 0, false)).first, "a SYN");
	ok(!tracker_take(t, segment(TCP_ACK, 0, false)).selected,
	   "a segment without data");
	ok(tracker_take(t, segment(TCP_ACK, 9, false)).selected,
	   "what the client sends");
	ok(!tracker_take(t, segment(TCP_ACK, 9, true)).selected,
	   ": not what the server does");
	tracker_judged(t, segment(TCP_ACK, 9, false), VERDICT_MORE);
	ok(tracker_take(t, segment(TCP_ACK, 9, false)).selected,
	   "more, if asked for");
	tracker_judged(t, &p, VERDICT_PASS_FLOW);
	ok(!tracker_take(t, segment(TCP_ACK, 9, false)).selected,
	   "no more once it is judged");
	tracker_take(t, segment(TCP_SYN, 0, false));
	ok(tracker_take(t, segment(TCP_ACK, 9, false)).selected,
	   ": the same ports again");
	tracker_free(t);

	t = tracker_new(false);
	ok(!tracker_take(t, segment(TCP_ACK, 9, true)).first,
	   "from a well-known port first");
	ok(tracker_take(t, segment(TCP_ACK, 9, false)).first,
	   ": then from the client");
	tracker_free(t);
}

static void test_udp(void)
{
	static const char question[] =
		"\x12\x34\1\0\0\1\0\0\0\0\0\0\1a\0\0\1\0";
	static const char other[] = "\x12\x34\1\0\0\2\0\0\0\0\0\0\1a\0\0\1\0";
	const size_t n = sizeof(question);

	for (int elsewhere = 0; elsewhere < 2; elsewhere++) {
		struct tracker *t = tracker_new(elsewhere);

		ok(tracker_take(t, datagram(53, question, n)).selected,
		   "a question");
		is_number(tracker_take(t, datagram(5300, question, n)).selected,
			  elsewhere, ": to another port");
		ok(!tracker_take(t, datagram(5300, other, n)).selected,
		   "what is none");
		ok(tracker_take(t, datagram(5300, "\xc0", 1)).selected,
		   "a long header of QUIC");
		ok(tracker_take(t, datagram(5300, "\x16\xfe", 2)).selected,
		   "a handshake of DTLS");
		ok(!tracker_take(t, datagram(5300, "\x16", 1)).selected &&
		   !tracker_take(t, datagram(5300, "\x17\xfe", 2)).selected,
		   ": and no other record of it");
		ok(tracker_take(t, datagram(443, "x", 1)).selected,
		   "anything to QUIC's port");
		tracker_free(t);
	}
}

int main(void)
{
	test_tcp();
	test_udp();
	return done_testing();
}
