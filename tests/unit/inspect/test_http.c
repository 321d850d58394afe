/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HTTP requests: every host they name, and where the next one begins. */

#include <stdio.h>

#include "lib/array.h"
#include "nfq/inspect/http.h"
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

static enum inspect_result chunk(const char *text)
{
	keep(text, strlen(text));
	return http_inspect_chunk(kept.p, kept.len, &f);
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
	is_text(names(), "a.example", "its host");
	is_number(f.protocol, PROTO_HTTP, "protocol");
	ok(span_is(f.method, "GET"), "method");
	is_number(f.used, sizeof(text) - 5, "length of the head");
	is_number(f.body, BODY_NONE, "no body");
	ok(f.method.p >= kept.p && f.method.p < kept.p + kept.len,
	   "the method is borrowed");
}

static void test_request_lines(void)
{
	static const struct {
		const char *line, *names;
		enum inspect_result result;
	} rows[] = {
		{ "GET / HTTP/1.0", "h.example", INSPECT_FOUND },
		{ "get / HTTP/1.1", "h.example", INSPECT_FOUND },
		{ "PROPFIND /x HTTP/1.1", "h.example", INSPECT_FOUND },
		{ "M-SEARCH * HTTP/1.1", "h.example", INSPECT_FOUND },
		{ "X!#$%&'*+.^_`|~9 / HTTP/1.1", "h.example", INSPECT_FOUND },
		{ "GET /a b HTTP/1.1", "h.example", INSPECT_FOUND },
		{ "GET  /  HTTP/1.1", "h.example", INSPECT_FOUND },
		{ "GET\t/\vHTTP/1.1", "h.example", INSPECT_FOUND },
		{ "GET / HTTP/1.1 \t", "h.example", INSPECT_FOUND },
		{ "GET /HTTP/1.1", "", INSPECT_FOREIGN },
		{ "GET HTTP/1.1", "", INSPECT_FOREIGN },
		{ "GET  HTTP/1.1 ", "", INSPECT_FOREIGN },
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
		{ "GET http:/// HTTP/1.1", "h.example", INSPECT_FOUND },
		{ "GET http:// HTTP/1.1", "h.example", INSPECT_FOUND },
		{ "GET http: HTTP/1.1", "h.example", INSPECT_FOUND },
		{ "GET ://b.example HTTP/1.1", "h.example", INSPECT_FOUND },
		{ "CONNECT b.example:443 HTTP/1.1", "b.example h.example",
		  INSPECT_FOUND },
		{ "CONNECT [2001:db8::1]:443 HTTP/1.1",
		  "2001:db8::1 h.example", INSPECT_FOUND },
		{ "GET /", "", INSPECT_FOREIGN },
		{ "GET / HTTP/2.0", "", INSPECT_FOREIGN },
		{ "GET / HTTP/1.10", "", INSPECT_FOREIGN },
		{ "GET / http/1.1", "", INSPECT_FOREIGN },
		{ " GET / HTTP/1.1", "", INSPECT_FOREIGN },
		{ "GET(x) / HTTP/1.1", "", INSPECT_FOREIGN },
		{ "EHLO mail.example", "", INSPECT_FOREIGN },
		{ "SSH-2.0-OpenSSH_9.2", "", INSPECT_FOREIGN },
	};
	char text[200];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(text, sizeof(text), "%s\r\nHost: h.example\r\n\r\n",
			 rows[i].line);
		is_number(inspect(text), rows[i].result, "%s", rows[i].line);
		is_text(names(), rows[i].names, "its names");
	}
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
		{ "Host: [2001:db8::1]", "2001:db8::1" },
		{ "Host: [2001:db8::1]:80", "2001:db8::1" },
		{ "Host: 192.0.2.1:80", "192.0.2.1" },
		{ "Host: a.example\r\nHost: b.example", "a.example b.example" },
		{ "X-Host: a.example\r\nHost: b.example", "b.example" },
		{ "Host: a\\b\x80", "a\\x5cb\\x80" },
		{ "no colon\r\nHost: a.example", "a.example" },
		{ ":\r\nHost: a.example", "a.example" },
	};
	char text[200];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(text, sizeof(text), "GET / HTTP/1.1\r\n%s\r\n\r\n",
			 rows[i].head);
		is_number(inspect(text), INSPECT_FOUND, "header %zu", i);
		is_text(names(), rows[i].names, "its names");
	}
	is_number(inspect("GET / HTTP/1.1\r\n\r\n"), INSPECT_NONE, "no host");
	is_number(inspect("GET / HTTP/1.1\r\nHost:\r\n\r\n"), INSPECT_NONE,
		  "an empty host");
	is_number(inspect("GET / HTTP/1.1\nHost: a.example\n\n"),
		  INSPECT_FOUND, "bare line feeds");
	is_number(inspect("\r\n\r\n\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
		  INSPECT_FOUND, "empty lines before it");
	is_number(f.used, kept.len, "are used with it");
}

/* Some servers read these hosts, so the request must not pass as one that
 * does not name them. */
static void test_hidden_hosts(void)
{
	char text[NAME_SIZE + 100];
	enum inspect_result r;

	r = inspect("GET / HTTP/1.1\r\nHost:\r\n evil.example\r\n\r\n");
	ok(r == INSPECT_BAD || strcmp(names(), "evil.example") == 0,
	   "a folded host is read, or bad");
	r = inspect("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nHost: c\r\n"
		    "Host: d\r\nHost: evil.example\r\n\r\n");
	ok(r == INSPECT_BAD, "more hosts than there is room for are bad");
	snprintf(text, sizeof(text), "GET / HTTP/1.1\r\nHost: %0*d\r\n\r\n",
		 NAME_SIZE, 0);
	is_number(inspect(text), INSPECT_BAD, "a host longer than any name");
}

