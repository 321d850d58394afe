/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers judged by where they lead, over UDP and over TCP in pieces. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>

#include "lib/array.h"
#include "nfq/judge/lead.h"
#include "nfq/judge/resolution.h"
#include "tests/unit/dnswire.h"
#include "tests/unit/ipwire.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"

#define ENFORCE "mode = \"enforce\"; dns_answers = \"judge\";"

static struct judge *j;
static struct wire message, w;

/* What was reported with r->asked set, last. */
static struct {
	unsigned n, answers;
	enum effect effect;
	char asked[NAME_SIZE], name[NAME_SIZE], client[ADDRESS_TEXT];
	uint16_t dport;
} lead;

static void hear_lead(void *arg, const struct report *r)
{
	(void)arg;
	lead.answers += r->reason == REASON_NOTHING;
	if (!r->asked)
		return;
	lead.n++;
	lead.effect = r->decision.effect;
	snprintf(lead.asked, sizeof(lead.asked), "%s", r->asked->text);
	snprintf(lead.name, sizeof(lead.name), "%s", r->name->text);
	address_format(&r->packet->src, lead.client);
	lead.dport = r->packet->dport;
}

static void start(const char *settings)
{
	j = judge_with(settings);
	j->report = hear_lead;
}

static enum verdict judge_packet(void)
{
	struct guard g = guard_copy(w.p, w.len);
	enum verdict v;

	memset(&lead, 0, sizeof(lead));
	v = resolution_judge(j, g.p, g.len, g.len);
	guard_free(&g);
	return v;
}

/* From the resolver, 192.0.2.7, to the client, 198.51.100.9. */
static enum verdict over_udp(void)
{
	w.len = 0;
	put_ipv4(&w, IPPROTO_UDP);
	put_udp(&w, 53, 40000, message.len);
	put(&w, message.p, message.len);
	close_ipv4(&w);
	return judge_packet();
}

static enum verdict segment(uint32_t seq, const void *p, size_t len)
{
	w.len = 0;
	put_ipv4(&w, IPPROTO_TCP);
	put_tcp(&w, 53, 40001, seq, 1, TCP_ACK);
	put(&w, p, len);
	close_ipv4(&w);
	return judge_packet();
}

/* An answer to ASKED that leads to TARGET, behind what is there already. */
static void add_alias(const char *asked, const char *target)
{
	put_dns_header(&message, 0x8180, 1, 2);
	put_question(&message, asked, DNS_A);
	put_cname(&message, asked, target);
	put_a(&message, target, 0xc0000207);
}

static enum verdict alias(const char *asked, const char *target)
{
	message.len = 0;
	add_alias(asked, target);
	return over_udp();
}

static void test_alias(void)
{
	start(ENFORCE);
	is_number(alias("www.example.org", ALLOWED ".net"), VERDICT_PASS_ONCE,
		  "an answer that leads nowhere");
	ok(lead.n == 0 && lead.answers == 1, ": is an answer, and no more");
	is_number(alias("Www.Example.org", BLOCKED), VERDICT_REFUSE_ONCE,
		  "one that leads to a restricted name");
	is_text(lead.asked, "www.example.org", "says what was asked for");
	is_text(lead.name, BLOCKED, ": and where it leads");
	is_number(lead.effect, EFFECT_BLOCK, ": and that it is blocked");
	is_text(lead.client, "198.51.100.9", "the client is the source");
	is_number(lead.dport, 53, ": and the resolver's port where it goes");
	ok(j->finding.dns.id == 0x1234 && j->finding.nnames == 1 &&
	   j->finding.dns.question.len == 21, "the finding can be answered");
	is_number(alias(BLOCKED, "x.kaspersky.com"), VERDICT_PASS_ONCE,
		  "the question for a blocked name was judged before");
	is_number(lead.n, 0, ": and is not told again");
	judge_done(j);

	start("mode = \"enforce\";");
	is_number(alias("www.example.org", BLOCKED), VERDICT_PASS_ONCE,
		  "where answers are only logged");
	ok(lead.n == 1 && lead.effect == EFFECT_OBSERVE, ": it is told");
	judge_done(j);
	start("mode = \"observe\";");
	is_number(alias("www.example.org", BLOCKED), VERDICT_PASS_ONCE,
		  "observed");
	ok(lead.n == 1 && lead.effect == EFFECT_OBSERVE, ": and told");
	judge_done(j);
}

static void test_service(void)
{
	size_t at;

	start(ENFORCE);
	message.len = 0;
	put_dns_header(&message, 0x8180, 1, 1);
	put_question(&message, "www.example.org", DNS_HTTPS);
	at = put_https(&message, "www.example.org", 1, BLOCKED);
	put(&message, "\0\1\0\3\2h2", 7);
	close_length(&message, at, 2);
	is_number(over_udp(), VERDICT_REFUSE_ONCE, "an HTTPS target");
	message.p[message.len - 1] = 'X';
	message.p[2] &= 0x7f;
	is_number(over_udp(), VERDICT_PASS_ONCE, "a question in its place");
	is_number(lead.answers, 0, ": is no answer");
	judge_done(j);
}

