/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Streams that are read from one message to the next: HTTP/2 in the clear, and
 * DNS behind whatever stands before it (nfq/judge/message.c). */

#include <string.h>

#include "lib/array.h"
#include "tests/unit/dnswire.h"
#include "tests/unit/http2wire.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"

static struct judge *j;
static struct wire w;

/* All of `w` in pieces, as far as it is not refused; how many bytes that is. */
static size_t say_all(struct client *c, uint32_t at, size_t piece,
		      enum verdict *v)
{
	size_t done = 0;

	for (*v = VERDICT_MORE; done < w.len; done += piece) {
		size_t n = w.len - done < piece ? w.len - done : piece;

		*v = client_send(c, at + (uint32_t)done, w.p + done, n);
		if (*v != VERDICT_MORE && *v != VERDICT_PASS_ONCE)
			break;
	}
	return done < w.len ? done : w.len;
}

static bool goes_on(enum verdict v)
{
	return v == VERDICT_MORE || v == VERDICT_PASS_ONCE;
}

static void put_message(const char *name, size_t padding)
{
	size_t at = open_length(&w, 2);

	put_dns_header(&w, 0x0100, 1, 0);
	put_question(&w, name, 1);
	put_fill(&w, 0, padding);
	close_length(&w, at, 2);
}

/* No question, whatever it says of itself. */
static void put_junk(uint8_t byte, size_t n)
{
	size_t at = open_length(&w, 2);

	put_fill(&w, byte, n);
	close_length(&w, at, 2);
}

/* --- HTTP/2 ----------------------------------------------------------- */

static void put_data(size_t n, uint32_t stream)
{
	size_t at = open_http2_frame(&w, HTTP2_DATA, 0, stream);

	put_fill(&w, 'x', n);
	close_http2_frame(&w, at);
}

static void put_window_update(void)
{
	size_t at = open_http2_frame(&w, 8, 0, 0);

	put(&w, "\0\0\x40\0", 4);
	close_http2_frame(&w, at);
}

static const size_t pieces[] = { 1, 7, 100, 1448, 100000 };

static void test_http2(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		struct client c = client_of(j, 8080);
		enum verdict v;
		size_t n;

		w.len = 0;
		put_http2_begin(&w);
		put_http2_request(&w, 1, ALLOWED);
		put_data(9000, 1);
		put_http2_request(&w, 3, "www.example.net");
		heard.n = 0;
		say_all(&c, 0, pieces[i], &v);
		ok(goes_on(v), "allowed hosts, by %zu", pieces[i]);
		is_number(heard.n, 2, ": each is reported");
		n = w.len;
		w.len = 0;
		put_http2_request(&w, 5, BLOCKED);
		say_all(&c, (uint32_t)n, pieces[i], &v);
		is_number(v, VERDICT_BLOCK_FLOW, ": a blocked one ends it");
		is_text(heard.name, BLOCKED, ": and is named");
		is_number(heard.reason, REASON_RULE, ": by a rule");
	}
	is_number(judge_flows(j).chunks, 0, "no chunk stays");
}

/* All in one segment, the first. */
static void test_first(void)
{
	struct client c = client_of(j, 8080);

	w.len = 0;
	put_http2_begin(&w);
	put_http2_request(&w, 1, BLOCKED);
	is_number(client_send(&c, 0, w.p, w.len), VERDICT_BLOCK_FLOW,
		  "a blocked host in the first segment");
	c = client_of(j, 8080);
	w.len = 0;
	put_http2_begin(&w);
	put_http2_request(&w, 1, ALLOWED);
	put_http2_request(&w, 3, BLOCKED);
	is_number(client_send(&c, 0, w.p, w.len), VERDICT_BLOCK_FLOW,
		  ": behind an allowed one");
	c = client_of(j, 53);
	w.len = 0;
	put_junk(0, 3);
	put_message(BLOCKED, 0);
	is_number(client_send(&c, 0, w.p, w.len), VERDICT_REFUSE_ONCE,
		  "a blocked question behind junk in the first segment");
}

static void test_upgrade(void)
{
	static const char upgrade[] =
		"GET / HTTP/1.1\r\nHost: " ALLOWED "\r\nConnection: Upgrade, "
		"HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk"
		"AAQAAP__\r\n\r\n";
	struct client c = client_of(j, 80);
	uint32_t at = sizeof(upgrade) - 1;
	enum verdict v;

	client_send(&c, 0, upgrade, at);
	c.ack += 200;
	w.len = 0;
	put_http2_begin(&w);
	put_http2_request(&w, 3, BLOCKED);
	say_all(&c, at, 1448, &v);
	is_number(v, VERDICT_BLOCK_FLOW, "a blocked host behind an upgrade");
	c = client_of(j, 80);
	client_send(&c, 0, upgrade, at);
	c.ack += 200;
	is_number(client_say(&c, at, "GET / HTTP/1.1\r\nHost: " BLOCKED
			     "\r\n\r\n"),
		  VERDICT_BLOCK_FLOW, "where there was no upgrade, too");
}

