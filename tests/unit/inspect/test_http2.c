/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HTTP/2 in the clear: frames, requests of many streams, and cuts anywhere. */

#include "lib/array.h"
#include "nfq/inspect/http2.h"
#include "tests/unit/http2wire.h"
#include "tests/unit/tap.h"

static struct finding f;
static struct wire w;
static enum field broken;

static const char *word_of(enum inspect_result r)
{
	switch (r) {
	case INSPECT_FOUND:
		return "; ";
	case INSPECT_NONE:
		return "none; ";
	case INSPECT_BAD:
		return "bad";
	case INSPECT_FOREIGN:
		return "foreign";
	default:
		return "";
	}
}

/* All of the stream in pieces: the names, and each result but MORE. */
static const char *stream(size_t piece)
{
	static char text[2000];
	struct http2_state s = { .at = 0 };
	enum inspect_result r = INSPECT_MORE;
	size_t at = 0, have = 0;

	text[0] = '\0';
	broken = FIELD_NONE;
	while (at < w.len && r != INSPECT_BAD && r != INSPECT_FOREIGN) {
		struct guard g;

		have = have > at ? have : at;
		if (r == INSPECT_MORE)
			have = w.len - have < piece ? w.len : have + piece;
		g = guard_copy(w.p + at, have - at);
		r = http2_read(&s, g.p, g.len, &f);
		guard_free(&g);
		for (unsigned i = 0; i < f.nnames; i++)
			strcat(strcat(text, f.names[i].text), " ");
		strcat(text, word_of(r));
		at += f.used + (size_t)f.body_length;
		broken = f.wrong;
	}
	return text;
}

static void has(const char *want, const char *what)
{
	static const size_t pieces[] = { 1, 2, 3, 7, 16, 100, 100000 };

	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++)
		is_text(stream(pieces[i]), want, "%s, in pieces of %zu", what,
			pieces[i]);
}

static void begin(void)
{
	w.len = 0;
	put_http2_begin(&w);
}

static void put_frame(uint8_t type, uint8_t flags, size_t fill)
{
	size_t at = open_http2_frame(&w, type, flags, 0x80000001);

	put_fill(&w, 0x50, fill);
	close_http2_frame(&w, at);
}

