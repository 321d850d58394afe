/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Segments that do not go on from where their connection is (tcp.c): far
 * ahead, of another connection on the same ports, or anybody's. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>

#include "lib/array.h"
#include "tests/unit/ipwire.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

#define HEAD(host) "GET / HTTP/1.1\r\nHost: " host "\r\n\r\n"
#define POST(n) "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n" \
		"Content-Length: " n "\r\n\r\n"
#define AHEAD CONNECTION_AHEAD

static struct judge *j;
static struct wire blocked, allowed;	/* hellos in a record */

static enum verdict say_as(enum standing standing, struct client *c, int at,
			   const char *text)
{
	enum verdict v;

	j->standing = standing;
	v = client_say(c, (uint32_t)at, text);
	j->standing = STANDING_KNOWN;
	return v;
}

/* A connection whose first request was let through; where the next begins. */
static struct client begun(uint16_t port, const char *text, int *at)
{
	struct client c = client_of(j, port);

	say_as(STANDING_NEW, &c, 0, text);
	*at = (int)strlen(text);
	return c;
}

static enum verdict fill(struct client *c, int from, int to)
{
	static const uint8_t zeros[1400];
	enum verdict v = VERDICT_PASS_ONCE;

	for (; from < to && v != VERDICT_BLOCK_FLOW; from += 1400)
		v = client_send(c, (uint32_t)from, zeros,
				to - from < 1400 ? (size_t)(to - from) : 1400);
	return v;
}

/* --- ahead of a hole -------------------------------------------------- */

static void test_ahead(void)
{
	static const int holes[] = { 1, 1400, 39000, 65160, AHEAD };
	int at, n = (int)strlen(HEAD(ALLOWED));

	for (size_t i = 0; i < ARRAY_SIZE(holes); i++) {
		struct client c = begun(80, HEAD(ALLOWED), &at);
		enum verdict v = VERDICT_PASS_ONCE;
		int end = at + (holes[i] + n - 1) / n * n;

		end -= end - at > AHEAD ? n : 0;
		is_number(client_say(&c, (uint32_t)end, HEAD(BLOCKED)),
			  VERDICT_MORE, "a request behind a hole of %d waits",
			  end - at);
		for (; at < end && v != VERDICT_BLOCK_FLOW; at += n)
			v = client_say(&c, (uint32_t)at, HEAD(ALLOWED));
		is_number(v, VERDICT_BLOCK_FLOW,
			  ": and is refused with what fills it");
		ok(at == end && j->awaited == c.isn + (uint32_t)(end - n),
		   "the server, which has all before, is reset there");
	}
}

