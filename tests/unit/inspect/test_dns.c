/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DNS questions: names at their limits, pointers, cuts, TCP's framing. */

#include "lib/array.h"
#include "nfq/inspect/dns_tcp.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"
#include "tests/unit/wire.h"

static struct wire w;
static struct finding f;
static struct guard kept;	/* what f borrows from */

static enum inspect_result inspect_part(size_t len)
{
	if (kept.map)
		guard_free(&kept);
	kept = guard_copy(w.p, len);
	return dns_inspect(kept.p, len, &f);
}

static enum inspect_result inspect(void)
{
	return inspect_part(w.len);
}

static enum inspect_result inspect_tcp(size_t len)
{
	if (kept.map)
		guard_free(&kept);
	kept = guard_copy(w.p, len);
	return dns_inspect_tcp(kept.p, len, &f);
}

static void header(uint16_t questions, uint16_t additional)
{
	put16(&w, 0x1234);
	put16(&w, 0x0100);
	put16(&w, questions);
	put32(&w, 0);
	put16(&w, additional);
}

static void label(const void *p, size_t len)
{
	put8(&w, (uint8_t)len);
	put(&w, p, len);
}

static void fill_label(char c, size_t len)
{
	put8(&w, (uint8_t)len);
	put_fill(&w, (uint8_t)c, len);
}

static void end_name(uint16_t type)
{
	put8(&w, 0);
	put16(&w, type);
	put16(&w, 1);
}

/* A question for www.kaspersky.com */
static void question(uint16_t type)
{
	label("www", 3);
	label("Kaspersky", 9);
	label("COM", 3);
	end_name(type);
}

static void edns(void)
{
	put8(&w, 0);
	put16(&w, 41);
	put16(&w, 1232);
	put32(&w, 0x8000);
	put16(&w, 0);
}

static void test_question(void)
{
	w.len = 0;
	header(1, 0);
	question(28);
	is_number(inspect(), INSPECT_FOUND, "a question");
	is_text(f.names[0].text, "www.kaspersky.com", "in lower case");
	is_number(f.names[0].len, 17, ": its length");
	is_number(f.nnames, 1, "one name");
	is_number(f.protocol, PROTO_DNS, "protocol");
	is_number(f.dns.id, 0x1234, "id");
	is_number(f.dns.flags, 0x0100, "flags");
	is_number(f.dns.type, 28, "type");
	is_number(f.used, w.len, "all of the datagram is used");
	ok(f.dns.question.p == kept.p + DNS_HEADER &&
	   f.dns.question.len == 23, "the question section");
	ok(!f.dns.edns, "no EDNS");

	w.len = 0;
	header(1, 0);
	end_name(2);
	is_number(inspect(), INSPECT_NONE, "a question for the root");

	w.len = 0;
	header(1, 0);
	question(1);
	w.p[2] |= 0x80;
	is_number(inspect(), INSPECT_FOREIGN, "an answer");
	w.p[2] &= 0x7f;
	w.p[5] = 0;
	is_number(inspect(), INSPECT_FOREIGN, "no question");
}

static void test_label_lengths(void)
{
	unsigned bad = 0;

	w.len = 0;
	header(1, 0);
	fill_label('a', 63);
	end_name(1);
	is_number(inspect(), INSPECT_FOUND, "a label of 63");
	is_number(f.names[0].len, 63, ": is whole");

	for (unsigned len = 64; len < 256; len++) {
		w.len = 0;
		header(1, 0);
		fill_label('a', len);
		end_name(1);
		bad += inspect() == INSPECT_BAD && f.nnames == 0;
	}
	is_number(bad, 192, "no label is longer");
}

/* 3 labels of 63 and one of `last`: 193 + last + 2 bytes on the wire */
static enum inspect_result name_of(size_t last)
{
	w.len = 0;
	header(1, 0);
	for (int i = 0; i < 3; i++)
		fill_label((char)('a' + i), 63);
	fill_label('d', last);
	end_name(1);
	return inspect();
}

