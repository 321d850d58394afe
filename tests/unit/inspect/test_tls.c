/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TLS hellos: the name wherever it stands, records of any size, lies. */

#include <stdio.h>

#include "lib/array.h"
#include "nfq/inspect/tls.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"
#include "tests/unit/wire.h"

static struct wire message, w;
static struct finding f;

static enum inspect_result inspect_part(size_t len)
{
	struct guard g = guard_copy(w.p, len);
	enum inspect_result r;

	memset(&f, 0xee, sizeof(f));
	r = tls_inspect(g.p, g.len, &f);
	guard_free(&g);
	return r;
}

/* The hello of `message` in one record. */
static enum inspect_result inspect(void)
{
	w.len = 0;
	put_records(&w, &message, message.len);
	return inspect_part(w.len);
}

static bool found(const char *name)
{
	return f.nnames == 1 && strcmp(f.names[0].text, name) == 0 &&
	       f.names[0].len == strlen(name);
}

static void make(const char *name, size_t before, size_t after)
{
	message.len = 0;
	put_hello(&message, name, before, after);
}

static void test_places(void)
{
	size_t at;

	make("www.kaspersky.com", 100, 200);
	is_number(inspect(), INSPECT_FOUND, "a name amid others");
	ok(found("www.kaspersky.com"), ": is this");
	is_number(f.protocol, PROTO_TLS, "protocol");
	is_number(f.tls.version, 0x0303, "version");
	ok(!f.tls.ech, "no ECH");

	make(NULL, 100, 200);
	is_number(inspect(), INSPECT_NONE, "no name");
	is_number(f.nnames, 0, "names nothing");
	ok(tls_inspect_hello(message.p, message.len, false, &f) ==
	   INSPECT_NONE, ": the same without records");

	message.len = 0;
	at = hello_begin(&message);
	put_server_name(&message, "first.example", 13);
	hello_end(&message, at);
	ok(inspect() == INSPECT_FOUND && found("first.example"),
	   "the name alone");
}

static void test_spelling(void)
{
	char name[1100];

	make("WWW.Kaspersky.COM", 0, 0);
	ok(inspect() == INSPECT_FOUND && found("www.kaspersky.com"),
	   "upper case");
	make("www.kaspersky.com.", 0, 0);
	ok(inspect() == INSPECT_FOUND && found("www.kaspersky.com"),
	   "a trailing dot");
	make(".", 0, 0);
	ok(inspect() == INSPECT_FOUND && found("."), "only a dot");
	make("a\nb\x80", 0, 0);
	ok(inspect() == INSPECT_FOUND && found("a\\x0ab\\x80"),
	   "bytes that are no name's");
	for (size_t n = 253; n <= 260; n++) {
		memset(name, 'a', n);
		name[n] = '\0';
		make(name, 0, 0);
		ok(inspect() == INSPECT_FOUND && found(name),
		   "a name of %zu", n);
	}
	memset(name, 'a', NAME_SIZE);
	name[NAME_SIZE] = '\0';
	make(name, 0, 0);
	is_number(inspect(), INSPECT_BAD, "a name of %d", NAME_SIZE);
	is_number(f.nnames, 0, ": is none");
}

/* A ServerNameList of what `list` holds. */
static void make_list(const struct wire *list)
{
	size_t at;

	message.len = 0;
	at = hello_begin(&message);
	put16(&message, 0);
	put16(&message, (uint16_t)(list->len + 2));
	put16(&message, (uint16_t)list->len);
	put(&message, list->p, list->len);
	put_extension(&message, 0x2a2a, 1);
	hello_end(&message, at);
}

