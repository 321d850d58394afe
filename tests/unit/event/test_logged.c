/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel decided by itself becomes an event, by the rules of now. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <string.h>

#include "nfq/event/logged.h"
#include "tests/unit/judge.h"
#include "tests/unit/made.h"
#include "tests/unit/tap.h"

static struct rules *rules;
static const struct timespec now = { .tv_sec = 1800000000 };
static struct event e;

static struct nflog_packet packet(const char *src, const char *dst,
				  uint16_t sport, uint16_t dport,
				  enum nflog_kind kind, const char *vendor)
{
	struct nflog_packet n = {
		.packet = { .sport = sport, .dport = dport,
			    .transport = IPPROTO_TCP },
		.kind = kind, .iif = 3, .oif = 4, .has_mac = true,
		.mac = { 2, 0, 0, 0, 0, 7 },
	};

	strcpy(n.vendor, vendor);
	if (!address_parse(src, &n.packet.src) ||
	    !address_parse(dst, &n.packet.dst))
		give_up("%s or %s is no address", src, dst);
	return n;
}

static bool decided(const struct nflog_packet *n)
{
	memset(&e, 0xaa, sizeof(e));
	return logged_decision(&e, rules, n, &now);
}

static const char *role(void)
{
	return rules->generation.legend.classes[e.rule.class].role;
}

static void test_address(void)
{
	struct nflog_packet n = packet("192.0.2.7", "203.0.113.9", 40000, 443,
				       NFLOG_BLOCK, "acme");

	ok(decided(&n), "a packet to a listed address");
	ok(e.source == SOURCE_ADDRESS && e.effect == EFFECT_BLOCK &&
	   e.in_kernel && !e.has_protocol, "decided by it, in the kernel");
	is_text(role(), "net", "by that rule");
	is_number(e.rule.len, 96 + 24, "of that prefix");
	ok(e.dport == 443 && e.iif == 3 && !e.outgoing && e.has_mac &&
	   e.mac[5] == 7 && e.time.tv_sec == now.tv_sec, "who and when");
	ok(e.name_len == 0 && e.story == 0 && e.hint_len == 0 &&
	   e.exception == 0 && e.wrong == 0, ": and nothing else");
	n.iif = 0;
	n.kind = NFLOG_LOG;
	ok(decided(&n) && e.outgoing, "our own has no interface");
	is_number(e.effect, EFFECT_OBSERVE, ": and what was only logged is not "
		  "told as blocked");
}

static void test_port(void)
{
	struct nflog_packet n = packet("192.0.2.7", "198.51.100.1", 40000,
				       8853, NFLOG_BLOCK, "acme");

	ok(decided(&n) && e.source == SOURCE_PORT, "a port anywhere");
	is_text(role(), "dot", "by its rule");
	n.packet.dport = 443;
	ok(!decided(&n), ": another port is nobody's");
}

/* The kernel met the connection at an answer: the client is who gets it. */
static void test_turned(void)
{
	struct nflog_packet n = packet("203.0.113.9", "192.0.2.7", 443, 40000,
				       NFLOG_BLOCK, "acme");

	ok(decided(&n), "a packet from a listed address");
	ok(e.src.b[15] == 7 && e.dst.b[15] == 9 && e.sport == 40000 &&
	   e.dport == 443, ": is told with the client as source");
	ok(e.iif == 4 && !e.has_mac, "behind the interface it leaves by, and "
	   "of no known MAC");
	n.kind = NFLOG_INBOUND;
	ok(decided(&n) && e.effect == EFFECT_LOG, "opened from there: logged");
}

static void test_gone(void)
{
	struct nflog_packet n = packet("192.0.2.7", "198.51.100.9", 1, 2,
				       NFLOG_BLOCK, "acme");

	ok(!decided(&n), "an address that no rule has any more is no event");
	n = packet("192.0.2.7", "203.0.113.9", 1, 443, NFLOG_BLOCK, "nobody");
	ok(!decided(&n), ": nor is one of another vendor");
}

static void test_excepted(void)
{
	struct nflog_packet n = packet("192.0.2.66", "203.0.113.9", 40000, 443,
				       NFLOG_EXCEPT, "acme");

	ok(decided(&n) && e.effect == EFFECT_EXCEPT && e.exception == 1,
	   "an excepted client's");
	n.packet.src.b[15] = 67;
	ok(decided(&n) && e.exception == 0, "of another none is named");
	is_number(e.effect, EFFECT_OBSERVE, ": and what was let through is not "
		  "told as blocked");
}

static void test_fallback(void)
{
	struct nflog_packet n = packet("192.0.2.7", "8.8.8.8", 40000, 853,
				       NFLOG_FALLBACK, "fallback");

	memset(&e, 0xaa, sizeof(e));
	logged_fallback(&e, rules, &n, &now);
	ok(e.source == SOURCE_FALLBACK && e.effect == EFFECT_LOG &&
	   e.dport == 853 && e.iif == 3 && e.in_kernel,
	   "what goes to a public resolver");
	ok(e.story == 0 && !e.story_fallback && e.rule.class == 0,
	   "belongs to no story yet");
}

int main(void)
{
	made_vendor("vendors/acme.conf", MADE_VENDOR("acme", "")
		    "prefixes = ( { prefix = \"203.0.113.0/24\"; "
		    "role = \"net\"; source = \"s\"; "
		    "confidence = \"registry\"; } );\n"
		    "ports = ( { port = 8853; transport = \"tcp\"; "
		    "role = \"dot\"; source = \"s\"; "
		    "confidence = \"registry\"; } );\n");
	scratch_put("exceptions.conf", "exceptions = ( { id = \"ex-0001\"; "
		    "client = \"192.0.2.66\"; vendor = \"acme\"; "
		    "owner = \"bob\"; reason = \"why\"; "
		    "created = \"2020-01-01T00:00:00Z\"; "
		    "until = \"2099-01-01T00:00:00Z\"; } );\n");
	rules = judge_rules("mode = \"enforce\"; "
			    "vendors = ( { id = \"acme\"; mode = \"enforce\"; "
			    "} );");
	test_address();
	test_port();
	test_turned();
	test_gone();
	test_excepted();
	test_fallback();
	rules_free(rules);
	return done_testing();
}
