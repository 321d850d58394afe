/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The flow table: find, make, drop, and who goes when it is full. */

#include "nfq/packet/flow.h"
#include "tests/unit/tap.h"

/* A packet of client number `n`, IPv4 or IPv6. */
static struct packet packet_of(uint32_t n)
{
	static const uint8_t server[4] = { 198, 51, 100, 9 };
	const uint8_t four[4] = { 10, (uint8_t)(n >> 16), (uint8_t)(n >> 8),
				  (uint8_t)n };
	uint8_t six[16] = { 0x20, 1, 0xd, 0xb8 };
	struct packet p = {
		.dst = address_from_v4(server), .sport = (uint16_t)(n * 7),
		.dport = 443, .seq = n * 1000, .ack = n,
	};

	memcpy(six + 4, four, 4);
	p.src = n % 2 ? address_from_v6(six) : address_from_v4(four);
	return p;
}

/* Room for `n` connections with a handshake. */
static struct flow_table *table_of(uint32_t n, size_t chunks)
{
	uint32_t max = n;

	while (max > 1 && max - max / 4 < n)
		max++;
	return flow_table_new(max, chunks);
}

static struct flow *new_flow(struct flow_table *t, const struct packet *p)
{
	return flow_new(t, p, OWNER_OPENED);
}

static size_t chunks(struct flow_table *t)
{
	struct flow_stats stats;

	flow_table_stats(t, &stats);
	return stats.chunks;
}

static uint32_t count(struct flow_table *t)
{
	struct flow_stats stats;

	flow_table_stats(t, &stats);
	return stats.flows;
}

/* Several of the same ends, as QUIC has them. */
static void test_another(void)
{
	struct flow_table *t = flow_table_new(4, 16);
	struct packet p = packet_of(1), q = packet_of(2);
	struct flow *a, *b;

	a = new_flow(t, &p);
	new_flow(t, &q);
	b = new_flow(t, &p);
	ok(flow_find(t, &p) == b, "the newest is found first");
	ok(flow_another(t, b) == a, ": behind it the older");
	ok(flow_another(t, a) == NULL, ": and no more");
	ok(flow_another(t, flow_find(t, &q)) == NULL, ": of other ends none");
	flow_give_way(t, b);
	ok(flow_find(t, &p) == a, "without the newest the older");
	flow_table_free(t);
}

/* In a table of one all share a bucket. */
static void test_find(uint32_t max)
{
	struct flow_table *t = flow_table_new(max, 16);
	struct packet p = packet_of(1), q = p;
	struct flow *f;

	ok(flow_find(t, &p) == NULL, "an empty table has nothing");
	f = new_flow(t, &p);
	ok(f != NULL && flow_find(t, &p) == f, "a new flow is found");
	is_number(f->start, 1000, ": it starts with its packet");
	is_number(f->ack, 1, ": and its flight");
	is_number(f->stream.nruns, 0, ": its stream is empty");
	ok(f->state == FLOW_SEEKING && !f->inspector && !f->has_floor,
	   ": and nothing is known of it");

	q.seq = q.ack = 5;
	ok(flow_find(t, &q) == f, "numbers do not matter");
	q.sport ^= 1;
	ok(flow_find(t, &q) == NULL, ": another source port");
	q = p;
	q.dport++;
	ok(flow_find(t, &q) == NULL, ": another destination port");
	q = p;
	q.src.b[15]++;
	ok(flow_find(t, &q) == NULL, ": another source");
	q = p;
	q.dst.b[15]++;
	ok(flow_find(t, &q) == NULL, ": another destination");
	q = p;
	q.src = p.dst;
	q.dst = p.src;
	ok(flow_find(t, &q) == NULL, "the other direction");

	flow_drop(t, f);
	ok(flow_find(t, &p) == NULL, "a dropped flow is gone");
	is_number(count(t), 0, "the table is empty again");
	flow_table_free(t);
	flow_table_free(NULL);
}

