/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which connection a segment is of: SYNs, ports used again, forged ones. */

#include <netinet/in.h>

#include "lib/address.h"
#include "lib/array.h"
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

static enum relation relation;

static struct flow *find_as(enum standing standing, uint32_t seq, uint32_t ack,
			    uint8_t flags, size_t len)
{
	struct packet p = segment(seq, ack, flags, len);

	return connection_find(t, &p, standing, &relation);
}

/* A segment of which the kernel says nothing. */
static struct flow *find(uint32_t seq, uint32_t ack, uint8_t flags, size_t len)
{
	return find_as(STANDING_UNTOLD, seq, ack, flags, len);
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
	struct flow *f = flow_new(t, &p, OWNER_OPENED);

	f->segments = 1;
	return f;
}

static void test_syn(void)
{
	struct flow *f;

	ok(find(1000, 7, TCP_ACK, 100) == NULL, "data first: no flow");
	is_number(relation, CONNECTION_FIRST, ": it is the first");
	f = find(1000, 0, TCP_SYN, 0);
	ok(f && f->state == FLOW_ANCHORED && f->has_floor && f->start == 1000 &&
	   f->floor == 1000 && f->syn && !f->syn_data,
	   "a SYN begins one where its data will");
	ok(find(1000, 7, TCP_ACK, 100) == f, "its data is of it");
	is_number(relation, CONNECTION_GOES_ON, ": and goes on");
	is_number(f->ack, 7, ": and tells what the server has said");
	ok(find(1000, 0, TCP_SYN, 0) == f, "the SYN again is no other");
	f = find(90000000, 0, TCP_SYN, 0);
	ok(f && f->start == 90000000, "another SYN begins another");
	is_number(flows(), 1, "in the place of the first");
	f = find(500, 0, TCP_SYN, 9);
	ok(f && f->syn_data, "one with data");
}

/* Where the kernel speaks, nothing else makes a connection a new one. */
static void test_told_syn(void)
{
	struct flow *f = begun(1000, 7);

	ok(find_as(STANDING_KNOWN, 90000000, 0, TCP_SYN, 0) == f,
	   "a SYN that is not new changes nothing");
	is_number(relation, CONNECTION_ASTRAY, ": and is by itself");
	ok(find_as(STANDING_ASTRAY, 90000000, 0, TCP_SYN, 0) == f &&
	   relation == CONNECTION_ASTRAY, ": nor does one out of place");
	f->state = FLOW_BLOCKED;
	ok(find_as(STANDING_KNOWN, 1000, 0, TCP_SYN, 0) == f &&
	   f->state == FLOW_BLOCKED, ": it undoes no refusal");
	find_as(STANDING_KNOWN, 500000, 0, TCP_SYN, 0);
	ok(find_as(STANDING_KNOWN, 500000, 7, TCP_ACK, 100) == f &&
	   relation == CONNECTION_ASTRAY, ": nor do data behind it");
	f = find_as(STANDING_NEW, 500900, 7, TCP_ACK, 100);
	ok(f && relation == CONNECTION_GOES_ON && f->start == 500000 &&
	   f->state == FLOW_ANCHORED && f->syn,
	   ": once the kernel says that a new one begins, it began there");
	find_as(STANDING_KNOWN, 900000, 0, TCP_SYN, 0);
	ok(!find_as(STANDING_NEW, 800000, 7, TCP_ACK, 100) && flows() == 0,
	   ": but not if it begins elsewhere");
	find_as(STANDING_NEW, 1000, 0, TCP_SYN, 0);
	find_as(STANDING_KNOWN, 500000, 0, TCP_SYN, 0);
	f = find_as(STANDING_KNOWN, 500000, 7, TCP_ACK, 100);
	ok(f && relation == CONNECTION_ASTRAY && f->start == 1000,
	   ": nor is the beginning elsewhere because somebody says so");
	f = find_as(STANDING_NEW, 90000000, 0, TCP_SYN, 0);
	ok(f && f->state == FLOW_ANCHORED && f->start == 90000000,
	   "one that is new begins anew");
	ok(find_as(STANDING_KNOWN, 90000000, 7, TCP_ACK, 100) == f &&
	   relation == CONNECTION_GOES_ON, ": and its data is of it");
	is_number(flows(), 1, "one flow");
}