/* What servers cut off. */
static void test_ports(void)
{
	static const struct {
		const char *name;
		size_t len;
	} rows[] = {
		{ "a.example:443", 13 }, { "a.example.:443", 14 },
		{ "a.example::1", 12 }, { "a.example:x", 11 },
		{ "a.example\0", 10 }, { "a.example\0 \0", 12 },
		{ "a.example ", 10 }, { "\t a.example\n", 12 },
		{ "A.Example..", 11 }, { "[a.example]", 11 },
	};
	size_t at;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		message.len = 0;
		at = hello_begin(&message);
		put_server_name(&message, rows[i].name, rows[i].len);
		hello_end(&message, at);
		ok(inspect() == INSPECT_FOUND && found("a.example"),
		   "name %zu without what stands around it", i);
		is_number(f.port, 0, "and without a port");
	}
	message.len = 0;
	at = hello_begin(&message);
	put_server_name(&message, "a.example\0.b", 12);
	hello_end(&message, at);
	ok(inspect() == INSPECT_FOUND && f.nnames == 2,
	   "what goes on behind a NUL is a name too");
	make("server4:443", 0, 0);
	ok(inspect() == INSPECT_FOUND && found("server4:443"),
	   "a name of one label stays as it is");
}

static void test_lists(void)
{
	static struct wire list;

	list.len = 0;
	make_list(&list);
	is_number(inspect(), INSPECT_NONE, "an empty list");
	put(&list, "\0\0\0", 3);
	make_list(&list);
	is_number(inspect(), INSPECT_NONE, "an empty name");
	put(&list, "\0\0\1a", 4);
	make_list(&list);
	ok(inspect() == INSPECT_FOUND && found("a"), "a name behind it");
	list.len = 0;
	put(&list, "\7\0\2zz\0\0\1a", 9);
	make_list(&list);
	ok(inspect() == INSPECT_FOUND && found("a"),
	   "a name behind one of another type");
	put(&list, "\0\0\1b", 4);
	make_list(&list);
	ok(inspect() == INSPECT_FOUND && f.nnames == 2 &&
	   strcmp(f.names[1].text, "b") == 0, "of two names both");
	for (char c = 'c'; c <= 'f'; c++)
		put(&list, (const char [4]) { 0, 0, 1, c }, 4);
	make_list(&list);
	ok(inspect() == INSPECT_BAD && f.nnames == FINDING_NAMES && f.hides,
	   "of six as many as are kept, and it hides others");
	list.len = 0;
	put(&list, "\7\x0b\0", 3);
	for (int i = 0; i < 0x0b00; i++)
		put(&list, "z", 1);
	put(&list, "\0\0\1a", 4);
	make_list(&list);
	ok(inspect() == INSPECT_BAD && f.hides,
	   "a name behind more than is read may be there for some server");
	list.len = 0;
	put(&list, "\0\0\2a", 4);
	make_list(&list);
	is_number(inspect(), INSPECT_BAD, "a name longer than its list");
}

/* Is another hello to be expected, for want of a key? */
static void test_retry(void)
{
	static const struct {
		const char *what, *shares;
		size_t len;
		bool retry;
	} rows[] = {
		{ "X25519", "\0\5\0\x1d\0\1x", 7, false },
		{ "P-256", "\0\5\0\x17\0\1x", 7, false },
		{ "GREASE and X25519",
		  "\0\12\x2a\x2a\0\1\0\0\x1d\0\1x", 12, false },
		{ "none", "\0\0", 2, true },
		{ "P-521", "\0\5\0\x19\0\1x", 7, true },
		{ "a hybrid one", "\0\5\x11\xec\0\1x", 7, true },
	};
	size_t at;

	make("a.example", 10, 10);
	ok(inspect() == INSPECT_FOUND && !f.tls.retry, "no key shares");
	ok(inspect_part(w.len - 1) == INSPECT_FOUND && f.tls.retry,
	   "none up to where it is cut");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		message.len = 0;
		at = hello_begin(&message);
		put_server_name(&message, "a.example", 9);
		put16(&message, 51);
		put16(&message, (uint16_t)rows[i].len);
		put(&message, rows[i].shares, rows[i].len);
		put_extension(&message, 21, 3);
		hello_end(&message, at);
		ok(inspect() == INSPECT_FOUND && found("a.example") &&
		   f.tls.retry == rows[i].retry, "keys of %s", rows[i].what);
	}
}