static void test_chunks(void)
{
	struct flow_table *t = table_of(4, 16);
	struct packet p = packet_of(1);
	struct flow *f = new_flow(t, &p);
	struct flow_stats stats;
	uint8_t data[3000] = { 0 };

	flow_place(t, f, p.seq, (struct span) { data, sizeof(data) });
	flow_table_stats(t, &stats);
	is_number(stats.chunks, 3, "a stream takes chunks");
	is_number(stats.max, 5, "room");
	flow_drop(t, f);
	is_number(chunks(t), 0, "a drop gives them back");

	f = new_flow(t, &p);
	flow_place(t, f, p.seq, (struct span) { data, sizeof(data) });
	for (uint32_t i = 2; i < 6; i++) {
		p = packet_of(i);
		new_flow(t, &p);
	}
	is_number(chunks(t), 0, "an eviction too");
	flow_table_free(t);
}

/* A flow of client `n` that holds as many chunks. */
static struct flow *flow_with(struct flow_table *t, uint32_t n,
			      size_t n_chunks)
{
	static const uint8_t data[STREAM_MAX];
	struct packet p = packet_of(n);
	struct flow *f = new_flow(t, &p);

	flow_place(t, f, p.seq, (struct span) { data, n_chunks * CHUNK });
	return f;
}

static void test_room(void)
{
	struct flow_table *t = table_of(100, 100);
	struct flow_stats stats;
	struct packet p;

	for (uint32_t i = 0; i < 20; i++) {
		struct flow *f = flow_with(t, i, 10);

		if (f->stream.nchunks != 10)
			ok(false, "there is room for flow %u", i);
	}
	p = packet_of(19);
	ok(flow_find(t, &p) != NULL, "the flow used last stays");
	p = packet_of(0);
	ok(flow_find(t, &p) == NULL, ": those silent longest go");
	flow_table_stats(t, &stats);
	is_number(stats.flows + stats.evicted, 20, "and are counted");
	ok(stats.flows >= 8, "no more than must");
	flow_table_free(t);

	t = flow_table_new(4, 12);
	ok(!flow_has_room(t, flow_with(t, 1, 10), 0, 10 * CHUNK) &&
	   count(t) == 1, "a flow alone is never in its own way");
	flow_table_free(t);
}

static void test_eviction(void)
{
	struct flow_table *t = table_of(8, 8);
	struct flow_stats stats;
	struct packet p;

	for (uint32_t i = 0; i < 8; i++) {
		p = packet_of(i);
		new_flow(t, &p);
	}
	p = packet_of(0);
	flow_find(t, &p);
	p = packet_of(100);
	new_flow(t, &p);
	ok(flow_find(t, &p) != NULL, "a full table takes a new flow");
	p = packet_of(1);
	ok(flow_find(t, &p) == NULL, "for the one used longest ago");
	p = packet_of(0);
	ok(flow_find(t, &p) != NULL, ": not for the first one made");
	flow_table_stats(t, &stats);
	is_number(stats.evicted, 1, "one was evicted");
	is_number(stats.flows, 8, ": it is full");
	flow_table_free(t);

	t = table_of(1, 1);
	for (uint32_t i = 0; i < 100; i++) {
		p = packet_of(i);
		new_flow(t, &p);
	}
	flow_table_stats(t, &stats);
	ok(stats.flows == 1 && stats.evicted == 99 && flow_find(t, &p),
	   "a table of one");
	flow_table_free(t);
}

/* --- shares ----------------------------------------------------------- */

/* Flow `k` of client `n`. */
static struct packet packet_for(uint32_t n, uint16_t k)
{
	struct packet p = packet_of(n);

	p.sport = k;
	return p;
}

/* How many of a client's flows are there. */
static unsigned flows_of(struct flow_table *t, uint32_t n, uint16_t upto)
{
	unsigned found = 0;

	for (uint16_t k = 0; k < upto; k++) {
		struct packet p = packet_for(n, k);

		found += flow_find(t, &p) != NULL;
	}
	return found;
}

static void test_shares(void)
{
	struct flow_table *t = table_of(60, 64);
	struct packet p;

	for (uint32_t n = 2; n < 32; n++) {
		p = packet_for(n, 0);
		new_flow(t, &p);
	}
	for (uint16_t k = 0; k < 1000; k++) {
		p = packet_for(0, k);
		new_flow(t, &p);
		p.src.b[15] ^= (uint8_t)k;	/* the same of an IPv6 /64 */
		p = packet_for(1, k);
		p.src.b[15] ^= (uint8_t)k;
		new_flow(t, &p);
	}
	is_number(count(t), 60, "a table that two want for themselves");
	for (uint32_t n = 2; n < 32; n++)
		if (flows_of(t, n, 1) != 1)
			ok(false, "the flow of client %u stays", n);
	is_number(flows_of(t, 0, 1000), 15, ": each has its half of the rest");
	p = packet_for(0, 999);
	ok(flow_find(t, &p) != NULL, ": the newest");
	flow_table_free(t);
}

