/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages longer than what is held of one at once (nfq/judge/message.c). */

#include <string.h>

#include "lib/array.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

#define LINE "GET / HTTP/1.1\r\n"
#define HOST(name) "Host: " name "\r\n\r\n"
#define HEAD(name) LINE HOST(name)

static struct judge *j;

/* Some kilobytes: what is held of what comes in order. */
enum { FEW_CHUNKS = 64 };

/* Fields of no interest, `n` bytes of them, that are sent in segments. */
static enum verdict say_fields(struct client *c, uint32_t at, size_t n)
{
	static const char field[] = "X-Of-No-Interest: 0123456789abcd\r\n";
	static char text[40 * (sizeof(field) - 1)];
	enum verdict v = VERDICT_MORE;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = field[i % (sizeof(field) - 1)];
	while (n > 0 && v == VERDICT_MORE) {
		size_t len = n < sizeof(text) ? n : sizeof(text);

		v = client_send(c, at, text, len);
		at += (uint32_t)len;
		n -= len;
	}
	return v;
}

/* A request whose fields before its host are `n` bytes, whole lines. */
static enum verdict say_long(struct client *c, uint32_t at, size_t n,
			     const char *end)
{
	enum verdict v;

	client_say(c, at, LINE);
	at += (uint32_t)strlen(LINE);
	v = say_fields(c, at, n);
	return v == VERDICT_MORE ? client_say(c, at + (uint32_t)n, end) : v;
}

static void test_http(void)
{
	static const size_t sizes[] = {
		34 * 60, 34 * 150, 34 * 620, 34 * 9000,
	};
	uint32_t begun = (uint32_t)strlen(HEAD(ALLOWED));
	struct client c;

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		c = client_of(j, 80);
		is_number(say_long(&c, 0, sizes[i], HOST(BLOCKED)),
			  VERDICT_BLOCK_FLOW, "a host behind %zu bytes",
			  sizes[i]);
		is_text(heard.name, BLOCKED, ": is read");
		c = client_of(j, 80);
		client_say(&c, 0, HEAD(ALLOWED));
		is_number(say_long(&c, begun, sizes[i], HOST(BLOCKED)),
			  VERDICT_BLOCK_FLOW, "in a later request");
		c = client_of(j, 80);
		is_number(say_long(&c, 0, sizes[i], HOST(ALLOWED)),
			  VERDICT_PASS_ONCE, "an allowed one");
		is_number(client_say(&c, (uint32_t)(strlen(HEAD(ALLOWED)) +
						    sizes[i]), HEAD(BLOCKED)),
			  VERDICT_BLOCK_FLOW, ": and the request behind it");
		ok(judge_flows(j).chunks < FEW_CHUNKS,
		   "that needs little memory");
	}
}

/* A name before the last bit is judged as it comes. */
static void test_early_name(void)
{
	uint32_t at = (uint32_t)strlen(LINE "Host: " ALLOWED "\r\n");
	struct client c = client_of(j, 80);
	enum verdict v;

	client_say(&c, 0, LINE "Host: " BLOCKED "\r\nX: ");
	is_number(heard.n > 0 ? heard.verdict : VERDICTS, VERDICT_BLOCK_FLOW,
		  "a blocked name at the beginning of a long head");
	c = client_of(j, 80);
	v = client_say(&c, 0, LINE "Host: " ALLOWED "\r\n");
	is_number(v, VERDICT_MORE, "an allowed one goes on");
	heard.n = 0;
	v = say_fields(&c, at, 34000);
	is_number(v, VERDICT_MORE, ": for 34,000 bytes");
	is_number(heard.n, 1, "it is reported once");
	v = client_say(&c, at + 34000, "\r\n" HEAD(BLOCKED));
	is_number(v, VERDICT_BLOCK_FLOW, "with the next request");
}

