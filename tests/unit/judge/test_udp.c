/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QUIC: hellos spread over Initial packets (nfq/judge/handshake.c); DTLS. */

#include <netinet/in.h>	/* before the kernel's headers */

#include "tests/unit/dtlswire.h"
#include "tests/unit/ipwire.h"
#include "tests/unit/judge.h"
#include "tests/unit/quicwire.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

static struct judge *j;
static struct wire blocked, allowed;	/* hellos without records */
static struct wire w, frames;
static uint16_t sport = 2000;		/* of the connection in hand */

static struct span id(void)
{
	return span_of_text("8bytesid");
}

static enum verdict send_datagram(const struct wire *payload)
{
	static struct wire packet;

	packet.len = 0;
	put_ipv4(&packet, IPPROTO_UDP);
	put_udp(&packet, sport, 443, payload->len);
	put(&packet, payload->p, payload->len);
	close_ipv4(&packet);
	return judge(j, &packet, 0);
}

static void add_piece(const struct wire *hello, size_t from, size_t to)
{
	put_crypto(&frames, from, hello->p + from, to - from);
}

/* An Initial of the pieces in `frames`, padded. */
static enum verdict send_initial(uint32_t version, uint32_t number)
{
	put_fill(&frames, 0, 40);
	w.len = 0;
	put_initial(&w, version, id(), id(), number, &frames);
	frames.len = 0;
	return send_datagram(&w);
}

static void test_one(void)
{
	static const uint32_t versions[] = {
		QUIC_1, QUIC_2, QUIC_2D, 0xff00001d,
	};

	for (size_t i = 0; i < 3; i++) {
		sport++;
		add_piece(&blocked, 0, blocked.len);
		is_number(send_initial(versions[i], 0), VERDICT_REFUSE_ONCE,
			  "a blocked name, version %08x", versions[i]);
		is_text(heard.name, BLOCKED, ": is reported");
		is_number(heard.effect, EFFECT_BLOCK, ": as blocked");
	}
	sport++;
	add_piece(&allowed, 0, allowed.len);
	is_number(send_initial(QUIC_1, 0), VERDICT_PASS_FLOW,
		  "an allowed one");
	is_text(heard.name, ALLOWED, ": is reported");
	is_number(judge_flows(j).flows, 1, "a flow stays of what passed");
	is_number(judge_flows(j).chunks, 2, ": and its hello, to compare");
}

/* Cut into n pieces that are dealt at random to some Initials, each in any
 * order: blocked by whichever completes the name, and not before the last. */
static bool dealt(const struct wire *hello, enum verdict want)
{
	size_t n = 2 + random_next() % 23, order[24];
	enum verdict v = VERDICT_MORE;
	uint32_t number = 0;

	sport++;
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	for (size_t left = n; left > 0 && v == VERDICT_MORE; left--) {
		size_t pick = random_next() % left, i = order[pick];

		order[pick] = order[left - 1];
		add_piece(hello, i * hello->len / n, (i + 1) * hello->len / n);
		if (random_next() % 4 == 0)
			put8(&frames, 1);
		if (left == 1 || random_next() % 5 == 0)
			v = send_initial(QUIC_1, number++);
	}
	frames.len = 0;
	return v == want;
}

static void test_dealt(void)
{
	unsigned wrong = 0;

	for (unsigned i = 0; i < 1000; i++)
		wrong += !dealt(i % 2 ? &blocked : &allowed,
				i % 2 ? VERDICT_REFUSE_ONCE :
					VERDICT_PASS_FLOW);
	is_number(wrong, 0, "1,000 hellos dealt over Initials");
	ok(judge_flows(j).chunks <= 2 * judge_flows(j).flows,
	   ": what stays is theirs");
}

static void test_ids(void)
{
	size_t half = blocked.len / 3;

	sport++;
	add_piece(&blocked, 0, half);
	is_number(send_initial(QUIC_1, 0), VERDICT_MORE, "a first part");
	add_piece(&blocked, half, blocked.len);
	w.len = 0;
	put_initial(&w, QUIC_1, span_of_text("server's"), id(), 1, &frames);
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  "the rest to the server's id, with the first one's keys");

	sport++;
	frames.len = 0;
	add_piece(&blocked, 0, half);
	send_initial(QUIC_1, 0);
	add_piece(&blocked, 0, blocked.len);
	w.len = 0;
	put_initial(&w, QUIC_1, span_of_text("retry id"),
		    span_of_text("retry id"), 1, &frames);
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  ": all of it anew behind a Retry");
	frames.len = 0;
}

