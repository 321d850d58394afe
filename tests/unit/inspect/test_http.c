/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HTTP requests: every host they name, and where the next one begins. */

#include <stdio.h>

#include "lib/array.h"
#include "nfq/inspect/http.h"
#include "nfq/inspect/http_lost.h"
#include "tests/unit/tap.h"

static struct finding f;
static struct guard kept;	/* what f borrows from */

static void keep(const char *text, size_t len)
{
	if (kept.map)
		guard_free(&kept);
	kept = guard_copy(text, len);
}

static enum inspect_result inspect(const char *text)
{
	keep(text, strlen(text));
	return http_inspect(kept.p, kept.len, &f);
}

/* The names in their order, with a space between. */
static const char *names(void)
{
	static char text[FINDING_NAMES * NAME_SIZE];
	size_t at = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < f.nnames; i++)
		at += (size_t)sprintf(text + at, "%s%s", i ? " " : "",
				      f.names[i].text);
	return text;
}

static void test_request(void)
{
	static const char text[] = "GET /a HTTP/1.1\r\nHost: A.Example\r\n"
				   "Accept: */*\r\n\r\nmore";

	is_number(inspect(text), INSPECT_FOUND, "a request");
	is_text(names(), "a.example", ": its host");
	is_number(f.protocol, PROTO_HTTP, "protocol");
	ok(span_is(f.method, "GET"), "method");
	is_number(f.used, sizeof(text) - 5, "length of the head");
	is_number(f.body, BODY_NONE, "no body");
	ok(f.method.p >= kept.p && f.method.p < kept.p + kept.len,
	   "the method is borrowed");
}