static void test_name_lengths(void)
{
	is_number(name_of(61), INSPECT_FOUND, "a name of 253");
	is_number(f.names[0].len, 253, ": is whole");
	is_number(name_of(62), INSPECT_BAD, "a name of 254");

	w.len = 0;
	header(1, 0);
	for (int i = 0; i < 127; i++)
		label("x", 1);
	end_name(1);
	is_number(inspect(), INSPECT_FOUND, "127 labels");
	w.len -= 5;
	label("x", 1);
	end_name(1);
	is_number(inspect(), INSPECT_BAD, "128 labels");

	w.len = 0;
	header(1, 0);
	for (int i = 0; i < 20000; i++)
		label("x", 1);
	is_number(inspect(), INSPECT_BAD, "20,000 labels");
}

static void test_pointers(void)
{
	static const uint8_t targets[] = { 0, 12, 16, 30, 255 };

	for (size_t i = 0; i < sizeof(targets); i++) {
		w.len = 0;
		header(1, 0);
		label("www", 3);
		put16(&w, (uint16_t)(0xc000 | targets[i]));
		put32(&w, 0x00010001);
		is_number(inspect(), INSPECT_BAD, "a pointer to %u",
			  targets[i]);
		is_number(f.nnames, 0, "names nothing");
	}
	w.len = 0;
	header(2, 0);
	question(1);
	put16(&w, 0xc00c);
	put32(&w, 0x00010001);
	is_number(inspect(), INSPECT_FOUND, "a pointer to the first question");
	ok(f.nnames == 2 && strcmp(f.names[0].text, f.names[1].text) == 0,
	   ": is the same name again");
	w.len = 0;
	header(2, 0);
	put16(&w, 0xc012);
	put32(&w, 0x00010001);
	question(1);
	is_number(inspect(), INSPECT_FOUND, "a pointer to the next question");
	ok(f.nnames == 2 && strcmp(f.names[0].text, f.names[1].text) == 0,
	   ": which public resolvers follow");
}

/* What dnsmasq 2.90 and BIND 9.18 answer. */
static void test_far_pointers(void)
{
	size_t at;

	for (uint8_t to = 3; to < 12; to++) {
		if (to == 4 || to == 5)
			continue;	/* the number of questions */
		w.len = 0;
		header(1, 0);
		w.p[3] = 0;
		label("www", 3);
		put16(&w, 0xc000 | to);
		put32(&w, 0x00010001);
		is_number(inspect(), INSPECT_FOUND, "the root at byte %u", to);
		is_text(f.names[0].text, "www", "ends the name");
	}
	w.len = 0;
	put(&w, "\1a\0\0\0\1\0\0\0\0\0\0", 12);
	label("www", 3);
	put16(&w, 0xc000);
	put32(&w, 0x00010001);
	is_number(inspect(), INSPECT_FOUND, "a label in the id");
	is_text(f.names[0].text, "www.a", "belongs to the name");

	/* A name whose first label holds pointers, each to the one before. */
	w.len = 0;
	header(1, 0);
	at = open_length(&w, 1);
	put16(&w, 0xc006);
	for (int i = 1; i < 31; i++)
		put16(&w, (uint16_t)(0xc000 | (at + 2u * (i - 1))));
	close_length(&w, at, 1);
	label("example", 7);
	put16(&w, (uint16_t)(0xc000 | (at + 60)));
	put32(&w, 0x00010001);
	is_number(inspect(), INSPECT_FOUND, "a name by way of 31 pointers");
	ok(strstr(f.names[0].text, ".example"), ": has its end");
}

static void test_circles(void)
{
	w.len = 0;
	header(1, 0);
	put16(&w, 0xc000 | 18);
	put32(&w, 0x00010001);
	put16(&w, 0xc000 | 12);
	is_number(inspect(), INSPECT_BAD, "pointers to each other");
	is_number(f.wrong, FIELD_POINTER, ": are what is wrong");

	/* Names that share what can be followed. */
	w.len = 0;
	header(2, 0);
	for (int i = 0; i < 2; i++) {
		put16(&w, 0xc000 | 24);
		put32(&w, 0x00010001);
	}
	for (int i = 1; i < 8000; i++)
		put16(&w, (uint16_t)(0xc000 | (24 + 2 * i)));
	put16(&w, 0xc006);
	w.p[6] = w.p[7] = 0;
	is_number(inspect(), INSPECT_FOUND, "8,000 pointers, twice");
	w.p[5] = 3;
	is_number(inspect(), INSPECT_BAD, ": are not followed three times");
}