static void test_ech(void)
{
	static const uint16_t orders[][3] = {
		{ 0xfe0d, 0, 0x0a0a }, { 0, 0xfe0d, 0x0a0a },
		{ 0x0a0a, 0, 0xfe0d }, { 0xfe0d, 0x0a0a, 0x2a2a },
	};

	for (size_t i = 0; i < 4; i++) {
		size_t at;

		message.len = 0;
		at = hello_begin(&message);
		for (size_t k = 0; k < 3; k++)
			if (orders[i][k])
				put_extension(&message, orders[i][k], 30);
			else
				put_server_name(&message, "outer.example", 13);
		hello_end(&message, at);
		is_number(inspect(), i < 3 ? INSPECT_FOUND : INSPECT_NONE,
			  "ECH in place %zu", i);
		ok(f.tls.ech, ": is noted");
	}
}

static void test_without_extensions(void)
{
	size_t at;

	message.len = 0;
	at = hello_begin(&message);
	hello_end(&message, at);
	is_number(inspect(), INSPECT_NONE, "a list of none");
	message.len -= 2;
	close_length(&message, at, 3);
	is_number(inspect(), INSPECT_NONE, "a hello that ends before them");
	put8(&message, 0);
	close_length(&message, at, 3);
	is_number(inspect(), INSPECT_BAD, "half a length");
}

/* --- cuts and records ------------------------------------------------ */

/* Whatever is there of it, the hello names its server or asks for more. */
static void cut_everywhere(const char *text)
{
	unsigned more = 0, all = 0, wrong = 0;

	for (size_t len = 0; len <= w.len; len++) {
		switch (inspect_part(len)) {
		case INSPECT_MORE:
			wrong += all > 0 || f.nnames > 0;
			more++;
			break;
		case INSPECT_FOUND:
			wrong += !found("www.kaspersky.com");
			all++;
			break;
		default:
			wrong++;
		}
	}
	ok(wrong == 0 && more > 100 && all > 20, "cut everywhere, %s", text);
	if (wrong)
		diag("%u wrong, %u want more, %u found", wrong, more, all);
}

static void test_cuts(void)
{
	static const size_t pieces[] = {
		1, 2, 3, 4, 5, 7, 13, 40, 100, 150, 200, 249, 250,
	};

	make("www.kaspersky.com", 20, 80);
	w.len = 0;
	put_records(&w, &message, message.len);
	cut_everywhere("in one record");
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		char text[40];

		w.len = 0;
		put_records(&w, &message, pieces[i]);
		snprintf(text, sizeof(text), "in records of %zu", pieces[i]);
		cut_everywhere(text);
	}
}

/* What may stand before a hello and between its records. */
static void test_between(void)
{
	static const struct {
		const char *what, *bytes;
		size_t len;
	} rows[] = {
		{ "an empty record", "\x16\3\1\0\0", 5 },
		{ "two of them", "\x16\3\1\0\0\x16\3\1\0\0", 10 },
		{ "a warning", "\x15\3\1\0\2\1\x5a", 7 },
		{ "a change of the cipher", "\x14\3\3\0\1\1", 6 },
	};
	static const size_t pieces[] = { 1, 5, 100, 1000 };

	make("www.kaspersky.com", 20, 80);
	for (size_t i = 0; i < ARRAY_SIZE(rows) * ARRAY_SIZE(pieces); i++) {
		size_t piece = pieces[i / ARRAY_SIZE(rows)];
		size_t k = i % ARRAY_SIZE(rows);

		w.len = 0;
		for (size_t at = 0; at < message.len; at += piece) {
			size_t n = message.len - at < piece ?
				   message.len - at : piece;

			put(&w, rows[k].bytes, rows[k].len);
			put(&w, "\x16\3\3", 3);
			put16(&w, (uint16_t)n);
			put(&w, message.p + at, n);
		}
		ok(inspect_part(w.len) == INSPECT_FOUND &&
		   found("www.kaspersky.com"), "%s before records of %zu",
		   rows[k].what, piece);
	}
}

