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
	static const uint32_t versions[] = { QUIC_1, QUIC_2, 0xff00001d };

	for (size_t i = 0; i < 3; i++) {
		sport++;
		add_piece(&blocked, 0, blocked.len);
		is_number(send_initial(versions[i], 0), VERDICT_BLOCK_FLOW,
			  "a blocked name, version %08x", versions[i]);
		is_text(heard.name, BLOCKED, ": is reported");
		is_number(heard.effect, EFFECT_BLOCK, ": as blocked");
	}
	sport++;
	add_piece(&allowed, 0, allowed.len);
	is_number(send_initial(QUIC_1, 0), VERDICT_PASS_FLOW,
		  "an allowed one");
	is_text(heard.name, ALLOWED, ": is reported");
	is_number(judge_flows(j).flows, 0, "no flow stays");
	is_number(judge_flows(j).chunks, 0, ": and no chunk");
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
				i % 2 ? VERDICT_BLOCK_FLOW :
					VERDICT_PASS_FLOW);
	is_number(wrong, 0, "1,000 hellos dealt over Initials");
	is_number(judge_flows(j).flows, 0, "no flow stays");
	is_number(judge_flows(j).chunks, 0, ": and no chunk");
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
	is_number(send_datagram(&w), VERDICT_BLOCK_FLOW,
		  "the rest to the server's id, with the first one's keys");

	sport++;
	frames.len = 0;
	add_piece(&blocked, 0, half);
	send_initial(QUIC_1, 0);
	add_piece(&blocked, 0, blocked.len);
	w.len = 0;
	put_initial(&w, QUIC_1, span_of_text("retry id"),
		    span_of_text("retry id"), 1, &frames);
	is_number(send_datagram(&w), VERDICT_BLOCK_FLOW,
		  ": all of it anew behind a Retry");
	frames.len = 0;
}

