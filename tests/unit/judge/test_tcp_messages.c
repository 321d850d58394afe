/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HTTP over TCP, judged message by message (nfq/judge/message.c). */

#include <stdio.h>

#include "lib/array.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

#define HEAD(host) "GET / HTTP/1.1\r\nHost: " host "\r\n\r\n"

static struct judge *j;
static struct client c;
static uint32_t at;		/* of the client's next byte */

static enum verdict say(const char *text)
{
	enum verdict v = client_say(&c, at, text);

	at += (uint32_t)strlen(text);
	return v;
}

static enum verdict fill(size_t len)
{
	static uint8_t bytes[70000];
	enum verdict v = client_send(&c, at, bytes, len);

	at += (uint32_t)len;
	return v;
}

/* The server has answered. */
static void answered(void)
{
	c.ack += 500;
}

static void test_one(void)
{
	is_number(say(HEAD(ALLOWED)), VERDICT_PASS_ONCE, "an allowed host");
	is_text(heard.name, ALLOWED, ": is reported");
	answered();
	is_number(say(HEAD(ALLOWED)), VERDICT_PASS_ONCE, "a second request");
	answered();
	is_number(say(HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  "a third to a blocked host");
	is_text(heard.name, BLOCKED, ": is reported");
	is_number(heard.effect, EFFECT_BLOCK, ": as blocked");
	is_number(judge_flows(j).chunks, 0, "the flow holds nothing");
}

static void test_targets(void)
{
	is_number(say("GET http://" BLOCKED "/ HTTP/1.1\r\nHost: "
		      ALLOWED "\r\n\r\n"), VERDICT_BLOCK_FLOW,
		  "a blocked target behind an allowed host");
	c = client_of(j, 3128);
	at = 0;
	is_number(say("CONNECT " BLOCKED ":443 HTTP/1.1\r\n\r\n"),
		  VERDICT_BLOCK_FLOW, "CONNECT to a blocked one");
	c = client_of(j, 80);
	at = 0;
	is_number(say("GET / HTTP/1.1\r\n\r\n"), VERDICT_PASS_ONCE, "no host");
	is_number(say(HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  ": then a blocked one");
}

static void test_head_in_pieces(void)
{
	static const char text[] = HEAD(BLOCKED), fine[] = HEAD(ALLOWED);
	unsigned wrong = 0, late = 0;

	for (size_t cut = 1; cut < sizeof(text) - 1; cut++) {
		enum verdict v;

		c = client_of(j, 80);
		v = client_send(&c, 0, text, cut);
		late += v == VERDICT_MORE;
		if (v == VERDICT_MORE)
			v = client_send(&c, (uint32_t)cut, text + cut,
					sizeof(text) - 1 - cut);
		wrong += v != VERDICT_BLOCK_FLOW;
	}
	for (size_t cut = 1; cut < sizeof(fine) - 1; cut++) {
		c = client_of(j, 80);
		client_send(&c, (uint32_t)cut, fine + cut,
			    sizeof(fine) - 1 - cut);
		wrong += client_send(&c, 0, fine, cut) != VERDICT_PASS_ONCE;
	}
	is_number(wrong, 0, "a head cut anywhere, and reversed");
	is_number(late, sizeof(text) - 4,
		  ": is refused as soon as its host is there");
	c = client_of(j, 80);
	is_number(client_pieces(&c, 0, text, sizeof(text) - 1, 1),
		  VERDICT_BLOCK_FLOW, "a byte at a time");
}

static void test_length_body(void)
{
	is_number(say("POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		      "Content-Length: 5000\r\n\r\n"), VERDICT_PASS_ONCE,
		  "a request with a body");
	for (int i = 0; i < 4; i++)
		is_number(fill(1000), VERDICT_PASS_ONCE, "a part of it");
	at += 1000;
	is_number(say(HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  ": its last part is late, and a blocked request before it");

	c = client_of(j, 80);
	at = 0;
	say("POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
	    "Content-Length: 29\r\n\r\n");
	is_number(say("GET / HTTP/1.1\r\nHost: kas"), VERDICT_PASS_ONCE,
		  "what looks like a request in a body");
	is_number(say("pers" HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  ": and one behind it in the same segment");

	c = client_of(j, 80);
	at = 0;
	say("POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
	    "Content-Length: 100000000\r\n\r\n");
	for (int i = 0; i < 2000; i++)
		fill(50000);
	is_number(say(HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  "behind a body of 100 MB in super-packets");
	is_number(judge_flows(j).chunks, 0, "no chunk stays");
}

static void begin_chunked(const char *length)
{
	char text[300];

	c = client_of(j, 80);
	at = 0;
	snprintf(text, sizeof(text), "POST / HTTP/1.1\r\nHost: " ALLOWED
		 "\r\n%sTransfer-Encoding: chunked\r\n\r\n", length);
	is_number(say(text), VERDICT_PASS_ONCE, "a request in chunks");
}

static void test_chunked_body(void)
{
	begin_chunked("");
	say("5\r\nhello\r\n");
	say("3e8;ext=1\r\n");
	fill(600);
	fill(400);
	say("\r\n0\r\nTrailer: x\r\n\r\n");
	is_number(say(HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  "a blocked one behind them");

	begin_chunked("");
	is_number(say("5\r\nhello\r\n0\r\n\r\n" HEAD(ALLOWED) HEAD(BLOCKED)),
		  VERDICT_BLOCK_FLOW, "all in one segment");

	begin_chunked("");
	say("1");
	say("0\r");
	say("\n0123456789");
	say("abcdef\r");
	say("\n");
	say("0\r\n");
	say("\r\n" HEAD(ALLOWED));
	is_number(say(HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  "chunks cut where it hurts");

	begin_chunked("Content-Length: 1000\r\n");
	is_number(say("0\r\n\r\n" HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  "a length that chunks overrule hides nothing");
}

static void test_pipelined(void)
{
	static struct wire w;

	is_number(say(HEAD(ALLOWED) HEAD(ALLOWED) HEAD(BLOCKED)),
		  VERDICT_BLOCK_FLOW, "three requests in one segment");
	c = client_of(j, 80);
	at = 0;
	say(HEAD(ALLOWED) "GET / HTTP/1.1\r\nHo");
	is_number(say("st: " BLOCKED "\r\n"), VERDICT_BLOCK_FLOW,
		  "one and a half, and the other half");

	/* The second segment overtakes the first, which ends its request. */
	c = client_of(j, 80);
	at = 28;
	say("st: " ALLOWED "\r\n\r\n" HEAD(BLOCKED));
	is_number(client_say(&c, 0, "GET / HTTP/1.1\r\nX: 12345\r\nHo"),
		  VERDICT_BLOCK_FLOW, "a request that was there already");

	c = client_of(j, 80);
	w.len = 0;
	put_text(&w, "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		 "Content-Length: 16500\r\n\r\n");
	put_fill(&w, 'x', 16500);
	put_text(&w, HEAD(BLOCKED));
	is_number(client_send(&c, 0, w.p, w.len), VERDICT_BLOCK_FLOW,
		  "behind a body in a super-packet of 17 KB");
}

static void test_super_packets(void)
{
	static struct wire message, w;
	struct judge *open;

	w.len = 0;
	put_text(&w, "POST / HTTP/1.1\r\nHost: " BLOCKED "\r\n"
		 "Content-Length: 45000\r\n\r\n");
	put_fill(&w, 'x', 45000);
	c = client_of(j, 80);
	is_number(client_send(&c, 0, w.p, w.len), VERDICT_BLOCK_FLOW,
		  "a first packet larger than the window");
	w.len = 0;
	put_text(&w, "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		 "Content-Length: 45000\r\n\r\n");
	put_fill(&w, 'x', 45000);
	put_text(&w, HEAD(BLOCKED));
	c = client_of(j, 80);
	is_number(client_send(&c, 0, w.p, w.len), VERDICT_BLOCK_FLOW,
		  ": and the end of one");

	c = client_of(j, 80);
	w.len = 0;
	put_text(&w, "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		 "Content-Length: 60000\r\n\r\n");
	at = (uint32_t)w.len + 60000;
	put_fill(&w, 'x', 50000);
	is_number(client_cut(&c, 0, w.p, w.len, 32000), VERDICT_PASS_ONCE,
		  "a super-packet of which 18 KB are given");
	is_number(client_send(&c, at - 10000, w.p, 10000), VERDICT_PASS_ONCE,
		  "the rest of its body");
	is_number(say(HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  "what was cut off was in the body");

	w.len = 0;
	message.len = 0;
	put_hello(&message, BLOCKED, 30000, 0);
	put_records(&w, &message, 16384);
	c = client_of(j, 443);
	is_number(client_cut(&c, 0, w.p, w.len, w.len - 18000),
		  VERDICT_BLOCK_FLOW, "a name that was cut off is refused");
	is_number(heard.reason, REASON_OVERLONG, ": since nobody knows it");
	open = judge_with("mode = \"enforce\"; overlong = \"pass\";");
	c = client_of(open, 443);
	is_number(client_cut(&c, 0, w.p, w.len, w.len - 18000),
		  VERDICT_PASS_FLOW, ": or passes if so is said");
	judge_done(open);
}

/* --- against the known end ------------------------------------------- */

/* Some requests to an allowed host, with bodies of all kinds, then one to a
 * blocked host. */
static void make_requests(struct wire *w)
{
	static const char post[] = "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n";
	char text[60];

	w->len = 0;
	for (size_t n = random_next() % 6; n > 0; n--) {
		unsigned size = 1 + (unsigned)(random_next() % 3000);

		switch (random_next() % 3) {
		case 0:
			put_text(w, HEAD(ALLOWED));
			break;
		case 1:
			sprintf(text, "Content-Length: %u\r\n\r\n", size);
			put_text(w, post);
			put_text(w, text);
			put_fill(w, 'x', size);
			break;
		default:
			put_text(w, post);
			put_text(w, "Transfer-Encoding: chunked\r\n\r\n");
			sprintf(text, "%x\r\n", size);
			put_text(w, text);
			put_fill(w, 'x', size);
			put_text(w, "\r\n0\r\n\r\n");
		}
	}
	put_text(w, HEAD(BLOCKED));
}

/* In segments of any size; some come twice, some after the next one. The
 * last verdict; `*early` if it came before the blocked host. */
static enum verdict deliver(const struct wire *w, bool *early)
{
	size_t size = 1 + random_next() % 1460, end = 0;
	enum verdict v = VERDICT_MORE;

	c = client_of(j, 80);
	for (size_t from = 0; from < w->len &&
	     (v == VERDICT_MORE || v == VERDICT_PASS_ONCE); from += size) {
		size_t n = w->len - from < size ? w->len - from : size;
		size_t more = w->len - from - n < size ? w->len - from - n :
							 size;

		if (random_next() % 4 == 0 && more > 0)
			v = client_send(&c, (uint32_t)(from + n),
					w->p + from + n, more);
		if (random_next() % 8 == 0)
			v = client_send(&c, (uint32_t)from, w->p + from, n);
		if (v == VERDICT_MORE || v == VERDICT_PASS_ONCE)
			v = client_send(&c, (uint32_t)from, w->p + from, n);
		end = from + n + more;
	}
	*early = end < w->len - 2;
	return v;
}

static void test_randomly(void)
{
	static struct wire w;
	unsigned wrong = 0, hasty = 0;
	bool early;

	for (unsigned i = 0; i < 2000; i++) {
		make_requests(&w);
		wrong += deliver(&w, &early) != VERDICT_BLOCK_FLOW;
		hasty += early;
	}
	is_number(wrong, 0, "2,000 connections blocked by their last request");
	is_number(hasty, 0, ": and none before");
	is_number(judge_flows(j).chunks, 0, "no chunk stays");
}

static void test_broken(void)
{
	say(HEAD(ALLOWED));
	answered();
	is_number(say("\1\2\3 nonsense"), VERDICT_PASS_ONCE, "noise between");
	answered();
	is_number(say(HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  "does not end the looking");
	c = client_of(j, 80);
	at = 0;
	is_number(say("GET / HTTP/1.1\r\nHost: " BLOCKED
		      "\r\nContent-Length: x\r\n\r\n"), VERDICT_BLOCK_FLOW,
		  "of a broken request the host counts");
}

/* Requests that two servers read differently: either reading counts. */
static void test_smuggled(void)
{
	static const struct {
		const char *what, *text;
	} rows[] = {
		{ "the second of two hosts", "GET / HTTP/1.1\r\nHost: " ALLOWED
		  "\r\nHost: " BLOCKED "\r\n\r\n" },
		{ "the first of two", "GET / HTTP/1.1\r\nHost: " BLOCKED
		  "\r\nHost: " ALLOWED "\r\n\r\n" },
		{ "a host behind an allowed target", "GET http://" ALLOWED
		  "/ HTTP/1.1\r\nHost: " BLOCKED "\r\n\r\n" },
		{ "a folded host", "GET / HTTP/1.1\r\nX: y\r\nHost:\r\n\t"
		  BLOCKED "\r\n\r\n" },
		{ "a host with a space before its colon",
		  "GET / HTTP/1.1\r\nHost : " BLOCKED "\r\n\r\n" },
		{ "a request that chunks would hide from the length",
		  "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		  "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
		  "2b\r\n" HEAD(BLOCKED) "\r\n0\r\n\r\n" },
		{ "one that the length would hide from chunks",
		  "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		  "Content-Length: 100\r\nTransfer-Encoding: chunked\r\n\r\n"
		  "0\r\n\r\n" HEAD(BLOCKED) },
		{ "one behind a coding that not all know",
		  "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		  "Content-Length: 90\r\nTransfer-Encoding: xchunked\r\n\r\n"
		  "0\r\n\r\n" HEAD(BLOCKED) },
		{ "one behind two codings",
		  "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		  "Transfer-Encoding: chunked\r\n"
		  "Transfer-Encoding: identity\r\n\r\n"
		  "2b\r\n" HEAD(BLOCKED) "\r\n0\r\n\r\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		c = client_of(j, 80);
		at = 0;
		is_number(say(rows[i].text), VERDICT_BLOCK_FLOW, "%s",
			  rows[i].what);
		is_text(heard.name, strcmp(heard.name, ALLOWED) ? BLOCKED :
			ALLOWED, ": is reported");
	}
	c = client_of(j, 80);
	at = 0;
	is_number(say("POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		      "Content-Length: 49\r\nTransfer-Encoding: chunked\r\n"
		      "\r\n29\r\n" HEAD(ALLOWED) "\r\n0\r\n\r\n"),
		  VERDICT_PASS_ONCE, "with an allowed host it passes");
	is_number(say(HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  ": and what comes behind is read");
}

/* Behind what nobody can tell the end of, every line is looked at. */
static void test_lost(void)
{
	static const struct {
		const char *what, *text;
	} rows[] = {
		{ "one behind a length that is none",
		  "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		  "Content-Length: 5 5\r\n\r\nhello" HEAD(BLOCKED) },
		{ "one behind two lengths", "POST / HTTP/1.1\r\nHost: " ALLOWED
		  "\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\n"
		  "hello" HEAD(BLOCKED) },
		{ "a target behind a chunk size of 17 digits",
		  "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		  "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\n"
		  "helloGET http://" BLOCKED "/ HTTP/1.0\r\n\r\n" },
		{ "the fifth of five hosts",
		  "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nHost: c\r\n"
		  "Host: d\r\nHost: " BLOCKED "\r\n\r\n" },
		{ "one behind the body of CONNECT",
		  "CONNECT " ALLOWED ":80 HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		  "Content-Length: 5\r\n\r\n\1\2\3\4\5" HEAD(BLOCKED) },
		{ "one behind a chunk that ends in a lone LF",
		  "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		  "Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n"
		  HEAD(BLOCKED) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		c = client_of(j, 80);
		at = 0;
		is_number(say(rows[i].text), VERDICT_BLOCK_FLOW, "%s",
			  rows[i].what);
		is_text(heard.name, BLOCKED, ": is reported");
	}
	c = client_of(j, 80);
	at = 0;
	is_number(say("POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		      "Content-Length: -1\r\n\r\n"), VERDICT_PASS_ONCE,
		  "a request of a length below nothing");
	is_number(say("\1\2" HEAD(ALLOWED)), VERDICT_PASS_ONCE,
		  "what follows may ask for an allowed host");
	is_number(say("\1\2" HEAD(BLOCKED)), VERDICT_BLOCK_FLOW,
		  ": not for a blocked one, behind whatever");
}

/* RFC 6455: frames in the client's direction are no requests. */
static void test_websocket(void)
{
	enum verdict v = VERDICT_MORE;

	is_number(say("GET /chat HTTP/1.1\r\nHost: " ALLOWED "\r\n"
		      "Upgrade: websocket\r\nConnection: Upgrade\r\n"
		      "Sec-WebSocket-Version: 13\r\n\r\n"),
		  VERDICT_PASS_ONCE, "an upgrade");
	answered();
	for (int i = 0; v == VERDICT_MORE && i < 40; i++) {
		v = say("\x81\x85\1\2\3\4hello");
		answered();
	}
	is_number(v, VERDICT_PASS_FLOW, "frames pass after a while");
	is_number(judge_flows(j).flows, 0, "no flow stays");
	c = client_of(j, 80);
	at = 0;
	is_number(say("GET /chat HTTP/1.1\r\nHost: " BLOCKED "\r\n"
		      "Upgrade: websocket\r\n\r\n"), VERDICT_BLOCK_FLOW,
		  "an upgrade of a blocked host");
}

static void run(void (*test)(void))
{
	j = judge_with("mode = \"enforce\";");
	c = client_of(j, 80);
	at = 0;
	test();
	judge_done(j);
}

int main(void)
{
	run(test_one);
	run(test_targets);
	run(test_head_in_pieces);
	run(test_length_body);
	run(test_chunked_body);
	run(test_pipelined);
	run(test_super_packets);
	run(test_randomly);
	run(test_broken);
	run(test_smuggled);
	run(test_lost);
	run(test_websocket);
	return done_testing();
}
