/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whole TCP conversations before a judge, and what a server reads of them. An
 * input makes connections on the same ports, one after the other: what their
 * client wants to say, of pieces of HTTP and TLS, and how it is sent, in
 * segments of any size and order, again, or with other bytes. What is let
 * through gets to a model of a server, which takes the first copy of what is in
 * its window. A blocked name that it reads, or one that was not reported, is a
 * finding; what is refused is not looked at.
 */

#include <netinet/in.h>	/* before the kernel's headers */
#include <string.h>

#include "lib/cursor.h"
#include "nfq/judge/pipeline.h"
#include "tests/fuzz/fuzz.h"

#define ALLOWED "www.example.org"
#define BLOCKED "www.kaspersky.com"

enum {
	FLOWS = 8, CHUNKS = 2000,
	SAID = 200000,		/* bytes of a connection, at most */
	SERVER_WINDOW = 65535,
	SEGMENT = 60000, STEPS = 400,
	PORT = 40000, HTTP_PORT = 80,
};

/* --- what a client says ------------------------------------------------ */

static const char *const pieces[] = {
	"GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\n",
	"Host: " ALLOWED "\r\n", "Host: " BLOCKED "\r\n", "\r\n",
	"Content-Length: 40\r\n", "Content-Length: 5000\r\n",
	"Transfer-Encoding: chunked\r\n",
	"GET / HTTP/1.1\r\nHost: " ALLOWED "\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: " BLOCKED "\r\n\r\n",
	"5\r\nhello\r\n", "0\r\n\r\n", "X: ", "y", "STARTTLS\r\n",
};

enum { PIECES = sizeof(pieces) / sizeof(pieces[0]) };

struct speech {
	uint8_t said[SAID], other[SAID];	/* what is said; or not */
	size_t len;
};

static void say(struct speech *s, const void *p, size_t len)
{
	if (len > SAID - s->len)
		len = SAID - s->len;
	memcpy(s->said + s->len, p, len);
	s->len += len;
}

static void say16(struct speech *s, size_t n)
{
	const uint8_t bytes[] = { (uint8_t)(n >> 8), (uint8_t)n };

	say(s, bytes, 2);
}

static void fill(struct speech *s, uint8_t byte, size_t n)
{
	while (n-- > 0)
		say(s, &byte, 1);
}

/* A hello of one record, with `before` bytes of another extension. */
static void say_hello(struct speech *s, const char *name, size_t before)
{
	size_t n = strlen(name), extensions = 4 + before + 9 + n + 42;

	say(s, "\x16\3\1", 3);
	say16(s, 4 + 2 + 32 + 1 + 4 + 2 + 2 + extensions);
	say(s, "\1\0", 2);
	say16(s, 2 + 32 + 1 + 4 + 2 + 2 + extensions);
	say(s, "\3\3", 2);
	fill(s, 7, 32);
	say(s, "\0\0\2\x13\1\1\0", 7);
	say16(s, extensions);
	say(s, "\0\x15", 2);
	say16(s, before);
	fill(s, 0, before);
	say(s, "\0\0", 2);
	say16(s, 5 + n);
	say16(s, 3 + n);
	say(s, "", 1);
	say16(s, n);
	say(s, name, n);
	say(s, "\0\x33\0\x26\0\x24\0\x1d\0\x20", 10);
	fill(s, 9, 32);
}

static void say_piece(struct speech *s, struct cursor *c)
{
	uint8_t what = cursor_u8(c), n = cursor_u8(c);

	if (what % 20 < PIECES)
		say(s, pieces[what % 20], strlen(pieces[what % 20]));
	else if (what % 20 < 17)
		fill(s, 'x', n * 64u);
	else
		say_hello(s, what & 0x80 ? BLOCKED : ALLOWED, n * 60u);
}

/* --- what a server reads ----------------------------------------------- */

struct server {
	uint32_t isn;		/* the number of the client's first byte */
	uint8_t held[SAID];
	bool has[SAID];
	size_t next;		/* what it has without a hole */
	size_t read;		/* and of that read as messages */
	bool closed;		/* reads no more */
	size_t body;		/* bytes to pass over */
	bool chunked;
	unsigned answers;
};

