/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's check of other tools' chains. */

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/buffer.h"
#include "ruleset/table/guardtable.h"
#include "ruleset/table/wanted.h"
#include "tools/doctor/chains.h"

/* --- judging ---------------------------------------------------------- */

static const char *hook_name(uint32_t hook)
{
	static const char *const names[] = {
		[NF_INET_PRE_ROUTING] = "prerouting",
		[NF_INET_LOCAL_IN] = "input",
		[NF_INET_FORWARD] = "forward",
		[NF_INET_LOCAL_OUT] = "output",
		[NF_INET_POST_ROUTING] = "postrouting",
	};

	return hook < ARRAY_SIZE(names) ? names[hook] : "?";
}

/* Firewalls that are known by how they name their chains. */
static const struct {
	const char *title, *table, *prefix;	/* "": any */
} firewalls[] = {
	{ "firewalld", "firewalld", "" },
	{ "Docker", "", "DOCKER" },
	{ "Docker", "docker-bridges", "" },
	{ "ufw", "", "ufw-" },
	{ "ufw", "", "ufw6-" },
};

static bool belongs(const struct hook_chain *c, size_t firewall)
{
	const char *table = firewalls[firewall].table;
	const char *prefix = firewalls[firewall].prefix;

	return (!*table || strcmp(c->table, table) == 0) &&
	       strncmp(c->name, prefix, strlen(prefix)) == 0;
}

static bool same_table(const struct hook_chain *a, const struct hook_chain *b)
{
	return a->family == b->family && strcmp(a->table, b->table) == 0;
}

/* Whose is a base chain? Its own table's other chains tell. */
static const char *owner_of(const struct hook_chains *all,
			    const struct hook_chain *base)
{
	for (size_t f = 0; f < ARRAY_SIZE(firewalls); f++)
		for (size_t i = 0; i < all->n; i++)
			if (same_table(&all->chains[i], base) &&
			    belongs(&all->chains[i], f))
				return firewalls[f].title;
	return NULL;
}

static bool is_beside_ours(const struct hook_chain *c)
{
	return c->base && (c->hook == NF_INET_FORWARD ||
			   c->hook == NF_INET_LOCAL_OUT);
}

static const struct other_rule *rule_of(struct hook_chains *all,
					const struct hook_chain *c,
					enum other_does does)
{
	return other_rules_find(&all->rules, c->family, c->table, c->name,
				does);
}

/* The command that takes a rule away, and where it stands. */
static void find_rule(struct diagnosis *d, enum level level,
		      const struct other_rule *r, const char *what)
{
	char fix[300];

	snprintf(fix, sizeof(fix), "nft delete rule %s %s %s handle %llu",
		 r->family, r->table, r->chain,
		 (unsigned long long)r->handle);
	diagnosis_add(d, level, fix, "a rule of chain %s, table %s %s, %s",
		      r->chain, r->family, r->table, what);
	diagnosis_evidence(d, "nft -a list chain %s %s %s: handle %llu",
			   r->family, r->table, r->chain,
			   (unsigned long long)r->handle);
}

/* iptables makes those of its tables itself, with priorities of its own. */
static bool is_iptables(const struct hook_chain *c)
{
	static const char *const tables[] = {
		"raw", "mangle", "nat", "filter", "security",
	};

	if (strcmp(c->family, "inet") == 0 ||
	    (strcmp(c->name, "FORWARD") != 0 && strcmp(c->name, "OUTPUT") != 0))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		if (strcmp(c->table, tables[i]) == 0)
			return true;
	return false;
}

/* What makes a chain run behind ours: its priority, where its author may
 * choose it. */
static void say_move(char *fix, size_t size, const struct hook_chain *c)
{
	if (is_iptables(c))
		snprintf(fix, size, "%s -t %s -S %s; write the rules that "
			 "drop or mark to the chain %s of table filter, with "
			 "-t filter", strcmp(c->family, "ip6") == 0 ?
			 "ip6tables" : "iptables", c->table, c->name, c->name);
	else
		snprintf(fix, size, "nft list table %s %s; write it with "
			 "\"priority %s for that chain, and load that",
			 c->family, c->table, c->translates ?
			 "dstnat\" (-100)" : "filter\" (0) or more");
}