/* Behind what nobody can read, with one id of the connection, the rest of a
 * hello has the other: some server reads on. */
static void test_ids_mixed(void)
{
	size_t half = blocked.len / 3;

	for (int swapped = 0; swapped < 2; swapped++) {
		struct span server = span_of_text("server's");

		sport++;
		add_piece(&blocked, 0, half);
		is_number(send_initial(QUIC_1, 0), VERDICT_MORE,
			  "half a hello");
		add_piece(&blocked, half, blocked.len);
		w.len = 0;
		put_0rtt(&w, swapped ? server : id(), 60);
		put_initial(&w, QUIC_1, swapped ? id() : server, id(), 1,
			    &frames);
		frames.len = 0;
		is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
			  "the rest in a datagram with two ids");
	}
	/* Of two connections in a datagram each is judged. */
	sport++;
	add_piece(&blocked, 0, half);
	send_initial(QUIC_1, 0);
	w.len = 0;
	add_piece(&blocked, half, blocked.len);
	put_initial(&w, QUIC_1, id(), id(), 1, &frames);
	frames.len = 0;
	add_piece(&allowed, 0, allowed.len);
	put_initial(&w, QUIC_1, span_of_text("another"),
		    span_of_text("another"), 0, &frames);
	frames.len = 0;
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  "the rest of a blocked hello, and another connection's");
}

/* A frame's type is a number that may be written longer than it need be. */
static void test_long_types(void)
{
	static const uint8_t types[][5] = {
		{ 2, 0x40, 0x06 }, { 4, 0x80, 0, 0, 0x06 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		sport++;
		put(&frames, (const char [4]) { 0x40, 1, 0x40, 0 }, 4);
		put(&frames, (const char *)types[i] + 1, types[i][0]);
		put_varint(&frames, 0);
		put_varint(&frames, (uint32_t)blocked.len);
		put(&frames, (const char *)blocked.p, blocked.len);
		is_number(send_initial(QUIC_1, 0), VERDICT_REFUSE_ONCE,
			  "a type in %d bytes", types[i][0]);
	}
}

/* More than is read at once, with its name at the end. */
static void test_hello_huge(void)
{
	static struct wire hello;
	enum verdict v = VERDICT_MORE;
	uint32_t number = 0;

	frames.len = hello.len = 0;
	put(&hello, "\1\0\x75\x30\3\3", 6);
	put_fill(&hello, 0, 32 + 1 + 2 + 1);	/* up to the extensions */
	put(&hello, "\x75\0\0\x15\x70\0", 6);
	put_fill(&hello, 0, 30000 - hello.len);
	sport++;
	for (size_t at = 0; at < hello.len && v == VERDICT_MORE; at += 1000) {
		put_crypto(&frames, at, hello.p + at, 1000);
		v = send_initial(QUIC_1, number++);
	}
	is_number(v, VERDICT_REFUSE_ONCE, "a hello of 30,000 bytes");
	is_number(heard.reason, REASON_OVERLONG, ": its reason");
}

/* RFC 8446 4.1.4: the server asks for another hello. */
static void put_second(const struct wire *hello, size_t at, size_t from,
		       size_t to)
{
	put_crypto(&frames, at + from, hello->p + from, to - from);
	put_fill(&frames, 0, 40);
	w.len = 0;
	put_initial(&w, QUIC_1, span_of_text("server's"), id(), 1, &frames);
	frames.len = 0;
}

static void test_second_hello(void)
{
	struct judge *open = j;

	for (int strict = 0; strict < 2; strict++) {
		j = judge_with(strict ? "mode = \"enforce\"; strict = true;" :
					"mode = \"enforce\";");
		for (int parts = 1; parts < 3; parts++) {
			size_t len = allowed.len / (size_t)parts;

			sport++;
			add_piece(&allowed, 0, len);
			send_initial(QUIC_1, 0);
			add_piece(&allowed, len, allowed.len);
			is_number(send_initial(QUIC_1, 1), VERDICT_PASS_FLOW,
				  "an allowed hello of %d parts", parts);
			put_second(&blocked, allowed.len, 0, 500);
			is_number(send_datagram(&w), VERDICT_MORE,
				  ": half of another");
			put_second(&blocked, allowed.len, 500, blocked.len);
			is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
				  ": which is blocked");
			is_text(heard.name, BLOCKED, ": and named");
		}
		sport++;
		add_piece(&allowed, 0, allowed.len);
		send_initial(QUIC_1, 0);
		put_second(&allowed, allowed.len, 0, allowed.len);
		is_number(send_datagram(&w), VERDICT_PASS_FLOW,
			  "another that is allowed");
		judge_done(j);
	}
	j = open;
}