/* In pieces of any size it is the same hello, of which less is kept than
 * there is. */
static void test_pieces(void)
{
	static const size_t records[] = { 1, 3, 70, 16384 };

	make("www.kaspersky.com", 12000, 20);
	for (size_t i = 0; i < 3 * ARRAY_SIZE(records); i++) {
		struct tls_state s = { .began = false };
		size_t at = 0, have = 0, most = 0, step = 1 + i / 4 * 700;
		enum inspect_result r = INSPECT_MORE;

		w.len = 0;
		put_records(&w, &message, records[i % 4]);
		while (r == INSPECT_MORE && have < w.len) {
			struct guard g;

			have = have + step < w.len ? have + step : w.len;
			g = guard_copy(w.p + at, have - at);
			r = tls_read(&s, g.p, g.len, &f);
			guard_free(&g);
			at += f.used;
			most = have - at > most ? have - at : most;
		}
		ok(r == INSPECT_FOUND && found("www.kaspersky.com"),
		   "records of %zu in pieces of %zu", records[i % 4], step);
		ok(most < 6 * 40, "of which %zu bytes are kept", most);
	}
}

/* A hello in one piece is read otherwise than in many; whatever a byte of it
 * is, and however much is there, both say the same. */
static void test_both_readings(void)
{
	static const uint8_t changes[] = { 0, 0x80, 0xff, 0x01, 0x04 };
	unsigned wrong = 0;

	make("www.kaspersky.com", 20, 40);
	w.len = 0;
	put_records(&w, &message, message.len);
	for (size_t i = 0; i < ARRAY_SIZE(changes) * w.len; i++) {
		uint8_t *byte = &w.p[i % w.len], was = *byte;

		*byte = (uint8_t)(was ^ changes[i / w.len]);
		for (size_t len = 0; len <= w.len; len++) {
			struct tls_state s = { .began = false };
			enum inspect_result r = tls_inspect(w.p, len, &f);
			unsigned names = f.nnames;
			uint16_t version = f.tls.version;
			bool sure = f.sure, more = r == INSPECT_MORE;

			wrong += tls_read(&s, w.p, len, &f) != r ||
				 f.nnames != names ||
				 (more && (f.sure != sure ||
					   f.tls.version != version));
		}
		*byte = was;
	}
	is_number(wrong, 0, "in one piece and in many it is the same");
}

static void test_bare_cuts(void)
{
	unsigned more = 0, bad = 0, right = 0;

	make("www.kaspersky.com", 20, 80);
	for (size_t len = 0; len <= message.len; len++) {
		struct guard g = guard_copy(message.p, len);
		enum inspect_result r, whole;

		finding_clear(&f, PROTO_TLS);
		r = tls_inspect_hello(g.p, g.len, true, &f);
		finding_clear(&f, PROTO_TLS);
		whole = tls_inspect_hello(g.p, g.len, false, &f);
		more += r == INSPECT_MORE;
		bad += r == INSPECT_MORE && whole == INSPECT_BAD;
		right += r == INSPECT_FOUND;
		guard_free(&g);
	}
	is_number(more + right, message.len + 1, "MORE, then FOUND");
	is_number(right, 80 + 4 + 1, "from where the name is");
	is_number(bad, more, "what needs more and gets none is bad");
}

