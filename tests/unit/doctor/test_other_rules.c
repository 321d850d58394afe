/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What rules of other tables do, by the messages that the kernel tells them
 * in. */

#include <arpa/inet.h>
#include <endian.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>

#include "tests/unit/tap.h"
#include "tools/doctor/other_rules.h"

static char message[2048] __attribute__((aligned(NLMSG_ALIGNTO)));
static struct nlmsghdr *rule;
static struct nlattr *expressions, *element, *data;

/* --- writing rules ---------------------------------------------------- */

static void begin(uint8_t family, const char *table, const char *chain)
{
	struct nfgenmsg *nfg;

	memset(message, 0, sizeof(message));
	rule = mnl_nlmsg_put_header(message);
	rule->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE;
	nfg = mnl_nlmsg_put_extra_header(rule, sizeof(*nfg));
	nfg->nfgen_family = family;
	mnl_attr_put_strz(rule, NFTA_RULE_TABLE, table);
	mnl_attr_put_strz(rule, NFTA_RULE_CHAIN, chain);
	mnl_attr_put_u64(rule, NFTA_RULE_HANDLE, htobe64(7));
	expressions = mnl_attr_nest_start(rule, NFTA_RULE_EXPRESSIONS);
}

static void open_expression(const char *name)
{
	element = mnl_attr_nest_start(rule, NFTA_LIST_ELEM);
	mnl_attr_put_strz(rule, NFTA_EXPR_NAME, name);
	data = mnl_attr_nest_start(rule, NFTA_EXPR_DATA);
}

static void close_expression(void)
{
	mnl_attr_nest_end(rule, data);
	mnl_attr_nest_end(rule, element);
}

static void put_verdict(int32_t code, const char *chain)
{
	struct nlattr *value, *verdict;

	open_expression("immediate");
	value = mnl_attr_nest_start(rule, NFTA_IMMEDIATE_DATA);
	verdict = mnl_attr_nest_start(rule, NFTA_DATA_VERDICT);
	mnl_attr_put_u32(rule, NFTA_VERDICT_CODE, htonl((uint32_t)code));
	if (chain)
		mnl_attr_put_strz(rule, NFTA_VERDICT_CHAIN, chain);
	mnl_attr_nest_end(rule, verdict);
	mnl_attr_nest_end(rule, value);
	close_expression();
}

static void put_target(const char *name, uint32_t revision, const void *info,
		       size_t len)
{
	open_expression("target");
	mnl_attr_put_strz(rule, NFTA_TARGET_NAME, name);
	mnl_attr_put_u32(rule, NFTA_TARGET_REV, htonl(revision));
	if (info)
		mnl_attr_put(rule, NFTA_TARGET_INFO, len, info);
	close_expression();
}

/* --- reading them ------------------------------------------------------ */

static struct other_rules all;

/* Of a rule of table inet fw, chain c, with what `put` writes. */
static void take(void put(void))
{
	other_rules_done(&all);
	begin(NFPROTO_INET, "fw", "c");
	put();
	mnl_attr_nest_end(rule, expressions);
	other_rules_take(&all, rule);
}

static bool does(enum other_does what)
{
	return all.n == 1 && all.rules[0].does == what;
}

static void drop(void) { put_verdict(NF_DROP, NULL); }
static void accept_all(void) { put_verdict(NF_ACCEPT, NULL); }
static void jump(void) { put_verdict(NFT_JUMP, "deep"); }
static void go(void) { put_verdict(NFT_GOTO, "deep"); }
static void reject(void) { open_expression("reject"); close_expression(); }
static void notrack(void) { open_expression("notrack"); close_expression(); }

static void test_verdicts(void)
{
	take(drop);
	ok(does(OTHER_DROPS), "drop");
	ok(strcmp(all.rules[0].table, "fw") == 0 &&
	   strcmp(all.rules[0].chain, "c") == 0 && all.rules[0].handle == 7 &&
	   strcmp(all.rules[0].family, "inet") == 0, ", and where it stands");
	take(accept_all);
	is_number(all.n, 0, "accept does nothing that matters");
	take(jump);
	ok(does(OTHER_JUMPS) && strcmp(all.rules[0].to, "deep") == 0, "jump");
	take(go);
	ok(does(OTHER_JUMPS), "goto");
	take(reject);
	ok(does(OTHER_DROPS), "reject");
	take(notrack);
	ok(does(OTHER_UNTRACKS), "notrack");
}

static void target_drop(void) { put_target("DROP", 0, NULL, 0); }
static void target_reject(void) { put_target("REJECT", 0, "\0\0\0\0", 4); }
static void target_notrack(void) { put_target("NOTRACK", 0, NULL, 0); }
static void target_log(void) { put_target("LOG", 0, "\1\1\1\1", 4); }