static void test_lengths(void)
{
	static const struct {
		const char *head;
		enum inspect_result result;
		enum body body;
		uint64_t length;
	} rows[] = {
		{ "Content-Length: 0", INSPECT_FOUND, BODY_LENGTH, 0 },
		{ "content-LENGTH:17 ", INSPECT_FOUND, BODY_LENGTH, 17 },
		{ "Content-Length: 007", INSPECT_FOUND, BODY_LENGTH, 7 },
		{ "Content-Length: 999999999999999999", INSPECT_FOUND,
		  BODY_LENGTH, 999999999999999999 },
		{ "Content-Length: 9999999999999999999", INSPECT_BAD, 0, 0 },
		{ "Content-Length: 18446744073709551617", INSPECT_BAD, 0, 0 },
		{ "Content-Length:", INSPECT_BAD, 0, 0 },
		{ "Content-Length: -1", INSPECT_BAD, 0, 0 },
		{ "Content-Length: +1", INSPECT_BAD, 0, 0 },
		{ "Content-Length: 0x10", INSPECT_BAD, 0, 0 },
		{ "Content-Length: 1 1", INSPECT_BAD, 0, 0 },
		{ "Content-Length: 5\r\nContent-Length: 5", INSPECT_FOUND,
		  BODY_LENGTH, 5 },
		{ "Content-Length: 5\r\nContent-Length: 6", INSPECT_BAD, 0,
		  0 },
		{ "Content-Length: 5, 6", INSPECT_BAD, 0, 0 },
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
	};
	char text[200];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(text, sizeof(text),
			 "POST / HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n",
			 rows[i].head);
		is_number(inspect(text), rows[i].result, "length %zu", i);
		if (rows[i].result != INSPECT_FOUND)
			continue;
		is_number(f.body, rows[i].body, "its body");
		is_number(f.body_length, rows[i].length, "its length");
	}
	inspect("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
		"Transfer-Encoding: xchunked\r\n\r\n");
	ok(f.body != BODY_CHUNKED, "a coding whose name ends in chunked");
	inspect("CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n"
		"Content-Length: 5\r\n\r\n");
	is_number(f.body, BODY_TUNNEL, "CONNECT opens a tunnel");
	is_number(f.body_length, 0, "of no length");
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
		  "and the names are known as soon as they are there");
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
	is_number(at, sizeof(text) - 1, "and nothing is left");
}

static void test_long_lines(void)
{
	static char text[20000];

	memset(text, 'A', 40);
	is_number(inspect(text), INSPECT_FOREIGN, "a method of 40");
	memset(text, 'A', sizeof(text) - 1);
	memcpy(text, "GET /", 5);
	is_number(inspect(text), INSPECT_FOREIGN, "a line without an end");
	text[8000] = '\0';
	is_number(inspect(text), INSPECT_MORE, "one of 8,000 bytes so far");
}

static void test_chunks(void)
{
	static const struct {
		const char *text;
		enum inspect_result result;
		size_t used;
		uint64_t length;
	} rows[] = {
		{ "5\r\nhello\r\n", INSPECT_FOUND, 3, 7 },
		{ "1aF\r\n", INSPECT_FOUND, 5, 0x1af + 2 },
		{ "5\nhello\n", INSPECT_FOUND, 2, 7 },
		{ "5;a=b;c=\"d\"\r\n", INSPECT_FOUND, 13, 7 },
		{ "5 ;a\r\n", INSPECT_FOUND, 6, 7 },
		{ "005\r\n", INSPECT_FOUND, 5, 7 },
		{ "0\r\n\r\nGET", INSPECT_FOUND, 5, 0 },
		{ "000\r\n\r\n", INSPECT_FOUND, 7, 0 },
		{ "0;x\r\nA: b\r\nC: d\r\n\r\n", INSPECT_FOUND, 19, 0 },
		{ "0\r\nA: b\r\n", INSPECT_MORE, 0, 0 },
		{ "", INSPECT_MORE, 0, 0 }, { "5", INSPECT_MORE, 0, 0 },
		{ "5\r", INSPECT_MORE, 0, 0 },
		{ "\r\n", INSPECT_BAD, 0, 0 }, { "x\r\n", INSPECT_BAD, 0, 0 },
		{ "-5\r\n", INSPECT_BAD, 0, 0 },
		{ "0x5\r\n", INSPECT_BAD, 0, 0 },
		{ "5x\r\n", INSPECT_BAD, 0, 0 },
		{ "fffffffffffffff\r\n", INSPECT_FOUND, 17,
		  0xfffffffffffffff + 2ull },
		{ "ffffffffffffffff\r\n", INSPECT_BAD, 0, 0 },
		{ "10000000000000005\r\n", INSPECT_BAD, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		is_number(chunk(rows[i].text), rows[i].result, "chunk %zu", i);
		if (rows[i].result != INSPECT_FOUND)
			continue;
		is_number(f.used, rows[i].used, "its line");
		is_number(f.body_length, rows[i].length, "its length");
	}
	is_number(f.nnames, 0, "chunks name nothing");
	chunk("5\r\n");
	is_number(f.body, BODY_CHUNKED, "chunks follow");
	chunk("0\r\n\r\n");
	is_number(f.body, BODY_NONE, "until the last");
}

int main(void)
{
	test_request();
	test_request_lines();
	test_hosts();
	test_hidden_hosts();
	test_lengths();
	test_cuts();
	test_pipelining();
	test_long_lines();
	test_chunks();
	guard_free(&kept);
	return done_testing();
}
