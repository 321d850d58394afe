/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hello or request behind anything else: one search for all (seek.c). */

#include "lib/array.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

#define BYTES(s) s, sizeof(s) - 1
#define HEAD(host) "GET / HTTP/1.1\r\nHost: " host "\r\n\r\n"

static struct judge *j;
static struct wire blocked, allowed;	/* hellos in a record */

/* What clients say before their hello, in turns with the server (which is
 * not seen); "\n" behind each. */
static const struct {
	const char *what;
	struct {
		const char *p;
		size_t len;
	} turns[4];
	bool waits;		/* for the server's last word */
} preludes[] = {
	{ "SMTP", { { BYTES("EHLO a.example\r\n") },
		    { BYTES("STARTTLS\r\n") } }, true },
	{ "LMTP", { { BYTES("LHLO a.example\r\n") },
		    { BYTES("STARTTLS\r\n") } }, true },
	{ "IMAP", { { BYTES("a1 CAPABILITY\r\n") },
		    { BYTES("a2 STARTTLS\r\n") } }, true },
	{ "POP3", { { BYTES("CAPA\r\n") }, { BYTES("STLS\r\n") } }, true },
	{ "FTP", { { BYTES("AUTH TLS\r\n") } }, true },
	{ "NNTP", { { BYTES("CAPABILITIES\r\n") },
		    { BYTES("STARTTLS\r\n") } }, true },
	{ "Sieve", { { BYTES("STARTTLS\r\n") } }, true },
	{ "IRC", { { BYTES("CAP LS 302\r\n") }, { BYTES("STARTTLS\r\n") } },
	  true },
	{ "XMPP", { { BYTES("<?xml version='1.0'?><stream:stream to='a' "
			    "xmlns='jabber:client' version='1.0'>") },
		    { BYTES("<starttls xmlns="
			    "'urn:ietf:params:xml:ns:xmpp-tls'/>") } }, true },
	{ "LDAP", { { BYTES("\x30\x1d\2\1\1\x77\x18\x80\x16"
			    "1.3.6.1.4.1.1466.20037") } }, true },
	{ "PostgreSQL", { { BYTES("\0\0\0\x08\4\xd2\x16\x2f") } }, true },
	{ "MySQL", { { BYTES("\x20\0\0\1\x85\xae\x7f\0\0\0\0\1\x21"
			     "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")
		   } }, false },
	{ "RDP", { { BYTES("\3\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0")
		 } }, true },
	{ "HTTP CONNECT", { { BYTES("CONNECT a.example:443 HTTP/1.1\r\n"
				    "Host: a.example\r\n\r\n") } }, true },
	{ "SOCKS 4a", { { BYTES("\4\1\1\xbb\0\0\0\1me\0a.example\0") } },
	  true },
	{ "SOCKS 5", { { BYTES("\5\1\0") },
		       { BYTES("\5\1\0\3\x09" "a.example\1\xbb") } }, true },
	{ "SOCKS 5 with a password",
	  { { BYTES("\5\2\0\2") }, { BYTES("\1\2me\2pw") },
	    { BYTES("\5\1\0\1\x0a\1\1\1\1\xbb") } }, true },
	{ "PROXY 1", { { BYTES("PROXY TCP4 1.2.3.4 5.6.7.8 99 443\r\n") } },
	  false },
	{ "PROXY 2", { { BYTES("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"
			       "\1\2\3\4\5\6\7\x08\0\1\0\2") } }, false },
	{ "TDS", { { BYTES("\x12\1\0\x1a\0\0\1\0\0\0\6\0\6\1\0\x0c\0\1"
			   "\xff\1\2\3\4\5\6\1") } }, true },
};

#define PRELUDES ARRAY_SIZE(preludes)

/* Says a prelude turn by turn; the number of bytes, 0 if it was not let
 * through. */
static uint32_t prelude(struct client *c, size_t which)
{
	uint32_t at = 0;

	for (unsigned i = 0; i < 4 && preludes[which].turns[i].len; i++) {
		size_t n = preludes[which].turns[i].len;
		enum verdict v = client_send(c, at,
					     preludes[which].turns[i].p, n);

		if (v != VERDICT_MORE && v != VERDICT_PASS_ONCE)
			return 0;
		at += (uint32_t)n;
		if (preludes[which].turns[i + (i < 3)].len ||
		    preludes[which].waits)
			c->ack += 100;
	}
	return at;
}

