/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on other tools' chains. */

#include <stdlib.h>
#include <string.h>

#include <linux/netfilter.h>

#include "ruleset/table/wanted.h"
#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/chains.h"

enum { BEFORE = TABLE_SCREEN_PRIORITY - 1, AFTER = TABLE_COMMIT_PRIORITY + 1,
       BETWEEN = TABLE_SCREEN_PRIORITY + 1 };

static const char *inet = "inet";

static const char *judge(struct hook_chain *chains, size_t n,
			 struct other_rule *rules, size_t nrules)
{
	struct hook_chains all = {
		.chains = chains, .n = n, .rules = { rules, nrules, 0 },
	};
	static struct diagnosis d;
	struct facts f;

	facts_made(&f, NULL);
	f.config.queue_base = 100;
	f.config.workers = 1;
	doctor_chains_judge(&d, &f, &all);
	facts_unmade(&f);
	return diagnosed(&d);
}

static struct hook_chain chain(const char *table, const char *name,
			       uint32_t hook, int priority)
{
	struct hook_chain c = {
		.family = inet, .hook = hook, .priority = priority,
		.base = true,
	};

	strncpy(c.table, table, sizeof(c.table) - 1);
	strncpy(c.name, name, sizeof(c.name) - 1);
	return c;
}

static struct other_rule rule(const char *table, const char *name,
			      enum other_does does, const char *to)
{
	struct other_rule r = { .family = inet, .does = does, .handle = 7 };

	strncpy(r.table, table, sizeof(r.table) - 1);
	strncpy(r.chain, name, sizeof(r.chain) - 1);
	strncpy(r.to, to, sizeof(r.to) - 1);
	return r;
}

static void test_priorities(void)
{
	struct hook_chain c = chain("fw", "c", NF_INET_FORWARD, AFTER);
	const char *said = judge(&c, 0, NULL, 0);

	ok(strstr(said, "others: none\n"), "none");
	said = judge(&c, 1, NULL, 0);
	ok(!strstr(said, "warn") && !strstr(said, "note") &&
	   strstr(said, "others: inet fw c (forward "), "one behind ours");
	c.priority = BETWEEN;
	ok(strstr(judge(&c, 1, NULL, 0), "has a priority between ours"),
	   "one between ours");
	c.priority = TABLE_SCREEN_PRIORITY;
	ok(strstr(judge(&c, 1, NULL, 0), "has a priority between ours"),
	   "one beside the first of ours");
	c.priority = TABLE_COMMIT_PRIORITY;
	ok(strstr(judge(&c, 1, NULL, 0), "has a priority between ours"),
	   "one beside the last of ours");
	c.priority = BEFORE;
	ok(strncmp(judge(&c, 1, NULL, 0), "note: chain c of table inet fw "
		   "(forward ", 40) == 0, "one before ours");
	c.hook = NF_INET_LOCAL_IN;
	ok(!strstr(judge(&c, 1, NULL, 0), "fw"), "one at another hook");
	c.hook = NF_INET_LOCAL_OUT;
	ok(strstr(judge(&c, 1, NULL, 0), "(output "), "one of what goes out");
	c.base = false;
	ok(!strstr(judge(&c, 1, NULL, 0), "fw"), "one at no hook");
}

static void test_drops(void)
{
	struct hook_chain c = chain("fw", "c", NF_INET_FORWARD, BEFORE);
	struct other_rule rules[] = {
		rule("fw", "c", OTHER_JUMPS, "d"),
		rule("fw", "d", OTHER_JUMPS, "c"),
		rule("fw", "d", OTHER_DROPS, ""),
		rule("fw", "e", OTHER_DROPS, ""),
	};

	ok(strstr(judge(&c, 1, rules, 4), "warn: chain c of table inet fw"),
	   "a rule it jumps to");
	ok(strstr(judge(&c, 1, rules, 4), "and drops in chain d: what it "
		  "drops, cordon neither sees nor logs"), ", by its place");
	ok(!strstr(judge(&c, 1, rules, 2), "warn"), "none, in a circle");
	c.drops = true;
	ok(strstr(judge(&c, 1, rules, 2), "and drops by policy"),
	   "by policy");
}

static void test_owners(void)
{
	struct hook_chain c[] = {
		chain("filter", "FORWARD", NF_INET_FORWARD, AFTER),
		chain("filter", "DOCKER-USER", 0, 0),
	};

	c[1].base = false;
	ok(strncmp(judge(c, 2, NULL, 0), "ok: Docker's chain FORWARD", 26) ==
	   0, "Docker's, by another chain of the table");
	strncpy(c[1].table, "other", sizeof(c[1].table) - 1);
	ok(!strstr(judge(c, 2, NULL, 0), "Docker"), "not by another table");
	strncpy(c[0].table, "firewalld", sizeof(c[0].table) - 1);
	ok(strstr(judge(c, 1, NULL, 0), "firewalld's chain"),
	   "by the table's name");
}