static void test_others_first(void)
{
	sport++;
	w.len = 0;
	put_0rtt(&w, id(), 300);
	is_number(send_datagram(&w), VERDICT_MORE, "0-RTT first");
	add_piece(&blocked, 0, blocked.len);
	put_initial(&w, QUIC_1, id(), id(), 0, &frames);
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  ": and in one datagram with the Initial");

	sport++;
	w.len = 0;
	put_initial(&w, QUIC_1, id(), id(), 0, &frames);
	w.p[w.len - 1] ^= 1;
	is_number(send_datagram(&w), VERDICT_MORE, "one that is damaged");
	w.p[w.len - 1] ^= 1;
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE, ": then a good one");
	frames.len = 0;

	sport++;
	w.len = 0;
	put_0rtt(&w, id(), 300);
	memset(w.p + 1, 0x1a, 4);
	is_number(send_datagram(&w), VERDICT_MORE, "an unknown version");
	add_piece(&blocked, 0, blocked.len);
	is_number(send_initial(QUIC_1, 0), VERDICT_REFUSE_ONCE,
		  ": then one that the server has");
}

static void test_budget(void)
{
	enum verdict v = VERDICT_MORE;
	unsigned n;

	sport++;
	for (n = 0; v == VERDICT_MORE && n < 200; n++) {
		put8(&frames, 1);
		v = send_initial(QUIC_1, n);
	}
	is_number(v, VERDICT_REFUSE_ONCE, "Initials without a hello");
	is_number(heard.reason, REASON_OVERLONG, ": are too many");
	ok(n > 60 && n < 70, "after 65");
	sport++;
	for (size_t i = 0; i < blocked.len; i += 2)
		add_piece(&blocked, i, i + 1);
	is_number(send_initial(QUIC_1, 0), VERDICT_MORE,
		  "every other byte of a hello");
	for (size_t i = 1; i < blocked.len; i += 2)
		add_piece(&blocked, i, i + 1);
	is_number(send_initial(QUIC_1, 1), VERDICT_REFUSE_ONCE,
		  ": and the others");
	sport++;
	put_crypto(&frames, 100000, blocked.p, 9);
	is_number(send_initial(QUIC_1, 0), VERDICT_REFUSE_ONCE,
		  "a piece far ahead");
}

