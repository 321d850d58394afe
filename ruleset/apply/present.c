/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what the kernel holds. */

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>	/* before libnftnl, which needs it */

#include <libnftnl/expr.h>
#include <libnftnl/object.h>
#include <libnftnl/rule.h>
#include <libnftnl/udata.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "ruleset/apply/present.h"
#include "ruleset/table/table.h"

enum { DUMP_TRIES = 100 };

/* --- names ----------------------------------------------------------- */

static int take_name(const struct nlmsghdr *nlh, void *arg)
{
	struct present_names *names = arg;
	const char *table = NULL, *name = NULL;
	struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg)) {
		/* NFTA_*_TABLE is 1 for all of them. */
		if (mnl_attr_get_type(attr) == NFTA_CHAIN_TABLE)
			table = mnl_attr_get_str(attr);
		else if (mnl_attr_get_type(attr) == names->attribute)
			name = mnl_attr_get_str(attr);
	}
	if (!table || !name || strcmp(table, TABLE_NAME) != 0)
		return MNL_CB_OK;
	names->items = xgrow(names->items, names->n, sizeof(*names->items));
	names->items[names->n++] = xstrdup(name);
	return MNL_CB_OK;
}

static void names_free(struct present_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->items[i]);
	free(names->items);
	names->items = NULL;
	names->n = 0;
}

/* The table's objects of one kind; none if there is no table. */
static int list_names(struct netlink *n, uint16_t type, uint16_t attribute,
		      struct present_names *out)
{
	int ret;

	names_free(out);
	out->attribute = attribute;
	ret = netlink_dump(n, type, TABLE_NAME, take_name, out);
	return ret == -ENOENT ? 0 : ret;
}

bool present_has(const struct present_names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->items[i], name) == 0)
			return true;
	return false;
}

/* --- the marker ------------------------------------------------------ */

/* The comment in a rule's user data: type, length, text. */
static void rule_comment(const struct nftnl_rule *r, char *out, size_t size)
{
	uint32_t len = 0;
	const uint8_t *p = nftnl_rule_get_data(r, NFTNL_RULE_USERDATA, &len);

	if (p && len >= 2 && p[0] == NFTNL_UDATA_RULE_COMMENT &&
	    p[1] <= len - 2)
		snprintf(out, size, "%.*s", p[1], (const char *)p + 2);
}

static int take_marker(const struct nlmsghdr *nlh, void *arg)
{
	struct present *p = arg;
	struct nftnl_rule *r = nftnl_rule_alloc();

	if (nftnl_rule_nlmsg_parse(nlh, r) == 0 &&
	    strcmp(nftnl_rule_get_str(r, NFTNL_RULE_CHAIN),
		   MARKER_CHAIN) == 0)
		rule_comment(r, p->text, sizeof(p->text));
	nftnl_rule_free(r);
	return MNL_CB_OK;
}

static int read_once(struct present *p, struct netlink *n)
{
	int ret = netlink_genid(n, &p->genid);

	if (ret == 0)
		ret = list_names(n, NFT_MSG_GETCHAIN, NFTA_CHAIN_NAME,
				 &p->chains);
	if (ret == 0)
		ret = list_names(n, NFT_MSG_GETSET, NFTA_SET_NAME, &p->sets);
	if (ret == 0)
		ret = list_names(n, NFT_MSG_GETOBJ, NFTA_OBJ_NAME,
				 &p->counters);
	if (ret == 0)
		ret = list_names(n, NFT_MSG_GETFLOWTABLE,
				 NFTA_FLOWTABLE_NAME, &p->flowtables);
	if (ret == 0 && present_has(&p->chains, MARKER_CHAIN))
		ret = netlink_dump_rules(n, TABLE_NAME, MARKER_CHAIN,
					 take_marker, p);
	return ret == -ENOENT ? -EINTR : ret;
}

int present_read(struct present *p, struct netlink *n)
{
	int ret, tries = 0;

	*p = (struct present) { 0 };
	do {
		p->text[0] = '\0';
		ret = read_once(p, n);
	} while (ret == -EINTR && ++tries < DUMP_TRIES);
	p->marked = ret == 0 && marker_parse(&p->marker, p->text);
	return ret;
}

void present_done(struct present *p)
{
	names_free(&p->chains);
	names_free(&p->sets);
	names_free(&p->counters);
	names_free(&p->flowtables);
}

/* --- for status and doctor ------------------------------------------- */

static int take_counter(const struct nlmsghdr *nlh, void *arg)
{
	struct table_state *s = arg;
	struct nftnl_obj *o = nftnl_obj_alloc();

	if (nftnl_obj_nlmsg_parse(nlh, o) == 0 &&
	    strcmp(nftnl_obj_get_str(o, NFTNL_OBJ_TABLE), TABLE_NAME) == 0 &&
	    s->ncounters < ARRAY_SIZE(s->counters)) {
		struct table_counter *c = &s->counters[s->ncounters++];

		snprintf(c->name, sizeof(c->name), "%s",
			 nftnl_obj_get_str(o, NFTNL_OBJ_NAME));
		c->packets = nftnl_obj_get_u64(o, NFTNL_OBJ_CTR_PKTS);
		c->bytes = nftnl_obj_get_u64(o, NFTNL_OBJ_CTR_BYTES);
	}
	nftnl_obj_free(o);
	return MNL_CB_OK;
}

static int is_queue(struct nftnl_expr *e, void *arg)
{
	const char *name = nftnl_expr_get_str(e, NFTNL_EXPR_NAME);

	if (strcmp(name, "queue") == 0 || strcmp(name, "target") == 0)
		*(bool *)arg = true;
	return 0;
}

static int take_rule(const struct nlmsghdr *nlh, void *arg)
{
	struct table_state *s = arg;
	struct nftnl_rule *r = nftnl_rule_alloc();

	if (nftnl_rule_nlmsg_parse(nlh, r) == 0 &&
	    strcmp(nftnl_rule_get_str(r, NFTNL_RULE_TABLE), TABLE_NAME) == 0) {
		if (strcmp(nftnl_rule_get_str(r, NFTNL_RULE_CHAIN),
			   MARKER_CHAIN) == 0)
			rule_comment(r, s->generation, sizeof(s->generation));
		nftnl_expr_foreach(r, is_queue, &s->queues);
	}
	nftnl_rule_free(r);
	return MNL_CB_OK;
}

int present_state(struct table_state *s, struct netlink *n)
{
	struct present present;
	int ret;

	do {
		*s = (struct table_state) { 0 };
		ret = present_read(&present, n);
		s->present = present.chains.n > 0;
		s->complete = table_chains_complete(present.chains.items,
						    present.chains.n);
		present_done(&present);
		if (ret == 0 && s->present)
			ret = netlink_dump(n, NFT_MSG_GETRULE, TABLE_NAME,
					   take_rule, s);
		if (ret == 0 && s->present)
			ret = netlink_dump(n, NFT_MSG_GETOBJ, TABLE_NAME,
					   take_counter, s);
	} while (ret == -EINTR);
	return ret == -ENOENT ? 0 : ret;
}