/* For the first packet of a connection, and where the kernel has it: no harm.
 * It hands on the address that the connection then has to ours. */
static bool only_translates(struct hook_chains *all,
			    const struct hook_chain *c)
{
	return c->translates && !c->drops &&
	       c->priority < TABLE_SCREEN_PRIORITY &&
	       !rule_of(all, c, OTHER_DROPS);
}

static void find_before(struct diagnosis *d, struct hook_chains *all,
			const struct hook_chain *c, const char *what,
			const char *fix)
{
	const struct other_rule *r = rule_of(all, c, OTHER_DROPS);
	char drops[200] = "";

	if (c->drops)
		snprintf(drops, sizeof(drops), " and drops by policy");
	else if (r)
		snprintf(drops, sizeof(drops), " and drops in chain %s",
			 r->chain);
	diagnosis_add(d, *drops ? LEVEL_WARN : LEVEL_NOTE, fix, "%s runs "
		      "before ours at %d%s: what it drops, cordon neither "
		      "sees nor logs; an accept in it overrides nothing", what,
		      TABLE_SCREEN_PRIORITY, drops);
	if (!c->drops && r)
		diagnosis_evidence(d, "nft -a list chain %s %s %s: handle "
				   "%llu drops", r->family, r->table, r->chain,
				   (unsigned long long)r->handle);
}

/* What runs between deciding and committing may change the mark in which the
 * verdict travels; what runs before may drop what ours would tell of. An
 * accept is no harm on either side: each base chain is asked by itself. */
static void judge_chain(struct diagnosis *d, struct hook_chains *all,
			const struct hook_chain *c)
{
	const char *owner = owner_of(all, c);
	char what[256], fix[512];

	say_move(fix, sizeof(fix), c);
	snprintf(what, sizeof(what), "%s%schain %s of table %s %s (%s %d)",
		 owner ? owner : "", owner ? "'s " : "", c->name, c->family,
		 c->table, hook_name(c->hook), c->priority);
	if (only_translates(all, c))
		diagnosis_add(d, LEVEL_OK, NULL, "%s translates addresses "
			      "before ours, as it should: ours see where a "
			      "connection leads to", what);
	else if (c->priority >= TABLE_SCREEN_PRIORITY &&
		 c->priority <= TABLE_COMMIT_PRIORITY)
		diagnosis_add(d, LEVEL_WARN, fix, "%s has a priority between "
			      "ours (%d and %d): a mark it sets can undo a "
			      "verdict", what, TABLE_SCREEN_PRIORITY,
			      TABLE_COMMIT_PRIORITY);
	else if (c->priority < TABLE_SCREEN_PRIORITY)
		find_before(d, all, c, what, fix);
	else if (owner)
		diagnosis_add(d, LEVEL_OK, NULL, "%s runs after ours at %d: "
			      "an accept in it does not override a block",
			      what, TABLE_COMMIT_PRIORITY);
	else
		return;
	if (!d->findings[d->n - 1].evidence)
		diagnosis_evidence(d, "nft list chain %s %s %s: hook %s "
				   "priority %d", c->family, c->table, c->name,
				   hook_name(c->hook), c->priority);
}

/* What is not tracked has no connection: ours judge each packet by itself. A
 * queue that is ours by number takes what is not meant for it. */
static void judge_rules(struct diagnosis *d, const struct facts *f,
			struct hook_chains *all, const struct hook_chain *c)
{
	const struct other_rule *r = rule_of(all, c, OTHER_UNTRACKS);
	struct queues ours = facts_queues(f);

