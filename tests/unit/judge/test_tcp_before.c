/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TLS that does not come first: behind other protocols and in tunnels; and
 * what is never understood (nfq/judge/tcp.c). */

#include <unistd.h>

#include "tests/unit/judge.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

#define HEAD(host) "GET / HTTP/1.1\r\nHost: " host "\r\n\r\n"

static struct judge *j;
static struct wire blocked, allowed;	/* hellos in a record */

/* A dialogue of `turns` lines before a hello that begins at `*at`. */
static enum verdict dialogue(struct client *c, unsigned turns, uint32_t *at)
{
	enum verdict v = VERDICT_MORE;

	for (*at = 0; turns > 0 && v == VERDICT_MORE; turns--) {
		v = client_say(c, *at, "EHLO mail.example\r\n");
		*at += 19;
		c->ack += 100;
	}
	return v;
}

static void test_starttls(void)
{
	struct client c = client_of(j, 25);
	uint32_t at;

	is_number(dialogue(&c, 3, &at), VERDICT_MORE, "three lines of SMTP");
	is_number(client_send(&c, at, blocked.p, blocked.len),
		  VERDICT_BLOCK_FLOW, ": then a hello");
	c = client_of(j, 25);
	dialogue(&c, 3, &at);
	is_number(client_pieces(&c, at, allowed.p, allowed.len, 7),
		  VERDICT_MORE, "an allowed one, in segments");
	c.ack += 1000;
	is_number(client_send(&c, at + (uint32_t)allowed.len,
			      "\x17\3\3\0\1x", 6), VERDICT_PASS_FLOW,
		  ": and TLS goes on");
	c = client_of(j, 25);
	dialogue(&c, 3, &at);
	client_send(&c, at + 60, blocked.p + 60, blocked.len - 60);
	is_number(client_send(&c, at, blocked.p, 60), VERDICT_BLOCK_FLOW,
		  "a reversed one");
	c = client_of(j, 25);
	dialogue(&c, 1, &at);
	c.ack -= 100;
	is_number(client_send(&c, at, blocked.p, blocked.len),
		  VERDICT_BLOCK_FLOW, "without waiting for the server");
}

static void test_unknown(void)
{
	static const uint8_t noise[1000] = { 1, 2, 3 };
	struct client c = client_of(j, 4444);
	enum verdict v = VERDICT_MORE;
	unsigned n = 0;
	uint32_t at;

	is_number(dialogue(&c, 40, &at), VERDICT_PASS_FLOW,
		  "a dialogue that goes on");
	is_number(heard.reason, REASON_UNKNOWN, ": is not understood");
	ok(at / 19 >= 16 && at / 19 <= 18, "after 16 turns");
	c = client_of(j, 4444);
	for (n = 0; v == VERDICT_MORE && n < 2000; n++)
		v = client_send(&c, n * 1000, noise, sizeof(noise));
	is_number(v, VERDICT_PASS_FLOW, "a monologue");
	ok(n > 1000 && n < 1100, "within its budget");
	is_number(judge_flows(j).flows, 0, "no flow stays");
	is_number(judge_flows(j).chunks, 0, ": and no chunk");
}

/* Nor can a client hide behind what it is refused for, or make a connection
 * look like another. */
static void test_strict(struct judge *strict)
{
	struct client c = client_of(strict, 443);
	enum verdict v;

	client_send(&c, 0, blocked.p, 80);
	is_number(client_say(&c, 10, "other bytes"), VERDICT_BLOCK_FLOW,
		  "an overlap that differs is refused");
	is_number(client_send(&c, 80, blocked.p + 80, blocked.len - 80),
		  VERDICT_BLOCK_FLOW, ": and so is what comes behind");
	c = client_of(strict, 443);
	client_send(&c, 0, blocked.p, 80);
	v = client_say(&c, 40000, "far ahead");
	if (v != VERDICT_BLOCK_FLOW)
		v = client_send(&c, 80, blocked.p + 80, blocked.len - 80);
	is_number(v, VERDICT_BLOCK_FLOW,
		  "a byte far ahead does not hide the rest of a hello");
}

static void test_blocked_unknown(void)
{
	struct judge *strict = judge_with("mode = \"enforce\"; "
					  "unknown = \"block\"; "
					  "strict = true;");
	struct client c = client_of(strict, 4444);
	uint32_t at;

	is_number(dialogue(&c, 40, &at), VERDICT_BLOCK_FLOW,
		  "what is not understood can be refused");
	c = client_of(strict, 443);
	is_number(client_send(&c, 0, allowed.p, allowed.len),
		  VERDICT_MORE, "a known one goes on");
	c.ack += 100;
	is_number(client_say(&c, (uint32_t)allowed.len, "\x17\3\3"),
		  VERDICT_PASS_FLOW, ": and passes when the server answers");
	is_number(judge_flows(strict).chunks, 0, "no chunk stays");
	test_strict(strict);
	judge_done(strict);
}

/* --- tunnels --------------------------------------------------------- */

/* What a client sends when the server has let it through `head`. */
static enum verdict behind(const char *head, const void *p, size_t len)
{
	struct client c = client_of(j, 3128);

	if (client_say(&c, 0, head) != VERDICT_PASS_ONCE)
		return VERDICTS;
	c.ack += 100;
	return client_send(&c, (uint32_t)strlen(head), p, len);
}

static void test_tunnel(void)
{
	is_number(behind("CONNECT " ALLOWED ":443 HTTP/1.1\r\n\r\n",
			 blocked.p, blocked.len), VERDICT_BLOCK_FLOW,
		  "a blocked hello in an allowed tunnel");
	is_number(behind("CONNECT " ALLOWED ":443 HTTP/1.1\r\n"
			 "Content-Length: 9000\r\n\r\n", blocked.p,
			 blocked.len), VERDICT_BLOCK_FLOW,
		  ": which has no length");
	is_number(behind("GET / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
			 "Upgrade: h2c\r\n\r\n", HEAD(BLOCKED),
			 strlen(HEAD(BLOCKED))), VERDICT_BLOCK_FLOW,
		  "a request after an upgrade that was not taken");
}

/* What follows an upgrade in its own segment is read once. */
static void test_noise_in_tunnel(void)
{
	static const char text[] = "GET / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
				   "Upgrade: x\r\n\r\n\1\2\3";
	struct client c = client_of(j, 80);
	enum verdict v = client_say(&c, 0, text);

	ok(v == VERDICT_MORE || v == VERDICT_PASS_ONCE,
	   "noise behind an upgrade, in one segment");
	c.ack += 100;
	is_number(client_say(&c, sizeof(text) - 1, HEAD(BLOCKED)),
		  VERDICT_BLOCK_FLOW, ": and a blocked request behind it");
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
	put_tls(&allowed, ALLOWED, 60, 100);
	run(test_starttls);
	run(test_unknown);
	test_blocked_unknown();
	run(test_tunnel);
	alarm(20);	/* what never ends fails */
	run(test_noise_in_tunnel);
	return done_testing();
}