static void test_policies(void)
{
	struct judge *open = j;
	enum verdict v = VERDICT_MORE;

	j = judge_with("mode = \"enforce\"; quic_version = \"block\"; "
		       "quic_no_initial = \"block\"; no_sni = \"block\";");
	sport++;
	w.len = 0;
	put_0rtt(&w, id(), 300);
	for (int i = 0; v == VERDICT_MORE && i < 20; i++)
		v = send_datagram(&w);
	is_number(v, VERDICT_REFUSE_ONCE, ": nothing but 0-RTT");
	add_piece(&allowed, 0, allowed.len);
	is_number(send_initial(QUIC_1, 0), VERDICT_PASS_FLOW,
		  ": an Initial behind it");
	w.len = 0;
	put_0rtt(&w, id(), 300);
	v = VERDICT_PASS_FLOW;
	for (int i = 0; v == VERDICT_PASS_FLOW && i < 20; i++)
		v = send_datagram(&w);
	is_number(v, VERDICT_PASS_FLOW, ": and more of it");
	memset(w.p + 1, 0x1a, 4);
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  "an unknown version");
	is_number(heard.reason, REASON_QUIC_VERSION, ": its reason");
	w.p[0] = 0x41;
	is_number(send_datagram(&w), VERDICT_PASS_FLOW,
		  ": does not end another connection");
	sport++;
	w.p[0] = 0x41;
	is_number(send_datagram(&w), VERDICT_BLOCK_FLOW, "a short header");
	is_number(heard.reason, REASON_QUIC_NO_INITIAL, ": its reason");
	sport++;
	w.len = 0;
	put_hello(&w, NULL, 40, 40);
	frames.len = 0;
	put_crypto(&frames, 0, w.p, w.len);
	is_number(send_initial(QUIC_1, 0), VERDICT_REFUSE_ONCE,
		  "a hello that names nothing");
	judge_done(j);
	j = open;
}

/* Where judged connections' packets come too they are known again. */
static void test_kept(void)
{
	j->keep_quic = true;
	sport++;
	add_piece(&allowed, 0, allowed.len);
	is_number(send_initial(QUIC_1, 0), VERDICT_PASS_FLOW, "allowed");
	heard.n = 0;
	put8(&frames, 1);
	is_number(send_initial(QUIC_1, 1), VERDICT_PASS_FLOW,
		  ": its next Initial");
	is_number(heard.n, 0, ": is not reported");
	add_piece(&blocked, 0, blocked.len);
	w.len = 0;
	put_initial(&w, QUIC_1, span_of_text("a new id"),
		    span_of_text("a new id"), 0, &frames);
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  ": another connection on the same ports");
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE, ": and again");
	frames.len = 0;
}

/* A decoy never gets to the server; the real hello comes behind it. */
static void test_strict(void)
{
	struct judge *open = j;

	j = judge_with("mode = \"enforce\"; strict = true;");
	sport++;
	add_piece(&allowed, 0, allowed.len);
	is_number(send_initial(QUIC_1, 0), VERDICT_PASS_FLOW,
		  "strict: an allowed hello");
	add_piece(&allowed, 0, 200);
	is_number(send_initial(QUIC_1, 1), VERDICT_PASS_FLOW,
		  "a part of it again");
	add_piece(&blocked, 0, blocked.len);
	is_number(send_initial(QUIC_1, 2), VERDICT_REFUSE_ONCE,
		  ": another with the same keys is refused");
	is_number(heard.reason, REASON_EVASION, ": its reason");
	is_number(send_initial(QUIC_1, 3), VERDICT_REFUSE_ONCE,
		  ": and what follows");
	sport++;
	add_piece(&allowed, 0, 300);
	send_initial(QUIC_1, 0);
	add_piece(&blocked, 0, blocked.len);
	is_number(send_initial(QUIC_1, 1), VERDICT_REFUSE_ONCE,
		  ": also before the first is whole");
	sport++;
	add_piece(&allowed, 0, allowed.len);
	send_initial(QUIC_1, 0);
	w.len = 0;
	add_piece(&blocked, 0, blocked.len);
	put_initial(&w, QUIC_1, span_of_text("a new id"),
		    span_of_text("a new id"), 0, &frames);
	frames.len = 0;
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  "one with other keys is judged by its name");
	is_text(heard.name, BLOCKED, ": which is reported");
	judge_done(j);
	j = open;
}

