/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Applies a table in two transactions; reads what the kernel holds. */

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
#include "lib/conf.h"
#include "ruleset/apply.h"
#include "ruleset/edition.h"
#include "ruleset/object.h"

/* --- what is there --------------------------------------------------- */

/* Names of what a dump holds: of chains, sets or counters. */
struct names_of {
	char **items;
	size_t n;
	uint16_t attribute;
};

static int take_name(const struct nlmsghdr *nlh, void *arg)
{
	struct names_of *names = arg;
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

static void names_free(struct names_of *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->items[i]);
	free(names->items);
	names->items = NULL;
	names->n = 0;
}

/* The table's objects of one kind; none if there is no table. */
static int list_names(struct netlink *n, uint16_t type, uint16_t attribute,
		      struct names_of *out)
{
	int ret;

	*out = (struct names_of) { .attribute = attribute };
	do {
		names_free(out);
		ret = netlink_dump(n, type, TABLE_NAME, take_name, out);
	} while (ret == -EINTR);
	return ret == -ENOENT ? 0 : ret;
}

struct present {
	struct names_of chains, sets, counters;
};

static int present_read(struct present *p, struct netlink *n)
{
	int ret;

	*p = (struct present) { 0 };
	ret = list_names(n, NFT_MSG_GETCHAIN, NFTA_CHAIN_NAME, &p->chains);
	if (ret == 0)
		ret = list_names(n, NFT_MSG_GETSET, NFTA_SET_NAME, &p->sets);
	if (ret == 0)
		ret = list_names(n, NFT_MSG_GETOBJ, NFTA_OBJ_NAME,
				 &p->counters);
	return ret;
}

static void present_done(struct present *p)
{
	names_free(&p->chains);
	names_free(&p->sets);
	names_free(&p->counters);
}

/* --- applying -------------------------------------------------------- */

static unsigned next_edition(const struct present *p)
{
	unsigned highest = 0;

	for (size_t i = 0; i < p->sets.n; i++)
		if (edition_of(p->sets.items[i]) > highest)
			highest = edition_of(p->sets.items[i]);
	return highest + 1;
}

/* Of an earlier table, or an apply that was cut off. */
static void delete_left_over(const struct table *t, const struct present *p,
			     struct batch *b)
{
	for (size_t i = 0; i < p->sets.n; i++)
		if (!edition_has(t->edition, p->sets.items[i]))
			nftset_delete(b, TABLE_NAME, p->sets.items[i]);
	/* One may lead to another: none can go that is led to. */
	for (size_t i = 0; i < p->chains.n; i++)
		if (!table_has_chain(t, p->chains.items[i]))
			object_flush_chain(b, TABLE_NAME, p->chains.items[i]);
	for (size_t i = 0; i < p->chains.n; i++)
		if (!table_has_chain(t, p->chains.items[i]))
			object_delete_chain(b, TABLE_NAME, p->chains.items[i]);
	for (size_t i = 0; i < p->counters.n; i++)
		if (!table_has_counter(t, p->counters.items[i]))
			object_delete_counter(b, TABLE_NAME,
					      p->counters.items[i]);
}

static bool commit(struct batch *b, struct netlink *n,
		   struct apply_error *error)
{
	error->ret = batch_send(b, n);
	if (error->ret < 0)
		snprintf(error->what, sizeof(error->what), "%s",
			 b->failed ? b->failed : "the transaction");
	batch_done(b);
	return error->ret == 0;
}

bool table_apply(struct table *t, struct netlink *n, struct apply_error *error)
{
	struct present present;
	struct batch b;
	bool ok;

	error->ret = present_read(&present, n);
	if (error->ret < 0) {
		snprintf(error->what, sizeof(error->what),
			 "listing table %s", TABLE_NAME);
		present_done(&present);
		return false;
	}
	t->edition = next_edition(&present);

	batch_begin(&b, n);
	table_prepare(t, &b);
	ok = commit(&b, n, error);
	if (ok) {
		batch_begin(&b, n);
		table_switch(t, &b);
		delete_left_over(t, &present, &b);
		ok = commit(&b, n, error);
	}
	present_done(&present);
	return ok;
}

bool table_remove(struct netlink *n, struct apply_error *error)
{
	struct batch b;

	batch_begin(&b, n);
	/* Added first: deleting what is not there would fail. */
	object_add_table(&b, TABLE_NAME);
	object_delete_table(&b, TABLE_NAME);
	return commit(&b, n, error);
}

/* --- reading it back ------------------------------------------------- */

static int take_counter(const struct nlmsghdr *nlh, void *arg)
{
	struct table_state *s = arg;
	struct nftnl_obj *o = nftnl_obj_alloc();

	if (nftnl_obj_nlmsg_parse(nlh, o) == 0 &&
	    strcmp(nftnl_obj_get_str(o, NFTNL_OBJ_TABLE), TABLE_NAME) == 0 &&
	    s->ncounters < sizeof(s->counters) / sizeof(s->counters[0])) {
		struct table_counter *c = &s->counters[s->ncounters++];

		snprintf(c->name, sizeof(c->name), "%s",
			 nftnl_obj_get_str(o, NFTNL_OBJ_NAME));
		c->packets = nftnl_obj_get_u64(o, NFTNL_OBJ_CTR_PKTS);
		c->bytes = nftnl_obj_get_u64(o, NFTNL_OBJ_CTR_BYTES);
	}
	nftnl_obj_free(o);
	return MNL_CB_OK;
}

/* The comment in a rule's user data: type, length, text. */
static void rule_comment(const struct nftnl_rule *r, char *out, size_t size)
{
	uint32_t len = 0;
	const uint8_t *p = nftnl_rule_get_data(r, NFTNL_RULE_USERDATA, &len);

	if (p && len >= 2 && p[0] == NFTNL_UDATA_RULE_COMMENT &&
	    p[1] <= len - 2)
		snprintf(out, size, "%.*s", p[1], (const char *)p + 2);
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
			   "generation") == 0)
			rule_comment(r, s->generation, sizeof(s->generation));
		nftnl_expr_foreach(r, is_queue, &s->queues);
	}
	nftnl_rule_free(r);
	return MNL_CB_OK;
}

int table_state(struct table_state *s, struct netlink *n)
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
