/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on connection tracking. */

#include <string.h>

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/conntrack.h"

static struct diagnosis d;

/* As a Linux of now has it. */
static struct conntrack usual(void)
{
	return (struct conntrack) {
		.tracked = 80, .most = 100,
		.settings = {
			[CONNTRACK_SYN_SENT] = 120, [CONNTRACK_SYN_RECV] = 60,
			[CONNTRACK_ESTABLISHED] = 432000,
			[CONNTRACK_NO_WINDOW] = -1, [CONNTRACK_CHECKSUM] = 1,
		},
	};
}

static const char *judge(struct conntrack c, bool strict)
{
	static struct facts f;

	facts_unmade(&f);
	facts_made(&f, NULL);
	f.config.strict = strict;
	doctor_conntrack_judge(&d, &f, &c);
	return diagnosed(&d);
}

static void test_room(void)
{
	struct conntrack c = usual();

	is_text(judge(c, false), "ok: 80 of 100 connections tracked\n"
		" see: net.netfilter.nf_conntrack_count = 80, "
		"net.netfilter.nf_conntrack_max = 100\n", "room");
	ok(!strstr(judge(c, true), "warn"), ", in strict mode too");
	c.tracked = 81;
	is_text(judge(c, false), "warn: connection tracking is 81 % full: "
		"when it is, new connections fail\n"
		" see: net.netfilter.nf_conntrack_count = 81, "
		"net.netfilter.nf_conntrack_max = 100\n"
		" try: sysctl -w net.netfilter.nf_conntrack_max=200\n",
		"little room");
	c.tracked = -1;
	is_text(judge(c, false), "skip: how many connections are tracked "
		"cannot be read\n", "unknown");
}

/* The setting is told of with this value, and how to mend it. */
static void is_told(enum conntrack_setting which, long value, bool strict,
		    const char *fix)
{
	struct conntrack c = usual();
	const char *said;

	c.settings[which] = value;
	said = judge(c, strict);
	ok(strncmp(said, "warn: by nf_conntrack_", 22) == 0 &&
	   strstr(said, fix), "told: setting %d, %ld", (int)which, value);
}

static void is_fine(enum conntrack_setting which, long value, bool strict)
{
	struct conntrack c = usual();

	c.settings[which] = value;
	ok(!strstr(judge(c, strict), "warn"), "not told: setting %d, %ld",
	   (int)which, value);
}

static void test_settings(void)
{
	is_told(CONNTRACK_SYN_SENT, 121, false, "\n try: sysctl -w "
		"net.netfilter.nf_conntrack_tcp_timeout_syn_sent=120\n");
	is_fine(CONNTRACK_SYN_SENT, 5, false);
	is_told(CONNTRACK_SYN_RECV, 121, false, "\n try: sysctl -w "
		"net.netfilter.nf_conntrack_tcp_timeout_syn_recv=60\n");
	is_told(CONNTRACK_ESTABLISHED, 120, false, "\n try: sysctl -w "
		"net.netfilter.nf_conntrack_tcp_timeout_established=432000\n");
	is_fine(CONNTRACK_ESTABLISHED, 121, false);
	is_told(CONNTRACK_LIBERAL, 1, true, "strict mode needs them not to\n"
		" see: net.netfilter.nf_conntrack_tcp_be_liberal = 1\n");
	is_fine(CONNTRACK_LIBERAL, 1, false);
	is_told(CONNTRACK_NO_WINDOW, 1, true, "\n try: sysctl -w "
		"net.netfilter.nf_conntrack_tcp_no_window_check=0\n");
	is_told(CONNTRACK_CHECKSUM, 0, true, "\n try: sysctl -w "
		"net.netfilter.nf_conntrack_checksum=1\n");
	is_fine(CONNTRACK_CHECKSUM, 0, false);
	is_fine(CONNTRACK_SYN_SENT, -1, true);
}

int main(void)
{
	test_room();
	test_settings();
	return done_testing();
}