/* What was reported since the connection began. */
static struct {
	bool allowed, blocked;
} reported;

static void must_be_judged(bool blocked)
{
	must(!blocked);
	must(reported.allowed);
}

/* The line at `*at`, of which `*len` bytes lie before its CRLF. */
static bool line(const struct server *s, size_t *at, struct span *out)
{
	const uint8_t *p = s->held + *at;
	const uint8_t *lf = memchr(p, '\n', s->next - *at);

	if (!lf)
		return false;
	*out = (struct span) { p, (size_t)(lf - p) };
	if (out->len > 0 && lf[-1] == '\r')
		out->len--;
	*at += (size_t)(lf - p) + 1;
	return true;
}

static bool starts(struct span s, const char *text)
{
	return s.len >= strlen(text) && memcmp(s.p, text, strlen(text)) == 0;
}

/* A head in the plainest form, with one host; a server wants no other. False:
 * it is not all there, or the connection is closed. */
static bool read_head(struct server *s)
{
	size_t at = s->read, body = 0;
	bool allowed = false, blocked = false, chunked = false, sized = false;
	struct span l;

	do {
		s->read = at;
		if (!line(s, &at, &l))
			return false;
	} while (l.len == 0);
	s->closed = !starts(l, "GET / HTTP/1.1") &&
		    !starts(l, "POST / HTTP/1.1");
	s->closed = s->closed || l.len > 15;
	while (!s->closed && line(s, &at, &l)) {
		if (l.len == 0) {
			s->closed = allowed + blocked != 1 ||
				    (sized && chunked);
			if (s->closed)
				return false;
			must_be_judged(blocked);
			s->answers++;
			s->read = at;
			s->body = body;
			s->chunked = chunked;
			return true;
		}
		if (starts(l, "Host: ") && !allowed && !blocked &&
		    (l.len == 6 + strlen(ALLOWED) ||
		     l.len == 6 + strlen(BLOCKED))) {
			allowed = starts(l, "Host: " ALLOWED);
			blocked = starts(l, "Host: " BLOCKED);
		} else if (starts(l, "Content-Length: 40") && l.len == 18 &&
			   !sized) {
			body = 40;
			sized = true;
		} else if (starts(l, "Content-Length: 5000") && l.len == 20 &&
			   !sized) {
			body = 5000;
			sized = true;
		} else if (starts(l, "Transfer-Encoding: chunked") &&
			   l.len == 26 && !chunked) {
			chunked = true;
		} else {
			s->closed = !starts(l, "X: ");
		}
	}
	return false;
}

static bool read_chunk(struct server *s)
{
	size_t at = s->read;
	struct span l;

	if (!line(s, &at, &l))
		return false;
	s->closed = l.len != 1 || (*l.p != '5' && *l.p != '0');
	if (s->closed || at + (*l.p == '5' ? 7 : 2) > s->next)
		return false;
	s->chunked = *l.p == '5';
	at += *l.p == '5' ? 5 : 0;
	s->closed = memcmp(s->held + at, "\r\n", 2) != 0;
	s->read = at + 2;
	return !s->closed;
}

/* The name of a hello as say_hello() makes them; others it refuses. */
static bool find_name(struct cursor c, struct span *name)
{
	struct span head = cursor_take(&c, 6 + 32 + 7);

	if (c.bad || head.p[0] != 1 ||
	    (size_t)(head.p[2] << 8 | head.p[3]) != head.len - 4 + c.left ||
	    memcmp(head.p + 38, "\0\0\2\x13\1\1\0", 7) != 0 ||
	    cursor_u16(&c) != c.left || cursor_u16(&c) != 0x15)
		return false;
	cursor_skip(&c, cursor_u16(&c));
	if (cursor_u16(&c) != 0)
		return false;
	cursor_skip(&c, 2 + 2 + 1);
	*name = cursor_take(&c, cursor_u16(&c));
	return !c.bad;
}

