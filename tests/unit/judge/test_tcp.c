/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TLS over TCP: hellos in segments of every kind (nfq/judge/tcp.c). */

#include <netinet/in.h>	/* before the kernel's headers */

#include "lib/array.h"
#include "tests/unit/ipwire.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

static struct judge *j;
static struct wire blocked, allowed;	/* hellos in a record */

static void test_one_segment(void)
{
	struct client c = client_of(j, 443);

	is_number(client_send(&c, 0, blocked.p, blocked.len),
		  VERDICT_BLOCK_FLOW, "a blocked name in one segment");
	is_text(heard.name, BLOCKED, ": is reported");
	is_number(heard.effect, EFFECT_BLOCK, ": as blocked");
	is_number(heard.reason, REASON_RULE, ": by a rule");
	ok(j->resets && j->awaited == c.isn,
	   "the server, which has nothing of it, is reset at its first byte");
	c = client_of(j, 8443);
	is_number(client_send(&c, 0, allowed.p, allowed.len),
		  VERDICT_PASS_FLOW, "an allowed one, on another port");
	is_text(heard.name, ALLOWED, ": is reported");
	is_number(heard.reason, REASON_NOTHING, ": as nothing");
	is_number(judge_flows(j).flows, 1, "only the blocked is remembered");
	is_number(judge_flows(j).chunks, 0, "without its data");
}

static void test_two_segments(void)
{
	unsigned wrong = 0, late = 0;

	for (size_t cut = 1; cut < blocked.len; cut++) {
		struct client c = client_of(j, 443);
		enum verdict v = client_send(&c, 0, blocked.p, cut);

		if (v == VERDICT_MORE) {
			v = client_send(&c, (uint32_t)cut, blocked.p + cut,
					blocked.len - cut);
			late++;
			wrong += j->awaited != c.isn + cut;
			/* As it stays, whatever is sent again. */
			wrong += client_send(&c, 0, blocked.p, blocked.len) !=
				 VERDICT_BLOCK_FLOW;
			wrong += !j->resets || j->awaited != c.isn + cut;
		}
		wrong += v != VERDICT_BLOCK_FLOW;
		c = client_of(j, 443);
		v = client_send(&c, (uint32_t)cut, blocked.p + cut,
				blocked.len - cut);
		wrong += v != VERDICT_MORE;
		wrong += client_send(&c, 0, blocked.p, cut) !=
			 VERDICT_BLOCK_FLOW;
		wrong += j->awaited != c.isn;
	}
	is_number(wrong, 0, "two segments cut anywhere, and reversed");
	ok(late > 100 && late < blocked.len - 20,
	   "the one that completes the name is refused");
	is_number(judge_flows(j).chunks, 0, "no chunk stays");
}

static void test_small_segments(void)
{
	for (size_t piece = 1; piece <= 9; piece += 4) {
		struct client c = client_of(j, 443);

		is_number(client_pieces(&c, 0, blocked.p, blocked.len, piece),
			  VERDICT_BLOCK_FLOW, "blocked, %zu bytes each", piece);
		c = client_of(j, 443);
		is_number(client_pieces(&c, 0, allowed.p, allowed.len, piece),
			  VERDICT_PASS_FLOW, "allowed, %zu bytes each", piece);
	}
}

/* A hello in pieces, in random order, some of them overlapping the next. */
static bool shuffled(const struct wire *hello, enum verdict want)
{
	struct client c = client_of(j, 443);
	size_t n = 2 + random_next() % 15, order[16];
	enum verdict v = VERDICT_MORE;

	if (random_next() % 4 == 0)
		c.isn = 0u - (uint32_t)(random_next() % hello->len);
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	for (size_t left = n; left > 0 && v == VERDICT_MORE; left--) {
		size_t pick = random_next() % left, i = order[pick];
		size_t from = i * hello->len / n;
		size_t to = (i + 1) * hello->len / n;

		order[pick] = order[left - 1];
		if (random_next() % 3 == 0)
			to += (hello->len - to) / 4;
		v = client_send(&c, (uint32_t)from, hello->p + from,
				to - from);
	}
	return v == want;
}