static void test_overlong(void)
{
	struct judge *open = judge_with("mode = \"enforce\"; "
					"overlong = \"pass\";");
	struct client c = client_of(j, 80);

	is_number(say_long(&c, 0, 34 * 60000, HOST(BLOCKED)),
		  VERDICT_BLOCK_FLOW, "a head that does not end is refused");
	is_number(heard.reason, REASON_OVERLONG, ": as overlong");
	c = client_of(open, 80);
	is_number(say_long(&c, 0, 34 * 60000, HOST(BLOCKED)),
		  VERDICT_PASS_FLOW, "or passes, if so is said");
	judge_done(open);
}

/* RFC 9112 2.2: empty lines before a request. */
static void test_empty_lines(void)
{
	static char lines[1400];
	struct client c = client_of(j, 80);
	uint32_t at = 0;
	enum verdict v = VERDICT_MORE;

	for (size_t i = 0; i < sizeof(lines); i += 2) {
		lines[i] = '\r';
		lines[i + 1] = '\n';
	}
	for (; at < 42000 && v == VERDICT_MORE; at += sizeof(lines))
		v = client_send(&c, at, lines, sizeof(lines));
	is_number(v, VERDICT_MORE, "42,000 bytes of empty lines");
	is_number(client_say(&c, at, HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  "before a request");
}

/* --- hellos ----------------------------------------------------------- */

static void test_hello(void)
{
	static const size_t before[] = { 4000, 21000, 60000 };
	static struct wire message, w;

	for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
		for (size_t piece = 1400; piece <= 16384; piece += 14984) {
			struct client c = client_of(j, 443);

			message.len = w.len = 0;
			put_hello(&message, BLOCKED, before[i], 30);
			put_records(&w, &message, piece);
			is_number(client_pieces(&c, 0, w.p, w.len, 1448),
				  VERDICT_BLOCK_FLOW, "a name behind %zu bytes",
				  before[i]);
			message.len = w.len = 0;
			put_hello(&message, ALLOWED, before[i], 30);
			put_records(&w, &message, piece);
			c = client_of(j, 443);
			is_number(client_pieces(&c, 0, w.p, w.len, 1448),
				  VERDICT_PASS_FLOW, "an allowed one");
		}
	}
	is_number(judge_flows(j).chunks, 0, "no chunk stays");
}

static void test_bytewise(void)
{
	static struct wire message, w;
	struct client c = client_of(j, 443);

	message.len = w.len = 0;
	put_hello(&message, BLOCKED, 6000, 0);
	put_records(&w, &message, 1);
	ok(w.len > 6 * 6000, "a hello in records of one byte");
	is_number(client_pieces(&c, 0, w.p, w.len, 1448), VERDICT_BLOCK_FLOW,
		  ": is read");
	is_text(heard.name, BLOCKED, ": to its name");
}

/* What comes again counts for nothing. */
static void test_repeats(void)
{
	static struct wire message, w;
	struct client c = client_of(j, 443);
	enum verdict v = VERDICT_MORE;

	message.len = w.len = 0;
	put_hello(&message, BLOCKED, 20, 0);
	put_records(&w, &message, 16384);
	for (unsigned i = 0; i < 70000 && v == VERDICT_MORE; i++)
		v = client_send(&c, 0, w.p, 20);
	is_number(v, VERDICT_MORE, "70,000 times the first 20 bytes");
	is_number(client_send(&c, 20, w.p + 20, w.len - 20),
		  VERDICT_BLOCK_FLOW, "and the rest");
}

/* In strict mode nothing comes in the place of a part that was read, which
 * may have been a decoy. */
