/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's check of connection tracking. */

#include <limits.h>
#include <stdio.h>

#include "ruleset/table/chain.h"
#include "tools/doctor/conntrack.h"

/* What our rules take for granted. That a connection waits for its beginning
 * they see by the time it has left (CHAIN_OPENING_SECONDS); in strict mode they
 * leave it to the kernel which packets a server would throw away. */
static const struct {
	const char *name;	/* below net.netfilter */
	long least, most, good;
	bool strict;		/* only that mode needs it */
	const char *what;
} settings[CONNTRACK_SETTINGS] = {
	[CONNTRACK_SYN_SENT] = {
		"nf_conntrack_tcp_timeout_syn_sent",
		0, CHAIN_OPENING_SECONDS, CHAIN_OPENING_SECONDS, false,
		"a connection between the ports of one before is taken for "
		"that, and may pass without being judged" },
	[CONNTRACK_SYN_RECV] = {
		"nf_conntrack_tcp_timeout_syn_recv",
		0, CHAIN_OPENING_SECONDS, 60, false,
		"a connection between the ports of one before is taken for "
		"that, and may pass without being judged" },
	[CONNTRACK_ESTABLISHED] = {
		"nf_conntrack_tcp_timeout_established",
		CHAIN_OPENING_SECONDS + 1, LONG_MAX, 432000, false,
		"open connections are taken for new ones at each SYN, a forged "
		"one too" },
	[CONNTRACK_LIBERAL] = {
		"nf_conntrack_tcp_be_liberal", 0, 0, 0, true,
		"packets outside the window count as valid: strict mode needs "
		"them not to" },
	[CONNTRACK_NO_WINDOW] = {
		"nf_conntrack_tcp_no_window_check", 0, 0, 0, true,
		"packets outside the window count as valid: strict mode needs "
		"them not to" },
	[CONNTRACK_CHECKSUM] = {
		"nf_conntrack_checksum", 1, 1, 1, true,
		"packets with a wrong checksum count as valid: strict mode "
		"needs them not to" },
};

static void judge_setting(struct diagnosis *d, const struct facts *f,
			  enum conntrack_setting which, long value)
{
	const char *name = settings[which].name;
	char fix[120];

	if (value < 0 || (settings[which].strict && !f->config.strict) ||
	    (value >= settings[which].least && value <= settings[which].most))
		return;
	snprintf(fix, sizeof(fix), "sysctl -w net.netfilter.%s=%ld", name,
		 settings[which].good);
	diagnosis_add(d, LEVEL_WARN, fix, "by %s = %ld %s", name, value,
		      settings[which].what);
	diagnosis_evidence(d, "net.netfilter.%s = %ld", name, value);
}

static void judge_room(struct diagnosis *d, const struct conntrack *c)
{
	char fix[80];

	if (c->tracked < 0 || c->most <= 0) {
		diagnosis_add(d, LEVEL_SKIP, NULL, "how many connections are "
			      "tracked cannot be read");
		return;
	}
	snprintf(fix, sizeof(fix), "sysctl -w net.netfilter.nf_conntrack_max="
		 "%ld", 2 * c->most);
	if (c->tracked * 10 > c->most * 8)
		diagnosis_add(d, LEVEL_WARN, fix, "connection tracking is "
			      "%ld %% full: when it is, new connections fail",
			      100 * c->tracked / c->most);
	else
		diagnosis_add(d, LEVEL_OK, NULL, "%ld of %ld connections "
			      "tracked", c->tracked, c->most);
	diagnosis_evidence(d, "net.netfilter.nf_conntrack_count = %ld, "
			   "net.netfilter.nf_conntrack_max = %ld", c->tracked,
			   c->most);
}

void doctor_conntrack_judge(struct diagnosis *d, const struct facts *f,
			    const struct conntrack *c)
{
	for (int i = 0; i < CONNTRACK_SETTINGS; i++)
		judge_setting(d, f, (enum conntrack_setting)i, c->settings[i]);
	judge_room(d, c);
}

static long ask(const char *name)
{
	char path[80];

	snprintf(path, sizeof(path), "net/netfilter/%s", name);
	return facts_sysctl(path);
}

void doctor_conntrack_check(struct diagnosis *d, struct facts *f)
{
	struct conntrack c = {
		.tracked = ask("nf_conntrack_count"),
		.most = ask("nf_conntrack_max"),
	};

	for (int i = 0; i < CONNTRACK_SETTINGS; i++)
		c.settings[i] = ask(settings[i].name);
	doctor_conntrack_judge(d, f, &c);
}