static bool read_hello(struct server *s)
{
	struct cursor c = cursor_over(s->held, s->next);
	struct span record, name;

	cursor_skip(&c, 3);
	record = cursor_take(&c, cursor_u16(&c));
	if (c.bad)
		return false;
	s->closed = true;		/* nothing behind it is in the clear */
	if (find_name(cursor_over(record.p, record.len), &name) &&
	    (span_is(name, ALLOWED) || span_is(name, BLOCKED)))
		must_be_judged(span_is(name, BLOCKED));
	return false;
}

static void server_read(struct server *s)
{
	bool more = true;

	while (more && !s->closed && s->read < s->next) {
		size_t n = s->next - s->read;

		if (s->body > 0) {
			n = n < s->body ? n : s->body;
			s->read += n;
			s->body -= n;
		} else if (s->chunked) {
			more = read_chunk(s);
		} else if (s->read == 0 && s->held[0] == 0x16) {
			more = read_hello(s);
		} else {
			more = read_head(s);
		}
	}
}

/* The first copy of each byte in its window. */
static void server_take(struct server *s, uint32_t seq, const uint8_t *p,
			size_t len)
{
	for (size_t i = 0; i < len; i++) {
		size_t at = (size_t)(seq - s->isn) + i;

		if (at < s->next || at >= s->next + SERVER_WINDOW ||
		    at >= SAID || s->has[at])
			continue;
		s->has[at] = true;
		s->held[at] = p[i];
	}
	while (s->next < SAID && s->has[s->next])
		s->next++;
	server_read(s);
}

/* --- what is between them ---------------------------------------------- */

enum fate { OPEN, PASSED, REFUSED };

struct conversation {
	struct judge *j;
	struct speech speech;
	struct server server;
	enum fate fate;
	bool began;		/* it is not new to the kernel any more */
	size_t sent;		/* the client's next byte */
};

static void put32(uint8_t *p, uint32_t v)
{
	for (int i = 3; i >= 0; i--, v >>= 8)
		p[i] = (uint8_t)v;
}

static enum verdict judge_segment(struct conversation *c, uint32_t seq,
				  uint8_t flags, const uint8_t *p, size_t len)
{
	static uint8_t packet[40 + SEGMENT];
	uint8_t *copy;
	enum verdict v;

	memset(packet, 0, 40);
	packet[0] = 0x45;
	packet[2] = (uint8_t)((40 + len) >> 8);
	packet[3] = (uint8_t)(40 + len);
	packet[8] = 64;
	packet[9] = IPPROTO_TCP;
	put32(packet + 12, 0x0a010002);
	put32(packet + 16, 0x0a020002);
	put32(packet + 20, (uint32_t)PORT << 16 | HTTP_PORT);
	put32(packet + 24, seq);
	put32(packet + 28, 7000 + 100 * c->server.answers);
	packet[32] = 0x50;
	packet[33] = flags;
	if (len > 0)
		memcpy(packet + 40, p, len);
	copy = malloc(40 + len);		/* ends where it ends */
	must(copy != NULL);
	memcpy(copy, packet, 40 + len);
	v = pipeline_judge(c->j, copy, 40 + len, 40 + len);
	free(copy);
	return v;
}

/* What conntrack says of it. */
static enum standing standing_of(const struct conversation *c, uint32_t seq,
				 size_t len)
{
	int32_t at = (int32_t)(seq - c->server.isn);
	int32_t next = (int32_t)c->server.next;

	if (at + (int32_t)len > next + SERVER_WINDOW ||
	    at < next - SERVER_WINDOW)
		return STANDING_ASTRAY;
	return c->began ? STANDING_KNOWN : STANDING_NEW;
}