static void test_cut(void)
{
	unsigned foreign = 0, bad = 0;

	w.len = 0;
	header(1, 0);
	question(1);
	for (size_t len = 0; len < w.len; len++) {
		enum inspect_result r = inspect_part(len);

		foreign += r == INSPECT_FOREIGN;
		bad += r == INSPECT_BAD && f.nnames == 0;
	}
	is_number(foreign, DNS_HEADER, "cut in its header");
	is_number(bad, w.len - DNS_HEADER, "cut in its question");
}

static void test_several_questions(void)
{
	for (uint16_t n = 2; n <= FINDING_NAMES; n++) {
		w.len = 0;
		header(n, 0);
		for (int i = 0; i < n; i++)
			question((uint16_t)(1 + i));
		ok(inspect() == INSPECT_FOUND && f.nnames == n &&
		   f.dns.type == 1 && f.dns.question.len == 23u * n,
		   "%u questions", n);
		is_text(f.names[n - 1].text, "www.kaspersky.com", "the last");
	}
	w.len = 0;
	header(FINDING_NAMES + 1, 0);
	for (int i = 0; i <= FINDING_NAMES; i++)
		question(1);
	is_number(inspect(), INSPECT_BAD, "more than there is room for");
	is_number(f.nnames, FINDING_NAMES, "the first ones count");
	w.p[4] = w.p[5] = 0xff;
	is_number(inspect(), INSPECT_BAD, "65,535 questions");
	w.p[DNS_HEADER] = 64;
	is_number(inspect(), INSPECT_FOREIGN,
		  "of which not even the first can be read");
	w.p[4] = 0;
	w.p[5] = FINDING_NAMES;
	is_number(inspect(), INSPECT_BAD, ": as many as there may be");

	w.len = 0;
	header(2, 0);
	end_name(1);
	question(1);
	ok(inspect() == INSPECT_FOUND && f.nnames == 2,
	   "the root and a name");
}

static void test_edns(void)
{
	w.len = 0;
	header(1, 1);
	question(1);
	edns();
	ok(inspect() == INSPECT_FOUND && f.dns.edns, "with EDNS");
	ok(inspect_part(w.len - 1) == INSPECT_FOUND && !f.dns.edns,
	   "with a part of it");
	w.p[7] = 1;
	ok(inspect() == INSPECT_FOUND && !f.dns.edns,
	   "a record that is counted as an answer");
	w.p[7] = w.p[11] = 0;
	ok(inspect() == INSPECT_FOUND && !f.dns.edns,
	   "bytes that no count speaks of");

	w.len = 0;
	header(1, 2);
	question(1);
	label("sig", 3);
	put(&w, "\0\0\xfa\0\xff\0\0\0\0\0\3abc", 14);
	edns();
	ok(inspect() == INSPECT_FOUND && f.dns.edns,
	   "EDNS behind another record");
	w.p[DNS_HEADER + 23 + 14] = 0xff;
	ok(inspect() == INSPECT_FOUND && !f.dns.edns,
	   "behind one whose length lies");
}

static void test_odd_labels(void)
{
	w.len = 0;
	header(1, 0);
	label("a.b", 3);
	label("\0\xff \\\x7f", 5);
	label("_Sip", 4);
	end_name(33);
	is_number(inspect(), INSPECT_FOUND, "a name of any bytes");
	is_text(f.names[0].text, "a\\x2eb.\\x00\\xff\\x20\\x5c\\x7f._sip",
		": is escaped once");

	w.len = 0;
	header(1, 0);
	label("www.kaspersky.com", 17);
	end_name(1);
	inspect();
	is_text(f.names[0].text, "www\\x2ekaspersky\\x2ecom",
		"dots inside a label do not part it");

	w.len = 0;
	header(1, 0);
	for (int i = 0; i < 3; i++)
		fill_label((char)0x80, 63);
	fill_label((char)0x80, 61);
	end_name(1);
	is_number(inspect(), INSPECT_FOUND, "250 bytes to be escaped");
	is_number(f.names[0].len, 250 * 4 + 3, "fit");
}

/* --- TCP ------------------------------------------------------------- */