/* What the segment is, of one that is told to be `standing`; the flow stays
 * if there is still one. */
static enum relation told(enum standing standing, uint32_t seq, uint32_t ack)
{
	find_as(standing, seq, ack, TCP_ACK, 100);
	return relation;
}

static void test_new(void)
{
	static const uint32_t anywhere[] = {
		0, 900, 950, 999, 1001, 2000, 48000, 66537, 15600000,
		0x80000000,
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(anywhere); i++) {
		begun(1000, 7);
		wrong += told(STANDING_NEW, anywhere[i] + 100, 7 + anywhere[i]);
		wrong += flows();
	}
	is_number(wrong, 0, "a new connection, wherever it begins");
	begun(1000, 7)->astray = true;
	is_number(told(STANDING_NEW, 1000, 7), CONNECTION_GOES_ON,
		  ": but not what goes on with what overtook its handshake");
}

static void test_known(void)
{
	struct flow *f = begun(1000, 7);

	is_number(told(STANDING_KNOWN, 1100, 7), CONNECTION_GOES_ON, "next");
	is_number(told(STANDING_KNOWN, 1000 + CONNECTION_AHEAD, 9000000),
		  CONNECTION_GOES_ON, ": behind a hole, whatever was answered");
	f->acked = 7;
	is_number(told(STANDING_KNOWN, 1001 + CONNECTION_AHEAD, 7),
		  CONNECTION_ASTRAY, "too far behind it");
	is_number(told(STANDING_KNOWN, 1000 - CONNECTION_BEFORE, 7),
		  CONNECTION_GOES_ON, "before what was seen first");
	is_number(told(STANDING_KNOWN, 999 - CONNECTION_BEFORE, 7),
		  CONNECTION_ASTRAY, "too far before it");
	is_number(told(STANDING_KNOWN, 0x80001000, 7), CONNECTION_ASTRAY,
		  "on the other side");
	f->state = FLOW_MESSAGE;
	is_number(told(STANDING_KNOWN, 1000 - CONNECTION_BEFORE * 4, 7),
		  CONNECTION_GOES_ON, "sent again long after");
	is_number(told(STANDING_KNOWN, 1000 - (17 << 20), 7),
		  CONNECTION_ASTRAY, "too long");
	f->skip = 5000;
	is_number(told(STANDING_KNOWN, 6000 + CONNECTION_AHEAD, 7),
		  CONNECTION_GOES_ON, ": behind the rest of a body");
	is_number(told(STANDING_KNOWN, 6001 + CONNECTION_AHEAD, 7),
		  CONNECTION_ASTRAY, "too far behind it");
	f->skip = 1ull << 40;
	is_number(told(STANDING_KNOWN, 1000 + (1 << 20), 7),
		  CONNECTION_GOES_ON, "far ahead in a body");
	is_number(told(STANDING_KNOWN, 1000 + (2 << 20), 7),
		  CONNECTION_ASTRAY, "too far in any");
	ok(f->start == 1000 && flows() == 1, "none of them changed the flow");
	flow_drop(t, f);
	f = begun(0xfffffff0, 7);
	is_number(told(STANDING_KNOWN, 84, 7), CONNECTION_GOES_ON,
		  "numbers wrap");
}

/* What a server takes for forged, though its numbers fit. */
static void test_forged(void)
{
	enum { LATE = 1 << 20 };
	struct flow *f = begun(1000, 7);

	is_number(told(STANDING_KNOWN, 1100, 7u - LATE), CONNECTION_GOES_ON,
		  "an answer acknowledged late");
	is_number(told(STANDING_KNOWN, 1100, 6u - LATE), CONNECTION_ASTRAY,
		  "too late");
	is_number(told(STANDING_KNOWN, 1100, 0x80000010), CONNECTION_ASTRAY,
		  "by any number");
	is_number(f->acked, 7, ": which changes nothing");
	is_number(told(STANDING_ASTRAY, 1000, 0x70000000), CONNECTION_GOES_ON,
		  "the very next, of no connection");
	is_number(f->acked, 7, ": whose word does not count");
	f->state = FLOW_ANCHORED;
	f->segments = 0;
	is_number(told(STANDING_KNOWN, 1000, 0x80000010), CONNECTION_ASTRAY,
		  "nor that of what begins in a tunnel");
	flow_drop(t, f);
	find_as(STANDING_NEW, 1000, 0, TCP_SYN, 0);
	is_number(told(STANDING_KNOWN, 1000, 0x80000010), CONNECTION_GOES_ON,
		  "the first data tells what the server has said");
}