static void send_segment(struct conversation *c, size_t at, size_t len,
			 const uint8_t *from)
{
	enum verdict v = VERDICT_PASS_ONCE;
	uint32_t seq;

	/* Where a connection begins only strict mode knows. */
	if (!c->began)
		at = 0;
	if (at >= c->speech.len || c->fate == REFUSED)
		return;
	if (len > c->speech.len - at)
		len = c->speech.len - at;
	if (len > SEGMENT)
		len = SEGMENT;
	seq = c->server.isn + (uint32_t)at;
	if (c->fate == OPEN && len > 0) {
		c->j->standing = standing_of(c, seq, len);
		v = judge_segment(c, seq, 0x18, from + at, len);
		c->began = c->began || c->j->standing != STANDING_ASTRAY;
	}
	if (v == VERDICT_BLOCK_FLOW || v == VERDICT_REFUSE_ONCE)
		c->fate = REFUSED;
	else if (v == VERDICT_PASS_FLOW)
		c->fate = PASSED;
	if (c->fate != REFUSED && v != VERDICT_DROP)
		server_take(&c->server, seq, from + at, len);
}

/* --- a whole input ----------------------------------------------------- */

static void begin(struct conversation *c, struct cursor *in)
{
	uint32_t isn = c->server.isn + (uint32_t)c->sent + 1 +
		       ((uint32_t)cursor_u16(in) << (cursor_peek(in) & 15));
	uint8_t n = cursor_u8(in);

	memset(&c->server, 0, sizeof(c->server));
	c->server.isn = isn;
	c->speech.len = c->sent = 0;
	c->fate = OPEN;
	c->began = false;
	reported.allowed = reported.blocked = false;
	for (int i = 0; i < n % 32; i++)
		say_piece(&c->speech, in);
	for (size_t i = 0; i < c->speech.len; i++)
		c->speech.other[i] = c->speech.said[i] ^ 1;
	if (!c->j->rules->config.strict)
		return;
	c->j->standing = STANDING_NEW;
	judge_segment(c, isn - 1, 2, NULL, 0);
	c->began = true;		/* by its SYN */
}

static void step(struct conversation *c, struct cursor *in)
{
	uint8_t what = cursor_u8(in);
	size_t n = cursor_u8(in), far = cursor_u8(in) * 300u;

	n = what & 0x80 ? n * 240 : n + 1;
	switch (what % 8) {
	case 0:
		begin(c, in);
		break;
	case 1:		/* again, or a part of it */
		send_segment(c, c->sent > far ? c->sent - far : 0, n,
			     c->speech.said);
		break;
	case 2:		/* ahead of a hole */
		send_segment(c, c->sent + far, n, c->speech.said);
		break;
	case 3:		/* other bytes in its place, or behind a hole */
		send_segment(c, c->sent + (what & 0x40 ? far : 0), n,
			     c->speech.other);
		break;
	default:
		send_segment(c, c->sent, n, c->speech.said);
		c->sent += n;
		break;
	}
}

static void report(void *arg, const struct report *r)
{
	struct judge *j = arg;

	must(r->verdict < VERDICTS && j);
	if (!r->name)
		return;
	reported.allowed = reported.allowed ||
			   strcmp(r->name->text, ALLOWED) == 0;
	reported.blocked = reported.blocked ||
			   strcmp(r->name->text, BLOCKED) == 0;
}

static struct rules *the_rules(bool strict)
{
	static struct rules *rules[2];
	struct conf_report errors = { .errors = 0 };

	if (!rules[strict])
		rules[strict] = rules_load("tests/fuzz/cordon.conf",
					   RULES_CHECK, NULL, &errors);
	must(rules[strict] != NULL);
	rules[strict]->config.strict = strict;
	conf_report_done(&errors);
	return rules[strict];
}

static void run(const uint8_t *data, size_t size, bool strict)
{
	static struct conversation c;
	struct cursor in = cursor_over(data, size);
	struct flow_stats stats;

	c.j = judge_new(FLOWS, CHUNKS, report, NULL);
	c.j->arg = c.j;
	c.j->rules = the_rules(strict);
	c.sent = 0;
	begin(&c, &in);
	for (int i = 0; in.left > 0 && i < STEPS; i++)
		step(&c, &in);
	/* What is left, in order. */
	for (size_t at = 0; at < c.speech.len; at += 1400)
		send_segment(&c, at, 1400, c.speech.said);
	flow_table_stats(c.j->flows, &stats);
	must(stats.flows <= FLOWS && stats.chunks <= CHUNKS);
	judge_free(c.j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	run(data, size, false);
	run(data, size, true);
	return 0;
}