static void test_others_first(void)
{
	sport++;
	w.len = 0;
	put_0rtt(&w, id(), 300);
	is_number(send_datagram(&w), VERDICT_MORE, "0-RTT first");
	add_piece(&blocked, 0, blocked.len);
	put_initial(&w, QUIC_1, id(), id(), 0, &frames);
	is_number(send_datagram(&w), VERDICT_BLOCK_FLOW,
		  ": and in one datagram with the Initial");

	sport++;
	w.len = 0;
	put_initial(&w, QUIC_1, id(), id(), 0, &frames);
	w.p[w.len - 1] ^= 1;
	is_number(send_datagram(&w), VERDICT_MORE, "one that is damaged");
	w.p[w.len - 1] ^= 1;
	is_number(send_datagram(&w), VERDICT_BLOCK_FLOW, ": then a good one");
	frames.len = 0;

	sport++;
	w.len = 0;
	put_0rtt(&w, id(), 300);
	memset(w.p + 1, 0x1a, 4);
	is_number(send_datagram(&w), VERDICT_MORE, "an unknown version");
	add_piece(&blocked, 0, blocked.len);
	is_number(send_initial(QUIC_1, 0), VERDICT_BLOCK_FLOW,
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
	is_number(v, VERDICT_PASS_FLOW, "Initials without a hello");
	is_number(heard.reason, REASON_UNKNOWN, ": are not understood");
	ok(n > 60 && n < 70, "after 65");
	sport++;
	for (size_t i = 0; i < blocked.len; i += 2)
		add_piece(&blocked, i, i + 1);
	is_number(send_initial(QUIC_1, 0), VERDICT_MORE,
		  "every other byte of a hello");
	for (size_t i = 1; i < blocked.len; i += 2)
		add_piece(&blocked, i, i + 1);
	is_number(send_initial(QUIC_1, 1), VERDICT_BLOCK_FLOW,
		  ": and the others");
	sport++;
	put_crypto(&frames, 100000, blocked.p, 9);
	is_number(send_initial(QUIC_1, 0), VERDICT_PASS_FLOW,
		  "a piece far ahead");
	is_number(judge_flows(j).flows, 0, "no flow stays");
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
	is_number(v, VERDICT_BLOCK_FLOW, ": nothing but 0-RTT");
	sport++;
	memset(w.p + 1, 0x1a, 4);
	is_number(send_datagram(&w), VERDICT_BLOCK_FLOW,
		  "an unknown version");
	is_number(heard.reason, REASON_QUIC_VERSION, ": its reason");
	sport++;
	w.p[0] = 0x41;
	is_number(send_datagram(&w), VERDICT_BLOCK_FLOW, "a short header");
	is_number(heard.reason, REASON_QUIC_NO_INITIAL, ": its reason");
	sport++;
	w.len = 0;
	put_hello(&w, NULL, 40, 40);
	frames.len = 0;
	put_crypto(&frames, 0, w.p, w.len);
	is_number(send_initial(QUIC_1, 0), VERDICT_BLOCK_FLOW,
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
	is_number(send_datagram(&w), VERDICT_BLOCK_FLOW,
		  ": another connection on the same ports");
	is_number(send_datagram(&w), VERDICT_BLOCK_FLOW, ": and again");
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
	is_number(send_initial(QUIC_1, 2), VERDICT_BLOCK_FLOW,
		  ": another with the same keys is refused");
	is_number(heard.reason, REASON_EVASION, ": its reason");
	is_number(send_initial(QUIC_1, 3), VERDICT_BLOCK_FLOW,
		  ": and what follows");
	sport++;
	add_piece(&allowed, 0, 300);
	send_initial(QUIC_1, 0);
	add_piece(&blocked, 0, blocked.len);
	is_number(send_initial(QUIC_1, 1), VERDICT_BLOCK_FLOW,
		  ": also before the first is whole");
	sport++;
	add_piece(&allowed, 0, allowed.len);
	send_initial(QUIC_1, 0);
	w.len = 0;
	add_piece(&blocked, 0, blocked.len);
	put_initial(&w, QUIC_1, span_of_text("a new id"),
		    span_of_text("a new id"), 0, &frames);
	frames.len = 0;
	is_number(send_datagram(&w), VERDICT_BLOCK_FLOW,
		  "one with other keys is judged by its name");
	is_text(heard.name, BLOCKED, ": which is reported");
	judge_done(j);
	j = open;
}

static void test_dtls(void)
{
	struct judge *open = j;

	w.len = 0;
	sport++;
	put_dtls(&w, BLOCKED, 0);
	is_number(send_datagram(&w), VERDICT_BLOCK_FLOW, "DTLS, blocked");
	is_text(heard.name, BLOCKED, ": is reported");
	is_number(heard.effect, EFFECT_BLOCK, ": as blocked");
	w.len = 0;
	sport++;
	put_dtls(&w, ALLOWED, 20);
	is_number(send_datagram(&w), VERDICT_PASS_FLOW,
		  "an allowed name, with a cookie");
	w.p[25 + 2 + 32] = 99;		/* length of the session id */
	is_number(send_datagram(&w), VERDICT_PASS_FLOW,
		  "a hello that cannot be read is not known");
	j = judge_with("mode = \"enforce\"; no_sni = \"block\"; "
		       "unknown = \"block\";");
	is_number(send_datagram(&w), VERDICT_BLOCK_FLOW,
		  ": refused where that is");
	is_number(heard.reason, REASON_UNKNOWN, ": for this reason");
	w.len = 0;
	put_dtls(&w, NULL, 0);
	is_number(send_datagram(&w), VERDICT_BLOCK_FLOW,
		  "so is one without a name, where these are");
	is_number(heard.reason, REASON_NO_NAME, ": for this reason");
	judge_done(j);
	j = open;
}

int main(void)
{
	put_hello(&blocked, BLOCKED, 700, 900);
	put_hello(&allowed, ALLOWED, 700, 900);
	j = judge_with("mode = \"enforce\";");
	test_one();
	test_dealt();
	test_ids();
	test_others_first();
	test_budget();
	test_policies();
	test_kept();
	test_strict();
	test_dtls();
	judge_done(j);
	return done_testing();
}