static void test_strict(void)
{
	struct judge *strict = judge_with("mode = \"enforce\"; "
					  "strict = true;");
	static struct wire message, w;
	struct client c = client_of(strict, 443);

	message.len = w.len = 0;
	put_hello(&message, ALLOWED, 40000, 0);
	put_records(&w, &message, 16384);
	is_number(client_pieces(&c, 0, w.p, w.len, 1448), VERDICT_MORE,
		  "strict: a long hello goes on");
	is_number(client_send(&c, 1000, w.p + 1000, 500), VERDICT_MORE,
		  ": and may come again");
	is_number(client_say(&c, 1000, "other bytes"), VERDICT_BLOCK_FLOW,
		  ": as it is");
	is_number(heard.reason, REASON_EVASION, ": or is refused");
	c = client_of(strict, 443);
	client_pieces(&c, 0, w.p, w.len, 1448);
	c.ack += 100;
	is_number(client_say(&c, (uint32_t)w.len, "\x17\3\3"),
		  VERDICT_PASS_FLOW, ": and passes when the server answers");
	is_number(judge_flows(strict).chunks, 0, "no chunk stays");
	judge_done(strict);
}

/* --- before the first byte -------------------------------------------- */

static enum verdict say_as(enum standing standing, struct client *c,
			   uint32_t at, const char *text)
{
	enum verdict v;

	j->standing = standing;
	v = client_say(c, at, text);
	j->standing = STANDING_UNTOLD;
	return v;
}

/* A request ahead of a hole that is at the connection's beginning, where
 * nobody saw the SYN. */
