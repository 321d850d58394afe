/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names in the midst of protocols that nobody here knows: what is sent there
 * goes to no such server, and is not refused (nfq/judge/seek.c). */

#include <string.h>

#include "lib/array.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

#define REQUEST "GET http://" BLOCKED "/ HTTP/1.1\r\n"
#define HOST "Host: " BLOCKED "\r\n"

static struct judge *j;
static struct wire blocked;		/* a hello in a record */

static bool passes(enum verdict v)
{
	return v == VERDICT_MORE || v == VERDICT_PASS_ONCE ||
	       v == VERDICT_PASS_FLOW;
}

/* The first segment of a connection that was seen from its SYN on. */
static struct client begin(const void *p, size_t len)
{
	struct client c = client_of(j, 5140);

	j->standing = STANDING_NEW;
	ok(passes(client_send(&c, 0, p, len)), "the first segment passes");
	j->standing = STANDING_KNOWN;
	heard.n = 0;
	return c;
}

/* --- files ------------------------------------------------------------ */

/* A capture, in which a hello stands at `at` and other packets behind it. */
static void put_capture(struct wire *w, size_t at)
{
	static const uint8_t head[] = {
		0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};
	static const uint8_t packet[] = {
		0x10, 0x27, 0x6a, 0x65, 9, 9, 0, 0, 0x42, 0, 0, 0, 0x42,
		0, 0, 0,
	};

	w->len = 0;
	put(w, head, sizeof(head));
	put_fill(w, 7, at - sizeof(head));
	put(w, blocked.p, blocked.len);
	put(w, packet, sizeof(packet));
	put_fill(w, 8, 3000);
}

static void test_capture(void)
{
	static const size_t places[] = { 60, 700, 1300, 1440, 2000 };
	static struct wire w;

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		struct client c;
		unsigned wrong = 0;

		put_capture(&w, places[i]);
		c = begin(w.p, 1448);
		for (size_t at = 1448; at < w.len; at += 1448)
			wrong += !passes(client_send(&c, (uint32_t)at, w.p + at,
						     w.len - at < 1448 ?
						     w.len - at : 1448));
		is_number(wrong, 0, "a capture with a hello at %zu",
			  places[i]);
		ok(heard.n == 0 || heard.reason == REASON_UNKNOWN,
		   ": names nobody");
	}
}

/* --- lines ------------------------------------------------------------ */

static void say_lines(const char *what, const char *const *lines, size_t n,
		      bool answered)
{
	struct client c = begin(lines[0], strlen(lines[0]));
	uint32_t at = (uint32_t)strlen(lines[0]);
	enum verdict v = VERDICT_MORE;
	unsigned wrong = 0;

	for (size_t i = 1; i < n && v != VERDICT_PASS_FLOW; i++) {
		if (answered)
			c.ack += 30;
		v = client_say(&c, at, lines[i]);
		wrong += !passes(v);
		at += (uint32_t)strlen(lines[i]);
	}
	is_number(wrong, 0, "%s", what);
	ok(heard.n == 0 || heard.reason == REASON_UNKNOWN, ": names nobody");
}

static void test_lines(void)
{
	static const char *const syslog[] = {
		"<134>Nov 29 10:00:00 proxy squid: started\n",
		REQUEST, REQUEST, "GET http://" BLOCKED "/\n", REQUEST,
		"<134>Nov 29 10:00:01 proxy squid: " REQUEST, HOST,
	};
	static const char *const mail[] = {
		"EHLO a.example\r\n", "MAIL FROM:<a@a.example>\r\n",
		"RCPT TO:<b@b.example>\r\n", "DATA\r\n",
		REQUEST HOST "\r\n", "Subject: a request\r\n\r\n",
		REQUEST HOST "\r\n", "CONNECT " BLOCKED ":443 HTTP/1.1\r\n\r\n",
		".\r\n", "QUIT\r\n",
	};

	say_lines("a proxy's log", syslog, ARRAY_SIZE(syslog), false);
	say_lines("a mail", mail, ARRAY_SIZE(mail), true);
}

/* SOCKS begins with bytes that stand anywhere. */
static void test_bytes(void)
{
	static const char bytes[] = "\x80\0\4\1\1\xbb\x4d\x4a\xb1\7\0";
	struct client c = begin(bytes, 1);
	unsigned wrong = 0;

	for (uint32_t i = 1; i < sizeof(bytes) - 1; i++) {
		c.ack += 9;
		wrong += !passes(client_send(&c, i, bytes + i,
					     i == 2 ? 9 : 1));
	}
	is_number(wrong, 0, "numbers that are no SOCKS");
}

/* A body without a length: the server answers, and closes. */
static void test_body(void)
{
	static const char *const put[] = {
		"PUT / HTTP/1.0\r\nHost: a.example\r\n\r\n",
		"\1\2\3 a raw body\n", REQUEST, HOST, "the end of it\n",
	};
	static const char next[] = "GET / HTTP/1.1\r\n" HOST "\r\n";
	struct client c;

	say_lines("a body of HTTP/1.0", put, ARRAY_SIZE(put), false);
	c = begin(put[0], strlen(put[0]));
	is_number(client_say(&c, (uint32_t)strlen(put[0]), next),
		  VERDICT_BLOCK_FLOW, "a request behind one is judged");
	c = begin("PUT / HTTP/1.0\r\nKeep-Alive: 9\r\n\r\n", 33);
	is_number(client_say(&c, 33, "\1\2\3 a raw body\n" REQUEST),
		  VERDICT_BLOCK_FLOW, "where there may be one each line is");
}

/* --- what does begin there -------------------------------------------- */

static void test_starttls(void)
{
	static const char line[] = "EHLO a.example\r\n";
	struct client c = begin(line, sizeof(line) - 1);
	uint32_t at = sizeof(line) - 1;

	c.ack += 90;
	client_say(&c, at, "STARTTLS\r\n");
	c.ack += 90;
	is_number(client_send(&c, at + 10, blocked.p, blocked.len),
		  VERDICT_BLOCK_FLOW, "a hello behind STARTTLS");
	c = begin(line, sizeof(line) - 1);
	client_say(&c, at, "STARTTLS\r\n");
	client_send(&c, at + 10, blocked.p, 50);
	is_number(client_send(&c, at + 60, blocked.p + 50, blocked.len - 50),
		  VERDICT_BLOCK_FLOW, "without waiting, in two segments");
	c = begin(line, sizeof(line) - 1);
	client_send(&c, at, blocked.p, 50);
	is_number(client_say(&c, at + 50, "and then something else"),
		  VERDICT_MORE, "what only begins like a hello");
}

/* Bytes that the server has already, before the first that it has not. */
static void test_decoy(void)
{
	struct client c = client_of(j, 80);

	j->standing = STANDING_NEW;
	client_say(&c, (uint32_t)-9, "\1\2\3\4\5\6\7\x08\x09");
	j->standing = STANDING_KNOWN;
	is_number(client_say(&c, 0, REQUEST HOST "\r\n"), VERDICT_BLOCK_FLOW,
		  "a whole request behind what is none");
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
	run(test_capture);
	run(test_lines);
	run(test_bytes);
	run(test_body);
	run(test_starttls);
	run(test_decoy);
	return done_testing();
}