/* Nothing but its SYN came, and somebody else tries numbers. */
static void test_harassed(void)
{
	struct flow *f = find_as(STANDING_NEW, 1000, 0, TCP_SYN, 0);

	is_number(told(STANDING_KNOWN, 3000, 7), CONNECTION_GOES_ON,
		  "what overtook the first data");
	flow_drop(t, f);
	f = find_as(STANDING_NEW, 1000, 0, TCP_SYN, 0);
	is_number(told(STANDING_KNOWN, 90000000, 7), CONNECTION_ASTRAY,
		  "what nobody awaits");
	is_number(told(STANDING_KNOWN, 3000, 0x80000010), CONNECTION_ASTRAY,
		  "then nothing that lies ahead");
	is_number(told(STANDING_KNOWN, 999, 7), CONNECTION_GOES_ON,
		  ": but a byte to keep it alive");
	is_number(told(STANDING_KNOWN, 3000, 7), CONNECTION_GOES_ON,
		  ": until something acknowledged what its server said");
	f = find_as(STANDING_NEW, 1000, 0, TCP_SYN, 0);
	find_as(STANDING_KNOWN, 70000000, 0, TCP_SYN, 0);
	is_number(told(STANDING_KNOWN, 70000001, 7), CONNECTION_ASTRAY,
		  "what begins behind a SYN that may be anybody's");
	is_number(f->floor, 1000, ": the connection's own counts");
	is_number(told(STANDING_KNOWN, 1000, 7), CONNECTION_GOES_ON,
		  ": and goes on");
}

/* What conntrack says is of no connection counts only as the very next. */
static void test_astray(void)
{
	struct flow *f = begun(1000, 7);

	is_number(told(STANDING_ASTRAY, 1000, 7), CONNECTION_GOES_ON,
		  "the very next");
	is_number(told(STANDING_ASTRAY, 950, 7), CONNECTION_GOES_ON,
		  "with a part that is known");
	is_number(told(STANDING_ASTRAY, 1001, 7), CONNECTION_ASTRAY,
		  "a byte further");
	f->state = FLOW_MESSAGE;
	is_number(told(STANDING_ASTRAY, 900, 7), CONNECTION_ASTRAY,
		  "what is known already");
	f->astray = true;
	is_number(told(STANDING_KNOWN, 90000000, 7), CONNECTION_FIRST,
		  "a flow of such gives way to one that conntrack knows");
	is_number(flows(), 0, "altogether");
}

static void test_untold(void)
{
	struct flow *f = begun(1000, 7);

	is_number(told(STANDING_UNTOLD, 1000, 7), CONNECTION_GOES_ON, "next");
	is_number(told(STANDING_UNTOLD, 60000, 7), CONNECTION_GOES_ON,
		  "ahead, and the server has said nothing new");
	is_number(told(STANDING_UNTOLD, 1000, 900000), CONNECTION_GOES_ON,
		  "next behind a long answer");
	is_number(told(STANDING_UNTOLD, 48000, 947000), CONNECTION_DOUBTFUL,
		  "numbers of both sides that do not go on");
	is_number(told(STANDING_UNTOLD, 1000 + (17 << 20), 900000),
		  CONNECTION_DOUBTFUL, "17 MB at once");
	ok(f->start == 1000 && flows() == 1, "they do not change the flow");
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

	flow_place(t, f, seq, p.payload);
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
	run(test_told_syn);
	run(test_new);
	run(test_known);
	run(test_forged);
	run(test_harassed);
	run(test_astray);
	run(test_untold);
	run(test_odds);
	run(test_awaits);
	return done_testing();
}