static void test_before(void)
{
	struct client c = client_of(j, 80);
	uint32_t at = 30000;

	judge_tick(j, 100);
	is_number(say_as(STANDING_NEW, &c, at, HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, "a request, the first seen");
	is_number(say_as(STANDING_KNOWN, &c, 0, HEAD(BLOCKED)),
		  VERDICT_BLOCK_FLOW, ": another before it is refused");
	is_number(heard.reason, REASON_EVASION, ": as evasion");
	c = client_of(j, 80);
	say_as(STANDING_NEW, &c, at, HEAD(ALLOWED));
	judge_tick(j, 110);
	is_number(say_as(STANDING_KNOWN, &c, 0, HEAD(BLOCKED)), VERDICT_DROP,
		  ": later it may be anybody's, and does not pass");
	is_number(say_as(STANDING_KNOWN, &c,
			 at + (uint32_t)strlen(HEAD(ALLOWED)), HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, ": the connection goes on");
	is_number(say_as(STANDING_KNOWN, &c, at, HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, ": what is sent again, too");
}

/* The same of a hello in the midst of other bytes. */
static void test_before_hello(void)
{
	static struct wire w, blocked;
	struct client c = client_of(j, 443);

	w.len = blocked.len = 0;
	put_text(&w, "something else\n");
	put_tls(&w, ALLOWED, 60, 100);
	put_tls(&blocked, BLOCKED, 60, 100);
	judge_tick(j, 100);
	j->standing = STANDING_NEW;
	client_send(&c, 2000, w.p, w.len - 50);
	j->standing = STANDING_KNOWN;
	is_number(client_send(&c, 0, blocked.p, blocked.len),
		  VERDICT_BLOCK_FLOW, "a hello before what began another");
	j->standing = STANDING_UNTOLD;
}

/* Four gigabytes later the numbers before the first come again. */
static void test_wrap(void)
{
	static const char put[] = "PUT / HTTP/1.1\r\nHost: " ALLOWED
				  "\r\nContent-Length: 9000000000\r\n\r\n";
	static const uint8_t zeros[1400];
	struct client c = client_of(j, 80);
	enum verdict v = say_as(STANDING_NEW, &c, 0, put);
	uint32_t at = (uint32_t)strlen(put);

	j->standing = STANDING_KNOWN;
	for (uint64_t sent = 0; sent < (5ULL << 30) &&
	     v == VERDICT_PASS_ONCE; sent += 40000, at += 40000)
		v = client_send(&c, at, zeros, sizeof(zeros));
	j->standing = STANDING_UNTOLD;
	is_number(v, VERDICT_PASS_ONCE, "a body of five gigabytes");
}

/* A part was read by one who was killed. */
static void test_bereft(void)
{
	static const char rest[] = "spersky.com\r\n\r\n";
	struct client c = client_of(j, 80);

	judge_tick(j, 100);
	j->bereft_until = 400;
	is_number(say_as(STANDING_KNOWN, &c, 40, rest), VERDICT_MORE,
		  "bytes of a connection that nobody has read yet");
	j->behind = true;
	c = client_of(j, 80);
	is_number(say_as(STANDING_KNOWN, &c, 40, rest), VERDICT_BLOCK_FLOW,
		  "the rest of what one has read who is gone is refused");
	is_number(heard.reason, REASON_OVERLONG, ": as of a flow given up");
	c = client_of(j, 80);
	is_number(say_as(STANDING_KNOWN, &c, 40, HEAD(ALLOWED)),
		  VERDICT_PASS_ONCE, ": a request behind it goes on");
	is_number(say_as(STANDING_KNOWN, &c, 40 + (uint32_t)strlen(
		  HEAD(ALLOWED)), "GET / HTTP/1.1\r\nHost: www"),
		  VERDICT_MORE, ": and the next may come in parts");
	c = client_of(j, 80);
	is_number(say_as(STANDING_NEW, &c, 0, "GET / HTTP/1.1\r\n"),
		  VERDICT_MORE, ": so may what begins");
	judge_tick(j, 400);
	c = client_of(j, 80);
	is_number(say_as(STANDING_KNOWN, &c, 40, rest), VERDICT_MORE,
		  ": later it is what it is");
}

static enum verdict hello_as(enum standing standing, struct client *c,
			     const struct wire *w, size_t from, size_t to)
{
	enum verdict v;

	j->standing = standing;
	j->behind = standing == STANDING_KNOWN;
	v = client_send(c, (uint32_t)from, w->p + from, to - from);
	j->standing = STANDING_UNTOLD;
	j->behind = false;
	return v;
}

/* Its client sent it again while nobody read, and both copies waited. */
static void test_waiting(void)
{
	static struct wire w, blocked;
	struct client c = client_of(j, 443);

	w.len = blocked.len = 0;
	put_tls(&w, ALLOWED, 60, 100);
	put_tls(&blocked, BLOCKED, 60, 100);
	judge_tick(j, 100);
	j->bereft_until = 400;
	j->waits_until = 120;
	hello_as(STANDING_NEW, &c, &w, 0, w.len);
	is_number(hello_as(STANDING_KNOWN, &c, &w, 0, w.len),
		  VERDICT_PASS_FLOW, "what passed passes again");
	is_number(hello_as(STANDING_NEW, &c, &blocked, 0, blocked.len),
		  VERDICT_BLOCK_FLOW, ": but no other on its ports");
	is_number(hello_as(STANDING_KNOWN, &c, &w, 0, w.len),
		  VERDICT_BLOCK_FLOW, ": nor behind that");
	c = client_of(j, 443);
	hello_as(STANDING_NEW, &c, &w, 0, 30);
	hello_as(STANDING_KNOWN, &c, &w, 30, w.len);
	is_number(hello_as(STANDING_KNOWN, &c, &w, 0, 30),
		  VERDICT_PASS_FLOW, "so does the first half of one");
	is_number(hello_as(STANDING_KNOWN, &c, &w, 30, w.len),
		  VERDICT_PASS_FLOW, ": and the second");
	judge_tick(j, 120);
	is_number(hello_as(STANDING_KNOWN, &c, &w, 30, w.len),
		  VERDICT_BLOCK_FLOW, "later nothing waits any more");
	is_number(heard.reason, REASON_OVERLONG, ": and nobody has read it");
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
	run(test_http);
	run(test_early_name);
	run(test_overlong);
	run(test_empty_lines);
	run(test_hello);
	run(test_bytewise);
	run(test_repeats);
	test_strict();
	run(test_before);
	run(test_before_hello);
	run(test_wrap);
	run(test_bereft);
	run(test_waiting);
	return done_testing();
}
