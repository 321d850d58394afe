/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What rules of other tables do that matters here (nf_tables.h). */

#include <arpa/inet.h>
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/xt_CT.h>

#include "lib/alloc.h"
#include "ruleset/table/guardtable.h"
#include "ruleset/table/wanted.h"
#include "tools/doctor/facts.h"
#include "tools/doctor/other_rules.h"

static void add(struct other_rules *all, const struct other_rule *of,
		enum other_does does)
{
	all->rules = xgrow(all->rules, all->n, sizeof(*all->rules));
	all->rules[all->n] = *of;
	all->rules[all->n++].does = does;
}

/* --- expressions ----------------------------------------------------- */

/* The attribute of this type inside another; NULL if there is none. */
static const struct nlattr *inside(const struct nlattr *outer, uint16_t type)
{
	const struct nlattr *attr;

	if (!outer)
		return NULL;
	mnl_attr_for_each_nested(attr, outer)
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

static uint32_t number_in(const struct nlattr *outer, uint16_t type)
{
	const struct nlattr *attr = inside(outer, type);

	if (!attr || mnl_attr_get_payload_len(attr) < sizeof(uint32_t))
		return UINT32_MAX;
	return ntohl(mnl_attr_get_u32(attr));
}

static const char *text_in(const struct nlattr *outer, uint16_t type)
{
	const struct nlattr *attr = inside(outer, type);

	return attr ? mnl_attr_get_str(attr) : "";
}

static void take_verdict(struct other_rules *all, struct other_rule *r,
			 const struct nlattr *data)
{
	const struct nlattr *verdict =
		inside(inside(data, NFTA_IMMEDIATE_DATA), NFTA_DATA_VERDICT);
	int code = (int)number_in(verdict, NFTA_VERDICT_CODE);

	if (!verdict)
		return;
	snprintf(r->to, sizeof(r->to), "%s",
		 text_in(verdict, NFTA_VERDICT_CHAIN));
	if (code == NF_DROP)
		add(all, r, OTHER_DROPS);
	else if (code == NFT_JUMP || code == NFT_GOTO)
		add(all, r, OTHER_JUMPS);
}

static void take_queue(struct other_rules *all, struct other_rule *r,
		       const struct nlattr *data)
{
	const struct nlattr *first = inside(data, NFTA_QUEUE_NUM);
	const struct nlattr *total = inside(data, NFTA_QUEUE_TOTAL);

	r->first = first ? ntohs(mnl_attr_get_u16(first)) : 0;
	r->queues = total ? ntohs(mnl_attr_get_u16(total)) : 1;
	add(all, r, OTHER_QUEUES);
}

/* NOTRACK is another word for it: the flags come first, in each revision. */
static bool target_untracks(const char *name, const struct nlattr *info)
{
	uint16_t flags = 0;

	if (strcmp(name, "NOTRACK") == 0)
		return true;
	if (strcmp(name, "CT") != 0 || !info ||
	    mnl_attr_get_payload_len(info) < sizeof(flags))
		return false;
	memcpy(&flags, mnl_attr_get_payload(info), sizeof(flags));
	return flags & XT_CT_NOTRACK;
}

/* iptables' own, kept as they were: xt_NFQ_info begins with the number of the
 * first queue and, from revision 1 on, how many there are. */
static void take_target(struct other_rules *all, struct other_rule *r,
			const struct nlattr *data)
{
	const struct nlattr *info = inside(data, NFTA_TARGET_INFO);
	const char *name = text_in(data, NFTA_TARGET_NAME);
	uint16_t queues[2] = { 0, 1 };

	if (strcmp(name, "REJECT") == 0 || strcmp(name, "DROP") == 0)
		add(all, r, OTHER_DROPS);
	else if (target_untracks(name, info))
		add(all, r, OTHER_UNTRACKS);
	if (strcmp(name, "NFQUEUE") != 0 || !info)
		return;
	memcpy(queues, mnl_attr_get_payload(info),
	       mnl_attr_get_payload_len(info) < sizeof(queues) ?
	       sizeof(queues[0]) : sizeof(queues));
	r->first = queues[0];
	r->queues = number_in(data, NFTA_TARGET_REV) == 0 ? 1 : queues[1];
	add(all, r, OTHER_QUEUES);
}

static void take_expression(struct other_rules *all, struct other_rule *r,
			    const struct nlattr *expression)
{
	const struct nlattr *data = inside(expression, NFTA_EXPR_DATA);
	const char *name = text_in(expression, NFTA_EXPR_NAME);

	if (strcmp(name, "immediate") == 0)
		take_verdict(all, r, data);
	else if (strcmp(name, "reject") == 0)
		add(all, r, OTHER_DROPS);
	else if (strcmp(name, "notrack") == 0)
		add(all, r, OTHER_UNTRACKS);
	else if (strcmp(name, "queue") == 0)
		take_queue(all, r, data);
	else if (strcmp(name, "target") == 0)
		take_target(all, r, data);
	else if (strcmp(name, "lookup") == 0 &&
		 number_in(data, NFTA_LOOKUP_DREG) == NFT_REG_VERDICT)
		add(all, r, OTHER_MAPS);
}

/* --- rules ----------------------------------------------------------- */

void other_rules_take(struct other_rules *all, const struct nlmsghdr *nlh)
{
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr, *expression, *expressions = NULL;
	struct other_rule r = { .family = facts_family(nfg->nfgen_family) };

	mnl_attr_for_each(attr, nlh, sizeof(*nfg)) {
		uint16_t type = mnl_attr_get_type(attr);

		if (type == NFTA_RULE_TABLE)
			snprintf(r.table, sizeof(r.table), "%s",
				 mnl_attr_get_str(attr));
		else if (type == NFTA_RULE_CHAIN)
			snprintf(r.chain, sizeof(r.chain), "%s",
				 mnl_attr_get_str(attr));
		else if (type == NFTA_RULE_HANDLE)
			r.handle = be64toh(mnl_attr_get_u64(attr));
		else if (type == NFTA_RULE_EXPRESSIONS)
			expressions = attr;
	}
	if (!r.family || !expressions || strcmp(r.table, TABLE_NAME) == 0 ||
	    strcmp(r.table, GUARDTABLE_NAME) == 0)
		return;
	mnl_attr_for_each_nested(expression, expressions)
		take_expression(all, &r, expression);
}

static int take_rule(const struct nlmsghdr *nlh, void *all)
{
	other_rules_take(all, nlh);
	return MNL_CB_OK;
}

int other_rules_read(struct other_rules *all, struct netlink *n)
{
	*all = (struct other_rules) { .n = 0 };
	return netlink_dump(n, NFT_MSG_GETRULE, NULL, take_rule, all);
}

void other_rules_done(struct other_rules *all)
{
	free(all->rules);
	*all = (struct other_rules) { .n = 0 };
}

/* --- what a chain comes to ------------------------------------------- */

/* The chain's first rule; the kernel dumps them chain by chain. NULL if it has
 * none that matters, or was looked at in this search already. */
static struct other_rule *begin(struct other_rules *all,
				const struct other_rule *like,
				const char *chain)
{
	for (size_t i = 0; i < all->n; i++) {
		struct other_rule *r = &all->rules[i];

		if (r->family != like->family ||
		    strcmp(r->table, like->table) != 0 ||
		    strcmp(r->chain, chain) != 0)
			continue;
		if (r->search == all->search)
			return NULL;
		r->search = all->search;
		return r;
	}
	return NULL;
}

/* What a map's elements say may lead to any chain of the table. */
static struct other_rule *find_in_table(struct other_rules *all,
					const struct other_rule *like,
					enum other_does does)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->rules[i].does == does &&
		    all->rules[i].family == like->family &&
		    strcmp(all->rules[i].table, like->table) == 0)
			return &all->rules[i];
	return NULL;
}

static struct other_rule *find(struct other_rules *all,
			       const struct other_rule *like,
			       const char *chain, enum other_does does)
{
	struct other_rule *r = begin(all, like, chain), *found = NULL;
	struct other_rule *end = all->rules + all->n;

	for (; r && r < end && !found && r->family == like->family &&
	       strcmp(r->table, like->table) == 0 &&
	       strcmp(r->chain, chain) == 0; r++)
		if (r->does == does)
			found = r;
		else if (r->does == OTHER_JUMPS)
			found = find(all, like, r->to, does);
		else if (r->does == OTHER_MAPS)
			found = find_in_table(all, like, does);
	return found;
}

const struct other_rule *other_rules_find(struct other_rules *all,
					  const char *family,
					  const char *table,
					  const char *chain,
					  enum other_does does)
{
	struct other_rule like = { .family = family };

	snprintf(like.table, sizeof(like.table), "%s", table);
	all->search++;
	return find(all, &like, chain, does);
}