/* Two copies of the same bytes: a server may take either. */
static void test_contradictions(void)
{
	struct judge *open = j;

	sport++;
	add_piece(&allowed, 0, 600);
	is_number(send_initial(QUIC_1, 0), VERDICT_MORE, "a part of a hello");
	add_piece(&allowed, 0, 500);
	is_number(send_initial(QUIC_1, 1), VERDICT_MORE, ": some of it again");
	add_piece(&blocked, 0, 600);
	is_number(send_initial(QUIC_1, 2), VERDICT_REFUSE_ONCE,
		  ": another in its place");
	is_number(heard.reason, REASON_EVASION, ": its reason");
	add_piece(&allowed, 600, allowed.len);
	is_number(send_initial(QUIC_1, 3), VERDICT_REFUSE_ONCE,
		  ": and what follows");
	sport++;
	add_piece(&allowed, 0, 600);
	send_initial(QUIC_1, 0);
	add_piece(&allowed, 600, allowed.len);
	is_number(send_initial(QUIC_1, 1), VERDICT_PASS_FLOW,
		  "of one that is judged");
	add_piece(&allowed, 300, allowed.len);
	is_number(send_initial(QUIC_1, 2), VERDICT_PASS_FLOW,
		  ": some of it again");
	add_piece(&blocked, 0, 600);
	is_number(send_initial(QUIC_1, 3), VERDICT_REFUSE_ONCE,
		  ": another in its place");
	is_number(heard.reason, REASON_EVASION, ": its reason");
	sport++;
	add_piece(&allowed, 0, allowed.len);
	add_piece(&blocked, 0, blocked.len);
	is_number(send_initial(QUIC_1, 0), VERDICT_REFUSE_ONCE,
		  "both in one Initial");
	is_number(heard.reason, REASON_EVASION, ": its reason");
	j = judge_with("mode = \"observe\";");
	is_number(send_initial(QUIC_1, 0), VERDICT_MORE, "where none is held "
		  "back, nothing");
	add_piece(&allowed, 0, 600);
	send_initial(QUIC_1, 0);
	add_piece(&blocked, 0, 600);
	is_number(send_initial(QUIC_1, 1), VERDICT_MORE,
		  ": the first copy is read");
	judge_done(j);
	j = open;
}

/* RFC 9000 6.2: the server lacks the first version. */
static void test_anew(void)
{
	sport++;
	add_piece(&blocked, 0, 600);
	is_number(send_initial(QUIC_2, 0), VERDICT_MORE, "a part in version 2");
	add_piece(&allowed, 0, 600);
	is_number(send_initial(QUIC_1, 0), VERDICT_MORE,
		  ": another hello in version 1");
	add_piece(&allowed, 600, allowed.len);
	is_number(send_initial(QUIC_1, 1), VERDICT_PASS_FLOW, ": its rest");
	add_piece(&blocked, 600, blocked.len);
	is_number(send_initial(QUIC_2, 1), VERDICT_REFUSE_ONCE,
		  ": that of the first");
}

/* --- many connections on the same ports ------------------------------ */

/* Thirds of a hello, of the connection whose client chose this id. */
static void put_thirds(struct wire *to, const char *dcid,
		       const struct wire *hello, unsigned from, unsigned end)
{
	size_t third = hello->len / 3;

	frames.len = 0;
	add_piece(hello, from * third, end == 3 ? hello->len : end * third);
	put_fill(&frames, 0, 40);
	put_initial(to, QUIC_1, span_of_text(dcid), span_of_text(dcid), from,
		    &frames);
	frames.len = 0;
}

static enum verdict send_thirds(const char *dcid, const struct wire *hello,
				unsigned from, unsigned end)
{
	w.len = 0;
	put_thirds(&w, dcid, hello, from, end);
	return send_datagram(&w);
}

static void test_many(void)
{
	sport++;
	is_number(send_thirds("first id", &blocked, 0, 1), VERDICT_MORE,
		  "a part of a blocked hello");
	is_number(send_thirds("second", &allowed, 0, 3), VERDICT_PASS_FLOW,
		  ": an allowed one of another connection");
	is_number(send_thirds("first id", &blocked, 1, 3),
		  VERDICT_REFUSE_ONCE, ": the rest of the first");
	is_number(send_thirds("first id", &blocked, 1, 3),
		  VERDICT_REFUSE_ONCE, ": and again");
	is_number(send_thirds("second", &allowed, 0, 3), VERDICT_PASS_FLOW,
		  ": the allowed one too");
	is_number(send_thirds("third id", &blocked, 0, 3),
		  VERDICT_REFUSE_ONCE, ": a blocked one in one datagram");
	is_number(send_thirds("fourth id", &allowed, 0, 3),
		  VERDICT_PASS_FLOW, ": an allowed one behind it");
	sport++;
	send_thirds("first id", &allowed, 0, 1);
	send_thirds("second", &blocked, 1, 3);
	is_number(send_thirds("second", &blocked, 0, 1), VERDICT_REFUSE_ONCE,
		  "two in parts, between each other: the blocked one");
	is_number(send_thirds("first id", &allowed, 1, 3), VERDICT_PASS_FLOW,
		  ": the allowed one");
	is_number(send_thirds("first id", &allowed, 0, 1), VERDICT_PASS_FLOW,
		  ": a part of it again");
}