	if (r && c->hook != NF_INET_FORWARD) {
		find_rule(d, LEVEL_WARN, r, "takes packets out of connection "
			  "tracking: each is judged alone, so a name that is "
			  "divided between two is not seen, and no connection "
			  "is remembered as blocked");
		return;
	}
	r = rule_of(all, c, OTHER_QUEUES);
	if (r && r->first < queues_end(&ours) &&
	    r->first + r->queues > ours.first)
		find_rule(d, LEVEL_FAIL, r, "sends packets to a queue that "
			  "is cordond's by number");
	else if (r && is_beside_ours(c) &&
		 c->priority <= TABLE_COMMIT_PRIORITY)
		find_rule(d, LEVEL_NOTE, r, "sends packets to another "
			  "program's queue first: what that drops, cordon "
			  "neither sees nor logs");
}

void doctor_chains_judge(struct diagnosis *d, const struct facts *f,
			 struct hook_chains *all)
{
	struct buffer order = { 0 };

	for (size_t i = 0; i < all->n; i++) {
		const struct hook_chain *c = &all->chains[i];

		if (c->base)
			judge_rules(d, f, all, c);
		if (!is_beside_ours(c))
			continue;
		buffer_printf(&order, "%s%s %s %s (%s %d)",
			      order.len ? ", " : "", c->family, c->table,
			      c->name, hook_name(c->hook), c->priority);
		judge_chain(d, all, c);
	}
	diagnosis_add(d, LEVEL_OK, NULL, "ours run at %d and %d; others: %s",
		      TABLE_SCREEN_PRIORITY, TABLE_COMMIT_PRIORITY,
		      order.len ? order.p : "none");
	buffer_done(&order);
}

/* --- asking ----------------------------------------------------------- */

static int take_hook(const struct nlattr *attr, void *arg)
{
	struct hook_chain *c = arg;

	if (mnl_attr_get_type(attr) == NFTA_HOOK_HOOKNUM)
		c->hook = ntohl(mnl_attr_get_u32(attr));
	else if (mnl_attr_get_type(attr) == NFTA_HOOK_PRIORITY)
		c->priority = (int32_t)ntohl(mnl_attr_get_u32(attr));
	return MNL_CB_OK;
}

static int take_chain(const struct nlmsghdr *nlh, void *arg)
{
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	struct hook_chains *all = arg;
	struct hook_chain c = { .family = facts_family(nfg->nfgen_family) };
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(*nfg)) {
		switch (mnl_attr_get_type(attr)) {
		case NFTA_CHAIN_TABLE:
			snprintf(c.table, sizeof(c.table), "%s",
				 mnl_attr_get_str(attr));
			break;
		case NFTA_CHAIN_NAME:
			snprintf(c.name, sizeof(c.name), "%s",
				 mnl_attr_get_str(attr));
			break;
		case NFTA_CHAIN_HOOK:
			c.base = true;
			mnl_attr_parse_nested(attr, take_hook, &c);
			break;
		case NFTA_CHAIN_TYPE:
			c.translates = strcmp(mnl_attr_get_str(attr),
					      "nat") == 0;
			break;
		case NFTA_CHAIN_POLICY:
			c.drops = ntohl(mnl_attr_get_u32(attr)) == NF_DROP;
			break;
		}
	}
	if (!c.family || strcmp(c.table, TABLE_NAME) == 0 ||
	    strcmp(c.table, GUARDTABLE_NAME) == 0)
		return MNL_CB_OK;
	all->chains = xgrow(all->chains, all->n, sizeof(c));
	all->chains[all->n++] = c;
	return MNL_CB_OK;
}

void doctor_chains_check(struct diagnosis *d, struct facts *f)
{
	struct hook_chains all = { .n = 0 };
	int ret;

	if (!f->has_netlink)
		return;
	ret = netlink_dump(&f->netlink, NFT_MSG_GETCHAIN, NULL, take_chain,
			   &all);
	if (ret == 0)
		ret = other_rules_read(&all.rules, &f->netlink);
	if (ret < 0)
		diagnosis_add(d, LEVEL_SKIP, NULL, "other tools' chains and "
			      "rules cannot be listed: %s", strerror(-ret));
	else
		doctor_chains_judge(d, f, &all);
	other_rules_done(&all.rules);
	free(all.chains);
}
