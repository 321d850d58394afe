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

	memcpy(six + 12, four, 4);
	p.src = n % 2 ? address_from_v6(six) : address_from_v4(four);
	return p;
}

static uint32_t count(struct flow_table *t)
{
	struct flow_stats stats;

	flow_table_stats(t, &stats);
	return stats.flows;
}

/* In a table of one all share a bucket. */
static void test_find(uint32_t max)
{
	struct flow_table *t = flow_table_new(max, 16);
	struct packet p = packet_of(1), q = p;
	struct flow *f;

	ok(flow_find(t, &p) == NULL, "an empty table has nothing");
	f = flow_new(t, &p);
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
	struct flow_table *t = flow_table_new(4, 16);
	struct packet p = packet_of(1);
	struct flow *f = flow_new(t, &p);
	struct flow_stats stats;
	uint8_t data[3000] = { 0 };

	stream_place(&f->stream, flow_pool(t), p.seq,
		     (struct span) { data, sizeof(data) });
	flow_table_stats(t, &stats);
	is_number(stats.chunks, 3, "a stream takes chunks");
	is_number(stats.max, 4, "room");
	flow_drop(t, f);
	is_number(chunk_pool_used(flow_pool(t)), 0, "a drop gives them back");

	f = flow_new(t, &p);
	stream_place(&f->stream, flow_pool(t), p.seq,
		     (struct span) { data, sizeof(data) });
	for (uint32_t i = 2; i < 6; i++) {
		p = packet_of(i);
		flow_new(t, &p);
	}
	is_number(chunk_pool_used(flow_pool(t)), 0, "an eviction too");
	flow_table_free(t);
}

/* A flow of client `n` that holds as many chunks. */
static struct flow *flow_with(struct flow_table *t, uint32_t n, size_t chunks)
{
	static const uint8_t data[STREAM_MAX];
	struct packet p = packet_of(n);
	struct flow *f = flow_new(t, &p);

	stream_place(&f->stream, flow_pool(t), p.seq,
		     (struct span) { data, chunks * CHUNK });
	return f;
}

static void test_room(void)
{
	struct flow_table *t = flow_table_new(100, 100);
	struct flow_stats stats;
	struct packet p;

	for (uint32_t i = 0; i < 20; i++) {
		flow_with(t, i, 10);
		flow_make_room(t, 10 * CHUNK);
		if (chunk_pool_left(flow_pool(t)) < 10)
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
	flow_make_room(t, 10 * CHUNK);
	flow_with(t, 1, 10);
	flow_make_room(t, 10 * CHUNK);
	is_number(count(t), 1, "a flow alone is never in its own way");
	flow_table_free(t);
}

static void test_eviction(void)
{
	struct flow_table *t = flow_table_new(8, 8);
	struct flow_stats stats;
	struct packet p;

	for (uint32_t i = 0; i < 8; i++) {
		p = packet_of(i);
		flow_new(t, &p);
	}
	p = packet_of(0);
	flow_find(t, &p);
	p = packet_of(100);
	flow_new(t, &p);
	ok(flow_find(t, &p) != NULL, "a full table takes a new flow");
	p = packet_of(1);
	ok(flow_find(t, &p) == NULL, "for the one used longest ago");
	p = packet_of(0);
	ok(flow_find(t, &p) != NULL, ": not for the first one made");
	flow_table_stats(t, &stats);
	is_number(stats.evicted, 1, "one was evicted");
	is_number(stats.flows, 8, ": it is full");
	flow_table_free(t);

	t = flow_table_new(1, 1);
	for (uint32_t i = 0; i < 100; i++) {
		p = packet_of(i);
		flow_new(t, &p);
	}
	flow_table_stats(t, &stats);
	ok(stats.flows == 1 && stats.evicted == 99 && flow_find(t, &p),
	   "a table of one");
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
	if (!f && flow_new(t, &p)->start != p.seq)
		return false;
	list_add(l, client);
	return true;
}

static void test_randomly(void)
{
	struct flow_table *t = flow_table_new(MAX, 8);
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
	struct flow_table *t = flow_table_new(20000, 8);
	unsigned found = 0;
	struct packet p;

	for (uint32_t i = 0; i < 25000; i++) {
		p = packet_of(i);
		flow_new(t, &p);
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
	test_find(16);
	test_find(1);
	test_chunks();
	test_room();
	test_eviction();
	test_randomly();
	test_many();
	return done_testing();
}
