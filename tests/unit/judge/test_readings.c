/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Streams to DNS's port that are more than one thing (nfq/judge/readings.h). */

#include <netinet/in.h>	/* before the kernel's headers */
#include <string.h>

#include "lib/array.h"
#include "nfq/packet/packet.h"
#include "tests/unit/dnswire.h"
#include "tests/unit/ipwire.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

enum { HANDSHAKE_3 = 0x1603, GET = 0x4745, SOCKS_4 = 0x0401 };

static struct judge *j;
static struct wire w;

static bool goes_on(enum verdict v)
{
	return v == VERDICT_MORE || v == VERDICT_PASS_ONCE;
}

static bool refuses(enum verdict v)
{
	return v == VERDICT_BLOCK_FLOW || v == VERDICT_REFUSE_ONCE;
}

static void put_message(const char *name)
{
	size_t at = open_length(&w, 2);

	put_dns_header(&w, 0x0100, 1, 0);
	put_question(&w, name, 1);
	close_length(&w, at, 2);
}

/* Zeros up to the end of a message of `size` bytes that began at `start`. */
static void fill_message(size_t start, size_t size)
{
	put_fill(&w, 0, start + 2 + size - w.len);
}

/* A hello that is a message of 5,635 bytes as well, which asks nothing. */
static void put_hello_message(const char *name)
{
	size_t start = w.len;

	put_tls(&w, name, 0, 0);
	fill_message(start, HANDSHAKE_3);
}

/* One that asks for `asked` in its random, and has no name of its own. */
static void put_hello_question(const char *asked)
{
	size_t start = w.len, n;

	put(&w, "\x16\x03\x03\x02\1\1\0\1\0\0\0\0\0\0", 14);
	put_question(&w, asked, 1);
	n = start + 11 + 33 - w.len;
	put_fill(&w, 0, n);		/* random, and no session id */
	put(&w, "\0\2\x13\1\1\0", 6);
	n = start + 9 + 256 - 2 - w.len;
	put16(&w, (uint16_t)n);
	put16(&w, 0xaaaa);
	put16(&w, (uint16_t)(n - 4));
	fill_message(start, HANDSHAKE_3);
}

/* All of `w` in pieces, up to what is refused. */
static enum verdict say(struct client *c, size_t piece)
{
	enum verdict v = VERDICT_MORE;

	for (size_t at = 0; at < w.len && goes_on(v); at += piece)
		v = client_send(c, (uint32_t)at, w.p + at,
				w.len - at < piece ? w.len - at : piece);
	return v;
}

static void is_said(const char *what, bool refused)
{
	static const size_t pieces[] = { 1, 3, 100, 1448, 100000 };

	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		struct client c = client_of(j, 53);
		enum verdict v;

		heard.name[0] = '\0';
		v = say(&c, pieces[i]);
		ok(refused ? refuses(v) : goes_on(v), "%s, by %zu", what,
		   pieces[i]);
		if (refused)
			is_text(heard.name, BLOCKED, ": is named");
	}
	w.len = 0;
}

static void test_hellos(void)
{
	put_hello_question(BLOCKED);
	is_said("a question that is a hello", true);
	put_hello_question(ALLOWED);
	is_said("the same for another name", false);
	put_hello_message(BLOCKED);
	is_said("a hello that is a message", true);
	put_hello_message(ALLOWED);
	is_said("one to another name", false);
	put_hello_message(ALLOWED);
	put_message(BLOCKED);
	is_said("a question behind such a hello", true);
	put_message(ALLOWED);
	put_hello_message(ALLOWED);
	put_message(BLOCKED);
	is_said("one before it, too", true);
	put(&w, "\x14\3\3\0\1\1", 6);
	put_tls(&w, ALLOWED, 0, 0);
	fill_message(0, 0x1403);
	put_message(BLOCKED);
	is_said("behind a change of ciphers", true);
}