static void test_too_far(void)
{
	struct client c;
	int at;

	c = begun(80, HEAD(ALLOWED), &at);
	is_number(say_as(STANDING_KNOWN, &c, at + AHEAD + 1, HEAD(BLOCKED)),
		  VERDICT_DROP, "too far ahead it has to come again");
	c.ack += 90000000;
	is_number(say_as(STANDING_KNOWN, &c, at + AHEAD + 1, HEAD(BLOCKED)),
		  VERDICT_DROP, ": as another connection's too");
	c.ack -= 90000000;
	is_number(say_as(STANDING_KNOWN, &c, at + AHEAD + 1, HEAD(ALLOWED)),
		  VERDICT_DROP,
		   ": and what is not restricted has to come again");
	is_number(say_as(STANDING_KNOWN, &c, at + AHEAD + 1, "x: y"),
		  VERDICT_DROP, ": whatever it is");
	is_number(client_say(&c, (uint32_t)at, HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, "the connection goes on");
	is_number(client_say(&c, (uint32_t)at * 2, HEAD(BLOCKED)),
		  VERDICT_BLOCK_FLOW, ": and is read");

	/* The second half of a request, and then all before it. */
	c = begun(80, HEAD(ALLOWED), &at);
	is_number(client_say(&c, (uint32_t)at + AHEAD + 9, "sky.com\r\n\r\n"),
		  VERDICT_DROP, "half a request");
	is_number(client_say(&c, (uint32_t)at, "GET / HTTP/1.1\r\nX: "),
		  VERDICT_MORE, ": and one that leads up to it");
}

static void test_in_body(void)
{
	struct client c;
	int at, n = (int)strlen(HEAD(BLOCKED));

	c = begun(80, POST("100000000"), &at);
	is_number(client_say(&c, (uint32_t)at + 60000, HEAD(BLOCKED)),
		  VERDICT_PASS_ONCE, "what stands in a body is no request");
	is_number(client_say(&c, (uint32_t)(at + 60000 + n), HEAD(BLOCKED)),
		  VERDICT_PASS_ONCE, ": nor what follows it there");
	is_number(fill(&c, at, at + 60000), VERDICT_PASS_ONCE, "a late part");
	is_number(judge_flows(j).chunks, 0, "nothing of it is kept");
	is_number(fill(&c, at + 60000, at + 100000000), VERDICT_PASS_ONCE,
		  "all of it");
	is_number(client_say(&c, (uint32_t)at + 100000000, HEAD(BLOCKED)),
		  VERDICT_BLOCK_FLOW, "what comes behind is one");
	c = client_of(j, 80);
	at = (int)strlen(POST("1000"));
	client_say(&c, (uint32_t)at + 1000, HEAD(BLOCKED));
	is_number(say_as(STANDING_KNOWN, &c, 0, POST("1000")),
		  VERDICT_BLOCK_FLOW,
		  "also while a part of the body is missing");
}

/* A hello beyond a hole may be what its server never reads. */
static void test_hello_behind_hole(void)
{
	struct client c = client_of(j, 4443);

	say_as(STANDING_NEW, &c, 0, "PROXY TCP4 1.2.3.4 5.6.7.8 99 443\r\n");
	is_number(client_send(&c, 2000, allowed.p, allowed.len), VERDICT_MORE,
		  "an allowed one behind a hole ends nothing");
	is_number(client_send(&c, 35, blocked.p, blocked.len),
		  VERDICT_BLOCK_FLOW, "the one before it counts");
	c = client_of(j, 4443);
	say_as(STANDING_NEW, &c, 0, "EHLO a\r\n");
	c.ack += 100;
	is_number(client_send(&c, 2000, allowed.p, allowed.len), VERDICT_MORE,
		  "the same behind an answer");
	is_number(client_send(&c, 8, blocked.p, blocked.len),
		  VERDICT_BLOCK_FLOW, "the one before it");
}

/* --- the same ports again --------------------------------------------- */

static void test_ports_again(void)
{
	static const char *const firsts[] = {
		HEAD(ALLOWED), POST("100000000"), "EHLO a\r\n",
		"GET / HTTP/1.1\r\nHost: www.", "\x16\3\1",
	};
	static const uint32_t jumps[] = { 1, 800, 7800, 47000, 65537, 2500000,
					  14000000, 0x80000000, 0xffff0000 };
	unsigned wrong = 0, free = 0;
	int at;

	for (size_t i = 0; i < ARRAY_SIZE(firsts); i++) {
		for (size_t k = 0; k < ARRAY_SIZE(jumps); k++) {
			struct client c = begun(80, firsts[i], &at);

			c.isn += jumps[k];
			c.ack += jumps[k];
			wrong += say_as(STANDING_NEW, &c, at, HEAD(BLOCKED)) !=
				 VERDICT_BLOCK_FLOW;
			c = begun(80, firsts[i], &at);
			c.isn += jumps[k];
			free += say_as(STANDING_NEW, &c, at, HEAD(ALLOWED)) !=
				VERDICT_PASS_ONCE;
		}
	}
	is_number(wrong, 0, "a new connection is judged for itself");
	is_number(free, 0, ": and pays for no other");
}

static void test_refused_before(void)
{
	struct client c = client_of(j, 80);
	int n = (int)strlen(HEAD(BLOCKED));

	is_number(say_as(STANDING_NEW, &c, 0, HEAD(BLOCKED)),
		  VERDICT_BLOCK_FLOW, "a refused connection");
	is_number(client_say(&c, 0, HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  ": stays so");
	is_number(say_as(STANDING_NEW, &c, 0, HEAD(BLOCKED)),
		  VERDICT_BLOCK_FLOW, ": even if the kernel takes it for new");
	is_number(client_say(&c, n, HEAD(ALLOWED)), VERDICT_BLOCK_FLOW,
		  ": whatever follows");
	c.isn += 5000;
	is_number(say_as(STANDING_NEW, &c, 0, HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, "the next on its ports is another");
}

/* --- anybody's -------------------------------------------------------- */

static void test_forged(void)
{
	struct client c, forged;
	unsigned cut = 0;
	enum verdict v;
	int at;

	c = begun(80, HEAD(ALLOWED), &at);
	forged = c;
	for (unsigned i = 0; i < 2000; i++) {
		forged.isn = (uint32_t)random_next();
		j->standing = i % 2 ? STANDING_ASTRAY : STANDING_KNOWN;
		if (connection_follows(flow_find(j->flows, &j->packet),
				       &(struct packet) { .seq = forged.isn }))
			continue;
		v = client_say(&forged, 0, HEAD(BLOCKED));
		cut += v != VERDICT_DROP &&
		       (j->standing == STANDING_ASTRAY ||
			v != VERDICT_REFUSE_ONCE);
		cut += client_say(&forged, 0, "noise") != VERDICT_DROP;
	}
	is_number(cut, 0, "forged requests are dropped");
	j->standing = STANDING_KNOWN;
	is_number(client_say(&c, (uint32_t)at, HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, "the connection is not cut");
	is_number(say_as(STANDING_ASTRAY, &c, 2 * at + 1, "x"), VERDICT_DROP,
		  "what conntrack does not take must be the very next");

	forged = client_of(j, 80);
	is_number(say_as(STANDING_ASTRAY, &forged, 0, HEAD(BLOCKED)),
		  VERDICT_REFUSE_ONCE, "of a connection that nobody knows");
	is_number(judge_flows(j).flows, 1, "nothing is remembered");
	say_as(STANDING_ASTRAY, &forged, 0, "GET / HT");
	is_number(say_as(STANDING_KNOWN, &forged, 777777, HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, ": it is in the way of no real one");
}

static enum verdict flagged(struct client *c, int at, uint8_t flags,
			    const char *text)
{
	static struct wire w;

	w.len = 0;
	put_ipv4(&w, IPPROTO_TCP);
	put_tcp(&w, c->sport, c->dport, c->isn + (uint32_t)at, c->ack,
		flags);
	put_text(&w, text);
	close_ipv4(&w);
	return judge(j, &w, 0);
}

static enum verdict urgent(struct client *c, int at, const char *text)
{
	return flagged(c, at, TCP_ACK | TCP_URG, text);
}

/* Data that no server takes: who sends it knows no numbers, and tells none. */
static void test_untakeable(void)
{
	static const uint8_t flags[] = {
		0, TCP_RST, TCP_FIN, TCP_FIN | TCP_RST, TCP_RST | TCP_ACK,
	};
	struct client c, forged;
	int at;

	c = forged = begun(80, HEAD(ALLOWED), &at);
	forged.ack += 1u << 30;
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		is_number(flagged(&forged, at, flags[i], HEAD(BLOCKED)),
			  VERDICT_DROP, "data with flags %x is dropped",
			  flags[i]);
		is_number(flagged(&forged, at + 9, flags[i], "x"), VERDICT_DROP,
			  ": and behind a hole");
	}
	is_number(client_say(&c, (uint32_t)at, HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, "the connection goes on");
	c = client_of(j, 80);
	is_number(flagged(&c, 0, TCP_RST, HEAD(BLOCKED)), VERDICT_DROP,
		  "nor does it begin one");
	is_number(say_as(STANDING_NEW, &c, 700, HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, ": which then begins");
	j->standing = STANDING_UNTOLD;
	c = client_of(j, 80);
	is_number(flagged(&c, 0, 0, HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  "in a capture it counts");
}

static void test_urgent(void)
{
	struct client c = client_of(j, 80);
	int at;

	is_number(urgent(&c, 0, HEAD(ALLOWED)), VERDICT_BLOCK_FLOW,
		  "an urgent byte is refused");
	is_number(heard.reason, REASON_EVASION, "as evasion");
	c = begun(80, HEAD(ALLOWED), &at);
	is_number(urgent(&c, at, "x"), VERDICT_BLOCK_FLOW, "in a request");
	c = begun(443, "\x16\3", &at);
	is_number(urgent(&c, at, "x"), VERDICT_BLOCK_FLOW, "in a hello");
	c = begun(53, "\0", &at);
	is_number(urgent(&c, at, "x"), VERDICT_BLOCK_FLOW, "in a question");
	c = begun(80, HEAD(ALLOWED), &at);
	c.isn += 90000000;
	is_number(urgent(&c, at, "x"), VERDICT_DROP, ": but not a forged one");
	c = begun(80, HEAD(ALLOWED), &at);
	is_number(urgent(&c, at - 9, "x"), VERDICT_DROP, ": nor one too late");
	is_number(urgent(&c, at, ""), VERDICT_DROP,
		  "one without data does not get there");
	is_number(client_say(&c, (uint32_t)at, HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, ": and ends nothing");
}

/* Where nothing is refused nothing is held back. */
static void test_observe(void)
{
	struct client c;
	int at;

	c = begun(80, HEAD(ALLOWED), &at);
	c.ack += 90000000;
	is_number(client_say(&c, (uint32_t)at + AHEAD + 1, HEAD(BLOCKED)),
		  VERDICT_PASS_ONCE, "far ahead, of another connection");
	c.ack -= 90000000;
	is_number(heard.effect, EFFECT_OBSERVE, "would be refused");
	is_number(client_say(&c, (uint32_t)at + AHEAD + 1, "noise"),
		  VERDICT_PASS_ONCE, "noise goes on");
	heard.effect = EFFECT_IGNORE;
	is_number(client_say(&c, (uint32_t)at, HEAD(BLOCKED)),
		  VERDICT_PASS_ONCE, ": and the connection is read");
	is_number(heard.effect, EFFECT_OBSERVE, "all the same");
}

/* A SYN that carries data (RFC 7413), which many servers throw away. */
static enum verdict syn(struct client *c, const void *p, size_t len)
{
	static struct wire w;

	w.len = 0;
	put_ipv4(&w, IPPROTO_TCP);
	put_tcp(&w, c->sport, c->dport, c->isn - 1, 0, TCP_SYN);
	put(&w, p, len);
	close_ipv4(&w);
	return judge(j, &w, 0);
}

static void test_syn_data(void)
{
	struct client c = client_of(j, 443);
	int n = (int)allowed.len;

	j->standing = STANDING_NEW;
	is_number(syn(&c, blocked.p, blocked.len), VERDICT_BLOCK_FLOW,
		  "a blocked hello with a SYN");
	c = client_of(j, 443);
	j->standing = STANDING_NEW;
	is_number(syn(&c, allowed.p, allowed.len), VERDICT_MORE,
		  "an allowed one may not be what the server takes");
	j->standing = STANDING_KNOWN;
	is_number(client_send(&c, 0, blocked.p, blocked.len),
		  VERDICT_BLOCK_FLOW, "nothing else can come in its place");
	c = client_of(j, 443);
	j->standing = STANDING_NEW;
	syn(&c, allowed.p, allowed.len);
	is_number(client_send(&c, 0, allowed.p, allowed.len),
		  VERDICT_PASS_FLOW, "the same again is what it takes");
	c = client_of(j, 443);
	syn(&c, allowed.p, allowed.len);
	c.ack += 1000;
	is_number(client_send(&c, (uint32_t)n, "\x17\3\3", 3),
		  VERDICT_PASS_FLOW, ": or its answer shows that it did");
	c = client_of(j, 443);
	j->standing = STANDING_NEW;
	syn(&c, blocked.p, 100);
	is_number(client_send(&c, 100, blocked.p + 100, blocked.len - 100),
		  VERDICT_BLOCK_FLOW, "half a hello, and the other half");
	c = client_of(j, 443);
	syn(&c, blocked.p, 100);
	j->standing = STANDING_KNOWN;
	is_number(syn(&c, "x", 1), VERDICT_DROP, "a forged SYN with data");
	is_number(client_send(&c, 100, blocked.p + 100, blocked.len - 100),
		  VERDICT_BLOCK_FLOW, "between them changes nothing");
}

/* Another connection on the same ports, whose first data begins where what is
 * known of the one before would take it for a part of that. */
static void test_again(void)
{
	int before = (int)strlen(HEAD(ALLOWED));
	struct client c = client_of(j, 80);

	j->standing = STANDING_NEW;
	syn(&c, (const uint8_t *)HEAD(ALLOWED), (size_t)before);
	say_as(STANDING_KNOWN, &c, before, HEAD(ALLOWED));
	is_number(say_as(STANDING_NEW, &c, before,
			 HEAD(BLOCKED) "POST / HTTP/1.1\r\n"),
		  VERDICT_BLOCK_FLOW, "behind one whose SYN had data");
	c = client_of(j, 80);
	say_as(STANDING_ASTRAY, &c, 0, HEAD(ALLOWED));
	is_number(say_as(STANDING_NEW, &c, 0,
			 HEAD(BLOCKED) "POST / HTTP/1.1\r\n"),
		  VERDICT_BLOCK_FLOW, "behind what was of none, and is read");
}

/* Each test has a judge of its own. */
/* --- that its server may not take --------------------------------------- */

/* Is another request refused in the place of the one that was last said? */
static bool is_kept(struct client *c, int at)
{
	return say_as(STANDING_KNOWN, c, at, HEAD(BLOCKED)) ==
	       VERDICT_BLOCK_FLOW && heard.reason == REASON_EVASION;
}

static void test_doubted(void)
{
	const int n = (int)strlen(HEAD(ALLOWED));
	struct client c;
	int at;

	c = begun(80, HEAD(ALLOWED), &at);
	say_as(STANDING_ASTRAY, &c, at, HEAD(ALLOWED));
	ok(is_kept(&c, at), "what the kernel takes for none's is kept");
	c = begun(80, HEAD(ALLOWED), &at);
	c.ack -= 70000;
	say_as(STANDING_KNOWN, &c, at, HEAD(ALLOWED));
	c.ack += 70000;
	ok(is_kept(&c, at), "and what acknowledges less than before");
	c = begun(443, "", &at);
	client_send(&c, 0, allowed.p, 80);
	j->standing = STANDING_ASTRAY;
	is_number(client_send(&c, 80, allowed.p + 80, allowed.len - 80),
		  VERDICT_MORE, "of a hello too");
	j->standing = STANDING_KNOWN;
	is_number(client_send(&c, 80, blocked.p + 80, blocked.len - 80),
		  VERDICT_BLOCK_FLOW, ": so nothing else comes in its place");
	c = begun(80, HEAD(ALLOWED), &at);
	say_as(STANDING_ASTRAY, &c, at, HEAD(ALLOWED));
	is_number(say_as(STANDING_KNOWN, &c, at + n, HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, "it goes on");
	is_number(say_as(STANDING_KNOWN, &c, at + 2 * n, HEAD(BLOCKED)),
		  VERDICT_BLOCK_FLOW, ": and is judged");
}

/* The checksums of these tests do not hold. */
static void test_damaged(void)
{
	struct client c;
	int at;

	c = begun(80, HEAD(ALLOWED), &at);
	j->unverified = true;
	is_number(say_as(STANDING_ASTRAY, &c, at, HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, "what is damaged goes on");
	j->unverified = false;
	is_number(say_as(STANDING_KNOWN, &c, at, HEAD(BLOCKED)),
		  VERDICT_BLOCK_FLOW, ": and is none");
	is_text(heard.name, BLOCKED, ": what comes in its place is read");
}

static void run(void (*test)(void), const char *mode)
{
	j = judge_with(mode);
	j->standing = STANDING_KNOWN;
	test();
	judge_done(j);
}

int main(void)
{
	static const char enforce[] = "mode = \"enforce\";";

	put_tls(&blocked, BLOCKED, 60, 100);
	put_tls(&allowed, ALLOWED, 60, 100);
	run(test_ahead, enforce);
	run(test_too_far, enforce);
	run(test_in_body, enforce);
	run(test_hello_behind_hole, enforce);
	run(test_ports_again, enforce);
	run(test_refused_before, enforce);
	run(test_forged, enforce);
	run(test_untakeable, enforce);
	run(test_urgent, enforce);
	run(test_syn_data, enforce);
	run(test_again, enforce);
	run(test_doubted, enforce);
	run(test_damaged, enforce);
	run(test_observe, "mode = \"observe\";");
	return done_testing();
}