static enum verdict halves(struct client *c, uint32_t at, bool reversed,
			   const struct wire *hello, size_t cut)
{
	enum verdict v = reversed ?
		client_send(c, at + (uint32_t)cut, hello->p + cut,
			    hello->len - cut) :
		client_send(c, at, hello->p, cut);

	if (v != VERDICT_MORE && v != VERDICT_PASS_ONCE)
		return v;
	return reversed ? client_send(c, at, hello->p, cut) :
			  client_send(c, at + (uint32_t)cut, hello->p + cut,
				      hello->len - cut);
}

static bool goes_on(enum verdict v)
{
	return v == VERDICT_MORE || v == VERDICT_PASS_ONCE;
}

/* An allowed hello, and how TLS goes on where it waits for that. */
static enum verdict say_hello(struct client *c, uint32_t at)
{
	static const char finished[] = "\x14\3\3\0\1\1\x17\3\3\0\3abc";
	enum verdict v = client_send(c, at, allowed.p, allowed.len);

	if (v != VERDICT_MORE)
		return v;
	c->ack += 1000;
	at += (uint32_t)allowed.len;
	return client_send(c, at, BYTES(finished));
}

/* Servers of mail answer a hello that they did not expect with an error, and
 * wait for the next line. */
static void test_decoys(void)
{
	static const char tls[] = "STARTTLS\r\n", noop[] = "NOOP\r\n";

	for (int talks = 0; talks < 3; talks++) {
		struct client c = client_of(j, talks < 2 ? 25 : 5000);
		uint32_t at = 0;

		if (talks > 0) {
			client_send(&c, at, BYTES(noop));
			at += sizeof(noop) - 1;
			c.ack += 10;
		}
		is_number(client_send(&c, at, allowed.p, allowed.len),
			  VERDICT_MORE, "an allowed hello waits, %d", talks);
		at += (uint32_t)allowed.len;
		is_number(client_send(&c, at, "\r\n", 2), VERDICT_MORE,
			  ": the end of its line");
		at += 2;
		c.ack += 20;
		client_send(&c, at - 1, "\n", 1);	/* keeps it alive */
		is_number(client_send(&c, at, BYTES(tls)), VERDICT_MORE,
			  ": which it was, and STARTTLS");
		at += sizeof(tls) - 1;
		c.ack += 20;
		is_number(client_send(&c, at, blocked.p, blocked.len),
			  VERDICT_BLOCK_FLOW, ": then a blocked one");
	}
}

/* They do the same with requests, whatever these say of a body. */
static void test_request_decoys(void)
{
	static const struct {
		const char *text;
		size_t len;
	} rows[] = {
		{ BYTES("GET / HTTP/1.0\r\n\r\n") },
		{ BYTES("POST / HTTP/1.1\r\nContent-Length: 99999\r\n\r\n") },
		{ BYTES("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
			"fffff\r\n") },
		{ BYTES("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
			"\0\xff\0\0\0\0\0\0\1") },
	};
	static const char tls[] = "STARTTLS\r\n";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct client c = client_of(j, 25);
		uint32_t at = (uint32_t)rows[i].len;
		enum verdict v = client_send(&c, 0, rows[i].text, at);

		c.ack += 20;
		if (goes_on(v))
			v = client_send(&c, at, BYTES(tls));
		at += sizeof(tls) - 1;
		c.ack += 20;
		if (goes_on(v))
			v = client_send(&c, at, blocked.p, blocked.len);
		is_number(v, VERDICT_BLOCK_FLOW,
			  "a request %zu, STARTTLS, and a blocked hello", i);
	}
}