/* Servers take the first connection's packets alone. */
static void test_two_ids(void)
{
	sport++;
	w.len = 0;
	put_thirds(&w, "first id", &blocked, 0, 3);
	put_thirds(&w, "second", &allowed, 0, 3);
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  "two connections in a datagram");
	sport++;
	w.len = 0;
	put_thirds(&w, "first id", &allowed, 0, 3);
	put_thirds(&w, "second", &blocked, 0, 3);
	is_number(send_datagram(&w), VERDICT_PASS_FLOW, ": the other way");
	sport++;
	w.len = 0;
	put_thirds(&w, "first id", &blocked, 0, 1);
	put_thirds(&w, "second", &allowed, 0, 3);
	put_thirds(&w, "first id", &blocked, 1, 3);
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  ": one between two of another");
}

/* RFC 9368: the client goes on in the version that its server chose, with keys
 * of its first id. */
static void test_other_version(void)
{
	sport++;
	is_number(send_thirds("first id", &blocked, 0, 1), VERDICT_MORE,
		  "a part in version 1");
	add_piece(&blocked, blocked.len / 3, blocked.len);
	w.len = 0;
	put_initial(&w, QUIC_2, span_of_text("server's"),
		    span_of_text("first id"), 1, &frames);
	frames.len = 0;
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  ": the rest in version 2");
}

/* What opens with nobody's keys says nothing, however much of it comes. */
static void test_unopened(void)
{
	unsigned more = 0;

	sport++;
	send_thirds("first id", &blocked, 0, 1);
	for (int i = 0; i < 20; i++) {
		w.len = 0;
		put_thirds(&w, "an id", &allowed, 0, 3);
		w.p[w.len - 1] ^= 1;
		more += send_datagram(&w) == VERDICT_MORE;
		put8(&frames, 0x40);
		put_fill(&frames, 0, 40);
		send_datagram(&frames);
		frames.len = 0;
	}
	is_number(more, 20, "Initials that do not open");
	is_number(send_thirds("first id", &blocked, 1, 3),
		  VERDICT_REFUSE_ONCE, ": a hello that began before is known");
}

/* Of too many the first is forgotten, but not that there was one. */
static void test_too_many(void)
{
	char dcid[] = "number 0";

	sport++;
	for (; dcid[7] < '8'; dcid[7]++)
		is_number(send_thirds(dcid, &blocked, 0, 1), VERDICT_MORE,
			  "half a hello, %s", dcid);
	is_number(send_thirds(dcid, &allowed, 0, 1), VERDICT_MORE,
		  "one more");
	is_number(send_thirds(dcid, &allowed, 1, 3), VERDICT_PASS_FLOW,
		  ": and its rest");
	is_number(send_thirds("number 0", &blocked, 1, 3),
		  VERDICT_REFUSE_ONCE, ": that of the first is refused");
	is_number(heard.reason, REASON_OVERLONG, ": for this reason");
	is_number(send_thirds("number 0", &allowed, 0, 1),
		  VERDICT_REFUSE_ONCE, ": whatever it began with");
	is_number(send_thirds("number 7", &blocked, 1, 3),
		  VERDICT_REFUSE_ONCE, ": of the last");
}

static void test_forgotten(void)
{
	uint16_t first = ++sport;

	is_number(send_thirds("first id", &blocked, 0, 1), VERDICT_MORE,
		  "half a hello");
	for (unsigned i = 0; i < 100; i++, sport++)
		send_thirds("other id", &allowed, 0, 1);
	sport = first;
	is_number(send_thirds("first id", &blocked, 1, 3),
		  VERDICT_REFUSE_ONCE, ": the rest behind a flood");
	is_number(send_thirds("first id", &blocked, 0, 1),
		  VERDICT_REFUSE_ONCE, ": and all of it");
	sport = (uint16_t)(first + 200);
}

