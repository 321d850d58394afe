/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the writer thread learns of copies of answers. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdlib.h>

#include "nfq/event/listener.h"
#include "tests/unit/dnswire.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"

static struct rules *rules;
static struct namebook *book;
static struct listener *l;
static struct wire message;
static struct event told;
static unsigned n;

static void take(void *arg, struct event *e)
{
	(void)arg;
	told = *e;
	n++;
}

static struct address at(const char *text)
{
	struct address a;

	if (!address_parse(text, &a))
		abort();
	return a;
}

static void start(const char *settings)
{
	rules = judge_rules(settings);
	book = namebook_new();
	l = listener_new(book, take, NULL);
	n = 0;
}

static void stop(void)
{
	listener_free(l);
	namebook_free(book);
	rules_free(rules);
}

/* A copy of `message`, from the resolver to the client 10.0.0.1. */
static void overhear(uint8_t transport, uint32_t oif)
{
	const struct timespec now = { .tv_sec = 1000 };
	struct guard g = guard_copy(message.p, message.len);
	struct nflog_packet p = {
		.packet = {
			.src = at("192.0.2.53"), .dst = at("10.0.0.1"),
			.sport = 53, .dport = 40000, .transport = transport,
			.payload = { g.p, g.len },
		},
		.kind = NFLOG_DNS, .oif = oif,
	};

	listener_hear(l, rules, &p, &now);
	guard_free(&g);
}

static void alias(const char *target)
{
	message.len = 0;
	put_dns_header(&message, 0x8180, 1, 3);
	put_question(&message, "www.example.org", DNS_A);
	put_cname(&message, "www.example.org", target);
	put_a(&message, target, 0xcb007105);
	put_a(&message, "elsewhere.example", 0xcb007106);
}

static const char *name_of(const char *address)
{
	struct address client = at("10.0.0.1"), a = at(address);
	const char *name;
	bool other;

	name = namebook_find(book, &client, &a, 1000, &other);
	return name && !other ? name : "";
}

static void test_names(void)
{
	size_t end;

	start("mode = \"enforce\";");
	alias("www.example.net");
	overhear(IPPROTO_UDP, 3);
	is_text(name_of("203.0.113.5"), "www.example.org",
		"an address has the name that was asked for");
	is_text(name_of("203.0.113.6"), "",
		": but not what the name does not lead to");
	message.len = 0;
	put_dns_header(&message, 0x8180, 1, 1);
	put_question(&message, "svc.example.org", DNS_HTTPS);
	end = put_https(&message, "svc.example.org", 1, "");
	put(&message, "\0\4\0\4\xcb\0\x71\7", 8);
	close_length(&message, end, 2);
	overhear(IPPROTO_UDP, 3);
	is_text(name_of("203.0.113.7"), "svc.example.org", ": so has a hint");
	is_number(n, 0, "no event comes of them");
	stop();
}

static void test_leads(void)
{
	start("mode = \"enforce\";");
	alias(BLOCKED);
	overhear(IPPROTO_UDP, 3);
	is_number(n, 1, "an answer that leads to a restricted name");
	ok(told.effect == EFFECT_OBSERVE && told.source == SOURCE_NAME &&
	   told.protocol == PROTO_DNS, ": is told, as something that passed");
	ok(told.name_len == strlen(BLOCKED) && told.asked_len == 15 &&
	   memcmp(told.asked, "www.example.org", 15) == 0,
	   "with both names");
	ok(told.iif == 3 && !told.outgoing && told.dport == 53 &&
	   told.src.b[12] == 10 && told.dst.b[15] == 53,
	   "of the client, to its resolver");
	overhear(IPPROTO_UDP, 0);
	ok(n == 2 && told.outgoing, ": or of this gateway itself");
	stop();
	start("mode = \"enforce\"; dns_answers = \"judge\";");
	overhear(IPPROTO_UDP, 3);
	is_number(n, 0, "where they are judged it is told there");
	is_text(name_of("203.0.113.5"), "www.example.org",
		": and the address is learnt");
	stop();
}

static void test_tcp(void)
{
	static struct wire one;

	start("mode = \"enforce\";");
	alias(BLOCKED);
	put(&one, message.p, message.len);
	message.len = 0;
	for (int i = 0; i < 2; i++) {
		put16(&message, (uint16_t)one.len);
		put(&message, one.p, one.len);
	}
	overhear(IPPROTO_TCP, 3);
	is_number(n, 2, "two answers in a segment");
	message.len -= 5;
	overhear(IPPROTO_TCP, 3);
	is_number(n, 3, "of which the second is cut");
	message.len = 1;
	overhear(IPPROTO_TCP, 3);
	is_number(n, 3, "a byte of one");
	overhear(IPPROTO_ICMP, 3);
	is_number(n, 3, "something else");
	stop();
}

int main(void)
{
	test_names();
	test_leads();
	test_tcp();
	return done_testing();
}
