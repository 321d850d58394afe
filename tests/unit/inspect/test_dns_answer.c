/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DNS answers: records, chains in and out of order, hints, hostile ones. */

#include <stdio.h>

#include "lib/array.h"
#include "tests/unit/dnswire.h"
#include "tests/unit/tap.h"

static struct wire w;
static struct dns_answer a;
static struct dns_record r;
static struct dns_chain chain;
static struct guard kept;	/* what `a` borrows from */

static enum inspect_result open_part(size_t len)
{
	if (kept.map)
		guard_free(&kept);
	kept = guard_copy(w.p, len);
	return dns_answer_open(&a, kept.p, len);
}

static enum inspect_result open_all(void)
{
	return open_part(w.len);
}

/* An answer to www.example.org, type A. */
static void begin(uint16_t answers)
{
	w.len = 0;
	put_dns_header(&w, 0x8180, 1, answers);
	put_question(&w, "www.Example.org", DNS_A);
}

static void test_records(void)
{
	char text[ADDRESS_TEXT];
	size_t at;

	begin(4);
	put16(&w, 0xc00c);			/* the question's name */
	put(&w, "\0\5\0\1\0\0\1\x2c\0\6\3cdn\xc0\x10", 16);
	at = put_record(&w, "cdn.example.org", DNS_AAAA, 0x80000001);
	put(&w, "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	close_length(&w, at, 2);
	at = put_record(&w, "cdn.example.org", 16, 7);
	put(&w, "\3abc", 4);
	close_length(&w, at, 2);
	put_a(&w, "cdn.example.org", 0xc0000207);

	is_number(open_all(), INSPECT_FOUND, "an answer");
	is_number(a.type, DNS_A, "the question's type");
	ok(dns_answer_next(&a, &r) && r.type == DNS_CNAME && r.ttl == 300 &&
	   r.has_target && !r.has_address, "a CNAME");
	is_text(r.owner.text, "www.example.org", ": its owner");
	is_text(r.target.text, "cdn.example.org", ": its target, by a pointer");
	ok(dns_answer_next(&a, &r) && r.type == DNS_AAAA && r.has_address &&
	   !r.has_target, "an AAAA");
	is_text(address_format(&r.address, text), "2001:db8::1",
		": its address");
	is_number(r.ttl, 0, "a TTL with its top bit is none");
	ok(dns_answer_next(&a, &r) && r.type == 16 && !r.has_address &&
	   !r.has_target && r.ttl == 7, "a TXT");
	ok(dns_answer_next(&a, &r) && r.has_address, "an A");
	is_text(address_format(&r.address, text), "192.0.2.7", ": its address");
	ok(!dns_answer_next(&a, &r), "the end");
	dns_answer_rewind(&a);
	ok(dns_answer_next(&a, &r) && r.type == DNS_CNAME, ": and anew");
}

static void test_edns(void)
{
	begin(1);
	put_a(&w, "www.example.org", 1);
	open_all();
	ok(!dns_answer_has_edns(&a), "without EDNS");
	put(&w, "\0\0\x29\4\xd0\0\0\0\0\0\0", 11);
	w.p[11] = 1;
	open_all();
	ok(dns_answer_has_edns(&a), "with EDNS");
	ok(a.questions.len == 21 && a.questions.p == kept.p + DNS_HEADER,
	   "the question section");
	is_number(a.id, 0x1234, "the id");
}

static void test_what_is_none(void)
{
	static const struct {
		uint16_t flags, questions;
		enum inspect_result want;
		const char *what;
	} cases[] = {
		{ 0x0100, 1, INSPECT_FOREIGN, "a question" },
		{ 0xa180, 1, INSPECT_FOREIGN, "an answer to NOTIFY" },
		{ 0xa800, 1, INSPECT_FOREIGN, "an answer to UPDATE" },
		{ 0x8180, 0, INSPECT_FOREIGN, "an answer to nothing" },
		{ 0x8180, FINDING_NAMES + 1, INSPECT_BAD, "to too much" },
		{ 0x8183, 1, INSPECT_FOUND, "NXDOMAIN" },
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		w.len = 0;
		put_dns_header(&w, cases[i].flags, cases[i].questions, 0);
		put_question(&w, "www.example.org", DNS_A);
		is_number(open_all(), cases[i].want, "%s", cases[i].what);
	}
	begin(1);
	for (size_t len = 0; len < w.len; len++)
		wrong += open_part(len) !=
			 (len < DNS_HEADER ? INSPECT_FOREIGN : INSPECT_BAD);
	is_number(wrong, 0, "cut before the end of the question");
}

/* Wherever an answer is cut or longer than it says, what is read of it is
 * whole. */
static void test_cut(void)
{
	unsigned wrong = 0;
	size_t start;

	begin(3);
	start = w.len;
	for (int i = 0; i < 3; i++)
		put_a(&w, "www.example.org", 0xc0000207);
	for (size_t len = start; len <= w.len; len++) {
		size_t n = 0;

		open_part(len);
		while (dns_answer_next(&a, &r))
			n++;
		wrong += n != (len - start) / 31;
	}
	is_number(wrong, 0, "cut anywhere: the records before");
	w.p[7] = 200;
	open_all();
	for (wrong = 0; dns_answer_next(&a, &r); wrong++)
		;
	is_number(wrong, 3, "a count that lies");
}

static void test_bad_data(void)
{
	size_t at;

	begin(6);
	at = put_record(&w, "www.example.org", DNS_A, 1);
	put32(&w, 1);
	put8(&w, 1);
	close_length(&w, at, 2);		/* an A of 5 bytes */
	at = put_record(&w, "www.example.org", DNS_CNAME, 1);
	put(&w, "\3abc", 4);			/* no end in the record */
	close_length(&w, at, 2);
	at = put_record(&w, "www.example.org", DNS_CNAME, 1);
	put16(&w, 0xc000 | (uint16_t)at);	/* itself */
	close_length(&w, at, 2);
	at = put_record(&w, "www.example.org", DNS_HTTPS, 1);
	put8(&w, 0);
	close_length(&w, at, 2);
	at = put_record(&w, "www.example.org", DNS_A, 1);
	put32(&w, 1);
	close_length(&w, at, 2);
	w.p[at - 7] = 3;			/* class CHAOS */
	put_a(&w, "www.example.org", 0xc0000207);
	open_all();
	ok(dns_answer_next(&a, &r) && r.address.b[15] == 7,
	   "records whose data cannot be are passed over");
	ok(!dns_answer_next(&a, &r), ": all of them");
}

static void test_hints(void)
{
	char text[ADDRESS_TEXT];
	struct dns_hints h;
	struct address got;
	size_t at;

	begin(1);
	at = put_https(&w, "www.example.org", 1, "svc.example.net");
	put(&w, "\0\1\0\3\2h2", 7);
	put(&w, "\0\4\0\x8\xc0\0\2\1\xc0\0\2\2", 12);
	put(&w, "\0\5\0\2\xab\xcd", 6);
	put(&w, "\0\6\0\x10\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\3", 20);
	put(&w, "\0\4\0\5\xc0\0\2\4\xff", 9);	/* one and a bit */
	put(&w, "\0\4\0\xff\xc0\0\2\5", 8);	/* longer than there is */
	close_length(&w, at, 2);
	open_all();
	ok(dns_answer_next(&a, &r) && r.has_target, "an HTTPS record");
	is_text(r.target.text, "svc.example.net", ": its target");
	h = dns_hints_of(&r);
	for (int i = 1; i <= 2; i++)
		ok(dns_hint_next(&h, &got) && got.b[15] == i, "hint %d", i);
	ok(dns_hint_next(&h, &got), "an IPv6 hint");
	is_text(address_format(&got, text), "2001:db8::3", ": as it is");
	ok(dns_hint_next(&h, &got) && got.b[15] == 4, "a whole one of a list "
	   "that is cut");
	ok(!dns_hint_next(&h, &got), "the end");
	begin(1);
	put_a(&w, "www.example.org", 1);
	open_all();
	dns_answer_next(&a, &r);
	h = dns_hints_of(&r);
	ok(!dns_hint_next(&h, &got), "an A hints at nothing");
}

/* --- chains ---------------------------------------------------------- */

static void follow(void)
{
	open_all();
	dns_chain_follow(&chain, &a);
}

static void test_chain(void)
{
	size_t at;

	begin(5);
	put_cname(&w, "www.example.org", "a.example.net");
	put_cname(&w, "elsewhere.example", "not.example");
	at = put_https(&w, "a.example.net", 0, "B.example");
	close_length(&w, at, 2);
	at = put_https(&w, "b.example", 1, "");
	close_length(&w, at, 2);
	put_a(&w, "b.example", 1);
	follow();
	is_number(chain.asked, 1, "one name asked for");
	is_number(chain.n, 3, "leads to two");
	is_text(chain.names[0].text, "www.example.org", "the question");
	is_text(chain.names[1].text, "a.example.net", "by CNAME");
	is_text(chain.names[2].text, "b.example", "by an HTTPS alias");

	begin(2);
	at = put_record(&w, "example.org", DNS_DNAME, 300);
	put_dns_name(&w, "example.net");
	close_length(&w, at, 2);
	put_cname(&w, "www.example.org", "www.example.net");
	follow();
	is_number(chain.n, 3, "DNAME: its target, and the name made of it");
	is_text(chain.names[2].text, "www.example.net", ": which is last");

	begin(1);
	at = put_record(&w, "www.example.org", DNS_DNAME, 300);
	put_dns_name(&w, "example.net");
	close_length(&w, at, 2);
	follow();
	is_number(chain.n, 1, "a DNAME does not rename its owner");
	begin(1);
	at = put_record(&w, "ample.org", DNS_DNAME, 300);
	put_dns_name(&w, "example.net");
	close_length(&w, at, 2);
	follow();
	is_number(chain.n, 1, ": nor what only ends alike");
}

static void test_order(void)
{
	char from[16], to[16];

	begin(9);
	for (int i = 8; i >= 0; i--) {
		snprintf(from, sizeof(from), "n%d.example", i);
		snprintf(to, sizeof(to), "n%d.example", i + 1);
		put_cname(&w, i == 0 ? "www.example.org" : from, to);
	}
	follow();
	is_number(chain.n, 10, "nine links in the wrong order");
	is_text(chain.names[9].text, "n9.example", ": to the last");

	begin(2);
	put_cname(&w, "www.example.org", "b.example");
	put_cname(&w, "b.example", "www.example.org");
	follow();
	is_number(chain.n, 2, "a circle");

	begin(40);
	for (int i = 0; i < 40; i++) {
		snprintf(from, sizeof(from), "n%d.example", i);
		snprintf(to, sizeof(to), "n%d.example", i + 1);
		put_cname(&w, i == 0 ? "www.example.org" : from, to);
	}
	follow();
	is_number(chain.n, DNS_CHAIN_MAX, "a chain without end");

	w.len = 0;
	put_dns_header(&w, 0x8180, 2, 1);
	put_question(&w, "one.example", DNS_A);
	put_question(&w, "two.example", DNS_A);
	put_cname(&w, "two.example", "three.example");
	follow();
	ok(chain.asked == 2 && chain.n == 3, "two questions");
}

static void test_tcp(void)
{
	unsigned wrong = 0;
	size_t used;

	w.len = 0;
	open_length(&w, 2);
	put_dns_header(&w, 0x8180, 1, 1);
	put_question(&w, "www.example.org", DNS_A);
	put_a(&w, "www.example.org", 0xc0000207);
	close_length(&w, 2, 2);
	for (size_t len = 0; len < w.len; len++)
		wrong += dns_answer_open_tcp(&a, w.p, len, &used) !=
			 INSPECT_MORE;
	is_number(wrong, 0, "cut anywhere more is needed");
	is_number(dns_answer_open_tcp(&a, w.p, w.len, &used), INSPECT_FOUND,
		  "whole");
	is_number(used, w.len, ": its length");
	ok(dns_answer_next(&a, &r) && r.has_address, ": its record");
}

int main(void)
{
	test_records();
	test_edns();
	test_what_is_none();
	test_cut();
	test_bad_data();
	test_hints();
	test_chain();
	test_order();
	test_tcp();
	guard_free(&kept);
	return done_testing();
}