static void test_large(void)
{
	static char text[] = "www.kaspersky.com";

	make(text, 16000, 0);
	w.len = 0;
	put_records(&w, &message, 16384);
	ok(inspect_part(w.len) == INSPECT_FOUND && found(text),
	   "a name at the end of a hello of 16 KB");
	make(text, 17900, 0);
	w.len = 0;
	put_records(&w, &message, 16384);
	ok(inspect_part(w.len) == INSPECT_FOUND && found(text),
	   ": in the second record");
	make(text, 60000, 0);
	w.len = 0;
	put_records(&w, &message, 16384);
	ok(inspect_part(w.len) == INSPECT_FOUND && found(text),
	   "in the fourth");
	w.len = 0;
	put_records(&w, &message, 20);
	ok(inspect_part(w.len) == INSPECT_FOUND && found(text),
	   "in one of 3,000");
}

/* --- what is not so -------------------------------------------------- */

/* Where the low bytes of two lengths stand in a hello of one record. */
enum { HELLO_LENGTH = 8, EXTENSIONS_LENGTH = 85 };

static void test_lies(void)
{
	size_t end;

	make("www.kaspersky.com", 0, 0);
	w.len = 0;
	put_records(&w, &message, message.len);
	w.p[HELLO_LENGTH]++;
	w.p[EXTENSIONS_LENGTH]++;
	is_number(inspect_part(w.len), INSPECT_FOUND,
		  "a name is found before the end is seen");

	make(NULL, 10, 10);
	w.len = 0;
	put_records(&w, &message, message.len);
	end = w.len;
	w.p[end - 11]++;
	is_number(inspect_part(end), INSPECT_BAD,
		  "an extension longer than all of them");
	w.p[end - 11]--;
	w.p[EXTENSIONS_LENGTH] += 4;
	is_number(inspect_part(end), INSPECT_BAD,
		  "extensions longer than the hello");
	w.p[HELLO_LENGTH] += 4;
	is_number(inspect_part(end), INSPECT_MORE,
		  "a hello longer than its record goes on in the next");
	put(&w, "\x17\x03\x03\0\1\0", 6);
	is_number(inspect_part(w.len), INSPECT_BAD, ": which is none");
}

/* The form of SSL 2.0, which names nothing. */
static void test_sslv2(void)
{
	unsigned more = 0;

	w.len = 0;
	put(&w, "\x80\x2b\1\3\1\0\x12\0\0\0\x10", 11);
	put_fill(&w, 0x77, 18 + 16);
	is_number(inspect_part(w.len), INSPECT_NONE, "a hello of SSL 2.0");
	is_number(f.tls.version, 0x0301, ": that offers TLS 1.0");
	for (size_t len = 1; len < 11; len++)
		more += inspect_part(len) == INSPECT_MORE;
	is_number(more, 10, "cut in its header more is needed");
	for (size_t i = 1; i < 11; i++) {
		w.p[i] ^= 0x55;
		ok(inspect_part(w.len) == INSPECT_FOREIGN || i == 4,
		   "byte %zu changed, it is none", i);
		w.p[i] ^= 0x55;
	}
	is_number(inspect_part(1), INSPECT_MORE, "a first byte");
	w.p[2] = 4;
	is_number(inspect_part(3), INSPECT_FOREIGN, "a server's");
}

/* Any byte of a hello changed: never a name that is not there. */
static void test_changed_bytes(void)
{
	unsigned wrong = 0;

	make("www.kaspersky.com", 20, 20);
	w.len = 0;
	put_records(&w, &message, 60);
	for (size_t at = 0; at < w.len * 256; at++) {
		uint8_t was = w.p[at / 256];

		w.p[at / 256] = (uint8_t)at;
		if (inspect_part(w.len) == INSPECT_FOUND)
			/* Two where a NUL parts one. */
			wrong += f.nnames < 1 || f.nnames > 2 ||
				 f.names[0].len == 0 ||
				 f.names[0].len > 4 * 255;
		else
			wrong += f.nnames != 0;
		w.p[at / 256] = was;
	}
	is_number(wrong, 0, "changed bytes make no names");
}