static void test_huge(void)
{
	sport++;
	add_piece(&blocked, 0, blocked.len);
	put_fill(&frames, 0, 30000);
	w.len = 0;
	put_initial(&w, QUIC_1, id(), id(), 0, &frames);
	frames.len = 0;
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  "an Initial of 30,000 bytes");
	is_number(heard.reason, REASON_OVERLONG, ": its reason");
}

static void test_dtls(void)
{
	struct judge *open = j;

	w.len = 0;
	sport++;
	put_dtls(&w, BLOCKED, 0);
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE, "DTLS, blocked");
	is_text(heard.name, BLOCKED, ": is reported");
	is_number(heard.effect, EFFECT_BLOCK, ": as blocked");
	w.len = 0;
	sport++;
	put_dtls(&w, ALLOWED, 20);
	is_number(send_datagram(&w), VERDICT_PASS_FLOW,
		  "an allowed name, with a cookie");
	w.p[25 + 2 + 32] = 99;		/* length of the session id */
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  "a hello that cannot be read is refused");
	is_number(heard.reason, REASON_OVERLONG, ": for this reason");
	j = judge_with("mode = \"enforce\"; overlong = \"pass\";");
	is_number(send_datagram(&w), VERDICT_PASS_FLOW, ": or not");
	judge_done(j);
	j = judge_with("mode = \"enforce\"; no_sni = \"block\"; "
		       "unknown = \"block\";");
	w.len = 0;
	put_dtls(&w, NULL, 0);
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  "so is one without a name, where these are");
	is_number(heard.reason, REASON_NO_NAME, ": for this reason");
	judge_done(j);
	j = open;
}

/* --- parts of DTLS hellos --------------------------------------------- */

static struct wire message;

/* The bytes [from, to) of a hello, the client's `number`-th message. */
static void put_part(const char *name, uint16_t number, size_t from, size_t to)
{
	size_t at = open_dtls_record(&w, DTLS_HANDSHAKE, 0);

	message.len = 0;
	put_dtls_hello(&message, 0xfefd, name, 0);
	put_dtls_fragment(&w, DTLS_HELLO, number, &message, from,
			  (to < message.len ? to : message.len) - from);
	close_length(&w, at, 2);
}

static enum verdict send_dtls_part(const char *name, uint16_t number,
				   size_t from, size_t to)
{
	w.len = 0;
	put_part(name, number, from, to);
	return send_datagram(&w);
}

static void test_dtls_parts(void)
{
	struct judge *full = j;

	j = judge_with("mode = \"enforce\";");
	sport++;
	is_number(send_dtls_part(BLOCKED, 0, 60, 500), VERDICT_MORE,
		  "the end of a DTLS hello");
	is_number(send_dtls_part(BLOCKED, 0, 20, 60), VERDICT_MORE,
		  ": its middle");
	is_number(send_dtls_part(BLOCKED, 0, 0, 20), VERDICT_REFUSE_ONCE,
		  ": its beginning");
	is_text(heard.name, BLOCKED, ": is reported");
	is_number(send_dtls_part(BLOCKED, 0, 0, 20), VERDICT_REFUSE_ONCE,
		  ": again");
	is_number(send_dtls_part(ALLOWED, 1, 0, 20), VERDICT_MORE,
		  ": a part of the next hello");
	is_number(send_dtls_part(ALLOWED, 1, 20, 500), VERDICT_PASS_FLOW,
		  ": the rest, which is allowed");
	is_number(send_dtls_part(ALLOWED, 1, 20, 500), VERDICT_PASS_FLOW,
		  ": again");
	sport++;
	w.len = 0;
	put_part(BLOCKED, 0, 0, 50);
	put_part(BLOCKED, 0, 50, 500);
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  "two parts in a datagram");
	sport++;
	w.len = 0;
	put_part(ALLOWED, 7, 0, 500);
	put_part(BLOCKED, 0, 0, 500);
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  "two hellos in a datagram");
	judge_done(j);
	j = full;
}

