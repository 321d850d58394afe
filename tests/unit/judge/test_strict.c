/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strict mode against what evades: decoys that the server never takes. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdlib.h>

#include "tests/unit/ipwire.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

#define HEAD(host) "GET / HTTP/1.1\r\nHost: " host "\r\n\r\n"
#define STRICT "mode = \"enforce\"; strict = true; "

static struct judge *j;
static struct wire blocked, allowed;	/* hellos in a record */

/* How a client bends its next packet. */
static struct {
	uint8_t ttl, flags;
	bool spoilt;		/* its checksum */
	bool forged;		/* a SYN that is not new to the kernel */
} bent;

static void straight(void)
{
	bent.ttl = 64;
	bent.flags = TCP_ACK;
	bent.spoilt = bent.forged = false;
}

/* RFC 9293 3.1, of a packet with an IPv4 header of 20 bytes. */
static void put_checksum(struct wire *w)
{
	uint32_t sum = IPPROTO_TCP + (uint32_t)w->len - 20;

	for (size_t i = 12; i < w->len; i++)
		sum += (uint32_t)w->p[i] << (i % 2 ? 0 : 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	w->p[36] = (uint8_t)(~sum >> 8);
	w->p[37] = (uint8_t)~sum;
}

static enum verdict deliver(struct client *c, int at, const void *p,
			    size_t len)
{
	static struct wire w;

	w.len = 0;
	put_ipv4(&w, IPPROTO_TCP);
	w.p[8] = bent.ttl;
	put_tcp(&w, c->sport, c->dport, c->isn + (uint32_t)at, bent.flags ==
		TCP_SYN ? 0 : c->ack, bent.flags);
	put(&w, p, len);
	close_ipv4(&w);
	put_checksum(&w);
	if (bent.spoilt)
		w.p[37] ^= 1;
	j->unverified = true;
	j->standing = bent.flags == TCP_SYN && !bent.forged ?
		      STANDING_NEW : STANDING_KNOWN;
	straight();
	return judge(c->j, &w, 0);
}

/* A connection whose SYN was seen. */
static struct client open_to(uint16_t port)
{
	struct client c = client_of(j, port);

	bent.flags = TCP_SYN;
	deliver(&c, -1, "", 0);
	return c;
}

static void test_plain(void)
{
	struct client c = open_to(443);
	unsigned before = heard.n;

	is_number(deliver(&c, 0, allowed.p, allowed.len), VERDICT_MORE,
		  "an allowed hello goes on");
	is_number(heard.verdict, VERDICT_PASS_FLOW, ": and is reported");
	is_number(deliver(&c, (int)allowed.len, "\x14\3\3\0\1\1", 6),
		  VERDICT_MORE, "what follows before the answer, too");
	is_number(deliver(&c, 0, allowed.p, allowed.len), VERDICT_MORE,
		  ": or comes again");
	c.ack += 1000;
	is_number(deliver(&c, (int)allowed.len + 6, "\x17\3\3", 3),
		  VERDICT_PASS_FLOW, "the answer ends it");
	is_number(heard.n, before + 1, "one report");
	is_number(judge_flows(j).flows, 0, "no flow stays");
	c = open_to(443);
	is_number(deliver(&c, 0, blocked.p, blocked.len), VERDICT_BLOCK_FLOW,
		  "a blocked one is refused at once");
	c = client_of(j, 443);
	is_number(deliver(&c, 0, allowed.p, allowed.len), VERDICT_MORE,
		  ": the same where no SYN was seen");
}

/* A request for a tunnel, and a hello behind it in one segment: the next thing
 * that the server says may be about the request alone. */
static void test_behind_request(void)
{
	static const char request[] = "CONNECT " ALLOWED ":443 HTTP/1.1"
				      "\r\n\r\n";
	struct client c = open_to(443);
	int end = (int)(strlen(request) + allowed.len);
	struct wire both = { .len = 0 };

	put_text(&both, request);
	put(&both, allowed.p, allowed.len);
	is_number(deliver(&c, 0, both.p, both.len), VERDICT_MORE,
		  "a hello behind a request goes on");
	c.ack += 1000;
	is_number(deliver(&c, end, "\x14\3\3", 3), VERDICT_MORE,
		  "the first answer is not the hello's");
	c.ack += 1000;
	is_number(deliver(&c, end + 3, "\0\1\1", 3), VERDICT_MORE,
		  "another hello may follow");
	is_number(deliver(&c, end + 6, "\x17\3\3\0\x35", 5), VERDICT_PASS_FLOW,
		  "what is none ends it");
	free(both.p);
}

/* The decoy, then the real one: refused at the latest with its last byte. */
static bool is_caught(struct client *c, int at, const struct wire *real,
		      size_t piece)
{
	enum verdict v = VERDICT_MORE;

	for (size_t i = 0; i < real->len && v != VERDICT_BLOCK_FLOW; i += piece)
		v = deliver(c, at + (int)i, real->p + i, real->len - i < piece ?
			 real->len - i : piece);
	return v == VERDICT_BLOCK_FLOW;
}

static void test_checksum(void)
{
	struct client c = open_to(443);

	bent.spoilt = true;
	is_number(deliver(&c, 0, allowed.p, allowed.len), VERDICT_PASS_ONCE,
		  "a wrong checksum: it does not count");
	ok(is_caught(&c, 0, &blocked, 50), "the real hello does");
	c = open_to(443);
	bent.spoilt = true;
	deliver(&c, 0, blocked.p, blocked.len);
	is_number(deliver(&c, 0, allowed.p, allowed.len), VERDICT_MORE,
		  ": nor does one with a blocked name");
}

static void test_ttl(void)
{
	static const uint8_t ttls[] = { 3, 58, 63 };
	struct client c;

	for (size_t i = 0; i < sizeof(ttls); i++) {
		for (size_t piece = 40; piece <= 1000; piece += 960) {
			c = open_to(443);
			bent.ttl = ttls[i];
			deliver(&c, 0, allowed.p, allowed.len);
			ok(is_caught(&c, 0, &blocked, piece),
			   "a decoy of TTL %u, the real one in pieces of %zu",
			   ttls[i], piece);
		}
	}
	is_number(heard.reason, REASON_EVASION,
		  "where a decoy's TTL tells nothing, as a contradiction");
	c = client_of(j, 443);
	bent.ttl = 9;
	deliver(&c, 0, allowed.p, 80);
	is_number(deliver(&c, 80, allowed.p + 80, 80), VERDICT_BLOCK_FLOW,
		  "a decoy without a SYN: the next packet tells");
	c = open_to(443);
	bent.ttl = 63;
	is_number(deliver(&c, 0, allowed.p, allowed.len), VERDICT_MORE,
		  "a hop more or less is nothing");
}

static void test_outside(void)
{
	struct client c = open_to(443);

	is_number(deliver(&c, -(int)allowed.len, allowed.p, allowed.len),
		  VERDICT_DROP, "a hello before the first byte is none");
	is_number(deliver(&c, 0, blocked.p, blocked.len), VERDICT_BLOCK_FLOW,
		  ": and hides nothing");
	c = open_to(443);
	is_number(deliver(&c, -1, "\0", 1), VERDICT_PASS_ONCE,
		  "a byte to keep it alive is one");
	is_number(deliver(&c, 0, blocked.p, blocked.len), VERDICT_BLOCK_FLOW,
		  ": and hides nothing");

	/* Without the SYN. */
	for (size_t piece = 100; piece <= 1000; piece += 900) {
		c = client_of(j, 443);
		deliver(&c, -(int)allowed.len, allowed.p, allowed.len);
		ok(is_caught(&c, 0, &blocked, piece),
		   "an old one, the real in pieces of %zu", piece);
		c = client_of(j, 443);
		deliver(&c, 3000, allowed.p, allowed.len);
		ok(is_caught(&c, 0, &blocked, piece),
		   "one ahead, the real in pieces of %zu", piece);
	}
}

static void test_overlap(void)
{
	struct client c = open_to(443);

	deliver(&c, 0, allowed.p, allowed.len);
	is_number(deliver(&c, 0, blocked.p, blocked.len), VERDICT_BLOCK_FLOW,
		  ": another hello in its place");
	c = open_to(443);
	deliver(&c, 0, allowed.p, allowed.len);
	c.ack += 100;
	is_number(deliver(&c, 100, "EHLO a.example\r\n", 16),
		  VERDICT_BLOCK_FLOW, ": or anything, of a server that begins");
	c = open_to(443);
	deliver(&c, 100, allowed.p + 100, allowed.len - 100);
	is_number(deliver(&c, 0, blocked.p, blocked.len), VERDICT_BLOCK_FLOW,
		  ": its second half is there already");
}

/* With any byte; what goes on has the one that was judged. */
static void test_alive(void)
{
	static const char text[] = HEAD(ALLOWED);
	int n = (int)strlen(text);
	struct client c = open_to(80);

	for (int i = 0; i < 3; i++) {
		deliver(&c, i * n, text, 20);
		is_number(deliver(&c, i * n + 19, "\0", 1), VERDICT_MORE,
			  "a byte to keep it alive in a request");
		ok(j->amended && j->amend == text[19], ": is put right");
		deliver(&c, i * n + 20, text + 20, (size_t)n - 20);
		c.ack += 100;
		is_number(deliver(&c, (i + 1) * n - 1, "\0", 1), VERDICT_MORE,
			  "behind one");
		ok(j->amended && j->amend == '\n', ": is put right");
		is_number(deliver(&c, (i + 1) * n - 1, "\n", 1), VERDICT_MORE,
			  ": or is as it was");
		ok(!j->amended, ": and stays so");
	}
	is_number(deliver(&c, 3 * n - 2, "xx", 2), VERDICT_BLOCK_FLOW,
		  "two are a contradiction");
	c = open_to(443);
	deliver(&c, 0, allowed.p, allowed.len);
	is_number(deliver(&c, (int)allowed.len - 1, "\1", 1), VERDICT_MORE,
		  "behind a hello");
	ok(j->amended, ": is put right");
	c.ack += 3000;
	is_number(deliver(&c, (int)allowed.len, "\x17\3\3", 3),
		  VERDICT_PASS_FLOW, ": which is let through");
	ok(!j->amended, ": as it is");
}

static void test_http(void)
{
	struct client c = open_to(80);
	int n = (int)strlen(HEAD(ALLOWED));

	deliver(&c, 0, HEAD(ALLOWED), (size_t)n);
	is_number(deliver(&c, 0, HEAD(BLOCKED), strlen(HEAD(BLOCKED))),
		  VERDICT_BLOCK_FLOW, ": another request in its place");
	c = open_to(80);
	deliver(&c, 0, HEAD(ALLOWED), (size_t)n);
	deliver(&c, n, HEAD(ALLOWED), (size_t)n);
	c.ack += 5000;
	is_number(deliver(&c, n, HEAD(BLOCKED), 30), VERDICT_BLOCK_FLOW,
		  ": in the second's place, in pieces");
	c = open_to(80);
	for (int i = 0; i < 2000; i++) {
		enum verdict v = deliver(&c, i * n, HEAD(ALLOWED), (size_t)n);

		if (v != VERDICT_PASS_ONCE) {
			is_number(v, VERDICT_PASS_ONCE, "request %d", i);
			break;
		}
	}
	ok(judge_flows(j).chunks <= 20, "what is kept is bounded");
	is_number(deliver(&c, 2000 * n, HEAD(BLOCKED), strlen(HEAD(BLOCKED))),
		  VERDICT_BLOCK_FLOW, "the 2,001st is blocked");
}

static void test_smuggled(void)
{
	static const char text[] = "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
				   "Content-Length: 5\r\n"
				   "Transfer-Encoding: chunked\r\n\r\n";
	static const char lost[] = "POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n"
				   "Content-Length: +5\r\n\r\n";
	struct client c = open_to(80);

	is_number(deliver(&c, 0, text, sizeof(text) - 1), VERDICT_BLOCK_FLOW,
		  "a request that says twice how long it is");
	is_number(heard.reason, REASON_EVASION, ": its reason");
	c = open_to(80);
	is_number(deliver(&c, 0, lost, sizeof(lost) - 1), VERDICT_BLOCK_FLOW,
		  "a request of which nobody knows how long it is");
	is_number(heard.reason, REASON_EVASION, ": its reason");
}

/* A SYN makes the kernel forget its mark. */
static void test_forged_syn(void)
{
	struct client c = open_to(443), forged;

	deliver(&c, 0, blocked.p, 90);
	deliver(&c, 90, blocked.p + 90, blocked.len - 90);
	forged = c;
	forged.isn += 77777777;
	bent.flags = TCP_SYN;
	bent.forged = true;
	is_number(deliver(&forged, -1, "", 0), VERDICT_MORE,
		  "a SYN behind a refusal");
	is_number(deliver(&c, 90, blocked.p + 90, blocked.len - 90),
		  VERDICT_BLOCK_FLOW, "does not make what goes on new");
	is_number(deliver(&forged, 0, allowed.p, allowed.len), VERDICT_DROP,
		  ": and what should begin there is of no connection");
	bent.flags = TCP_SYN;
	deliver(&forged, -1, "", 0);
	is_number(deliver(&forged, 0, allowed.p, allowed.len), VERDICT_MORE,
		  ": behind one that the kernel knows as new it is judged");
	forged.ack += 100;
	is_number(deliver(&forged, (int)allowed.len, "\x17\3\3", 3),
		  VERDICT_PASS_FLOW, ": and passes");
	c = open_to(443);
	deliver(&c, 0, blocked.p, blocked.len);
	forged = c;
	forged.isn -= 1000;
	bent.flags = TCP_SYN;
	bent.forged = true;
	deliver(&forged, -1, "", 0);
	is_number(deliver(&c, 0, blocked.p, blocked.len), VERDICT_BLOCK_FLOW,
		  ": nor one near by");
}

/* The budget of what is never understood ends in the policy for that. */
static void test_budget(void)
{
	static const uint8_t noise[1400] = { 7 };
	struct client c = open_to(4444);
	enum verdict v = VERDICT_MORE;
	unsigned n;

	for (n = 0; v == VERDICT_MORE && n < 100; n++)
		v = deliver(&c, (int)(n * sizeof(noise)), noise, sizeof(noise));
	is_number(v, VERDICT_BLOCK_FLOW, "a monologue of noise is refused");
	is_number(heard.reason, REASON_UNKNOWN, ": as unknown");
	c = open_to(443);
	v = VERDICT_MORE;
	for (n = 0; v == VERDICT_MORE && n < 5000; n++)
		v = deliver(&c, (int)n, n ? "\0" : "\x16", 1);
	is_number(v, VERDICT_BLOCK_FLOW, ": and one of single bytes");
	c = open_to(443);
	deliver(&c, 0, allowed.p, allowed.len);
	v = VERDICT_MORE;
	for (n = 0; v == VERDICT_MORE && n < 100; n++)
		v = deliver(&c, (int)(allowed.len + n * sizeof(noise)), noise,
			    sizeof(noise));
	is_number(v, VERDICT_DROP, "noise behind a hello waits");
	ok(n > 10 && n < 20, ": within its budget");
	c.ack += 1000;
	is_number(deliver(&c, (int)(allowed.len + n * sizeof(noise)), noise, 9),
		  VERDICT_MORE, ": until the server has answered");
}

/* Each test has a judge of its own. */
static void run(void (*test)(void), const char *settings)
{
	j = judge_with(settings);
	straight();
	test();
	ok(judge_flows(j).chunks <= 40, "few chunks stay");
	judge_done(j);
}

int main(void)
{
	put_tls(&blocked, BLOCKED, 60, 100);
	put_tls(&allowed, ALLOWED, 60, 100);
	run(test_plain, STRICT);
	run(test_behind_request, STRICT);
	run(test_checksum, STRICT);
	run(test_ttl, STRICT);
	run(test_outside, STRICT);
	run(test_overlap, STRICT);
	run(test_alive, STRICT);
	run(test_http, STRICT);
	run(test_smuggled, STRICT);
	run(test_forged_syn, STRICT);
	run(test_budget, STRICT "unknown = \"block\";");
	return done_testing();
}
