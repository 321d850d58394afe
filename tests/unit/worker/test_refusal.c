/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said to who asked for something refused. */

#include <netinet/in.h>	/* before the kernel's headers */

#include "nfq/worker/refusal.h"
#include "tests/unit/dnswire.h"
#include "tests/unit/ipwire.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"

static struct judge *j;
static struct refusal refusal;
static char why[REFUSAL_TEXT];

static void note(void *arg, const struct report *r)
{
	refusal_note(arg, r);
}

static void start(const char *settings)
{
	if (j)
		judge_done(j);
	j = judge_with(settings);
	j->report = note;
	j->arg = &refusal;
}

/* A question for a name, in labels, to this port. */
static enum verdict ask(const char *labels, size_t len, uint16_t port)
{
	static struct wire w;

	refusal = (struct refusal) { .known = false };
	w.len = 0;
	put_ipv4(&w, IPPROTO_UDP);
	put_udp(&w, 5353, port, 12 + len + 4);
	put(&w, "\0\7\1\0\0\1\0\0\0\0\0\0", 12);
	put(&w, labels, len);
	put(&w, "\0\1\0\1", 4);
	close_ipv4(&w);
	return judge(j, &w, 0);
}

static struct answer answer(void)
{
	return refusal_answer(&refusal, j->rules, why);
}

static void test_rule(void)
{
	start("mode = \"enforce\"; dns_block = \"nxdomain\";");
	is_number(ask("\3any\tkaspersky\3com", 19, 53), VERDICT_REFUSE_ONCE,
		  "a listed name is refused");
	is_number(answer().kind, DNS_NXDOMAIN, ": as is configured");
	ok(strncmp(why, "kaspersky: ", 11) == 0 && why[11],
	   "on whose authority: %s", why);
	ok(answer().why == why, ": which the answer tells");
	is_number(refusal_zone(&refusal, &j->finding), 4,
		  "the zone is what is listed of it");
	ask("\tkaspersky\3com", 15, 53);
	is_number(refusal_zone(&refusal, &j->finding), 0,
		  ": which may be all of it");
	ask("\3w\\w\tkaspersky\3com", 19, 53);
	ok(refusal.known && refusal_zone(&refusal, &j->finding) == 0,
	   "where something is escaped, it is not known");
}

static void test_kinds(void)
{
	start("mode = \"enforce\"; dns_block = \"address\"; "
	      "dns_block_address4 = \"192.0.2.66\"; "
	      "dns_block_address6 = \"2001:db8::66\";");
	ask("\3www\tkaspersky\3com", 19, 53);
	ok(answer().kind == DNS_ADDRESS && answer().address4.b[15] == 66 &&
	   answer().address6.b[15] == 0x66, "addresses are read");
	start("mode = \"enforce\"; dns_block = \"drop\";");
	ask("\3www\tkaspersky\3com", 19, 53);
	is_number(answer().kind, DNS_DROP, ": or nothing is said");
}

/* Refused by a policy, and not for its name. */
static void test_reaction(void)
{
	start("mode = \"enforce\"; dns_other_ports = \"block\";");
	ask("\3www\7example\3org", 17, 5300);
	ok(refusal.known, "DNS on another port is refused");
	answer();
	is_text(why, reasons[REASON_DNS_PORT].word, "for this reason");
}

/* Nothing of the packet before may be told to who sends the next. */
static void test_unknown(void)
{
	start("mode = \"enforce\";");
	ask("\3www\7example\3org", 17, 53);
	ok(!refusal.known, "what is let through is not noted");
	answer();
	is_text(why, "", ": and no reason is made up");
	is_number(refusal_zone(&refusal, &j->finding), 0, ": nor a zone");
}

int main(void)
{
	test_rule();
	test_kinds();
	test_reaction();
	test_unknown();
	judge_done(j);
	return done_testing();
}