static uint16_t flags[12];	/* of CT: first of all */

static void target_ct(void) { put_target("CT", 1, flags, sizeof(flags)); }
static void target_ct_short(void) { put_target("CT", 1, "\1", 1); }
static void target_ct_bare(void) { put_target("CT", 1, NULL, 0); }

static void test_targets(void)
{
	take(target_drop);
	ok(does(OTHER_DROPS), "iptables' DROP");
	take(target_reject);
	ok(does(OTHER_DROPS), "its REJECT");
	take(target_notrack);
	ok(does(OTHER_UNTRACKS), "its NOTRACK of old");
	flags[0] = 1;
	take(target_ct);
	ok(does(OTHER_UNTRACKS), "its CT --notrack");
	flags[0] = 2;
	take(target_ct);
	is_number(all.n, 0, "CT with other flags");
	flags[0] = 0;
	flags[1] = 1;
	take(target_ct);
	is_number(all.n, 0, "CT of a zone");
	take(target_ct_short);
	is_number(all.n, 0, "half of its flags");
	take(target_ct_bare);
	is_number(all.n, 0, "none of them");
	take(target_log);
	is_number(all.n, 0, "LOG");
}

static const uint16_t queues[2] = { 99, 3 };	/* in the machine's order */
static uint32_t revision;

static void target_queue(void)
{
	put_target("NFQUEUE", revision, queues, revision ? 4 : 2);
}

static void target_queue_bare(void) { put_target("NFQUEUE", 3, NULL, 0); }

static void queue(void)
{
	open_expression("queue");
	mnl_attr_put_u16(rule, NFTA_QUEUE_NUM, htons(99));
	mnl_attr_put_u16(rule, NFTA_QUEUE_TOTAL, htons(3));
	close_expression();
}

static void queue_bare(void) { open_expression("queue"); close_expression(); }

static bool queues_are(uint16_t first, uint16_t n)
{
	return does(OTHER_QUEUES) && all.rules[0].first == first &&
	       all.rules[0].queues == n;
}

static void test_queues(void)
{
	take(queue);
	ok(queues_are(99, 3), "queue num 99-101");
	take(queue_bare);
	ok(queues_are(0, 1), "queue without a number");
	revision = 0;
	take(target_queue);
	ok(queues_are(99, 1), "iptables' NFQUEUE of one");
	revision = 3;
	take(target_queue);
	ok(queues_are(99, 3), "and of many");
	take(target_queue_bare);
	is_number(all.n, 0, "one that does not say of which");
}

static uint32_t to;	/* the register of a lookup */

static void lookup(void)
{
	open_expression("lookup");
	mnl_attr_put_u32(rule, NFTA_LOOKUP_DREG, htonl(to));
	close_expression();
}

static void lookup_set(void) { open_expression("lookup"); close_expression(); }

static void test_maps(void)
{
	to = NFT_REG_VERDICT;
	take(lookup);
	ok(does(OTHER_MAPS), "a map of verdicts");
	to = NFT_REG_1;
	take(lookup);
	is_number(all.n, 0, "a map of anything else");
	take(lookup_set);
	is_number(all.n, 0, "a set");
}

static void both(void)
{
	notrack();
	drop();
}

static size_t taken_of(uint8_t family, const char *table)
{
	other_rules_done(&all);
	begin(family, table, "c");
	drop();
	mnl_attr_nest_end(rule, expressions);
	other_rules_take(&all, rule);
	return all.n;
}

static void test_rules(void)
{
	take(both);
	ok(all.n == 2 && all.rules[0].does == OTHER_UNTRACKS &&
	   all.rules[1].does == OTHER_DROPS, "a rule that does two things");
	is_number(taken_of(NFPROTO_IPV6, "filter"), 1, "of another family");
	is_number(taken_of(NFPROTO_BRIDGE, "filter"), 0,
		  "of one that has not our hooks");
	is_number(taken_of(NFPROTO_INET, "cordon"), 0, "of our own table");
	is_number(taken_of(NFPROTO_INET, "cordon-guard"), 0, "of the guard's");
	other_rules_done(&all);
	begin(NFPROTO_INET, "fw", "c");
	rule->nlmsg_len = (uint32_t)((char *)expressions - message);
	other_rules_take(&all, rule);
	is_number(all.n, 0, "a rule without expressions");
}

int main(void)
{
	test_verdicts();
	test_targets();
	test_queues();
	test_maps();
	test_rules();
	other_rules_done(&all);
	return done_testing();
}