static void test_tcp(void)
{
	unsigned more = 0, early = 0;
	size_t at;

	w.len = 0;
	at = open_length(&w, 2);
	header(1, 1);
	question(1);
	edns();
	close_length(&w, at, 2);
	for (size_t len = 0; len < w.len; len++) {
		enum inspect_result r = inspect_tcp(len);

		more += r == INSPECT_MORE && f.nnames == 0;
		early += r == INSPECT_FOUND && f.nnames == 1 && f.used == 37 &&
			 f.body == BODY_LENGTH && f.body_length == w.len - 37;
	}
	is_number(more, 37, "cut in the question more is needed");
	is_number(early, w.len - 37, "behind it the rest is a body");
	put_fill(&w, 0xaa, 40);
	is_number(inspect_tcp(w.len), INSPECT_FOUND, "whole, and more");
	is_text(f.names[0].text, "www.kaspersky.com", ": its name");
	is_number(f.used, w.len - 40, "what it uses");
	ok(f.dns.edns, "EDNS");

	w.p[1] = 15;
	is_number(inspect_tcp(w.len), INSPECT_BAD,
		  "a length that ends in the name");
	is_number(f.used, 17, ": which is where the next begins");
	w.p[1] = 11;
	is_number(inspect_tcp(w.len), INSPECT_FOREIGN,
		  "a length that ends in the header");
	w.p[1] = (uint8_t)(w.len - 42);
	w.p[4] |= 0x80;
	is_number(inspect_tcp(w.len), INSPECT_FOUND,
		  "a question that says it is an answer");
	w.p[6] = 1;
	is_number(inspect_tcp(w.len), INSPECT_FOREIGN,
		  "noise that counts 257 questions");
}

/* Reads a stream in pieces; the names in it, and "!" for what is broken. */
static const char *read_stream(size_t piece)
{
	static char text[500];
	struct dns_stream s = { .left = 0 };
	size_t at = 0, have = 0;

	text[0] = '\0';
	while (have < w.len || at < have) {
		struct guard g = guard_copy(w.p + at, have - at);
		enum inspect_result r = dns_stream_read(&s, g.p, g.len, &f);

		at += f.used;
		guard_free(&g);
		for (unsigned i = 0; i < f.nnames; i++)
			strcat(strcat(text, f.names[i].text), " ");
		if (r == INSPECT_BAD)
			strcat(text, "! ");
		if (r == INSPECT_MORE && have == w.len)
			break;
		if (r == INSPECT_MORE)
			have = w.len - have < piece ? w.len : have + piece;
	}
	return text;
}

/* What servers pass over, and what they read behind it. */
static void test_stream(void)
{
	static const size_t pieces[] = { 1, 2, 7, 1000, 100000 };

	w.len = 0;
	put(&w, "\0\5short", 7);
	put(&w, "\0\x64", 2);
	put_fill(&w, 0x55, 100);		/* no DNS */
	put(&w, "\0\x0c", 2);
	header(0, 0);
	put(&w, "\x75\x53", 2);			/* 20,000 bytes behind it */
	header(1, 0);
	question(1);
	put_fill(&w, 0xff, 30035 - 35);
	put(&w, "\0\x12", 2);
	header(1, 0);
	put(&w, "\x50" "abcde", 6);		/* a label of 80 */
	put(&w, "\0\x17", 2);
	header(1, 0);
	label("a", 1);
	put(&w, "\xc0\x14\0\1\0\1", 6);
	label("b", 1);				/* its pointer leads there */
	put8(&w, 0);
	put(&w, "\0\x23", 2);
	header(1, 0);
	question(1);
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++)
		is_text(read_stream(pieces[i]),
			"www.kaspersky.com ! a.b www.kaspersky.com ",
			"a stream in pieces of %zu", pieces[i]);
}

static void test_tcp_foreign(void)
{
	static const char *const others[] = {
		"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
		"POST /x HTTP/1.1\r\nHost: a.example\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n",
		"SSH-2.0-OpenSSH_9.2p1\r\n", "EHLO mail.example\r\n",
	};
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		w.len = 0;
		put_text(&w, others[i]);
		is_number(inspect_tcp(w.len), INSPECT_FOREIGN, "%.4s",
			  others[i]);
	}
}

/* --- where nothing says that it is DNS ------------------------------- */

static enum inspect_result elsewhere(size_t len)
{
	if (kept.map)
		guard_free(&kept);
	kept = guard_copy(w.p, len);
	return dns_inspect_elsewhere(kept.p, len, &f);
}

static enum inspect_result tcp_elsewhere(size_t len)
{
	if (kept.map)
		guard_free(&kept);
	kept = guard_copy(w.p, len);
	return dns_inspect_tcp_elsewhere(kept.p, len, &f);
}

