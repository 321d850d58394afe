/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules, and the comments in them. */

#include <arpa/inet.h>
#include <stdio.h>	/* before libnftnl, which needs it */

#include <libnftnl/rule.h>
#include <libnftnl/udata.h>
#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "ruleset/nft/rule.h"

static void set_comment(struct nftnl_rule *rule, const char *comment)
{
	struct nftnl_udata_buf *u =
		nftnl_udata_buf_alloc(NFTNL_UDATA_COMMENT_MAXLEN * 2);

	nftnl_udata_put_strz(u, NFTNL_UDATA_RULE_COMMENT, comment);
	nftnl_rule_set_data(rule, NFTNL_RULE_USERDATA, nftnl_udata_buf_data(u),
			    nftnl_udata_buf_len(u));
	nftnl_udata_buf_free(u);
}

void rule_start(struct rule_builder *b, const char *chain, const char *comment)
{
	b->rule = nftnl_rule_alloc();
	b->chain = chain;
	nftnl_rule_set_str(b->rule, NFTNL_RULE_TABLE, b->table);
	nftnl_rule_set_str(b->rule, NFTNL_RULE_CHAIN, chain);
	nftnl_rule_set_u32(b->rule, NFTNL_RULE_FAMILY, NFPROTO_INET);
	if (comment)
		set_comment(b->rule, comment);
}

void rule_end(struct rule_builder *b)
{
	char *what = xasprintf("a rule of chain %s", b->chain);
	struct nlmsghdr *nlh = batch_message(b->batch, NFT_MSG_NEWRULE,
					     NLM_F_CREATE | NLM_F_APPEND, what);

	nftnl_rule_nlmsg_build_payload(nlh, b->rule);
	batch_end_message(b->batch, nlh);
	nftnl_rule_free(b->rule);
	b->rule = NULL;
	free(what);
}