static void test_shuffled(void)
{
	unsigned wrong = 0;

	for (unsigned i = 0; i < 3000; i++)
		wrong += !shuffled(&blocked, VERDICT_BLOCK_FLOW);
	is_number(wrong, 0, "3,000 shuffled hellos are blocked");
	for (wrong = 0; wrong < 1000; wrong++)
		if (!shuffled(&allowed, VERDICT_PASS_FLOW))
			break;
	is_number(wrong, 1000, "1,000 others are not");
	is_number(judge_flows(j).chunks, 0, "no chunk stays");
}

static void test_records(void)
{
	static struct wire message, w;

	message.len = 0;
	put_hello(&message, BLOCKED, 60, 200);
	for (size_t piece = 1; piece < message.len; piece += 1 + piece / 2) {
		struct client c = client_of(j, 443), d = client_of(j, 443);

		w.len = 0;
		put_records(&w, &message, piece);
		ok(client_send(&c, 0, w.p, w.len) == VERDICT_BLOCK_FLOW &&
		   client_pieces(&d, 0, w.p, w.len, 50) == VERDICT_BLOCK_FLOW,
		   "records of %zu bytes", piece);
	}
}

/* A hello in one record that offers a key of this group; 0: none at all. */
static void put_hello_with_key(struct wire *w, const char *name,
			       uint16_t group)
{
	static struct wire message;
	size_t at, list;

	message.len = 0;
	at = hello_begin(&message);
	put_server_name(&message, name, strlen(name));
	put16(&message, 51);
	put16(&message, group ? 2 + 4 + 32 : 2);
	list = open_length(&message, 2);
	if (group) {
		put16(&message, group);
		put16(&message, 32);
		put_fill(&message, 9, 32);
	}
	close_length(&message, list, 2);
	hello_end(&message, at);
	put_records(w, &message, message.len);
}

/* RFC 8446 4.1.4: the server wants a key of another group, and takes the name
 * of the second hello. */
static void test_second_hello(void)
{
	static struct wire first, w;
	static const size_t pieces[] = { 1, 6, 20, 10000 };
	struct client c = client_of(j, 443);
	uint32_t n;

	first.len = 0;
	put_hello_with_key(&first, ALLOWED, 0);
	n = (uint32_t)first.len;
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		c = client_of(j, 443);
		is_number(client_send(&c, 0, first.p, n), VERDICT_MORE,
			  "a hello without a key goes on");
		c.ack += 99;
		w.len = 0;
		put(&w, "\x14\3\3\0\1\1", 6);
		put_hello_with_key(&w, BLOCKED, 29);
		is_number(client_pieces(&c, n, w.p, w.len, pieces[i]),
			  VERDICT_BLOCK_FLOW, "a blocked one behind it, by %zu",
			  pieces[i]);
		is_text(heard.name, BLOCKED, "is reported");
	}
	c = client_of(j, 443);
	client_send(&c, 0, first.p, n);
	c.ack += 99;
	w.len = 0;
	put_hello_with_key(&w, ALLOWED, 29);
	is_number(client_send(&c, n, w.p, w.len), VERDICT_PASS_FLOW,
		  "an allowed one passes");
	c = client_of(j, 443);
	client_send(&c, 0, first.p, n);
	c.ack += 99;
	is_number(client_send(&c, n, "\x14\3\3\0\1\1\x17\3\3\0\1x", 12),
		  VERDICT_PASS_FLOW, "so does what is no hello");
	c = client_of(j, 443);
	is_number(client_send(&c, 0, w.p, w.len), VERDICT_PASS_FLOW,
		  "with a key that servers know the first is the last");
	c = client_of(j, 443);
	is_number(client_send(&c, 0, w.p, w.len - 1), VERDICT_MORE,
		  "cut before its key it goes on");
	is_number(client_send(&c, (uint32_t)w.len - 1, w.p + w.len - 1, 1),
		  VERDICT_PASS_FLOW, "until that is there");
	is_number(judge_flows(j).chunks, 0, "no chunk stays");
}