/* Without a handshake. */
static void test_loose(void)
{
	struct flow_table *t = flow_table_new(64, 64);
	struct packet p;

	for (uint16_t k = 0; k < 48; k++) {
		p = packet_for(2 + k, 0);
		new_flow(t, &p);
	}
	p = packet_for(1, 7);
	flow_new(t, &p, OWNER_LOOSE);
	for (uint32_t n = 0; n < 1000; n++) {
		p = packet_for(1000 + n % 10, (uint16_t)n);
		flow_new(t, &p, OWNER_LOOSE);
	}
	is_number(count(t), 64, "what anybody can make up");
	for (uint16_t k = 0; k < 48; k++)
		if (flows_of(t, 2 + k, 1) != 1)
			ok(false, "client %u has no flow less for it", k);
	is_number(flows_of(t, 1, 9), 1, ": and not even its like");
	p = packet_for(1, 7);
	flow_open(t, flow_find(t, &p));
	is_number(count(t), 64, "one whose handshake shows");
	p = packet_for(2000, 1);
	flow_new(t, &p, OWNER_LOOSE);
	is_number(count(t), 64, ": makes room for another without");
	flow_table_free(t);
}

/* Whoever holds most bytes, and of its flows those that hold any. */
static void test_hoard(void)
{
	struct flow_table *t = table_of(100, 100);
	struct packet p;

	for (uint32_t n = 2; n < 12; n++)
		flow_with(t, n, 2);
	p = packet_for(0, 500);
	new_flow(t, &p);
	for (uint16_t k = 0; k < 50; k++) {
		static const uint8_t data[4 * CHUNK];
		struct flow *f;

		p = packet_for(0, k);
		f = new_flow(t, &p);
		flow_place(t, f, p.seq, (struct span) { data, sizeof(data) });
	}
	for (uint32_t n = 2; n < 12; n++) {
		p = packet_of(n);
		if (!flow_find(t, &p))
			ok(false, "client %u keeps what it holds", n);
	}
	is_number(flows_of(t, 0, 50), 19, "one that hoards has the rest");
	p = packet_for(0, 500);
	ok(flow_find(t, &p) != NULL, ": its flow that holds nothing stays");
	ok(chunks(t) <= 100, ": in all no more than there are");
	flow_table_free(t);
}

/* --- what remains ------------------------------------------------------ */

static enum flow_relic relic_after(enum flow_state state, uint64_t skip,
				   bool holds, bool foreign)
{
	struct flow_table *t = table_of(1, 8);
	struct packet p = packet_of(1), q = packet_of(2);
	struct flow *f = new_flow(t, &p);
	enum flow_relic relic;

	if (holds)
		flow_place(t, f, p.seq, (struct span) {
			(const uint8_t *)"x", 1 });
	f->state = state;
	f->skip = skip;
	f->foreign = foreign;
	new_flow(t, &q);
	relic = flow_relic(t, &p);
	if (flow_relic(t, &q) != FLOW_FORGOTTEN)
		ok(false, "nothing remains of what is there");
	flow_drop_relic(t, &p);
	if (flow_relic(t, &p) != FLOW_FORGOTTEN)
		ok(false, "nothing that was dropped");
	flow_table_free(t);
	return relic;
}

