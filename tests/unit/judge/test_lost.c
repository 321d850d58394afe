/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HTTP out of step (lost.c): whatever follows, every line of it counts. */

#include <stdio.h>
#include <string.h>

#include "tests/unit/judge.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

#define HEAD(host) "GET / HTTP/1.1\r\nHost: " host "\r\n\r\n"
/* A length that servers read in more than one way. */
#define UNSURE "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n" \
	       "Content-Length: +9\r\n\r\n"

static struct judge *j;
static struct client c;
static uint32_t at;

static enum verdict say(const char *text)
{
	enum verdict v = client_say(&c, at, text);

	at += (uint32_t)strlen(text);
	return v;
}

static void begin(void)
{
	c = client_of(j, 80);
	at = 0;
	is_number(say(UNSURE), VERDICT_PASS_ONCE,
		  "a request of which nobody knows where it ends");
}

static void test_split(void)
{
	static const char text[] = "x=1&y=2\nHost: " BLOCKED "\r\n\r\n";
	unsigned wrong = 0;

	for (size_t cut = 1; cut < sizeof(text) - 3; cut++) {
		char first[sizeof(text)];

		snprintf(first, sizeof(first), "%.*s", (int)cut, text);
		c = client_of(j, 80);
		at = 0;
		say(UNSURE);
		wrong += say(first) != VERDICT_PASS_ONCE;
		wrong += say(text + cut) != VERDICT_BLOCK_FLOW;
	}
	is_number(wrong, 0, "a line cut anywhere");
	begin();
	is_number(client_say(&c, at + 9, "st: " BLOCKED "\r\n"),
		  VERDICT_PASS_ONCE, "its second half first");
	is_number(say("bytes\r\nHo"), VERDICT_BLOCK_FLOW, ": then the first");
}

/* The server may be in the middle of a body where it looks like a request. */
static void test_no_step(void)
{
	begin();
	is_number(say("POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		      "Content-Length: 100000\r\n\r\n"), VERDICT_PASS_ONCE,
		  "what looks like a request with a body");
	is_number(say(HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  "hides nothing in it");
	begin();
	is_number(say("\r\n\r\n" HEAD(ALLOWED)), VERDICT_PASS_ONCE,
		  "an allowed one");
	is_number(say("5\r\nhello\r\n0\r\n\r\n" HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, "chunks of none");
	is_number(say("GET http://" BLOCKED "/ HTTP/1.1\r\n\r\n"),
		  VERDICT_BLOCK_FLOW, "a blocked one behind them");
}

static void test_long_lines(void)
{
	static char line[40000];

	memset(line, 'x', sizeof(line) - 1);
	begin();
	for (size_t i = 0; i < sizeof(line) - 1; i += 1000) {
		char part[1001];

		snprintf(part, sizeof(part), "%.1000s", line + i);
		say(part);
	}
	is_number(say("\nHost: " BLOCKED "\n"), VERDICT_BLOCK_FLOW,
		  ": behind a line of 40,000 bytes");
	ok(judge_flows(j).chunks <= 20, ": which is not kept");
}

static void test_hello(void)
{
	static struct wire blocked, allowed;

	put_tls(&blocked, BLOCKED, 60, 100);
	put_tls(&allowed, ALLOWED, 60, 100);
	begin();
	is_number(client_send(&c, at, allowed.p, allowed.len),
		  VERDICT_PASS_ONCE, "an allowed hello may be any bytes");
	at += (uint32_t)allowed.len;
	is_number(say(HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  ": and does not end the looking");
	begin();
	is_number(client_pieces(&c, at, blocked.p, blocked.len, 10000),
		  VERDICT_BLOCK_FLOW, "a blocked one counts");
	begin();
	is_number(client_send(&c, at, blocked.p, 60), VERDICT_PASS_ONCE,
		  "a part of one");
	is_number(client_send(&c, at + 60, blocked.p + 60, blocked.len - 60),
		  VERDICT_BLOCK_FLOW, ": and the rest");
	begin();
	client_send(&c, at, "\x16\3\1\x3f\0\1\0\x3e\xfc\3\3", 11);
	at += 11;
	is_number(say("\n" HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  "what only begins like one hides no line");
}

static void run(void (*test)(void))
{
	j = judge_with("mode = \"enforce\";");
	j->standing = STANDING_KNOWN;
	test();
	judge_done(j);
}

int main(void)
{
	run(test_split);
	run(test_no_step);
	run(test_long_lines);
	run(test_hello);
	return done_testing();
}
