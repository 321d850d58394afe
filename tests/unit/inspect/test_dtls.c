/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DTLS hellos in datagrams: records, fragments, cookies. */

#include <stdio.h>

#include "lib/array.h"
#include "nfq/inspect/dtls.h"
#include "tests/unit/dtlswire.h"
#include "tests/unit/tap.h"

static struct wire message, w;
static struct finding f;

static enum inspect_result inspect_part(size_t len)
{
	struct guard g = guard_copy(w.p, len);
	enum inspect_result r = dtls_inspect(g.p, g.len, &f);

	guard_free(&g);
	return r;
}

static enum inspect_result inspect(void)
{
	return inspect_part(w.len);
}

static bool found(const char *name)
{
	return inspect() == INSPECT_FOUND && f.nnames == 1 &&
	       strcmp(f.names[0].text, name) == 0;
}

static void put_hello_record(uint16_t epoch)
{
	size_t at = open_dtls_record(&w, DTLS_HANDSHAKE, epoch);

	put_dtls_fragment(&w, DTLS_HELLO, 0, &message, 0, message.len);
	close_length(&w, at, 2);
}

static void make(const char *name, uint16_t version, size_t cookie)
{
	message.len = w.len = 0;
	put_dtls_hello(&message, version, name, cookie);
	put_hello_record(0);
}

static void test_hello(void)
{
	char text[DETAIL_SIZE];

	make("www.Kaspersky.com", 0xfefd, 0);
	ok(found("www.kaspersky.com"), "a hello in a record");
	is_number(f.protocol, PROTO_DTLS, ": its protocol");
	ok(f.sure && f.used == w.len, ": for sure");
	dtls_version_text(&f, text);
	is_text(text, "DTLS 1.2", ": its version");
	make("a.example", 0xfeff, 255);
	ok(found("a.example"), "one with a cookie of 255 bytes");
	dtls_version_text(&f, text);
	is_text(text, "DTLS 1.0", ": and another version");
	make("a.example", 0x0303, 0);
	inspect();
	dtls_version_text(&f, text);
	is_text(text, "UNDETERMINED", "a version that is none");
	make(NULL, 0xfefd, 20);
	is_number(inspect(), INSPECT_NONE, "one without a name");
}

/* What shares the datagram does not hide it. */
static void test_records(void)
{
	static const char *const headers[] = {
		"\x16\x03\x03\0\0\0\0\0\0\0\0\0\0",
		"\x63\xfe\xff\0\0\0\0\0\0\0\0\0\0",
		"\x16\xfe\0\0\0\0\0\0\0\0\0\0\x20",
		"\x16\xfe\xff\0\0\0\0\0\0\0\0\xff\xff",
		"\xc3\0\0\0\1\0\0\0\0\0\0\0\0",
	};
	size_t at;

	make("a.example", 0xfefd, 0);
	w.len = 0;
	at = open_dtls_record(&w, DTLS_ALERT, 0);
	put(&w, "\1\x5a", 2);
	close_length(&w, at, 2);
	at = open_dtls_record(&w, DTLS_HANDSHAKE, 1);
	put_fill(&w, 1, 40);		/* encrypted */
	close_length(&w, at, 2);
	put_hello_record(0);
	ok(found("a.example"), "a hello behind other records");
	w.len = 0;
	at = open_dtls_record(&w, DTLS_HANDSHAKE, 0);
	put_dtls_fragment(&w, 16, 0, &message, 0, 5);
	put_dtls_fragment(&w, DTLS_HELLO, 1, &message, 0, message.len);
	close_length(&w, at, 2);
	ok(found("a.example"), "behind another message in its record");
	w.len = 0;
	put_hello_record(1);
	is_number(inspect(), INSPECT_FOREIGN, "none in a later epoch");
	w.len = 0;
	put_fill(&w, 0, 14);
	put_hello_record(0);
	is_number(inspect(), INSPECT_FOREIGN, "none within another protocol");
	for (size_t i = 0; i < ARRAY_SIZE(headers); i++) {
		w.len = 0;
		put(&w, headers[i], 13);
		put_hello_record(0);
		ok(found("a.example"), "behind the header of none, %zu", i);
	}
}

static void test_broken(void)
{
	/* Of the record type and version, of the epoch, lengths of the record,
	 * the message and the fragment, and the message's type. */
	static const size_t places[] = { 0, 1, 3, 12, 13, 16, 21, 24 };
	unsigned foreign = 0, other = 0;

	make("a.example", 0xfefd, 5);
	for (size_t len = 0; len < w.len; len++)
		foreign += inspect_part(len) == INSPECT_FOREIGN &&
			   f.nnames == 0;
	is_number(foreign, w.len, "cut anywhere it is none");
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		w.p[places[i]] ^= 0x40;
		other += inspect() != INSPECT_FOUND && f.nnames == 0;
		w.p[places[i]] ^= 0x40;
	}
	is_number(other, ARRAY_SIZE(places), "nor with headers that lie");
	w.p[25 + 2 + 32] = 1;		/* of the session id */
	is_number(inspect(), INSPECT_BAD, "one whose fields do not fit");
	is_number(f.wrong, FIELD_HELLO, ": told so");
}

/* As "number:offset+length/all" each. */
static const char *pieces(void)
{
	static char text[300];
	struct guard g = guard_copy(w.p, w.len);
	struct dtls_pieces d = dtls_pieces_over((struct span) { g.p, g.len });
	struct dtls_piece one;

	text[0] = '\0';
	while (dtls_next_piece(&d, &one) && strlen(text) < 200)
		sprintf(text + strlen(text), "%u:%u+%zu/%u ", one.number,
			one.offset, one.data.len, one.length);
	guard_free(&g);
	return text;
}

static void test_pieces(void)
{
	size_t at;

	make("a.example", 0xfefd, 0);
	is_number(message.len, 88, "a hello");
	is_text(pieces(), "0:0+88/88 ", ": is its one piece");
	w.len = 0;
	at = open_dtls_record(&w, DTLS_HANDSHAKE, 0);
	put_dtls_fragment(&w, DTLS_HELLO, 1, &message, 40, 48);
	put_dtls_fragment(&w, 16, 2, &message, 0, 9);
	put_dtls_fragment(&w, DTLS_HELLO, 1, &message, 0, 40);
	close_length(&w, at, 2);
	put_hello_record(1);
	put_hello_record(0);
	is_text(pieces(), "1:40+48/88 1:0+40/88 0:0+88/88 ",
		"those of two hellos");
	is_number(inspect(), INSPECT_MORE, ": are more than one");
	w.len = 0;
	at = open_dtls_record(&w, DTLS_HANDSHAKE, 0);
	put_dtls_fragment(&w, DTLS_HELLO, 0, &message, 0, 40);
	close_length(&w, at, 2);
	is_number(inspect(), INSPECT_MORE, "a part alone");
	w.p[13 + 3] = 30;			/* of the message */
	is_text(pieces(), "", ": one that goes past its end");
	w.p[13] = 16;
	is_number(inspect(), INSPECT_MORE, "another message in the clear");
	w.p[4] = 1;
	is_number(inspect(), INSPECT_FOREIGN, ": in a later epoch");
}

int main(void)
{
	test_hello();
	test_records();
	test_broken();
	test_pieces();
	return done_testing();
}