static const struct {
	const char *line, *names;
	enum inspect_result result;
} lines[] = {
	{ "GET / HTTP/1.0", "h.example", INSPECT_FOUND },
	{ "get / HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "PROPFIND /x HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "M-SEARCH * HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "X!#$%&'*+.^_`|~9 / HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "GET /a b HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "GET  /  HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "GET\t/\vHTTP/1.1", "h.example", INSPECT_FOUND },
	{ "GET / HTTP/1.1 \t", "h.example", INSPECT_FOUND },
	{ "GET http://b.example/ HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "GET HTTP://B.example:81?q HTTP/1.1",
	  "b.example h.example", INSPECT_FOUND },
	{ "GET http://b.example#x HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "GET http://u:p@b.example:81/@c HTTP/1.1",
	  "b.example h.example", INSPECT_FOUND },
	{ "GET http://u@v@b.example/ HTTP/1.1",
	  "b.example h.example", INSPECT_FOUND },
	{ "GET http://[2001:DB8::1]:81/ HTTP/1.1",
	  "2001:db8::1 h.example", INSPECT_FOUND },
	{ "GET a+b://b.example/ HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "GET a-b://b.example/ HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "GET a.9://b.example/ HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "GET a_b://b.example/ HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "GET 9a://b.example/ HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "GET +a://b.example/ HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "GET http:/// HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "GET http:// HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "GET http: HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "GET ://b.example HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "GET @b.example/ HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "GET b.example:80/c.example HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "GET /b.example HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "GET http://b.example/http://c.example/ HTTP/1.1",
	  "b.example h.example", INSPECT_FOUND },
	{ "GET http://b.example:@c.example/ HTTP/1.1",
	  "c.example b.example h.example", INSPECT_FOUND },
	{ "GET http://b.example\\@c.example/ HTTP/1.1",
	  "c.example b.example h.example", INSPECT_FOUND },
	{ "GET http://#@b.example/ HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "connect b.example:443 HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "CONNECT b.example:443 HTTP/1.1", "b.example h.example",
	  INSPECT_FOUND },
	{ "CONNECT [2001:db8::1]:443 HTTP/1.1",
	  "2001:db8::1 h.example", INSPECT_FOUND },
	/* What one server or another answers, and readers name. */
	{ "GET / HTTP/1.01", "h.example", INSPECT_FOUND },
	{ "GET / HTTP/1.12", "h.example", INSPECT_FOUND },
	{ "GET / HTTP/1.10", "h.example", INSPECT_FOUND },
	{ "GET / HTTP/0.9", "h.example", INSPECT_FOUND },
	{ "GET / HTTP/2.0", "h.example", INSPECT_FOUND },
	{ "GET / HTTP/2", "h.example", INSPECT_FOUND },
	{ "PRI * HTTP/2.0", "h.example", INSPECT_FOUND },
	{ "BREW / HTTP/3.0", "h.example", INSPECT_FOUND },
	{ "GET / http/1.1", "h.example", INSPECT_FOUND },
	{ "GET / RTSP/1.0", "h.example", INSPECT_FOUND },
	{ "PLAY / ICE/1.0", "h.example", INSPECT_FOUND },
	{ "GET / HTTP/1.1 x", "h.example", INSPECT_FOUND },
	{ "GET / HTTP/", "h.example", INSPECT_FOUND },
	{ "GET / FOO/1.", "h.example", INSPECT_FOUND },
	{ "GET /HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "GET HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "GET  HTTP/1.1 ", "h.example", INSPECT_FOUND },
	{ "BREW HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "OPTIONS HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "GET", "h.example", INSPECT_FOUND },
	{ "GET ", "h.example", INSPECT_FOUND },
	{ "GET x", "h.example", INSPECT_FOUND },
	{ "GET /", "h.example", INSPECT_FOUND },
	{ "POST *", "h.example", INSPECT_FOUND },
	{ "GET http://b.example/", "b.example h.example",
	  INSPECT_FOUND },
	{ "CONNECT b.example:443", "b.example h.example",
	  INSPECT_FOUND },
	{ "GET\r/\rHTTP/1.1", "h.example", INSPECT_LOST },
	{ "GET\x1f/\x1fHTTP/1.1", "h.example", INSPECT_FOUND },
	{ " GET / HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "\r\n\t\f \n\n GET / HTTP/1.1", "h.example", INSPECT_FOUND },

	{ "GET(x) / HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "GET/ HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "\"GET\" / HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "\xc7\1T / HTTP/1.1", "h.example", INSPECT_FOUND },
	{ "\xef\xbb\xbfGET / HTTP/1.1", "h.example", INSPECT_FOUND },

	/* What nobody answers, and other protocols say. */
	{ "GET(x) /", "", INSPECT_FOREIGN },
	{ "BREW /", "", INSPECT_FOREIGN },
	{ "BREW", "", INSPECT_FOREIGN },
	{ "HTTP/1.1 200 OK", "", INSPECT_FOREIGN },
	{ "EHLO mail.example", "", INSPECT_FOREIGN },
	{ "CWD /pub", "", INSPECT_FOREIGN },
	{ "NICK HTTP", "", INSPECT_FOREIGN },
	{ "MAIL FROM:<a@HTTP/1.1>", "", INSPECT_FOREIGN },
	{ "SSH-2.0-OpenSSH_9.2", "", INSPECT_FOREIGN },
	{ "INVITE sip:b@example SIP/2.0", "", INSPECT_FOREIGN },
};

static void test_request_lines(void)
{
	char text[200];

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		snprintf(text, sizeof(text), "%s\r\nHost: h.example\r\n\r\n",
			 lines[i].line);
		is_number(inspect(text), lines[i].result, "%s", lines[i].line);
		is_text(names(), lines[i].names, ": its names");
	}
}

/* What may be no request is one if a Host field stands below, and only fields
 * above that. */
static void test_guesses(void)
{
	static const struct {
		const char *text;
		enum inspect_result result;
		bool sure;
		size_t used;
	} rows[] = {
		{ "GET x", INSPECT_MORE, false, 0 },
		{ "GET x\r\n", INSPECT_MORE, false, 0 },
		{ "GET x\r\nA: b\r\n", INSPECT_MORE, false, 0 },
		{ "GET x\r\nA: b\r\nHost: a\r\n", INSPECT_MORE, true, 0 },
		{ "GET x\r\nA: b\r\n\r\n", INSPECT_FOREIGN, false, 0 },
		{ "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", INSPECT_FOREIGN,
		  false, 0 },
		{ "GET x\r\nSET y\r\nHost: a\r\n", INSPECT_FOREIGN, false, 0 },
		{ "GET x\r\nSET y:z\r\nHost: a\r\n", INSPECT_FOREIGN, false,
		  0 },
		{ "GET x\r\nHost: a\r\nno field\r\n\r\n", INSPECT_FOUND, true,
		  28 },
		{ "GET /\r\n", INSPECT_MORE, false, 0 },
		{ "GET /\r\n\r\nGET", INSPECT_NONE, false, 9 },
		{ "GET /\r\nA: b\r\n\r\n", INSPECT_NONE, false, 15 },
		{ "GET /\r\nGET / HTTP/1.1\r\n", INSPECT_NONE, false, 7 },
		{ "GET http://a/\r\n", INSPECT_MORE, true, 0 },
		{ "GET rtsp://a/ RTSP/1.0\r\nCSeq: 1\r\n\r\n",
		  INSPECT_FOREIGN, false, 0 },
		{ "GET / HTTP/1.1\r\n", INSPECT_MORE, true, 0 },
		{ "GET / HTTP/1.1", INSPECT_MORE, false, 0 },
		{ "G(T / HTTP/1.1", INSPECT_FOREIGN, false, 0 },
		{ "G(T / HTTP/1.1\r\n", INSPECT_MORE, true, 0 },
		{ "<13>Nov 30 GET / HTTP/1.1\r\nA: b\r\n", INSPECT_MORE,
		  false, 0 },
		{ "<13>Nov 30 GET / HTTP/1.1\r\n<13>Nov 30\r\n",
		  INSPECT_FOREIGN, false, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		is_number(inspect(rows[i].text), rows[i].result, "guess %zu",
			  i);
		ok(f.sure == rows[i].sure, ": is %s sure", f.sure ? "" : "not");
		if (rows[i].result != INSPECT_FOREIGN)
			is_number(f.used, rows[i].used, ": it is used");
	}
}

static bool has_bare_cr(const char *head)
{
	while ((head = strchr(head, '\r')))
		if (*++head != '\n')
			return true;
	return false;
}

static void test_hosts(void)
{
	static const struct {
		const char *head, *names;
	} rows[] = {
		{ "Host: a.example", "a.example" },
		{ "hOST:a.example", "a.example" },
		{ "Host:\t a.example \t", "a.example" },
		{ "Host : a.example", "a.example" },
		{ " Host: a.example", "a.example" },
		{ "Host: a.example.", "a.example" },
		{ "Host: a.example:8080", "a.example" },
		{ "Host: a.example.:8080", "a.example" },
		{ "Host: a.example::80", "a.example" },
		{ "Host: a.example:[::1]", "a.example" },
		{ "Host: a.example.:80:90", "a.example" },
		{ "Host: [2001:db8::1]", "2001:db8::1" },
		{ "Host: [2001:db8::1]:80", "2001:db8::1" },
		{ "Host: 192.0.2.1:80", "192.0.2.1" },
		{ "Host: a.example\r\nHost: b.example", "a.example b.example" },
		{ "X-Host: a.example\r\nHost: b.example", "b.example" },
		{ "Host: a\\b\x80", "a\\x5cb\\x80" },
		{ "no colon\r\nHost: a.example", "a.example" },
		{ ":\r\nHost: a.example", "a.example" },
		{ "Host\t \t: a.example", "a.example" },
		{ "X: y\rHost: a.example", "a.example" },
		{ "X: y\r\n Host: a.example", "a.example" },
		{ "Host:\r\n a.example", "a.example" },
		{ "Host:\r\n\t \r\n a.example", "a.example" },
		{ "Host: a.example\r\n .x", "a.example .x" },
		{ "Host: a.example\r\n Host: b", "a.example b" },
		{ "Accept: b\r\n a.example\r\nHost: c", "c" },
		{ "Host:\ra.example", "a.example" },
		{ "Host: \r a.example\r", "a.example a.example a.example" },
		{ "Host\r: a.example", "a.example" },
		{ "\rHost: a.example", "a.example" },
		{ "Host:\r\n \ra.example", "a.example" },
		{ "X: y\rz: a.example", "" },
		{ "X-Forwarded-Host: a.example", "a.example" },
		{ "Host: a\r\nX-Forwarded-Host: b.example:80, c.example",
		  "a b.example c.example" },
		{ "Forwarded: for=192.0.2.1;host=\"a.example:80\";proto=http",
		  "a.example" },
	};
	char text[200];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(text, sizeof(text), "GET / HTTP/1.1\r\n%s\r\n\r\n",
			 rows[i].head);
		is_number(inspect(text), has_bare_cr(rows[i].head) ?
			  INSPECT_LOST : INSPECT_FOUND, "header %zu", i);
		is_text(names(), rows[i].names, ": its names");
	}
	is_number(inspect("GET / HTTP/1.1\r\n\r\n"), INSPECT_NONE, "no host");
	is_number(inspect("GET / HTTP/1.1\r\nHost:\r\n\r\n"), INSPECT_NONE,
		  "an empty host");
	is_number(inspect("GET / HTTP/1.1\nHost: a.example\n\n"),
		  INSPECT_FOUND, "bare line feeds");
	is_number(inspect("\r\n\r\n\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
		  INSPECT_FOUND, "empty lines before it");
	is_number(f.used, kept.len, ": are used with it");
}

/* Some servers read these hosts, so the request must not pass as one that
 * does not name them. */
static void test_hidden_hosts(void)
{
	char text[NAME_SIZE + 100];

	is_number(inspect("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nHost: c\r\n"
			  "Host: d\r\nHost: evil.example\r\n\r\n"),
		  INSPECT_BAD, "more hosts than there is room for");
	snprintf(text, sizeof(text), "GET / HTTP/1.1\r\nHost: %0*d\r\n\r\n",
		 NAME_SIZE, 0);
	is_number(inspect(text), INSPECT_BAD, "a host longer than any name");
}

static const struct {
	const char *head;
	enum inspect_result result;
	enum body body;
	uint64_t length;
} lengths[] = {
	{ "Content-Length: 0", INSPECT_FOUND, BODY_LENGTH, 0 },
	{ "content-LENGTH:17 ", INSPECT_FOUND, BODY_LENGTH, 17 },
	{ "Content-Length: 007", INSPECT_FOUND, BODY_LENGTH, 7 },
	{ "Content-Length: 999999999999999999", INSPECT_FOUND,
	  BODY_LENGTH, 999999999999999999 },
	{ "Content-Length: 9999999999999999999", INSPECT_LOST, 0, 0 },
	{ "Content-Length: 18446744073709551617", INSPECT_LOST, 0, 0 },
	{ "Content-Length:", INSPECT_FOUND, 0, 0 },
	{ "Content-Length: -1", INSPECT_LOST, 0, 0 },
	{ "Content-Length: +1", INSPECT_LOST, 0, 0 },
	{ "Content-Length: 0x10", INSPECT_LOST, 0, 0 },
	{ "Content-Length: 1 1", INSPECT_LOST, 0, 0 },
	{ "Content-Length: 5\r\nContent-Length: 5", INSPECT_FOUND,
	  BODY_LENGTH, 5 },
	{ "Content-Length: 5\r\nContent-Length: 6", INSPECT_LOST, 0,
	  0 },
	{ "Content-Length: 5, 6", INSPECT_LOST, 0, 0 },
	{ "Content-Length: 5, 5,05", INSPECT_FOUND, BODY_LENGTH, 5 },
	{ "Content-Length:\r\n 5", INSPECT_FOUND, BODY_LENGTH, 5 },
	{ "Content-Length: 5\rX: y", INSPECT_LOST, 0, 0 },
	{ "Transfer-Encoding: chunked,", INSPECT_FOUND, BODY_CHUNKED,
	  0 },
	{ "Transfer-Encoding:\r\n chunked", INSPECT_FOUND,
	  BODY_CHUNKED, 0 },
	{ "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
	  INSPECT_FOUND, BODY_CHUNKED, 0 },
	{ "Transfer-Encoding: chunked", INSPECT_FOUND, BODY_CHUNKED,
	  0 },
	{ "transfer-encoding:gzip, Chunked", INSPECT_FOUND,
	  BODY_CHUNKED, 0 },
	{ "Transfer-Encoding: chunked\r\nContent-Length: 5",
	  INSPECT_FOUND, BODY_CHUNKED, 0 },
	{ "Content-Length: 5\r\nTransfer-Encoding: chunked",
	  INSPECT_FOUND, BODY_CHUNKED, 0 },
	{ "Upgrade: websocket", INSPECT_FOUND, BODY_TUNNEL, 0 },
	{ "Upgrade: h2c\r\nContent-Length: 5", INSPECT_FOUND,
	  BODY_LENGTH, 5 },
	{ "X: y\r\n Content-Length: 5", INSPECT_LOST, 0, 0 },
	{ "X: y\r\n\tTransfer-Encoding: chunked", INSPECT_LOST, 0, 0 },
	{ "X: y\r\n Upgrade: h2c", INSPECT_LOST, 0, 0 },
	{ "X: y\r\n Content-Length: 5\r\nContent-Length: 5", INSPECT_LOST,
	  0, 0 },
	{ "X: y\r\n z: 5\r\nContent-Length: 5", INSPECT_FOUND,
	  BODY_LENGTH, 5 },
};

static void test_lengths(void)
{
	char text[200];

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		snprintf(text, sizeof(text),
			 "POST / HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n",
			 lengths[i].head);
		is_number(inspect(text), lengths[i].result, "length %zu", i);
		if (lengths[i].result != INSPECT_FOUND)
			continue;
		is_number(f.body, lengths[i].body, ": its body");
		is_number(f.body_length, lengths[i].length, ": its length");
	}
	inspect("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
		"Transfer-Encoding: xchunked\r\n\r\n");
	ok(f.body != BODY_CHUNKED, "a coding whose name ends in chunked");
	inspect("CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n"
		"Content-Length: 5\r\n\r\n");
	is_number(f.body, BODY_TUNNEL, "CONNECT opens a tunnel");
	is_number(f.body_length, 0, "of no length");
	ok(f.twofold, "though some take its body for one");
	inspect("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
	ok(!f.twofold && !f.unread, "a length that is one to all");
	inspect("POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\n");
	ok(f.twofold, "one whose name has a blank behind it");
	inspect("POST / HTTP/1.1\r\nHost: a\r\n\vTransfer-Encoding: "
		"chunked\r\n\r\n");
	ok(f.twofold, "a coding whose name has another before it");
	inspect("POST / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n"
		"Content-Length: 5\r\n\r\n");
	ok(f.changes && f.body == BODY_LENGTH, "an upgrade behind a body");
	inspect("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n"
		"Upgrade: h2c\r\n\r\n");
	is_number(f.body, BODY_TUNNEL, "an upgrade behind none");
	inspect("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n"
		"Host: b\r\n\r\n");
	is_text(names(), "a b", "what is said behind a bad length counts");
	is_number(f.used, 56, ": and the head is used");
}

/* Of what is there to get or to delete something, servers need not read what
 * they are sent. */
static void test_unread(void)
{
	static const struct {
		const char *line, *fields;
		bool unread;
	} rows[] = {
		{ "GET / HTTP/1.1", "Content-Length: 5", true },
		{ "DELETE / HTTP/1.1", "Content-Length: 5", true },
		{ "HEAD / HTTP/1.1", "Content-Length: 5", true },
		{ "BREW / HTTP/1.1", "Content-Length: 5", true },
		{ "GET / HTTP/1.1", "Content-Length: 0", false },
		{ "GET / HTTP/1.1", "Transfer-Encoding: chunked", false },
		{ "POST / HTTP/1.1", "Content-Length: 5", false },
		{ "PUT / HTTP/1.1", "Content-Length: 5", false },
		{ "PROPFIND / HTTP/1.1", "Content-Length: 5", false },
		{ "GET / HTTP/1.0", "Content-Length: 5", false },
		{ "GET / HTTP/1.0", "Content-Length: 5\r\n"
		  "Connection: keep-alive", true },
	};
	char text[200];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(text, sizeof(text), "%s\r\nHost: a\r\n%s\r\n\r\n",
			 rows[i].line, rows[i].fields);
		inspect(text);
		is_number(f.unread, rows[i].unread, "%s, %s", rows[i].line,
			  rows[i].fields);
	}
}

/* A request of HTTP/1 that some take for the first line of HTTP/2 (and then
 * leave no field but those they do not count). */
static void test_preface(void)
{
	is_number(inspect("PRI * HTTP/2.0\r\n\r\n"), INSPECT_FOREIGN,
		  "a preface of HTTP/2");
	is_number(inspect("PRI * HTTP/2.0\r\nHost: a\r\n\r\n"),
		  INSPECT_FOUND, "a request that has its line");
	is_text(names(), "a", ": its host");
	is_number(inspect("PRI * HTTP/2.0\r\nTransfer-Encoding: chunked\r\n"
			  "\r\n"), INSPECT_NONE, "one without a host");
	is_number(f.body, BODY_NONE, ": nothing else is before what follows");
}

static void test_cuts(void)
{
	static const char text[] =
		"\r\nPOST http://b.example/ HTTP/1.1\r\nHost: a.example\r\n"
		"Content-Length: 5\r\nX: y\r\n\r\n";
	size_t len = sizeof(text) - 1;
	unsigned more = 0, early = 0;

	for (size_t n = 0; n < len; n++) {
		keep(text, n);
		more += http_inspect(kept.p, n, &f) == INSPECT_MORE;
		early += f.nnames == 2;
	}
	is_number(more, len, "cut anywhere more is needed");
	is_number(early, strlen("Content-Length: 5\r\nX: y\r\n\r\n"),
		  ": and the names are known as soon as they are there");
	is_number(inspect(text), INSPECT_FOUND, "whole it is found");
}

static void test_pipelining(void)
{
	static const char text[] =
		"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
		"POST / HTTP/1.1\r\nHost: b\r\nContent-Length: 3\r\n\r\nxyz"
		"GET / HTTP/1.1\r\nHost: c\r\n\r\n";
	size_t at = 0;

	for (char host = 'a'; host <= 'c'; host++) {
		keep(text + at, sizeof(text) - 1 - at);
		ok(http_inspect(kept.p, kept.len, &f) == INSPECT_FOUND &&
		   f.names[0].text[0] == host, "pipelined request %c", host);
		at += f.used + f.body_length;
	}
	is_number(at, sizeof(text) - 1, ": and nothing is left");
}

static void test_long_lines(void)
{
	static char text[40000];

	memset(text, 'A', 4000);
	strcpy(text + 4000, " / HTTP/1.1\r\nHost: a\r\n\r\n");
	is_number(inspect(text), INSPECT_FOUND, "a method of 4,000");
	memset(text, 'A', 9000);
	is_number(inspect(text), INSPECT_FOREIGN, "of 9,000");
	memset(text, 'A', sizeof(text) - 1);
	memcpy(text, "GETS /", 6);
	is_number(inspect(text), INSPECT_FOREIGN, "a long line of no request");
	memcpy(text, "GET  /", 6);
	is_number(inspect(text), INSPECT_MORE, "a path without an end");
	ok(!f.sure, ": which may be another protocol's");
	strcpy(text + 30000, "\r\nHost: a\r\n\r\n");
	is_number(inspect(text), INSPECT_FOUND, "a path of 30,000");
	is_text(names(), "a", ": and its host");
	memcpy(text, "GET http://b.example/", 21);
	is_number(inspect(text), INSPECT_FOUND, ": the same with a host");
	is_text(names(), "b.example a", ": which counts");
	memset(text, ' ', 30000);
	memcpy(text, "GET / HTTP/1.1\r\nHost:", 21);
	strcpy(text + 30000, "a\r\n\r\n");
	is_number(inspect(text), INSPECT_FOUND, "a host behind 30,000 blanks");
	is_text(names(), "a", ": is named");
	memset(text + 21, '0', 30000 - 21);
	is_number(inspect(text), INSPECT_BAD, "a host of 30,000 digits");
	memcpy(text, "GET / HTTP/1.1\r\nContent-Length:", 31);
	is_number(inspect(text), INSPECT_LOST, "a length of as many");
}

/* The same head in pieces of any size: the same names, and never more kept
 * than is said. */
static void test_pieces(void)
{
	static const char *const heads[] = {
		"\r\n \r\nPOST http://b.example/ HTTP/1.1\r\nX: y\r\n"
		"Host:  \ta.example\r\n .x\r\nContent-Length: 5\r\n\r\n",
		"GET\r\nA: b\r\n \t Host: a\r\nHost\t: b\rHost: c\r\n\r\n",
		"CONNECT a:1\r\n\r\n", "GET /\r\nnothing\r\n",
		"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nHost: c\r\nHost: d\r\n"
		"Host: e\r\n\r\n",
	};
	char whole[FINDING_NAMES * NAME_SIZE], parts[sizeof(whole)];

	for (size_t i = 0; i < 5 * ARRAY_SIZE(heads); i++) {
		const char *head = heads[i / 5];
		enum inspect_result r = inspect(head), part;
		struct http_state s = { .at = 0 };
		size_t at = 0, have = 0, len = strlen(head);

		strcpy(whole, names());
		parts[0] = '\0';
		do {
			have += 1 + random_next() % (1 + i % 5 * 7);
			have = have < len ? have : len;
			keep(head + at, have - at);
			part = http_read(&s, kept.p, kept.len, &f);
			at += f.used;
			if (f.nnames > 0 && parts[0])
				strcat(parts, " ");
			strcat(parts, names());
		} while (part == INSPECT_MORE && have < len);
		is_number(part, r, "head %zu in pieces", i);
		is_text(parts, whole, ": has the same names");
	}
}

/* Where nobody knows what begins where, every host counts. */
static void test_lost(void)
{
	static const struct {
		const char *text, *names;
		size_t used;
	} rows[] = {
		{ "", "", 0 }, { "\0\1\2", "", 0 },
		{ "xGET / HTTP/1.1\r\nHost: a\r\n", "a", 26 },
		{ "Host: a", "a", 7 }, { "\n\nhost : a\nx", "a", 12 },
		{ "\1\2http://a/ HTTP/1.0\n", "", 21 },
		{ "\1 http://a/ HTTP/1.0\n", "a", 21 },
		{ "Host: a\rHost: b\nHost: c\r\nHost: d\nHost: e\n",
		  "a\\x0dhost a b c", 25 },
		{ "X-Host: a\nHost a\n", "", 17 },
		{ "Host:\ra\nb", "a", 9 }, { "Host\r: a\nb", "a", 10 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum inspect_result r;

		keep(rows[i].text, strlen(rows[i].text));
		r = http_lost_inspect(kept.p, kept.len, &f);
		ok(r == (rows[i].names[0] ? INSPECT_FOUND : INSPECT_NONE),
		   "lost %zu", i);
		is_text(names(), rows[i].names, "names these");
		is_number(f.used, rows[i].used, "in so many bytes");
	}
}

int main(void)
{
	test_request();
	test_request_lines();
	test_guesses();
	test_hosts();
	test_hidden_hosts();
	test_lengths();
	test_unread();
	test_preface();
	test_cuts();
	test_pipelining();
	test_long_lines();
	test_pieces();
	test_lost();
	guard_free(&kept);
	return done_testing();
}