static void test_foreign(void)
{
	static const struct {
		const char *text, *bytes;
		size_t len;
		enum inspect_result result;
	} rows[] = {
		{ "nothing", "", 0, INSPECT_MORE },
		{ "a first byte", "\x16", 1, INSPECT_MORE },
		{ "a wrong one", "\x17", 1, INSPECT_FOREIGN },
		{ "an alert that may only warn", "\x15\3\3\0\2\1", 6,
		  INSPECT_MORE },
		{ "one that does", "\x15\3\3\0\2\1\x5a", 7, INSPECT_MORE },
		{ "one that closes", "\x15\3\3\0\2\1\0", 7,
		  INSPECT_FOREIGN },
		{ "a fatal one", "\x15\3\3\0\2\2\x5a", 7, INSPECT_FOREIGN },
		{ "an encrypted one", "\x15\3\3\0\x13", 5, INSPECT_FOREIGN },
		{ "one of version 2", "\x15\2\0\0\2\1\x5a", 7,
		  INSPECT_MORE },
		{ "one of version 16", "\x15\x10\0\0\2\1\x5a", 7,
		  INSPECT_FOREIGN },
		{ "an empty one", "\x15\3\3\0\0", 5, INSPECT_MORE },
		{ "an empty change of the cipher", "\x14\3\3\0\0", 5,
		  INSPECT_MORE },
		{ "a change of the cipher", "\x14\3\3\0\1\1", 6,
		  INSPECT_MORE },
		{ "and data", "\x14\3\3\0\1\1\x17\3\3\0\1x", 12,
		  INSPECT_FOREIGN },
		{ "and a handshake", "\x14\3\3\0\1\1\x16\3\3\0\x28xyzw",
		  15, INSPECT_FOREIGN },
		{ "version 4, the beginning of a hello", "\x16\4\0\0\5\1", 6,
		  INSPECT_MORE },
		{ "and the rest in another record", "\x16\4\0\0\5\1\0\1\2\3"
		  "\x16\4\0\0\1\3", 16, INSPECT_MORE },
		{ "and no rest", "\x16\4\0\0\5\1\0\1\2\4"
		  "\x16\4\0\0\1\3", 16, INSPECT_FOREIGN },
		{ "version 4, as Go lets pass", "\x16\4\0\0\6\1\0\1\2", 9,
		  INSPECT_MORE },
		{ "and a hello", "\x16\4\0\0\6\1\0\1\2\3\3", 11,
		  INSPECT_MORE },
		{ "and none", "\x16\4\0\0\6\1\0\1\2\4\3", 11,
		  INSPECT_FOREIGN },
		{ "version 16", "\x16\x10", 2, INSPECT_FOREIGN },
		{ "a record of 0", "\x16\3\1\0\0", 5, INSPECT_MORE },
		{ "a record of 16 KB", "\x16\3\1\x40\0", 5, INSPECT_MORE },
		{ "a record of 64 KB", "\x16\3\1\xff\xff", 5,
		  INSPECT_FOREIGN },
		{ "a server's hello", "\x16\3\1\0\x50\2", 6,
		  INSPECT_FOREIGN },
		{ "a request", "GET / HTTP/1.1\r\n", 16, INSPECT_FOREIGN },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		w.len = 0;
		put(&w, rows[i].bytes, rows[i].len);
		is_number(inspect_part(w.len), rows[i].result, "%s",
			  rows[i].text);
	}
}

int main(void)
{
	test_places();
	test_spelling();
	test_ports();
	test_lists();
	test_retry();
	test_ech();
	test_without_extensions();
	test_cuts();
	test_between();
	test_pieces();
	test_both_readings();
	test_bare_cuts();
	test_large();
	test_lies();
	test_sslv2();
	test_changed_bytes();
	test_foreign();
	return done_testing();
}
