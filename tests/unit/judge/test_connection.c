/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which connection a segment is of: SYNs, ports used again, forged ones. */

#include <netinet/in.h>

#include "lib/address.h"
#include "nfq/judge/connection.h"
#include "tests/unit/tap.h"

static struct flow_table *t;

static struct packet segment(uint32_t seq, uint32_t ack, uint8_t flags,
			     size_t len)
{
	static const uint8_t bytes[2000];

	return (struct packet) {
		.src = address_from_v4("\xc0\0\2\7"),
		.dst = address_from_v4("\xc6\x33\x64\x09"),
		.sport = 40000, .dport = 443, .transport = IPPROTO_TCP,
		.ttl = 64, .tcp_flags = flags, .seq = seq, .ack = ack,
		.payload = { bytes, len },
	};
}

static struct flow *find(uint32_t seq, uint32_t ack, uint8_t flags, size_t len)
{
	struct packet p = segment(seq, ack, flags, len);

	return connection_find(t, &p);
}

static unsigned flows(void)
{
	struct flow_stats s;

	flow_table_stats(t, &s);
	return s.flows;
}

/* A flow that has taken its first segment. */
static struct flow *begun(uint32_t seq, uint32_t ack)
{
	struct packet p = segment(seq, ack, TCP_ACK, 100);
	struct flow *f = flow_new(t, &p);

	f->segments = 1;
	return f;
}

static void test_syn(void)
{
	struct flow *f;

	ok(find(1000, 7, TCP_ACK, 100) == NULL, "data first: no flow");
	f = find(1000, 0, TCP_SYN, 0);
	ok(f && f->state == FLOW_ANCHORED && f->has_floor && f->start == 1000 &&
	   f->floor == 1000, "a SYN begins one where its data will");
	ok(find(1000, 7, TCP_ACK, 100) == f, ": its data is of it");
	is_number(f->ack, 7, ": and tells what the server has said");
	f = find(90000000, 0, TCP_SYN, 0);
	ok(f && f->start == 90000000, ": another SYN begins another");
	is_number(flows(), 1, ": in the place of the first");
}

static void test_reuse(void)
{
	struct flow *f = begun(1000, 7);

	ok(find(1100, 7, TCP_ACK, 100) == f, "what goes on");
	ok(find(900, 7, TCP_ACK, 100) == f, "what is late");
	ok(find(60000, 7, TCP_ACK, 100) == f,
	   "what lies ahead, and the server has said nothing new");
	ok(find(1100, 900000, TCP_ACK, 100) == f,
	   "what goes on behind a long answer");
	ok(find(100000, 900000, TCP_ACK, 100) == NULL,
	   "numbers of both sides that do not go on");
	is_number(flows(), 0, "end it");
	begun(1000, 7);
	ok(find(1000 + (17 << 20), 7, TCP_ACK, 100) == NULL,
	   ": and so do 17 MB at once");
	f = begun(0xfffffff0, 7);
	ok(find(84, 7, TCP_ACK, 100) == f, "numbers wrap");
}

static void test_refused(void)
{
	struct flow *f = begun(1000, 7);

	f->state = FLOW_BLOCKED;
	ok(find(500000000, 0, TCP_SYN, 0) == f && f->state == FLOW_BLOCKED,
	   "a SYN does not undo a refusal");
	ok(find(1000, 7, TCP_ACK, 100) == f && f->state == FLOW_BLOCKED,
	   "what goes on is still refused");
	f = find(500000000, 9, TCP_ACK, 100);
	ok(f && f->state == FLOW_ANCHORED && f->start == 500000000 &&
	   f->ack == 9, "what begins where the SYN said is another");
	flow_drop(t, f);
	f = begun(1000, 7);
	f->state = FLOW_BLOCKED;
	find(1500, 0, TCP_SYN, 0);
	ok(find(1500, 7, TCP_ACK, 100) == f && f->state == FLOW_BLOCKED,
	   "a SYN that lies near is no beginning");
}

static void test_odds(void)
{
	struct flow *f = find(1000, 0, TCP_SYN, 0);
	struct packet p = segment(1000, 7, TCP_ACK, 100);

	ok(!connection_is_at_odds(f, &p), "the first data");
	p = segment(900, 7, TCP_ACK, 100);
	ok(connection_is_at_odds(f, &p), "data before it");
	p = segment(999, 7, TCP_ACK, 1);
	ok(!connection_is_at_odds(f, &p), "a byte to keep it alive");
	for (unsigned ttl = 55; ttl <= 73; ttl += 6) {
		p = segment(1000, 7, TCP_ACK, 100);
		p.ttl = (uint8_t)ttl;
		is_number(connection_is_at_odds(f, &p), ttl < 60 || ttl > 68,
			  "TTL %u behind 64", ttl);
	}
	f->segments = 1;
	p = segment(900, 7, TCP_ACK, 100);
	ok(!connection_is_at_odds(f, &p),
	   ": once data was taken what is old is only late");
}

static void place(struct flow *f, uint32_t seq, size_t len)
{
	struct packet p = segment(seq, 7, TCP_ACK, len);

	stream_place(&f->stream, flow_pool(t), seq, p.payload);
}

static uint32_t awaits(const struct flow *f, uint32_t seq)
{
	struct packet p = segment(seq, 7, TCP_ACK, 100);

	return connection_awaits(f, &p);
}

/* What the server awaits when a segment is refused. */
static void test_awaits(void)
{
	struct flow *f = begun(1000, 7);

	is_number(awaits(NULL, 500), 500, "all of the first segment");
	is_number(awaits(f, 1000), 1000, ": and of one that is all there is");
	place(f, 1000, 100);
	is_number(awaits(f, 1100), 1100, "what comes behind those before");
	is_number(awaits(f, 1000), 1100, "sent again with more: only that");
	is_number(awaits(f, 900), 900, "an earlier one that was late");
	place(f, 1200, 100);
	is_number(awaits(f, 1300), 1100, "with a hole, the hole's start");
	is_number(awaits(f, 1100), 1100, "where it would be filled too");
	place(f, 1100, 100);
	is_number(awaits(f, 1250), 1300, ": once it is filled, the end");
	f->floor = 1150;
	f->has_floor = true;
	is_number(awaits(f, 1350), 1300, "from a floor within");
	f->floor = 1400;
	is_number(awaits(f, 1500), 1400, "from one behind all");
	flow_drop(t, f);
	f = find(0xffffffd0, 0, TCP_SYN, 0);
	is_number(awaits(f, 84), 0xffffffd0, "from a SYN on");
	place(f, 0xffffffd0, 100);
	is_number(awaits(f, 84), 0xffffffd0 + 100, "numbers wrap");
}

static void run(void (*test)(void))
{
	t = flow_table_new(8, 64);
	test();
	flow_table_free(t);
}

int main(void)
{
	run(test_syn);
	run(test_reuse);
	run(test_refused);
	run(test_odds);
	run(test_awaits);
	return done_testing();
}