static void test_requests(void)
{
	put_text(&w, "GET / HTTP/1.1\r\nHost: " ALLOWED "\r\n\r\n");
	fill_message(0, GET);
	put_message(BLOCKED);
	is_said("a question behind a request", true);
	put_text(&w, "GET / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		 "Content-Length: 100000\r\n\r\n");
	fill_message(0, GET);
	put_message(BLOCKED);
	is_said("in its body", true);
	put_text(&w, "GET / HTTP/1.1\r\nHost: " ALLOWED "\r\n\r\n"
		 "GET / HTTP/1.1\r\nHost: " BLOCKED "\r\n\r\n");
	is_said("a second request", true);
}

/* SOCKS to 1.0.0.1, and a question of 1,025 bytes. */
static void test_socks(void)
{
	put16(&w, SOCKS_4);
	put16(&w, 443);
	put(&w, "\1\0\0\1\0\0\0\0\0\0", 10);
	put_question(&w, BLOCKED, 1);
	fill_message(0, SOCKS_4);
	is_said("a question that is a request to a proxy", true);
	put16(&w, SOCKS_4);
	put(&w, "\0\x50\0\0\0\1\0" BLOCKED, 7 + sizeof(BLOCKED));
	fill_message(0, SOCKS_4);
	is_said("a request to a proxy that is a message", true);
}

/* A question that lies within a message that is none. */
static void test_frames(void)
{
	struct client c = client_of(j, 53);
	size_t at = open_length(&w, 2);
	enum verdict v;

	put_fill(&w, 0, 20);
	put_message(ALLOWED);
	put(&w, "\x20\0", 2);
	close_length(&w, at, 2);
	at = w.len;
	put_message(BLOCKED);
	v = client_send(&c, 0, w.p, 22);
	ok(goes_on(v), "the beginning of a message that is none");
	v = client_send(&c, 22, w.p + 22, at - 22);
	ok(goes_on(v), ": a question in it");
	v = client_send(&c, (uint32_t)at, w.p + at, w.len - at);
	ok(refuses(v), ": another behind it is found");
	w.len = 0;
}

/* Mostly once is enough, and nothing remains of the second. */
static void test_once(void)
{
	struct client c = client_of(j, 53);
	uint32_t before = judge_flows(j).flows;

	put_message(ALLOWED);
	client_send(&c, 0, w.p, w.len);
	is_number(judge_flows(j).flows - before, 1, "a question has a flow");
	c = client_of(j, 53);
	client_send(&c, 0, w.p, 2);
	is_number(judge_flows(j).flows - before, 3, ": its length, two");
	client_send(&c, 2, w.p + 2, w.len - 2);
	is_number(judge_flows(j).flows - before, 2, ": and all of it one");
	w.len = 0;
	c = client_of(j, 54);
	put_tls(&w, ALLOWED, 0, 0);
	is_number(client_send(&c, 0, w.p, w.len), VERDICT_PASS_FLOW,
		  "on other ports there is no second reading");
	w.len = 0;
}

/* A server that answers in the midst of a first message has read another. */
static void test_answered(void)
{
	struct client c = client_of(j, 53);
	uint32_t before = judge_flows(j).flows, at;
	enum verdict v;

	put_tls(&w, ALLOWED, 0, 0);
	at = (uint32_t)w.len;
	ok(goes_on(client_send(&c, 0, w.p, at)), "a hello to port 53");
	ok(goes_on(client_send(&c, at, "\x14\3\3", 3)), ": no answer yet");
	c.ack += 100;
	is_number(client_send(&c, at + 3, "\0\1\1", 3), VERDICT_PASS_FLOW,
		  ": answered, and decided");
	is_number(judge_flows(j).flows, before, ": nothing remains");
	c = client_of(j, 53);
	client_send(&c, 0, w.p, at);
	fill_message(0, HANDSHAKE_3);
	client_send(&c, at, w.p + at, w.len - at);
	at = (uint32_t)w.len;
	put_message(BLOCKED);
	c.ack += 100;
	v = client_send(&c, at, w.p + at, w.len - at);
	ok(refuses(v), "an answer behind a whole message proves nothing");
	w.len = 0;
	before = judge_flows(j).flows;
	c = client_of(j, 53);
	ok(goes_on(client_say(&c, 0, "SSH-2.0-x\r\n")), "another protocol");
	c.ack += 20;
	client_say(&c, 11, "more");
	is_number(judge_flows(j).flows - before, 1, ": read in one way");
}

/* Of a SYN, which strict mode shows, the next segment acknowledges more. */
static void test_syn(void)
{
	struct client c = client_of(j, 53);
	static struct wire p;
	enum verdict v;

	put_hello_message(ALLOWED);
	put_message(BLOCKED);
	p.len = 0;
	put_ipv4(&p, IPPROTO_TCP);
	put_tcp(&p, c.sport, c.dport, c.isn - 1, 0, TCP_SYN);
	close_ipv4(&p);
	judge(j, &p, 0);
	v = client_send(&c, 0, w.p, 100);
	ok(goes_on(v), "a hello behind a SYN");
	v = client_send(&c, 100, w.p + 100, w.len - 100);
	ok(refuses(v), ": is read as a question, too");
	w.len = 0;
}

static void run(const char *settings)
{
	static void (*const tests[])(void) = {
		test_hellos, test_requests, test_socks, test_frames, test_once,
		test_answered, test_syn,
	};

	for (size_t i = 0; i < ARRAY_SIZE(tests); i++) {
		j = judge_with(settings);
		tests[i]();
		judge_done(j);
	}
}

static void test_junk(const char *settings)
{
	size_t at = open_length(&w, 2);

	j = judge_with(settings);
	put_fill(&w, 0, 5);
	close_length(&w, at, 2);
	put_message(ALLOWED);
	put_message(BLOCKED);
	is_said("a question behind junk", true);
	judge_done(j);
}

int main(void)
{
	run("mode = \"enforce\";");
	test_junk("mode = \"enforce\";");
	test_junk("mode = \"enforce\"; unknown = \"block\";");
	test_junk("mode = \"enforce\"; unknown = \"block\"; strict = true;");
	return done_testing();
}