/* A connection that lives long, with nothing but frames of no interest. */
static void test_long(void)
{
	struct client c = client_of(j, 8080);
	enum verdict v = VERDICT_MORE;
	uint32_t at;

	w.len = 0;
	put_http2_begin(&w);
	put_http2_request(&w, 1, ALLOWED);
	say_all(&c, 0, 1448, &v);
	at = (uint32_t)w.len;
	w.len = 0;
	for (int i = 0; i < 100; i++)
		put_window_update();
	for (int i = 0; i < 2000 && goes_on(v); i++, at += (uint32_t)w.len)
		say_all(&c, at, 1448, &v);
	ok(goes_on(v), "two megabytes of window updates");
	w.len = 0;
	put_data(16000, 1);
	for (int i = 0; i < 2000 && goes_on(v); i++, at += (uint32_t)w.len)
		say_all(&c, at, 16009, &v);
	ok(goes_on(v), "and 32 of data");
	w.len = 0;
	put_http2_request(&w, 3, BLOCKED);
	say_all(&c, at, 1448, &v);
	is_number(v, VERDICT_BLOCK_FLOW, "then a blocked host");
}

static void test_undecodable(void)
{
	struct judge *open = judge_with("mode = \"enforce\"; "
					"overlong = \"pass\";");
	struct client c = client_of(j, 8080);
	enum verdict v;
	size_t at;

	w.len = 0;
	put_http2_begin(&w);
	at = open_http2_frame(&w, HTTP2_HEADERS, HTTP2_END_HEADERS, 1);
	put(&w, "\x41", 1);		/* and nothing behind */
	close_http2_frame(&w, at);
	say_all(&c, 0, 1448, &v);
	is_number(v, VERDICT_BLOCK_FLOW, "headers that cannot be decoded");
	is_number(heard.reason, REASON_OVERLONG, ": are refused as overlong");
	c = client_of(open, 8080);
	say_all(&c, 0, 1448, &v);
	is_number(v, VERDICT_PASS_FLOW, ": or pass, if so is said");
	judge_done(open);
}

/* --- DNS -------------------------------------------------------------- */

static void test_dns(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		struct client c = client_of(j, 53);
		enum verdict v;

		w.len = 0;
		for (int k = 0; k < 3; k++)
			put_message(ALLOWED, 9000);
		put_message(BLOCKED, 9000);
		ok(say_all(&c, 0, pieces[i], &v) >= 26000 ||
		   pieces[i] == 100000,
		   "questions with padding, by %zu", pieces[i]);
		is_number(v, VERDICT_REFUSE_ONCE, ": the blocked is refused");
		is_text(heard.name, BLOCKED, ": and named");
	}
}

static void test_junk(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		struct client c = client_of(j, 53);
		enum verdict v;

		w.len = 0;
		put_junk(0, 3);
		put_junk(0, 20000);
		put_junk(0xff, 8000);
		put_message(BLOCKED, 0);
		say_all(&c, 0, pieces[i], &v);
		is_number(v, VERDICT_REFUSE_ONCE, "a question behind junk, by "
			  "%zu", pieces[i]);
		is_text(heard.name, BLOCKED, ": is read");
	}
}

/* Something else on the port passes, however long. */
static void test_no_dns(void)
{
	static uint8_t noise[1400];
	struct judge *closed = judge_with("mode = \"enforce\"; "
					  "unknown = \"block\";");
	struct client c = client_of(j, 53);
	enum verdict v = VERDICT_MORE;
	uint32_t n = 1;

	for (int i = 0; i < 20000 && goes_on(v); i++) {
		for (size_t k = 0; k < sizeof(noise); k++)
			noise[k] = (uint8_t)((n = n * 1664525 + 1013904223)
					     >> 24);
		if (i == 0)
			memcpy(noise, "SSH-2.0-x\r\n", 11);
		v = client_send(&c, (uint32_t)i * 1400, noise, sizeof(noise));
	}
	ok(goes_on(v), "28 MB of no DNS on its port");
	c = client_of(closed, 53);
	v = VERDICT_MORE;
	for (int i = 0; i < 30 && goes_on(v); i++)
		v = client_send(&c, (uint32_t)i * 1400, noise, sizeof(noise));
	is_number(v, VERDICT_BLOCK_FLOW, "it can be refused as unknown");
	judge_done(closed);
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
	run(test_http2);
	run(test_first);
	run(test_upgrade);
	run(test_long);
	run(test_undecodable);
	run(test_dns);
	run(test_junk);
	run(test_no_dns);
	return done_testing();
}