static void test_tcp(void)
{
	uint32_t seq = 1000, wrong = 0;
	size_t at, first;

	start(ENFORCE);
	message.len = 0;
	at = open_length(&message, 2);
	add_alias("www.example.org", "www.example.net");
	close_length(&message, at, 2);
	first = message.len;
	at = open_length(&message, 2);
	add_alias("www.example.com", BLOCKED);
	close_length(&message, at, 2);

	for (size_t cut = 1; cut < message.len; cut++) {
		seq += 1 << 20;
		wrong += segment(seq, message.p, cut) != VERDICT_PASS_ONCE;
		wrong += lead.answers != (cut >= first);
		wrong += segment(seq + (uint32_t)cut, message.p + cut,
				 message.len - cut) != VERDICT_REFUSE_ONCE;
		wrong += strcmp(lead.asked, "www.example.com") != 0;
	}
	is_number(wrong, 0, "two answers, cut anywhere");
	for (size_t cut = 1; cut < first; cut++) {
		seq += 1 << 20;
		wrong += segment(seq + (uint32_t)cut, message.p + cut,
				 message.len - cut) != VERDICT_PASS_ONCE;
		wrong += segment(seq, message.p, cut) != VERDICT_REFUSE_ONCE;
	}
	is_number(wrong, 0, ": and the later part first");
	is_number(segment(seq, message.p, message.len), VERDICT_REFUSE_ONCE,
		  "sent again");
	is_number(lead.n, 0, ": it is not told again");
	seq += 1 << 20;
	is_number(segment(seq, message.p, first), VERDICT_PASS_ONCE,
		  ": the same ports again, an answer that may pass");
	is_number(segment(seq, message.p, first), VERDICT_PASS_ONCE,
		  "sent again");
	is_number(lead.answers, 0, ": it is not judged again");
	seq += 1 << 20;
	segment(seq + (uint32_t)first + 9, message.p + first + 9,
		message.len - first - 9);
	is_number(segment(seq + (1 << 18), message.p, first),
		  VERDICT_PASS_ONCE, "a start that is none");
	judge_done(j);
}

/* One of 60,000 bytes is judged by its beginning, and what follows it as it
 * comes. */
static void test_long(void)
{
	size_t at;
	uint32_t seq = 7;
	enum verdict v = VERDICT_PASS_ONCE;

	start(ENFORCE);
	message.len = 0;
	at = open_length(&message, 2);
	add_alias("www.example.org", BLOCKED);
	put_fill(&message, 'Z', 60000);
	close_length(&message, at, 2);
	for (at = 0; at < message.len && v == VERDICT_PASS_ONCE; at += 1000)
		v = segment(seq + (uint32_t)at, message.p + at,
			    message.len - at < 1000 ? message.len - at : 1000);
	is_number(v, VERDICT_REFUSE_ONCE, "a long answer");
	ok(at >= STREAM_MAX && at < STREAM_MAX + 2000, "by its beginning");

	seq += 1 << 24;
	message.len = 0;
	at = open_length(&message, 2);
	add_alias("www.example.org", "www.example.net");
	put_fill(&message, 'Z', 60000);
	close_length(&message, at, 2);
	at = open_length(&message, 2);
	add_alias("www.example.org", BLOCKED);
	close_length(&message, at, 2);
	v = VERDICT_PASS_ONCE;
	for (at = 0; at < message.len && v == VERDICT_PASS_ONCE; at += 1000)
		v = segment(seq + (uint32_t)at, message.p + at,
			    message.len - at < 1000 ? message.len - at : 1000);
	ok(v == VERDICT_REFUSE_ONCE && at > 60000, "the one behind it");
	judge_done(j);
}

/* --- what counts more ------------------------------------------------ */

static struct decision by_first_letter(void *arg, const struct name *n)
{
	(void)arg;
	return (struct decision) {
		.effect = n->text[0] == 'b' ? EFFECT_BLOCK :
			  n->text[0] == 'o' ? EFFECT_OBSERVE :
			  n->text[0] == 'l' ? EFFECT_LOG :
			  n->text[0] == 'a' ? EFFECT_ALLOW :
			  n->text[0] == 'p' ? EFFECT_PROTECT : EFFECT_IGNORE,
	};
}

static void test_weights(void)
{
	/* The name asked for, two that it leads to; which counts, if any. */
	static const char *const cases[][4] = {
		{ "i", "i1", "i2", "" }, { "i", "l", "i1", "l" },
		{ "i", "l", "b", "b" }, { "i", "b", "l", "b" },
		{ "l", "b", "i", "b" }, { "o", "l", "i", "" },
		{ "o", "b", "i", "b" }, { "b", "b1", "b2", "" },
		{ "a", "b", "i", "" }, { "p", "b", "i", "" },
		{ "i", "a", "b", "b" }, { "i", "o", "o1", "o" },
	};
	static struct dns_chain c;
	struct lead l;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		c.n = 3;
		c.asked = 1;
		for (int k = 0; k < 3; k++)
			name_from_text(&c.names[k],
				       (struct span) {
					(const uint8_t *)cases[i][k],
					strlen(cases[i][k]) });
		is_text(lead_find(&l, &c, by_first_letter, NULL) ?
			l.name->text : "", cases[i][3], "%s to %s and %s",
			cases[i][0], cases[i][1], cases[i][2]);
	}
}

int main(void)
{
	test_alias();
	test_service();
	test_tcp();
	test_long();
	test_weights();
	return done_testing();
}