static void test_queues(void)
{
	struct hook_chain c = chain("fw", "c", NF_INET_FORWARD, AFTER);
	struct other_rule r = rule("fw", "c", OTHER_QUEUES, "");

	r.first = 103;
	r.queues = 1;
	ok(strstr(judge(&c, 1, &r, 1), "FAIL: a rule of chain c, table inet "
		  "fw, sends packets to a queue that is cordond's by "
		  "number\n see: nft -a list chain inet fw c: handle 7\n"
		  " try: nft delete rule inet fw c handle 7\n"),
	   "the last of ours");
	r.first = 99;
	r.queues = 2;
	ok(strstr(judge(&c, 1, &r, 1), "FAIL"), "the first of ours");
	r.queues = 1;
	ok(!strstr(judge(&c, 1, &r, 1), "queue"), "one below, behind ours");
	r.first = 104;
	ok(!strstr(judge(&c, 1, &r, 1), "queue"), "one above, behind ours");
	c.priority = BEFORE;
	ok(strstr(judge(&c, 1, &r, 1), "note: a rule of chain c, table inet "
		  "fw, sends packets to another program's queue first"),
	   "another program's, before ours");
}

static void test_untracked(void)
{
	struct hook_chain c = chain("raw", "c", NF_INET_PRE_ROUTING, -300);
	struct other_rule r = rule("raw", "c", OTHER_UNTRACKS, "");

	ok(strstr(judge(&c, 1, &r, 1), "warn: a rule of chain c, table inet "
		  "raw, takes packets out of connection tracking: each is "
		  "judged alone, so a name that is divided between two is not "
		  "seen, and no connection is remembered as blocked\n"),
	   "where it counts");
	c.hook = NF_INET_FORWARD;
	ok(!strstr(judge(&c, 1, &r, 1), "tracking"), "where it is too late");
}

static void test_nat(void)
{
	struct hook_chain c = chain("nat", "OUTPUT", NF_INET_LOCAL_OUT, -100);
	struct other_rule r = rule("nat", "OUTPUT", OTHER_DROPS, "");

	c.family = r.family = "ip";
	c.translates = true;
	is_text(judge(&c, 1, NULL, 0), "ok: chain OUTPUT of table ip nat "
		"(output -100) translates addresses before ours, as it should: "
		"ours see where a connection leads to\n"
		" see: nft list chain ip nat OUTPUT: hook output priority "
		"-100\nok: ours run at -20 and -10; others: ip nat OUTPUT "
		"(output -100)\n", "it is where it belongs");
	ok(strstr(judge(&c, 1, &r, 1), "warn: chain OUTPUT of table ip nat"),
	   "but it should not drop");
	ok(strstr(judge(&c, 1, &r, 1), " try: iptables -t nat -S OUTPUT; write "
		  "the rules that drop or mark to the chain OUTPUT of table "
		  "filter"), ", which the table filter is for");
	c.priority = BETWEEN;
	strncpy(c.table, "mine", sizeof(c.table) - 1);
	ok(strstr(judge(&c, 1, NULL, 0), "write it with \"priority dstnat\" "
		  "(-100) for that chain"), "nor be between ours");
}

static void test_iptables(void)
{
	struct hook_chain c = chain("mangle", "FORWARD", NF_INET_FORWARD, -150);

	c.family = "ip6";
	ok(strstr(judge(&c, 1, NULL, 0), " try: ip6tables -t mangle -S "
		  "FORWARD; write the rules"), "its priority is fixed");
	c.family = "inet";
	ok(strstr(judge(&c, 1, NULL, 0), "write it with \"priority filter\" "
		  "(0) or more"), "a table of another family is not its own");
}

static void test_maps(void)
{
	struct hook_chain c = chain("fw", "c", NF_INET_FORWARD, BEFORE);
	struct other_rule rules[] = {
		rule("fw", "c", OTHER_MAPS, ""),
		rule("fw", "far", OTHER_DROPS, ""),
	};

	ok(strstr(judge(&c, 1, rules, 2), "and drops in chain far"),
	   "a map may lead to any chain of the table");
	strncpy(rules[1].table, "other", sizeof(rules[1].table) - 1);
	ok(!strstr(judge(&c, 1, rules, 2), "drops in"),
	   "but to none of another");
}

int main(void)
{
	test_priorities();
	test_drops();
	test_owners();
	test_queues();
	test_untracked();
	test_nat();
	test_iptables();
	test_maps();
	return done_testing();
}