static void test_large_hello(void)
{
	static struct wire message, w;
	struct client c = client_of(j, 443);
	size_t at;

	message.len = 0;
	put_hello(&message, BLOCKED, 0, 16000);
	w.len = 0;
	put_records(&w, &message, 16384);
	is_number(client_pieces(&c, 0, w.p, w.len, 1448), VERDICT_BLOCK_FLOW,
		  "a hello of 16 KB, its name first");

	/* A whole record: 4 bytes of header, 82 of fields, 4 of padding's
	 * header, and the name at the end. */
	message.len = 0;
	at = hello_begin(&message);
	put_extension(&message, 21, 16384 - message.len - 4 - 9 -
		      strlen(BLOCKED));
	put_server_name(&message, BLOCKED, strlen(BLOCKED));
	hello_end(&message, at);
	w.len = 0;
	put_records(&w, &message, 16384);
	is_number(w.len, 5 + 16384, "one that fills its record, name last");
	c = client_of(j, 443);
	is_number(client_send(&c, 0, w.p, w.len), VERDICT_BLOCK_FLOW,
		  "in a super-packet");
	c = client_of(j, 443);
	is_number(client_pieces(&c, 0, w.p, w.len, 1448), VERDICT_BLOCK_FLOW,
		  "in segments");
	is_number(judge_flows(j).chunks, 0, "no chunk stays");
}

/* More pieces with holes than a flow has room for by itself. */
static void test_mess(void)
{
	struct client c = client_of(j, 443);
	enum verdict v = VERDICT_MORE;
	size_t i;

	for (i = 0; i < blocked.len && v == VERDICT_MORE; i += 2)
		v = client_send(&c, (uint32_t)i, blocked.p + i, 1);
	is_number(v, VERDICT_MORE, "every other byte of a hello");
	for (i = 1; i < blocked.len && v == VERDICT_MORE; i += 2)
		v = client_send(&c, (uint32_t)i, blocked.p + i, 1);
	is_number(v, VERDICT_BLOCK_FLOW, ": and the others");
	is_number(judge_flows(j).chunks, 0, "no chunk stays");

	/* More than any has room for: it must not go on unseen. */
	c = client_of(j, 443);
	for (v = VERDICT_MORE, i = 0; i < 6000 && v == VERDICT_MORE; i += 2)
		v = client_send(&c, (uint32_t)i, "\x16", 1);
	is_number(v, VERDICT_DROP, "one of too many pieces comes again");
	is_number(client_send(&c, 1, "\3", 1), VERDICT_MORE,
		  "what fills a hole is let through");
}

/* A hello whose hole is filled once its end has passed: it is read on. */
static void test_last_hole(void)
{
	static struct wire message, w;
	struct client c = client_of(j, 443);

	message.len = w.len = 0;
	put_hello(&message, BLOCKED, 30000, 0);
	put_records(&w, &message, 16384);
	client_pieces(&c, 0, w.p, 20000, 1000);
	client_pieces(&c, 20001, w.p + 20001, w.len - 20001, 1000);
	is_number(client_send(&c, 20000, w.p + 20000, 1), VERDICT_BLOCK_FLOW,
		  "the last hole in 30 KB");
	is_text(heard.name, BLOCKED, ": shows the name behind it");
}

/* --- what TCP does --------------------------------------------------- */

static void test_keep_alive(void)
{
	static const size_t firsts[] = { 300, 100, 6, 5, 1 };

	for (size_t i = 0; i < ARRAY_SIZE(firsts); i++) {
		struct client c = client_of(j, 443);
		size_t n = firsts[i] < blocked.len ? firsts[i] : blocked.len;
		enum verdict v;

		ok(client_send(&c, (uint32_t)-1, "\0", 1) == VERDICT_MORE,
		   "a keep-alive byte");
		v = client_send(&c, 0, blocked.p, n);
		if (v == VERDICT_MORE)
			v = client_send(&c, (uint32_t)n, blocked.p + n,
					blocked.len - n);
		is_number(v, VERDICT_BLOCK_FLOW, "before %zu of the hello", n);
	}
}

