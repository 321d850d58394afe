/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judged connections take the short way. */

#include <arpa/inet.h>
#include <fnmatch.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>	/* before libnftnl, which needs it */
#include <string.h>

#include <libnftnl/flowtable.h>
#include <linux/netfilter/nf_tables.h>

#include "ruleset/nft/batch.h"
#include "ruleset/nft/object.h"
#include "ruleset/table/fastpath.h"

enum { INGRESS = 0, PRIORITY = 0, DEVICES_MAX = 64 };

struct devices {
	const char *names[DEVICES_MAX + 1];
	size_t n;
	struct if_nameindex *all;	/* which the names are borrowed from */
};

static bool is_listed(const struct conf_list *list, const char *name)
{
	char *const *items = list->items;

	for (size_t i = 0; i < list->n; i++)
		if (fnmatch(items[i], name, 0) == 0)
			return true;
	return false;
}

/* Those that connections through this gateway use; all but loopback, unless
 * "lan" says which are covered. */
static void find_devices(const struct table *t, struct devices *d)
{
	const struct conf_list *lan = &t->config->lan;

	*d = (struct devices) { .all = if_nameindex() };
	for (size_t i = 0; d->all && d->all[i].if_index; i++) {
		const char *name = d->all[i].if_name;

		if (strcmp(name, "lo") != 0 && d->n < DEVICES_MAX &&
		    (lan->n == 0 || is_listed(lan, name) ||
		     is_listed(t->wan, name)))
			d->names[d->n++] = name;
	}
}

static void put_flowtable(struct batch *b, const char *const *devices)
{
	struct nlmsghdr *nlh = batch_message(b, NFT_MSG_NEWFLOWTABLE,
					     NLM_F_CREATE,
					     "flowtable " FASTPATH);
	struct nftnl_flowtable *f = nftnl_flowtable_alloc();

	nftnl_flowtable_set_u32(f, NFTNL_FLOWTABLE_FAMILY, NFPROTO_INET);
	nftnl_flowtable_set_str(f, NFTNL_FLOWTABLE_TABLE, TABLE_NAME);
	nftnl_flowtable_set_str(f, NFTNL_FLOWTABLE_NAME, FASTPATH);
	nftnl_flowtable_set_u32(f, NFTNL_FLOWTABLE_HOOKNUM, INGRESS);
	nftnl_flowtable_set_u32(f, NFTNL_FLOWTABLE_PRIO, PRIORITY);
	nftnl_flowtable_set_array(f, NFTNL_FLOWTABLE_DEVICES,
				  (const char **)(uintptr_t)devices);
	nftnl_flowtable_nlmsg_build_payload(nlh, f);
	batch_end_message(b, nlh);
	nftnl_flowtable_free(f);
}

static void delete_flowtable(struct batch *b)
{
	struct nlmsghdr *nlh = batch_message(b, NFT_MSG_DELFLOWTABLE, 0,
					     "flowtable " FASTPATH);

	mnl_attr_put_strz(nlh, NFTA_FLOWTABLE_TABLE, TABLE_NAME);
	mnl_attr_put_strz(nlh, NFTA_FLOWTABLE_NAME, FASTPATH);
	batch_end_message(b, nlh);
}

static bool is_wanted(const struct table *t)
{
	return t->fastpath && t->config->mode != MODE_OFF;
}

void fastpath_write(struct table_writer *w)
{
	char comment[96] = "judged: by the short way, over";
	struct devices d;

	if (!is_wanted(w->t))
		return;
	/* The comment is part of what tells whether rules have changed. */
	find_devices(w->t, &d);
	for (size_t i = 0; i < d.n; i++) {
		size_t len = strlen(comment);

		snprintf(comment + len, sizeof(comment) - len, " %s",
			 d.names[i]);
	}
	if_freenameindex(d.all);
	RULE(w, "commit-forward", comment);
	match_ct_mark(&w->rule, w->m.pass | w->m.block, w->m.pass);
	/* Over UDP another connection may begin on the same ports, and over TCP
	 * its server may ask for another hello, before more comes from it. */
	match_l4proto(&w->rule, IPPROTO_TCP);
	match_original(&w->rule);
	match_payload(&w->rule);
	do_jump(&w->rule, FASTPATH);
	END(w);
}

void fastpath_reset(struct table_writer *w)
{
	struct devices d;

	object_flush_chain(w->rule.batch, TABLE_NAME, FASTPATH);
	if (w->t->has_fastpath)
		delete_flowtable(w->rule.batch);
	if (!is_wanted(w->t))
		return;
	find_devices(w->t, &d);
	put_flowtable(w->rule.batch, d.names);
	if_freenameindex(d.all);
	RULE(w, FASTPATH, NULL);
	do_flow_add(&w->rule, FASTPATH);
	END(w);
}