static void test_relics(void)
{
	static const struct {
		enum flow_state state;
		uint64_t skip;
		bool holds, foreign;
		enum flow_relic want;
		const char *what;
	} rows[] = {
		{ FLOW_SEEKING, 0, true, false, FLOW_RELIC_PARTIAL,
		  "half a hello" },
		{ FLOW_SEEKING, 0, true, true, FLOW_FORGOTTEN,
		  "what nobody knows" },
		{ FLOW_ANCHORED, 0, false, false, FLOW_FORGOTTEN, "a SYN" },
		{ FLOW_MESSAGE, 0, false, false, FLOW_FORGOTTEN,
		  "requests, between two" },
		{ FLOW_MESSAGE, 0, true, false, FLOW_RELIC_PARTIAL,
		  "half a request" },
		{ FLOW_MESSAGE, 9, false, false, FLOW_RELIC_PARTIAL,
		  "one with a body" },
		{ FLOW_CHUNK, 0, false, false, FLOW_RELIC_PARTIAL, "chunks" },
		{ FLOW_LOST, 0, false, false, FLOW_RELIC_PARTIAL,
		  "one out of step" },
		{ FLOW_BLOCKED, 0, false, false, FLOW_RELIC_REFUSED,
		  "a refusal" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_number(relic_after(rows[i].state, rows[i].skip,
				      rows[i].holds, rows[i].foreign),
			  rows[i].want, "what remains of %s", rows[i].what);
}

static void test_relics_in_time(void)
{
	struct flow_table *t = table_of(1, 8);
	struct packet p = packet_of(1), q = packet_of(2);

	flow_table_tick(t, 1000);
	new_flow(t, &p)->state = FLOW_BLOCKED;
	new_flow(t, &q);
	flow_table_tick(t, 1000 + TOMBSTONE_SECONDS);
	is_number(flow_relic(t, &p), FLOW_RELIC_REFUSED, "for a while");
	flow_table_tick(t, 1004 + TOMBSTONE_SECONDS);
	is_number(flow_relic(t, &p), FLOW_FORGOTTEN, "not for ever");
	flow_table_free(t);
}

/* --- against a list in the order of use ------------------------------ */

enum { MAX = 50, CLIENTS = 120 };

struct list {
	uint32_t clients[MAX];	/* the one used longest ago first */
	size_t n;
	uint64_t evicted;
};

static bool list_take(struct list *l, uint32_t client)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->clients[i] == client) {
			memmove(l->clients + i, l->clients + i + 1,
				(l->n - i - 1) * sizeof(client));
			l->n--;
			return true;
		}
	return false;
}

static void list_add(struct list *l, uint32_t client)
{
	if (l->n == MAX) {
		list_take(l, l->clients[0]);
		l->evicted++;
	}
	l->clients[l->n++] = client;
}

static bool one_step(struct flow_table *t, struct list *l)
{
	uint32_t client = (uint32_t)(random_next() % CLIENTS);
	struct packet p = packet_of(client);
	struct flow *f = flow_find(t, &p);
	bool known = list_take(l, client);

	if (known != (f != NULL))
		return false;
	if (f && (f->start != p.seq || f->sport != p.sport))
		return false;
	if (f && random_next() % 4 == 0) {
		flow_drop(t, f);
		return true;
	}
	if (!f && new_flow(t, &p)->start != p.seq)
		return false;
	list_add(l, client);
	return true;
}

static void test_randomly(void)
{
	struct flow_table *t = table_of(MAX, 8);
	struct list l = { .n = 0 };
	struct flow_stats stats;
	unsigned wrong = 0;

	for (unsigned i = 0; i < 200000; i++)
		wrong += !one_step(t, &l);
	flow_table_stats(t, &stats);
	is_number(wrong, 0, "200,000 steps as a list has them");
	is_number(stats.flows, l.n, ": as many flows");
	is_number(stats.evicted, l.evicted, ": as many evicted");
	ok(l.evicted > 1000, ": which are many");
	flow_table_free(t);
}

static void test_many(void)
{
	struct flow_table *t = table_of(20000, 8);
	unsigned found = 0;
	struct packet p;

	for (uint32_t i = 0; i < 25000; i++) {
		p = packet_of(i);
		new_flow(t, &p);
	}
	for (uint32_t i = 0; i < 25000; i++) {
		struct flow *f;

		p = packet_of(i);
		f = flow_find(t, &p);
		found += f && i >= 5000 && f->start == p.seq;
	}
	is_number(found, 20000, "the last 20,000 of 25,000");
	is_number(count(t), 20000, ": and no more");
	for (uint32_t i = 5000; i < 25000; i++) {
		p = packet_of(i);
		flow_drop(t, flow_find(t, &p));
	}
	is_number(count(t), 0, "all can be dropped");
	flow_table_free(t);
}

int main(void)
{
	test_another();
	test_find(16);
	test_find(1);
	test_chunks();
	test_room();
	test_eviction();
	test_shares();
	test_loose();
	test_hoard();
	test_relics();
	test_relics_in_time();
	test_randomly();
	test_many();
	return done_testing();
}