/* A hello of DTLS behind an Initial, where no server of QUIC reads it. */
static void test_dtls_in_quic(void)
{
	sport++;
	add_piece(&blocked, 0, blocked.len);
	w.len = 0;
	put_initial(&w, QUIC_1, id(), id(), 0, &frames);
	put_dtls(&w, ALLOWED, 0);
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE,
		  "an Initial with an allowed hello of DTLS");
	is_text(heard.name, BLOCKED, ": the name in it");
	sport++;
	frames.len = 0;
	add_piece(&allowed, 0, allowed.len);
	w.len = 0;
	put_initial(&w, QUIC_1, id(), id(), 0, &frames);
	put_dtls(&w, ALLOWED, 0);
	is_number(send_datagram(&w), VERDICT_PASS_FLOW, ": of two allowed");
	sport++;
	w.len = 0;
	put_initial(&w, QUIC_1, id(), id(), 0, &frames);
	put_dtls(&w, BLOCKED, 0);
	frames.len = 0;
	is_number(send_datagram(&w), VERDICT_REFUSE_ONCE, ": with a blocked");
}

static void test_dtls_contradictions(void)
{
	struct judge *full = j;

	j = judge_with("mode = \"enforce\";");
	sport++;
	send_dtls_part(ALLOWED, 0, 0, 70);
	is_number(send_dtls_part(BLOCKED, 0, 60, 500), VERDICT_REFUSE_ONCE,
		  "a part of a hello of another length");
	is_number(heard.reason, REASON_EVASION, ": for this reason");
	sport++;
	send_dtls_part("www.example.com", 0, 0, 90);
	is_number(send_dtls_part("www.example.com", 0, 0, 90), VERDICT_MORE,
		  "a part again");
	is_number(send_dtls_part("www.example.org", 0, 60, 500),
		  VERDICT_REFUSE_ONCE, ": one that says something else");
	is_number(heard.reason, REASON_EVASION, ": for this reason");
	is_number(send_dtls_part("www.example.com", 0, 60, 500),
		  VERDICT_PASS_FLOW, ": the rest as it was");
	is_number(send_dtls_part("www.example.com", 0, 0, 90),
		  VERDICT_PASS_FLOW, ": and again");
	sport++;
	send_dtls_part(ALLOWED, 0, 0, 60);
	send_dtls_part(ALLOWED, 0, 60, 500);
	is_number(send_dtls_part(BLOCKED, 0, 0, 60), VERDICT_MORE,
		  "a blocked hello behind an allowed one");
	is_number(send_dtls_part(BLOCKED, 0, 60, 500), VERDICT_REFUSE_ONCE,
		  ": as a whole");
	sport++;
	for (uint16_t number = 0; number < 4; number++)
		is_number(send_dtls_part(BLOCKED, number, 0, 50), VERDICT_MORE,
			  "half of message %u", number);
	is_number(send_dtls_part(ALLOWED, 4, 0, 50), VERDICT_MORE,
		  "one more");
	is_number(send_dtls_part(ALLOWED, 4, 50, 500), VERDICT_PASS_FLOW,
		  ": and its rest");
	is_number(send_dtls_part(BLOCKED, 0, 50, 500), VERDICT_REFUSE_ONCE,
		  ": that of the first is refused");
	judge_done(j);
	j = full;
}

int main(void)
{
	put_hello(&blocked, BLOCKED, 700, 900);
	put_hello(&allowed, ALLOWED, 700, 900);
	j = judge_with("mode = \"enforce\";");
	test_one();
	test_dealt();
	test_ids();
	test_ids_mixed();
	test_long_types();
	test_hello_huge();
	test_second_hello();
	test_others_first();
	test_budget();
	test_policies();
	test_kept();
	test_strict();
	test_contradictions();
	test_anew();
	test_many();
	test_two_ids();
	test_other_version();
	test_unopened();
	test_too_many();
	test_forgotten();
	test_huge();
	test_dtls();
	test_dtls_parts();
	test_dtls_in_quic();
	test_dtls_contradictions();
	judge_done(j);
	return done_testing();
}