/* One that cannot be read is no end of looking either. */
static void test_broken(void)
{
	static const char noop[] = "NOOP\r\n";
	static struct wire broken;
	struct client c = client_of(j, 25);

	broken.len = 0;
	put(&broken, (const char *)allowed.p, allowed.len);
	broken.p[5 + 4 + 2 + 32] = 99;		/* length of the session id */
	is_number(client_send(&c, 0, broken.p, broken.len),
		  VERDICT_BLOCK_FLOW, "a hello that is broken");
	is_number(heard.reason, REASON_OVERLONG, ": its reason");
	c = client_of(j, 25);
	client_send(&c, 0, BYTES(noop));
	c.ack += 20;
	client_send(&c, sizeof(noop) - 1, broken.p, broken.len);
	c.ack += 20;
	is_number(client_send(&c, sizeof(noop) - 1 + (uint32_t)broken.len,
			      BYTES(noop)), VERDICT_BLOCK_FLOW,
		  "the same in a dialogue, at its next turn");
}

static void test_preludes(void)
{
	for (size_t i = 0; i < PRELUDES; i++) {
		struct client c = client_of(j, 5000);
		uint32_t at = prelude(&c, i);
		const char *what = preludes[i].what;
		unsigned wrong = 0;

		is_number(client_send(&c, at, blocked.p, blocked.len),
			  VERDICT_BLOCK_FLOW, "%s, then a hello", what);
		is_text(heard.name, BLOCKED, ": is read");
		c = client_of(j, 5000);
		at = prelude(&c, i);
		is_number(say_hello(&c, at), VERDICT_PASS_FLOW,
			  "an allowed one");
		c = client_of(j, 5000);
		at = prelude(&c, i);
		is_number(client_pieces(&c, at, blocked.p, blocked.len, 1),
			  VERDICT_BLOCK_FLOW, "byte for byte");
		for (size_t cut = 1; cut < blocked.len; cut += 7) {
			c = client_of(j, 5000);
			at = prelude(&c, i);
			wrong += halves(&c, at, cut & 1, &blocked, cut) !=
				 VERDICT_BLOCK_FLOW;
		}
		is_number(wrong, 0, "in two segments, in either order");
	}
	is_number(judge_flows(j).chunks, 0, "no chunk stays");
}

/* All of it in one segment, and cut anywhere. */
static void test_at_once(void)
{
	static struct wire w;

	for (size_t i = 0; i < PRELUDES; i++) {
		unsigned wrong = 0;
		struct client c = client_of(j, 5000);

		w.len = 0;
		for (unsigned k = 0; k < 4; k++)
			put(&w, preludes[i].turns[k].p,
			    preludes[i].turns[k].len);
		put(&w, blocked.p, blocked.len);
		is_number(client_send(&c, 0, w.p, w.len), VERDICT_BLOCK_FLOW,
			  "%s and a hello in one segment", preludes[i].what);
		for (size_t cut = 1; cut < w.len; cut += 3) {
			c = client_of(j, 5000);
			wrong += halves(&c, 0, false, &w, cut) !=
				 VERDICT_BLOCK_FLOW;
		}
		is_number(wrong, 0, ": and cut anywhere");
	}
}

static void test_requests(void)
{
	static const char socks[] = "\5\1\0\5\1\0\3\x09" "a.example\0\x50"
				    HEAD(BLOCKED);
	static const char proxy[] = "PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\n"
				    HEAD(BLOCKED);
	struct client c = client_of(j, 1080);

	is_number(client_send(&c, 0, BYTES(socks)), VERDICT_BLOCK_FLOW,
		  "a request behind SOCKS, in one segment");
	c = client_of(j, 80);
	is_number(client_send(&c, 0, BYTES(proxy)), VERDICT_BLOCK_FLOW,
		  ": and behind a PROXY header");
	c = client_of(j, 80);
	client_send(&c, 0, proxy, 40);
	is_number(client_send(&c, 40, proxy + 40, sizeof(proxy) - 41),
		  VERDICT_BLOCK_FLOW, ": and cut");
}