static void test_elsewhere(void)
{
	static const struct {
		unsigned at;
		uint8_t value;
		enum inspect_result want;
		const char *what;
	} cases[] = {
		{ 2, 0x01, INSPECT_FOUND, "as it is" },
		{ 2, 0x00, INSPECT_FOUND, "without recursion" },
		{ 3, 0x30, INSPECT_FOUND, "with AD and CD" },
		{ 2, 0x81, INSPECT_FOREIGN, "an answer" },
		{ 2, 0x29, INSPECT_FOREIGN, "UPDATE" },
		{ 2, 0x03, INSPECT_FOREIGN, "truncated" },
		{ 2, 0x05, INSPECT_FOREIGN, "with authority" },
		{ 3, 0x80, INSPECT_FOREIGN, "with recursion available" },
		{ 3, 0x02, INSPECT_FOREIGN, "with an error" },
		{ 5, 0, INSPECT_FOREIGN, "no question" },
		{ 5, 2, INSPECT_FOREIGN, "two questions" },
		{ 7, 1, INSPECT_FOREIGN, "an answer record" },
		{ 9, 1, INSPECT_FOREIGN, "an authority record" },
		{ 11, 3, INSPECT_FOREIGN, "many additional records" },
		{ 12, 64, INSPECT_FOREIGN, "a name that is none" },
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		w.len = 0;
		header(1, 0);
		question(1);
		w.p[cases[i].at] = cases[i].value;
		is_number(elsewhere(w.len), cases[i].want, "%s",
			  cases[i].what);
	}
	w.len = 0;
	header(1, 0);
	question(1);
	for (size_t len = 0; len < w.len; len++)
		wrong += elsewhere(len) != INSPECT_FOREIGN;
	put8(&w, 0);
	wrong += elsewhere(w.len) != INSPECT_FOREIGN;
	is_number(wrong, 0, "cut or with a byte more it is something else");
	w.len = 0;
	header(1, 1);
	question(1);
	edns();
	is_number(elsewhere(w.len), INSPECT_FOUND, "with EDNS");
}

static void test_tcp_elsewhere(void)
{
	static const char *const others[] = {
		"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
		"SSH-2.0-OpenSSH_9.2p1\r\n", "EHLO mail.example\r\n",
		"\x05\x01\x01\x02 and more", "USER anonymous\r\n",
	};
	unsigned more = 0, wrong = 0;
	size_t at;

	w.len = 0;
	at = open_length(&w, 2);
	header(1, 1);
	question(1);
	edns();
	close_length(&w, at, 2);
	for (size_t len = 0; len < w.len; len++)
		more += tcp_elsewhere(len) == INSPECT_MORE;
	is_number(more, w.len, "over TCP, cut anywhere more is needed");
	is_number(tcp_elsewhere(w.len), INSPECT_FOUND, "whole");
	is_number(f.used, w.len, "what it uses");
	w.p[0] = 5;
	is_number(tcp_elsewhere(w.len), INSPECT_FOREIGN, ": too long for one");
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		w.len = 0;
		put_text(&w, others[i]);
		is_number(tcp_elsewhere(w.len), INSPECT_FOREIGN, "%.4s",
			  others[i]);
	}
	for (unsigned fill = 0; fill < 2000; fill++) {
		w.len = 0;
		put_tls(&w, "www.kaspersky.com", 8, fill);
		wrong += tcp_elsewhere(w.len) != INSPECT_FOREIGN;
	}
	is_number(wrong, 0, "TLS hellos of 2,000 lengths");
}

static void test_type_names(void)
{
	char text[DNS_TYPE_TEXT];

	is_text(dns_type_name(1, text), "A", "A");
	is_text(dns_type_name(65, text), "HTTPS", "HTTPS");
	is_text(dns_type_name(65535, text), "TYPE65535", "the last type");
}

int main(void)
{
	test_question();
	test_label_lengths();
	test_name_lengths();
	test_pointers();
	test_far_pointers();
	test_circles();
	test_cut();
	test_several_questions();
	test_edns();
	test_odd_labels();
	test_tcp();
	test_stream();
	test_tcp_foreign();
	test_elsewhere();
	test_tcp_elsewhere();
	test_type_names();
	guard_free(&kept);
	return done_testing();
}
