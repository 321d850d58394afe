/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one server takes for a body, and another for the next request: both
 * readings count (nfq/judge/message.c, lost.c). */

#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "tests/unit/http2wire.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"

#define LINE(method) method " / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
#define HEAD(host) "GET / HTTP/1.1\r\nHost: " host "\r\n\r\n"
#define REQUEST HEAD("%h")
#define LENGTH "Content-Length: %n\r\n"

static struct judge *j;
static struct client c;
static struct wire w;
static const size_t pieces[] = { 1, 7, 50, 100000 };

/* %h is the name that is asked for, %n the length of a plain request for it, %b
 * are 9,000 blanks, %m as many letters; behind it comes a request of HTTP/2, if
 * that is said. */
static const struct way {
	const char *what, *text;
	bool http2;
} ways[] = {
	{ "the body of a GET", LINE("GET") LENGTH "\r\n" REQUEST, false },
	{ "of a DELETE", LINE("DELETE") LENGTH "\r\n" REQUEST, false },
	{ "with an empty line before it", LINE("GET") "Content-Length: 9999\r\n"
	  "\r\n\r\n" REQUEST, false },
	{ "behind an upgrade", LINE("GET") "Upgrade: x\r\n" LENGTH "\r\n"
	  REQUEST, false },
	{ "a request in a body, behind one that is allowed", LINE("GET")
	  "Content-Length: 9999\r\n\r\n" LINE("POST") "Content-Length: 5\r\n"
	  "\r\nhello" REQUEST, false },
	{ "behind CONNECT", LINE("CONNECT") "\r\n" REQUEST, false },
	{ "behind CONNECT with a body", LINE("CONNECT") "Content-Length: 4\r\n"
	  "\r\n\1\2\3\4" REQUEST, false },
	{ "behind CONNECT with chunks", LINE("CONNECT")
	  "Transfer-Encoding: chunked\r\n\r\n4\r\n\1\2\3\4\r\n0\r\n\r\n"
	  REQUEST, false },
	{ "behind two lengths", LINE("POST") "Content-Length: 3\r\n"
	  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" REQUEST, false },
	{ "behind a length with a blank before its colon", LINE("POST")
	  "Content-Length : 9999\r\n\r\n" REQUEST, false },
	{ "behind a chunk's line with a CR in it", LINE("POST")
	  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r" REQUEST, false },
	{ "a folded host where step is lost", LINE("POST")
	  "Content-Length: +3\r\n\r\nGET / HTTP/1.1\r\nHost: \r\n\t%h\r\n"
	  "\r\n", false },
	{ "a host behind a CR in the first line",
	  "GET / HTTP/1.1\rHost: %h\r\n\r\n", false },
	{ "a host and 9,000 blanks", "GET / HTTP/1.1\r\nHost: %h%b\r\n"
	  "\r\n", false },
	{ "a method of 9,000 letters, behind a request", LINE("GET") "\r\n%m"
	  " / HTTP/1.1\r\nHost: %h\r\n\r\n", false },
	{ "HTTP/2 behind a request", LINE("GET") "\r\n", true },
	{ "behind a body", LINE("POST") "Content-Length: 4\r\n\r\nabcd", true },
	{ "behind empty lines", LINE("POST") "Content-Length: 4\r\n\r\nabcd"
	  "\r\n\n\r\n", true },
	{ "behind chunks", LINE("POST") "Transfer-Encoding: chunked\r\n\r\n"
	  "4\r\nabcd\r\n0\r\n\r\n", true },
	{ "behind an upgrade", LINE("GET") "Upgrade: h2c\r\n\r\n", true },
	{ "with a length", LINE("POST") "Upgrade: h2c\r\nContent-Length: 4\r\n"
	  "\r\nabcd", true },
	{ "with no length", LINE("GET") "Content-Length: 0\r\nUpgrade: h2c\r\n"
	  "\r\n", true },
	{ "with chunks", LINE("POST") "Upgrade: h2c\r\n"
	  "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n", true },
	{ "behind CONNECT that is refused", LINE("CONNECT") "\r\n", true },
};

static void put_filled(const char *text, const char *host)
{
	char number[20];

	snprintf(number, sizeof(number), "%zu",
		 strlen(REQUEST) - strlen("%h") + strlen(host));
	for (; *text; text++) {
		if (*text != '%') {
			put(&w, text, 1);
			continue;
		}
		text++;
		if (*text == 'b' || *text == 'm')
			put_fill(&w, *text == 'b' ? ' ' : 'M', 9000);
		else
			put_text(&w, *text == 'h' ? host : number);
	}
}

static void put_way(const struct way *way, const char *host)
{
	w.len = 0;
	put_filled(way->text, host);
	if (way->http2) {
		put_http2_begin(&w);
		put_http2_request(&w, 1, host);
	}
}

static enum verdict say_way(const struct way *way, const char *host,
			    size_t piece)
{
	enum verdict v = VERDICT_MORE;

	put_way(way, host);
	c = client_of(j, 80);
	for (size_t at = 0; at < w.len && v != VERDICT_BLOCK_FLOW;
	     at += piece)
		v = client_send(&c, (uint32_t)at, w.p + at,
				w.len - at < piece ? w.len - at : piece);
	return v;
}

static void test_ways(bool strict)
{
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		for (size_t n = 0; n < ARRAY_SIZE(pieces); n++) {
			is_number(say_way(&ways[i], BLOCKED, pieces[n]),
				  VERDICT_BLOCK_FLOW, "%s, in pieces of %zu",
				  ways[i].what, pieces[n]);
			/* In so many pieces nothing honest comes. */
			if (!strict && w.len / pieces[n] < 4096)
				ok(say_way(&ways[i], ALLOWED, pieces[n]) !=
				   VERDICT_BLOCK_FLOW, ": not of an allowed "
				   "host");
		}
	}
}

static void test_default(void)
{
	test_ways(false);
}

static void test_strictly(void)
{
	test_ways(true);
}

static enum verdict say_text(uint32_t *at, const char *text)
{
	enum verdict v = client_say(&c, *at, text);

	*at += (uint32_t)strlen(text);
	return v;
}

/* What is sent with a GET is mostly no request: it is passed over as any body
 * is, and the one behind it is read. */
static void test_honest_body(void)
{
	static const char *const bodies[] = {
		"{\"query\":{\"x\":1}}", "Host: " BLOCKED "\n", "GET", "a b\nc",
		"http://" BLOCKED "/\n", "\r\n\r\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		char text[200];
		uint32_t at = 0;

		c = client_of(j, 80);
		snprintf(text, sizeof(text), LINE("GET")
			 "Content-Length: %zu\r\n\r\n", strlen(bodies[i]));
		say_text(&at, text);
		is_number(say_text(&at, bodies[i]), VERDICT_PASS_ONCE,
			  "a body that is no request: %zu", i);
		is_number(say_text(&at, HEAD(ALLOWED)), VERDICT_PASS_ONCE,
			  ": an allowed one behind it");
		is_number(say_text(&at, HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
			  ": and a blocked one");
	}
	is_number(judge_flows(j).chunks, 0, "nothing of them is kept");
}

/* The beginning of the body comes last. */
static void test_late(void)
{
	static const char head[] = LINE("GET") "Content-Length: 5000\r\n\r\n";
	static const char text[] = HEAD(BLOCKED);

	c = client_of(j, 80);
	client_say(&c, 0, head);
	is_number(client_say(&c, sizeof(head) - 1 + 10, text + 10),
		  VERDICT_PASS_ONCE, "the end of what may be a request");
	is_number(client_cut(&c, sizeof(head) - 1, text, 10, 0),
		  VERDICT_BLOCK_FLOW, ": and its beginning");
}

/* A target whose host stands behind more than is read of a line. */
static void test_hidden_target(void)
{
	static const size_t users[] = { 8170, 8180, 8190, 9000, 40000 };
	static char text[50000];

	for (size_t i = 0; i < ARRAY_SIZE(users); i++) {
		char *p = text + sprintf(text, "GET http://");

		memset(p, 'a', users[i]);
		sprintf(p + users[i], "@" BLOCKED "/ HTTP/1.1\r\nHost: "
			ALLOWED "\r\n\r\n");
		c = client_of(j, 80);
		is_number(client_pieces(&c, 0, text, strlen(text), 1448),
			  VERDICT_BLOCK_FLOW, "a host behind a user of %zu "
			  "letters", users[i]);
		if (users[i] >= 8180)
			is_number(heard.reason, REASON_OVERLONG,
				  ": is overlong");
	}
}

/* Where nobody knows what is a body, HTTP/2 in it is nobody's honest doing. */
static void test_http2_lost(void)
{
	uint32_t at = 0;

	c = client_of(j, 80);
	is_number(say_text(&at, LINE("CONNECT") "Content-Length: 4\r\n\r\n"
				"abcd"), VERDICT_PASS_ONCE,
		  "CONNECT with a body");
	is_number(say_text(&at, "PRI * HTTP/2.0\r\n"), VERDICT_BLOCK_FLOW,
		  "HTTP/2 behind it");
	is_number(heard.reason, REASON_EVASION, ": is an evasion");
}

static void run(void (*test)(void), const char *settings)
{
	j = judge_with(settings);
	j->standing = STANDING_KNOWN;
	test();
	judge_done(j);
}

int main(void)
{
	run(test_default, "mode = \"enforce\";");
	run(test_strictly, "mode = \"enforce\"; strict = true;");
	run(test_honest_body, "mode = \"enforce\";");
	run(test_late, "mode = \"enforce\";");
	run(test_hidden_target, "mode = \"enforce\";");
	run(test_http2_lost, "mode = \"enforce\";");
	return done_testing();
}