/* What a proxy is asked for counts as if it were asked for directly. */
static void test_destinations(void)
{
	static const struct {
		const char *what, *bytes;
		size_t len;
		enum verdict want;
		const char *name;
	} rows[] = {
		{ "SOCKS 5 to a blocked name",
		  BYTES("\5\1\0\5\1\0\3\x11" BLOCKED "\1\xbb"),
		  VERDICT_BLOCK_FLOW, BLOCKED },
		{ "SOCKS 4a to one",
		  BYTES("\4\1\1\xbb\0\0\0\1\0" BLOCKED "\0"),
		  VERDICT_BLOCK_FLOW, BLOCKED },
		{ "SOCKS 5 to a listed address",
		  BYTES("\5\1\0\5\1\0\1\x4d\x4a\xb1\7\1\xbb"),
		  VERDICT_BLOCK_FLOW, "77.74.177.7" },
		{ "SOCKS 4 to one", BYTES("\4\1\1\xbb\x4d\x4a\xb1\7\0"),
		  VERDICT_BLOCK_FLOW, "77.74.177.7" },
		{ "SOCKS 5 to one of IPv6",
		  BYTES("\5\1\0\5\1\0\4\x2a\3\x24\x80\0\0\0\0\0\0\0\0\0\0\0"
			"\7\1\xbb"), VERDICT_BLOCK_FLOW, "2a03:2480::7" },
		{ "SOCKS 5 to one as a name",
		  BYTES("\5\1\0\5\1\0\3\x0b" "77.74.177.7\1\xbb"),
		  VERDICT_BLOCK_FLOW, "77.74.177.7" },
		{ "CONNECT to one",
		  BYTES("CONNECT 77.74.177.7:443 HTTP/1.1\r\n\r\n"),
		  VERDICT_BLOCK_FLOW, "77.74.177.7" },
		{ "CONNECT to one of IPv6",
		  BYTES("CONNECT [2a03:2480::7]:443 HTTP/1.1\r\n\r\n"),
		  VERDICT_BLOCK_FLOW, "2a03:2480::7" },
		{ "CONNECT to one in one number",
		  BYTES("CONNECT 0x4d4ab107:443 HTTP/1.1\r\n\r\n"),
		  VERDICT_BLOCK_FLOW, "0x4d4ab107" },
		{ "SOCKS 5 to an allowed address",
		  BYTES("\5\1\0\5\1\0\1\xc6\x33\x64\x09\1\xbb"),
		  VERDICT_PASS_ONCE, "198.51.100.9" },
		{ "CONNECT to an allowed name",
		  BYTES("CONNECT " ALLOWED ":443 HTTP/1.1\r\n\r\n"),
		  VERDICT_PASS_ONCE, ALLOWED },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct client c = client_of(j, 1080);

		is_number(client_send(&c, 0, rows[i].bytes, rows[i].len),
			  rows[i].want, "%s", rows[i].what);
		is_text(heard.name, rows[i].name, ": its name");
	}
}

/* An address that is restricted on some ports, by the port that is asked
 * for. */
