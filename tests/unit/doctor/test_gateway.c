/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on what of the traffic is seen. */

#include <stdio.h>
#include <string.h>

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/gateway.h"

static struct diagnosis d;

static const char *forwarding(struct gateway g)
{
	doctor_gateway_judge_forwarding(&d, &g);
	return diagnosed(&d);
}

static void test_forwarding(void)
{
	struct gateway g = { .forward4 = 1, .forward6 = 1 };

	is_text(forwarding(g), "ok: this machine forwards IPv4 and IPv6\n"
		" see: net.ipv4.ip_forward = 1, net.ipv6.conf.all.forwarding "
		"= 1\n", "both");
	g.forward4 = 0;
	is_text(forwarding(g), "ok: this machine forwards IPv6\n"
		" see: net.ipv4.ip_forward = 0, net.ipv6.conf.all.forwarding "
		"= 1\n", "IPv6 alone");
	g.forward6 = -1;
	is_text(forwarding(g), "warn: this machine forwards nothing: only its "
		"own connections are covered\n"
		" see: net.ipv4.ip_forward = 0, net.ipv6.conf.all.forwarding "
		"= -1\n"
		" try: sysctl -w net.ipv4.ip_forward=1 "
		"net.ipv6.conf.all.forwarding=1, if it is a gateway\n",
		"nothing");
}

static void test_other_way(void)
{
	struct gateway g = {
		.forward4 = 1, .inside = "lan0", .address = "2001:db8::1",
	};

	is_text(forwarding(g), "warn: hosts on lan0 may reach out over IPv6 "
		"past this machine, which forwards IPv4 alone\n"
		" see: lan0 has 2001:db8::1, and net.ipv6.conf.all.forwarding "
		"= 0\n"
		" try: sysctl -w net.ipv6.conf.all.forwarding=1, or find who "
		"else routes IPv6 there: rdisc6, or ip -6 neigh\n"
		"ok: this machine forwards IPv4\n"
		" see: net.ipv4.ip_forward = 1, net.ipv6.conf.all.forwarding "
		"= 0\n", "IPv6 by another router");
	g.inside[0] = '\0';
	ok(!strstr(forwarding(g), "warn"), "no host has IPv6");
	snprintf(g.inside, sizeof(g.inside), "lan0");
	g.forward6 = -1;
	ok(!strstr(forwarding(g), "warn"), "the kernel has no IPv6");
	g.forward6 = 1;
	ok(!strstr(forwarding(g), "warn"), "it goes through here");
}

/* --- interfaces ------------------------------------------------------- */

static char *lan0 = (char *)"lan0", *any_lan = (char *)"lan*",
	    *wan0 = (char *)"wan0";

static const char *interfaces(struct facts *f, struct gateway *g)
{
	doctor_gateway_judge_interfaces(&d, f, g);
	return diagnosed(&d);
}

static void test_covered(void)
{
	struct gateway_port ports[] = { { .name = "lan0" },
					{ .name = "wan0" } };
	struct gateway g = { .ports = ports, .n = 2 };
	struct conf_list lan;
	struct facts f;

	facts_made(&f, NULL);
	lan = f.config.lan;
	is_text(interfaces(&f, &g), "ok: every interface is covered, in both "
		"directions\n", "without lan or wan");
	g.wan = (struct conf_list) { &wan0, 1 };
	is_text(interfaces(&f, &g), "ok: every interface but wan0 is "
		"covered\n", "with wan alone");
	f.config.lan = (struct conf_list) { &lan0, 1 };
	is_text(interfaces(&f, &g), "ok: every interface is in lan or wan\n",
		"with both");
	f.config.lan = (struct conf_list) { &any_lan, 1 };
	is_text(interfaces(&f, &g), "ok: every interface is in lan or wan\n",
		"with a pattern");
	g.wan.n = 0;
	is_text(interfaces(&f, &g), "warn: connections that arrive on wan0 "
		"are not covered: it is neither in lan nor in wan\n"
		" see: ip link show up has wan0; cordon config show has lan "
		"and wan\n"
		" try: add \"wan0\" to lan in cordon.conf, or remove lan to "
		"cover every interface; then cordon reload\n",
		"one in neither");
	f.config.lan = lan;
	facts_unmade(&f);
}

static void test_bridges(void)
{
	struct gateway_port ports[] = { { "br0", true } };
	struct gateway g = {
		.ports = ports, .n = 1, .bridge4 = 1, .bridge6 = 1,
	};
	struct facts f;

	facts_made(&f, NULL);
	is_text(interfaces(&f, &g), "ok: every interface is covered, in both "
		"directions\n", "a bridge that hands up");
	g.bridge6 = 0;
	ok(strstr(interfaces(&f, &g), "the ports of bridge br0 is not seen "
		  "over IPv6\n see: net.bridge.bridge-nf-call-iptables = 1, "
		  "net.bridge.bridge-nf-call-ip6tables = 0\n"),
	   "but IPv6");
	g.bridge4 = 0;
	g.bridge6 = 1;
	ok(strstr(interfaces(&f, &g), "is not seen over IPv4\n"),
	   "but IPv4");
	g.bridge4 = g.bridge6 = -1;
	ok(strstr(interfaces(&f, &g), "is not seen\n see: br_netfilter is not "
		  "loaded: there is no /proc/sys/net/bridge\n"),
	   "but nothing");
	facts_unmade(&f);
}

int main(void)
{
	test_forwarding();
	test_other_way();
	test_covered();
	test_bridges();
	return done_testing();
}