static void test_preface(void)
{
	static const char begins[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

	for (size_t len = 0; len <= sizeof(begins) - 1; len++) {
		struct guard g = guard_copy(begins, len);

		is_number(http2_inspect(g.p, len, &f), INSPECT_MORE,
			  "%zu bytes", len);
		is_number(f.sure, len >= 16, ": it is one");
		guard_free(&g);
	}
	w.len = 0;
	put_text(&w, "PRI * HTTP/2.0\n\nSM\r\n\n");
	is_number(http2_inspect(w.p, w.len, &f), INSPECT_MORE,
		  "lines that end without a CR");
	ok(f.sure, ": it is one");
	put_http2_request(&w, 1, "www.kaspersky.com");
	has("www.kaspersky.com ; ", ": and its requests are read");
	is_number(http2_inspect((const uint8_t *)"PRI * HTTP/2.0\r\r", 16, &f),
		  INSPECT_FOREIGN, "a CR alone");
	is_number(http2_inspect((const uint8_t *)"PRI * HTTP/2.0\r\nHost: a",
				23, &f), INSPECT_FOREIGN, "a field behind");
	is_number(http2_inspect((const uint8_t *)"POST", 4, &f),
		  INSPECT_FOREIGN, "another method");
	w.len = 0;
	put_text(&w, "PRI * HTTP/2.0\r\n\r\nGET /");
	has("foreign", "another request");
}

/* Behind a request of HTTP/1. */
static void test_behind(void)
{
	static const char second[] = "SM\r\n\r\n";

	w.len = 0;
	put_text(&w, "\r\n\n");
	put_http2_begin(&w);
	is_number(http2_inspect(w.p, w.len, &f), INSPECT_MORE,
		  "empty lines before it");
	ok(f.sure, ": it is one");
	put_http2_request(&w, 1, "www.kaspersky.com");
	has("www.kaspersky.com ; ", ": and its requests are read");
	for (size_t len = 1; len <= sizeof(second) - 1; len++) {
		is_number(http2_inspect_behind((const uint8_t *)second, len,
					       &f), INSPECT_MORE,
			  "%zu bytes of its second part", len);
		is_number(f.sure, len == sizeof(second) - 1, ": it is one");
	}
	is_number(http2_inspect((const uint8_t *)second, sizeof(second) - 1,
				&f), INSPECT_FOREIGN, ": not at a beginning");
	is_number(http2_inspect_behind((const uint8_t *)"SMTP", 4, &f),
		  INSPECT_FOREIGN, "other letters");
	w.len = 0;
	put_text(&w, second);
	put_http2_request(&w, 1, "www.kaspersky.com");
	has("www.kaspersky.com ; ", "behind its line and fields");
}

static void test_requests(void)
{
	begin();
	put_http2_request(&w, 1, "www.kaspersky.com:8080");
	put_http2_request(&w, 3, "A.Example.");
	put_frame(HTTP2_DATA, 1, 30);
	put_http2_request(&w, 5, "[2001:db8::1]");
	has("www.kaspersky.com ; a.example ; 2001:db8::1 ; ",
	    "requests of three streams");
	is_number(f.method.len, 3, ": a method");
	is_number(f.protocol, PROTO_HTTP, ": of HTTP");
}

/* Only what has a method asks for something. */
static void test_nameless(void)
{
	size_t at;

	begin();
	at = open_http2_frame(&w, HTTP2_HEADERS, HTTP2_END_HEADERS, 1);
	put_hpack_index(&w, 3);
	put_hpack_index(&w, 4);
	close_http2_frame(&w, at);
	at = open_http2_frame(&w, HTTP2_HEADERS, HTTP2_END_HEADERS | 1, 1);
	put_hpack_field(&w, HPACK_LITERAL, 0, "grpc-status", "0");
	close_http2_frame(&w, at);
	at = open_http2_frame(&w, HTTP2_HEADERS, HTTP2_END_HEADERS | 1, 3);
	close_http2_frame(&w, at);
	has("none; ", "no name, and trailers");
	at = open_http2_frame(&w, HTTP2_HEADERS, HTTP2_END_HEADERS | 1, 5);
	put_hpack_index(&w, 2);
	put_hpack_field(&w, HPACK_LITERAL, 38, NULL, "a.b");
	put_hpack_field(&w, HPACK_LITERAL, 1, NULL, "c.d");
	close_http2_frame(&w, at);
	has("none; a.b c.d ; ", "host and authority");
}

static void put_block(uint8_t type, uint8_t flags, const struct wire *block,
		      size_t from, size_t len)
{
	size_t at = open_http2_frame(&w, type, flags, 1);

	put(&w, block->p + from, len);
	close_http2_frame(&w, at);
}

static void test_continuation(void)
{
	static struct wire block;
	size_t at = 0;

	put_hpack_index(&block, 2);
	put_hpack_field(&block, HPACK_INSERTED, 1, NULL, "www.kaspersky.com");
	put_hpack_field(&block, HPACK_INSERTED, 0, "x-name", "value");
	begin();
	put_block(HTTP2_HEADERS, 0, &block, 0, 5);
	for (at = 5; at + 1 < block.len; at++) {
		put_block(HTTP2_CONTINUATION, 0, &block, at, 0);
		put_block(HTTP2_CONTINUATION, 0, &block, at, 1);
	}
	put_block(HTTP2_CONTINUATION, HTTP2_END_HEADERS, &block, at, 1);
	put_http2_request(&w, 3, "a.b");
	has("www.kaspersky.com ; a.b ; ", "a name in many frames");
	begin();
	put_block(HTTP2_HEADERS, 0, &block, 0, block.len);
	put_block(HTTP2_CONTINUATION, HTTP2_END_HEADERS, &block, 0, 0);
	has("www.kaspersky.com ; ", "an empty last frame");
	begin();
	put_block(HTTP2_HEADERS, 0, &block, 0, 5);
	put_block(HTTP2_DATA, 0, &block, 0, 5);
	has("bad", "data before the end of headers");
	is_number(broken, FIELD_FRAME, ": a frame");
	begin();
	put_block(HTTP2_CONTINUATION, 4, &block, 0, block.len);
	has("bad", "an end without a beginning");
	begin();
	put_block(HTTP2_HEADERS, 4, &block, 0, block.len - 1);
	has("www.kaspersky.com bad", "an end within a field");
	is_number(broken, FIELD_HEADERS, ": headers");
}

/* RFC 9113 6.2 */
static void put_padded(uint8_t flags, uint8_t padding, size_t fill)
{
	size_t at = open_http2_frame(&w, HTTP2_HEADERS,
				     flags | HTTP2_END_HEADERS, 1);

	if (flags & HTTP2_PADDED)
		put8(&w, padding);
	if (flags & HTTP2_PRIORITIZED)
		put_fill(&w, 0xbe, 5);		/* no field */
	put_hpack_index(&w, 2);
	put_hpack_field(&w, HPACK_INSERTED, 1, NULL, "a.b");
	put_fill(&w, 0x80, fill);		/* nor are these */
	close_http2_frame(&w, at);
}

static void test_padding(void)
{
	begin();
	put_padded(HTTP2_PADDED, 200, 200);
	put_padded(HTTP2_PRIORITIZED, 0, 0);
	put_padded(HTTP2_PADDED | HTTP2_PRIORITIZED, 5, 5);
	put_padded(HTTP2_PADDED, 0, 0);
	has("a.b ; a.b ; a.b ; a.b ; ", "padding and priority");
	begin();
	put_padded(HTTP2_PADDED, 255, 100);
	has("bad", "more padding than there is");
	is_number(broken, FIELD_FRAME, ": a frame");
	begin();
	put_frame(HTTP2_HEADERS, HTTP2_PADDED, 0);
	put_frame(HTTP2_PING, 0, 8);
	has("bad", "no length of it");
	begin();
	put_frame(HTTP2_HEADERS, HTTP2_PRIORITIZED, 4);
	has("bad", "half a priority");
}

static void test_other_frames(void)
{
	begin();
	for (unsigned type = 10; type < 256; type++)
		put_frame((uint8_t)type, 0xff, type % 20);
	put_frame(HTTP2_PING, 0, 8);
	put_frame(HTTP2_PRIORITY, 0, 5);
	put_http2_request(&w, 1, "a.b");
	put_frame(HTTP2_DATA, HTTP2_PADDED, 20000);
	put_frame(HTTP2_DATA, 0, 0);
	put_http2_request(&w, 3, "c.d");
	has("a.b ; c.d ; ", "frames of other kinds");
	put_frame(HTTP2_PUSH_PROMISE, HTTP2_END_HEADERS, 4);
	has("a.b ; c.d ; bad", "a promise");
}

/* Nothing behind can be read, whatever it is. */
static void test_broken(void)
{
	struct http2_state s = { .at = 0 };

	begin();
	put_frame(HTTP2_HEADERS, HTTP2_END_HEADERS, 1);
	w.p[w.len - 1] = 0x80;
	is_number(http2_read(&s, w.p, w.len, &f), INSPECT_BAD, "index 0");
	is_number(f.wrong, FIELD_HEADERS, ": headers");
	w.len = 0;
	put_http2_request(&w, 3, "a.b");
	is_number(http2_read(&s, w.p, w.len, &f), INSPECT_BAD, ", and on");
	is_number(f.nnames, 0, ": no name");
	is_number(http2_read(&s, w.p, 0, &f), INSPECT_BAD, ": nor of nothing");
}

static void test_body(void)
{
	struct http2_state s = { .at = 0 };
	size_t at;

	begin();
	at = open_http2_frame(&w, HTTP2_DATA, 0, 1);
	put_fill(&w, 'x', 10000);
	close_http2_frame(&w, at);
	is_number(http2_read(&s, w.p, w.len - 9000, &f), INSPECT_MORE,
		  "within data");
	is_number(f.used, w.len - 9000, ": all is used");
	is_number(f.body, BODY_LENGTH, ": the rest");
	is_number(f.body_length, 9000, ": need not be shown");
	w.len = 0;
	put_http2_request(&w, 3, "a.b");
	is_number(http2_read(&s, w.p, w.len, &f), INSPECT_FOUND,
		  ": what follows is");
}

int main(void)
{
	test_preface();
	test_behind();
	test_requests();
	test_nameless();
	test_continuation();
	test_padding();
	test_other_frames();
	test_broken();
	test_body();
	return done_testing();
}