static void test_ports(void)
{
	static const struct {
		const char *bytes;
		size_t len;
		enum verdict want;
	} rows[] = {
		{ BYTES("\5\1\0\5\1\0\1\x08\x08\x08\x08\1\xbb"),
		  VERDICT_BLOCK_FLOW },
		{ BYTES("\5\1\0\5\1\0\1\x08\x08\x08\x08\0\x50"),
		  VERDICT_PASS_ONCE },
		{ BYTES("\4\1\3\x55\x08\x08\x08\x08\0"),
		  VERDICT_BLOCK_FLOW },
		{ BYTES("CONNECT 8.8.8.8:443 HTTP/1.1\r\n\r\n"),
		  VERDICT_BLOCK_FLOW },
		{ BYTES("CONNECT 8.8.8.8:22 HTTP/1.1\r\n\r\n"),
		  VERDICT_PASS_ONCE },
		{ BYTES("CONNECT [2001:4860:4860::8888]:443 HTTP/1.1\r\n\r\n"),
		  VERDICT_BLOCK_FLOW },
		{ BYTES("GET http://8.8.8.8/ HTTP/1.1\r\n\r\n"),
		  VERDICT_PASS_ONCE },
		{ BYTES("CONNECT 8.8.8.8:4430 HTTP/1.1\r\n\r\n"),
		  VERDICT_PASS_ONCE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct client c = client_of(j, 1080);

		is_number(client_send(&c, 0, rows[i].bytes, rows[i].len),
			  rows[i].want, "a public resolver by proxy, %zu", i);
	}
}

/* What only looks like a hello in what is not understood is none. */
static void test_lookalikes(void)
{
	static const char text[] = "x\x16\3\1\2\0\2\0\1\xfc\3\3 and so on";
	struct client c = client_of(j, 5000);
	unsigned before = heard.n;

	is_number(client_send(&c, 0, BYTES(text)), VERDICT_MORE,
		  "what is nearly a hello is nothing");
	c = client_of(j, 5000);
	is_number(client_send(&c, 0, "mail\r\n\x16\3\1", 9), VERDICT_MORE,
		  "the start of one needs more");
	is_number(heard.n, before, "nothing is reported");
}

/* Each test has a judge of its own. */
/* So many bytes that mean nothing, in segments of `piece`. */
static enum verdict make_noise(struct client *c, size_t bytes, size_t piece)
{
	static const char text[] = "NOOP that nobody minds\r\n";
	static uint8_t noise[2 << 20];

	for (size_t i = 0; i < bytes; i++)
		noise[i] = (uint8_t)text[i % (sizeof(text) - 1)];
	return client_pieces(c, 0, noise, bytes, piece);
}

/* Whatever stands in front of a hello is passed over, and not held. */
static void test_noise(void)
{
	static const struct {
		size_t bytes, piece;
	} rows[] = {
		{ 20000, 1 }, { 21000, 1448 }, { 100000, 7 }, { 100001, 1448 },
		{ 900000, 1448 }, { 900000, 9000 }, { 300000, 60000 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct client c = client_of(j, 25);
		uint32_t at = (uint32_t)rows[i].bytes;
		enum verdict v = make_noise(&c, at, rows[i].piece);

		ok(goes_on(v), "%zu bytes of noise by %zu", rows[i].bytes,
		   rows[i].piece);
		ok(judge_flows(j).chunks < 40, ": little is held");
		v = i & 1 ? client_send(&c, at, blocked.p, blocked.len) :
			    client_pieces(&c, at, blocked.p, blocked.len, 5);
		is_number(v, VERDICT_BLOCK_FLOW, ": a hello behind it");
		c = client_of(j, 25);
		make_noise(&c, at, rows[i].piece);
		is_number(halves(&c, at, i & 1, &blocked, 20),
			  VERDICT_BLOCK_FLOW, ": in two segments");
		c = client_of(j, 25);
		make_noise(&c, at, rows[i].piece);
		c.ack += 20;
		is_number(say_hello(&c, at), VERDICT_PASS_FLOW,
			  ": an allowed one");
	}
}

static void test_noise_ends(void)
{
	struct client c = client_of(j, 25);
	size_t before;

	j->standing = STANDING_NEW;
	client_say(&c, 0, "N");
	j->standing = STANDING_KNOWN;
	make_noise(&c, 30000, 1448);
	ok(goes_on(client_say(&c, 30000, HEAD(BLOCKED))),
	   "a request behind much noise is nobody's");
	before = judge_flows(j).chunks;
	c = client_of(j, 25);
	is_number(make_noise(&c, 2 << 20, 1448), VERDICT_PASS_FLOW,
		  "what never begins is not known");
	is_number(judge_flows(j).chunks, before, "nothing of it stays");
}

static void run(void (*test)(void))
{
	j = judge_with("mode = \"enforce\"; vendors = ( { id = \"kaspersky\"; "
		       "}, { id = \"encrypted-dns\"; } );");
	test();
	judge_done(j);
}

int main(void)
{
	put_tls(&blocked, BLOCKED, 60, 100);
	put_tls(&allowed, ALLOWED, 60, 100);
	run(test_preludes);
	run(test_at_once);
	run(test_requests);
	run(test_destinations);
	run(test_ports);
	run(test_lookalikes);
	run(test_noise);
	run(test_noise_ends);
	run(test_decoys);
	run(test_request_decoys);
	run(test_broken);
	return done_testing();
}