/* Bytes that the server has seen already, or has no use for, hide nothing. */
static void test_decoys(void)
{
	static const struct {
		const char *bytes;
		size_t len;
	} decoys[] = {
		{ "A", 1 }, { "\x16", 1 }, { "\x16\3", 2 },
		{ "\x16\3\1\2\0", 5 }, { "GET ", 4 }, { "\0\0A", 3 },
		{ "\x16\3\1\x3f\0\1\0\x3e\xfc\3\3", 11 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(decoys); i++) {
		struct client before = client_of(j, 443), between, whole;
		uint32_t at = 0u - (uint32_t)decoys[i].len;

		between = client_of(j, 443);
		whole = client_of(j, 443);
		client_send(&whole, at, decoys[i].bytes, decoys[i].len);
		is_number(client_send(&whole, 0, blocked.p, blocked.len),
			  VERDICT_BLOCK_FLOW, "a hello behind decoy %zu", i);
		if (i == 6)	/* what begins as well as the real one wins */
			continue;
		client_send(&before, at, decoys[i].bytes, decoys[i].len);
		is_number(client_pieces(&before, 0, blocked.p, blocked.len, 3),
			  VERDICT_BLOCK_FLOW, "in small segments");
		client_send(&between, 0, blocked.p, 7);
		client_send(&between, at, decoys[i].bytes, decoys[i].len);
		is_number(client_pieces(&between, 7, blocked.p + 7,
					blocked.len - 7, 50),
			  VERDICT_BLOCK_FLOW, "with it in its midst");
	}
	is_number(judge_flows(j).chunks, 0, "no chunk stays");
}

static void test_far_ahead(void)
{
	struct client c = client_of(j, 443);

	client_send(&c, 0, blocked.p, 80);
	is_number(client_say(&c, 60000, "x"), VERDICT_MORE,
		  "what lies far ahead is let through");
	is_number(client_send(&c, 80, blocked.p + 80, blocked.len - 80),
		  VERDICT_BLOCK_FLOW, ": and does not end the looking");
}

static void test_retransmissions(void)
{
	struct client c = client_of(j, 443);
	uint8_t other[100];

	memset(other, 'x', sizeof(other));
	for (int i = 0; i < 20; i++)
		client_send(&c, 0, blocked.p, 80);
	is_number(client_send(&c, 80, blocked.p + 80, blocked.len - 80),
		  VERDICT_BLOCK_FLOW, "the start sent 20 times");
	c = client_of(j, 443);
	client_send(&c, 0, blocked.p, 80);
	is_number(client_send(&c, 20, other, 60), VERDICT_DROP,
		  "sent again with other bytes");
	is_number(client_send(&c, 10, blocked.p + 10, blocked.len - 10),
		  VERDICT_BLOCK_FLOW, "the first copy wins");
	c = client_of(j, 443);
	client_send(&c, 0, blocked.p, 80);
	is_number(client_send(&c, 79, other, 1), VERDICT_MORE,
		  "a byte to keep it alive");
	ok(j->amended && j->amend == blocked.p[79], ": is put right");
	is_number(client_send(&c, 78, other, 1), VERDICT_DROP, "is the last");
	is_number(client_send(&c, 80, blocked.p + 80, blocked.len - 80),
		  VERDICT_BLOCK_FLOW, ": and none of the hello");
}

/* Segments of a request for `blocked`, some with another name in its place. */
static void test_two_copies(void)
{
	static const char real[] =
		"GET / HTTP/1.1\r\nHost: " BLOCKED "\r\n\r\n";
	static const char fake[] =
		"GET / HTTP/1.1\r\nHost: anyxkasperskyxcom\r\n\r\n";
	enum { NAME = 22, LEN = sizeof(real) - 1 };
	static const struct {
		const char *text;
		uint32_t from, to;
	} rows[][4] = {
		{ { fake, NAME, LEN }, { real, 0, LEN } },
		{ { fake, NAME + 3, NAME + 4 }, { real, 0, LEN } },
		{ { fake, NAME, LEN }, { real, 0, NAME + 5 },
		  { real, NAME + 5, LEN } },
		{ { fake, NAME + 3, NAME + 8 }, { real, NAME + 2, LEN },
		  { real, 0, NAME + 2 } },
		{ { real, NAME, LEN }, { fake, NAME, LEN }, { real, 0, NAME } },
		{ { fake, NAME, LEN }, { real, NAME, LEN }, { real, 0, NAME } },
		{ { fake, 0, NAME + 5 }, { real, 0, LEN } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct client c = client_of(j, 80);
		bool held = false;

		for (size_t k = 0; k < 4 && rows[i][k].text; k++) {
			uint32_t at = rows[i][k].from;
			enum verdict v = client_send(&c, at,
				rows[i][k].text + at, rows[i][k].to - at);

			held = held || v == VERDICT_DROP ||
			       v == VERDICT_BLOCK_FLOW;
		}
		ok(held, "a name twice, and otherwise: %zu", i);
	}
}

static void test_port_reuse(void)
{
	struct client c = client_of(j, 443);

	client_send(&c, 0, allowed.p, 50);
	c.isn += 5000000;
	c.ack += 5000000;
	is_number(client_send(&c, 0, blocked.p, blocked.len),
		  VERDICT_BLOCK_FLOW, ": the same ports, other numbers");
	client_send(&c, 0, allowed.p, 50);
	c.isn -= 5000000;
	c.ack -= 5000000;
	client_send(&c, 0, blocked.p, 50);
	is_number(client_send(&c, 50, blocked.p + 50, blocked.len - 50),
		  VERDICT_BLOCK_FLOW, ": and in two segments");
	is_number(judge_flows(j).chunks, 0, "no chunk stays");
}

/* A connection that was refused stays so, whatever it repeats. */
static void test_remembered(void)
{
	struct client c = client_of(j, 443);

	client_send(&c, 0, blocked.p, 90);
	client_send(&c, 90, blocked.p + 90, blocked.len - 90);
	is_number(client_send(&c, 90, blocked.p + 90, blocked.len - 90),
		  VERDICT_BLOCK_FLOW, ": its last segment again");
	is_number(client_send(&c, 0, blocked.p, 90), VERDICT_BLOCK_FLOW,
		  ": its first");
	is_number(client_say(&c, 5000, "hello"), VERDICT_BLOCK_FLOW,
		  ": and what comes behind");
	c.isn += 1u << 30;
	is_number(client_send(&c, 0, allowed.p, allowed.len),
		  VERDICT_PASS_FLOW, "a new one of the same ports does not");
	is_number(judge_flows(j).flows, 0, "nothing is remembered then");
}

/* Many that begin and do not go on leave room for one that does. */
static void test_crowd(void)
{
	struct client c = client_of(j, 443), other;
	uint8_t part[9000] = { 0 };

	memcpy(part, "\x16\3\1\x40\0\1\0\x3f\xf0\3\3", 11);
	for (int i = 0; i < 1000; i++) {
		other = client_of(j, 443);
		client_send(&other, 0, part, sizeof(part));
	}
	client_send(&c, 0, blocked.p, 90);
	is_number(client_send(&c, 90, blocked.p + 90, blocked.len - 90),
		  VERDICT_BLOCK_FLOW, "a split hello behind a crowd of parts");
}

/* --- under fire -------------------------------------------------------- */

/* A half hello with this source and port. */
static enum verdict shoot(struct judge *at, enum standing standing,
			  uint32_t source, uint16_t port)
{
	static struct wire packet;

	if (packet.len == 0) {
		put_ipv4(&packet, IPPROTO_TCP);
		put_tcp(&packet, 1, 443, 1000, 7, TCP_ACK);
		put(&packet, blocked.p, 90);
		close_ipv4(&packet);
	}
	memcpy(packet.p + 12, &source, 4);
	memcpy(packet.p + 20, &port, 2);
	at->standing = standing;
	return pipeline_judge(at, packet.p, packet.len, packet.len);
}

static struct judge *under_fire(struct rules *rules)
{
	struct judge *at = judge_new(1000, 4000, judge_hear, &heard);

	at->rules = rules;
	return at;
}

/* A million half flows that nobody has seen begin, from ten addresses and then
 * from any. */
static void test_flood(void)
{
	struct judge *at = under_fire((struct rules *)(uintptr_t)j->rules);
	struct client c[100];
	unsigned refused = 0;
	struct flow_stats stats;

	for (uint32_t i = 0; i < 1000000; i++) {
		shoot(at, STANDING_KNOWN, i < 500000 ? i % 10 : i,
		      (uint16_t)(i / 10));
		if (i % 10000 > 0)
			continue;
		at->standing = STANDING_NEW;
		c[i / 10000] = client_of(at, 443);
		client_send(&c[i / 10000], 0, blocked.p, 90);
	}
	flow_table_stats(at->flows, &stats);
	is_number(stats.flows, 350, "a million forged half hellos have a part "
		  "of the table");
	at->standing = STANDING_KNOWN;
	for (size_t i = 0; i < ARRAY_SIZE(c); i++)
		refused += client_send(&c[i], 90, blocked.p + 90,
				       blocked.len - 90) ==
			   VERDICT_BLOCK_FLOW;
	is_number(refused, 100, ": and 100 real ones among them are refused");
	judge_free(at);
}

/* Real connections of one client, 20,000 times half a hello: of none the other
 * half passes. */
static void test_hoarder(void)
{
	struct judge *at = under_fire((struct rules *)(uintptr_t)j->rules);
	struct client c, honest;
	unsigned refused = 0;

	at->standing = STANDING_NEW;
	c = client_of(at, 443);
	client_send(&c, 0, blocked.p, 90);
	for (uint16_t i = 0; i < 20000; i++) {
		shoot(at, STANDING_NEW, 1, i);
		if (i == 10) {
			honest = client_of(at, 443);
			client_send(&honest, 0, blocked.p, 90);
		}
	}
	for (uint16_t i = 20000; i > 0; i--)
		refused += shoot(at, STANDING_KNOWN, 1, (uint16_t)(i - 1)) ==
			   VERDICT_BLOCK_FLOW;
	is_number(refused, 20000 - 748, "what had to give way goes on no more");
	is_number(heard.reason, REASON_OVERLONG, ": its reason");
	at->standing = STANDING_KNOWN;
	is_number(client_send(&c, 90, blocked.p + 90, blocked.len - 90),
		  VERDICT_BLOCK_FLOW, "others have what they had");
	is_text(heard.name, BLOCKED, ": and are read");
	is_number(client_send(&honest, 90, blocked.p + 90, blocked.len - 90),
		  VERDICT_BLOCK_FLOW, "one that came meanwhile");
	is_text(heard.name, BLOCKED, ": too");
	judge_free(at);
}

/* Each test has a judge of its own. */
static void run(void (*test)(void))
{
	j = judge_with("mode = \"enforce\";");
	test();
	judge_done(j);
}

int main(void)
{
	put_tls(&blocked, BLOCKED, 60, 100);
	put_tls(&allowed, ALLOWED, 60, 100);
	run(test_one_segment);
	run(test_two_segments);
	run(test_small_segments);
	run(test_shuffled);
	run(test_records);
	run(test_second_hello);
	run(test_large_hello);
	run(test_mess);
	run(test_last_hole);
	run(test_keep_alive);
	run(test_decoys);
	run(test_far_ahead);
	run(test_retransmissions);
	run(test_two_copies);
	run(test_port_reuse);
	run(test_remembered);
	run(test_crowd);
	run(test_flood);
	run(test_hoarder);
	return done_testing();
}
