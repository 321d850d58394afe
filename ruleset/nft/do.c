/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a rule does with a packet, in libnftnl's expressions. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>	/* before libnftnl, which needs it */

#include <libnftnl/expr.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_NFQUEUE.h>

#include "lib/alloc.h"
#include "ruleset/nft/do.h"
#include "ruleset/nft/expr.h"
#include "ruleset/nft/match.h"

void do_mark(struct rule_builder *b, uint32_t keep, uint32_t set)
{
	struct nftnl_expr *e;

	keep &= ~set;
	expr_load_meta(b, NFT_META_MARK);
	expr_bitwise(b, &keep, &set, sizeof(keep));
	e = expr_add(b, "meta");
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_KEY, NFT_META_MARK);
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_SREG, NFT_REG_1);
}

void do_ct_mark(struct rule_builder *b, uint32_t keep, uint32_t set)
{
	struct nftnl_expr *e;

	keep &= ~set;
	expr_load_ct(b, NFT_CT_MARK);
	expr_bitwise(b, &keep, &set, sizeof(keep));
	e = expr_add(b, "ct");
	nftnl_expr_set_u32(e, NFTNL_EXPR_CT_KEY, NFT_CT_MARK);
	nftnl_expr_set_u32(e, NFTNL_EXPR_CT_SREG, NFT_REG_1);
}

void do_note(struct rule_builder *b, const char *set, enum tcp_number of)
{
	expr_load_place(b, match_offset(of));
	expr_change_set(b, set, NFT_DYNSET_OP_UPDATE);
}

void do_forget(struct rule_builder *b, const char *set, enum tcp_number of)
{
	expr_load_place(b, match_offset(of));
	expr_change_set(b, set, NFT_DYNSET_OP_DELETE);
}

void do_forget_noted(struct rule_builder *b, const char *set)
{
	expr_change_set(b, set, NFT_DYNSET_OP_DELETE);
}

void do_count(struct rule_builder *b)
{
	expr_add(b, "counter");
}

void do_counter(struct rule_builder *b, const char *name)
{
	struct nftnl_expr *e = expr_add(b, "objref");

	nftnl_expr_set_u32(e, NFTNL_EXPR_OBJREF_IMM_TYPE, NFT_OBJECT_COUNTER);
	nftnl_expr_set_str(e, NFTNL_EXPR_OBJREF_IMM_NAME, name);
}

void do_notrack(struct rule_builder *b)
{
	expr_add(b, "notrack");
}

void do_flow_add(struct rule_builder *b, const char *flowtable)
{
	nftnl_expr_set_str(expr_add(b, "flow_offload"),
			   NFTNL_EXPR_FLOW_TABLE_NAME, flowtable);
}

void do_limit(struct rule_builder *b, uint64_t rate, uint32_t burst)
{
	struct nftnl_expr *e = expr_add(b, "limit");

	nftnl_expr_set_u64(e, NFTNL_EXPR_LIMIT_RATE, rate);
	nftnl_expr_set_u64(e, NFTNL_EXPR_LIMIT_UNIT, 1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LIMIT_BURST, burst);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LIMIT_TYPE, NFT_LIMIT_PKTS);
}

void do_log(struct rule_builder *b, const char *prefix, uint16_t group,
	    uint32_t snaplen)
{
	struct nftnl_expr *e = expr_add(b, "log");

	nftnl_expr_set_str(e, NFTNL_EXPR_LOG_PREFIX, prefix);
	nftnl_expr_set_u16(e, NFTNL_EXPR_LOG_GROUP, group);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LOG_SNAPLEN, snaplen);
}

void do_accept(struct rule_builder *b)
{
	expr_verdict(b, NF_ACCEPT, NULL);
}

void do_drop(struct rule_builder *b)
{
	expr_verdict(b, NF_DROP, NULL);
}

void do_return(struct rule_builder *b)
{
	expr_verdict(b, NFT_RETURN, NULL);
}

void do_goto(struct rule_builder *b, const char *chain)
{
	expr_verdict(b, NFT_GOTO, chain);
}

void do_jump(struct rule_builder *b, const char *chain)
{
	expr_verdict(b, NFT_JUMP, chain);
}

static void reject(struct rule_builder *b, uint32_t type, uint8_t code)
{
	struct nftnl_expr *e = expr_add(b, "reject");

	nftnl_expr_set_u32(e, NFTNL_EXPR_REJECT_TYPE, type);
	nftnl_expr_set_u8(e, NFTNL_EXPR_REJECT_CODE, code);
}

void do_reset(struct rule_builder *b)
{
	match_l4proto(b, IPPROTO_TCP);
	reject(b, NFT_REJECT_TCP_RST, 0);
}

void do_admin_prohibited(struct rule_builder *b)
{
	reject(b, NFT_REJECT_ICMPX_UNREACH, NFT_REJECT_ICMPX_ADMIN_PROHIBITED);
}

void do_address_map(struct rule_builder *b, enum family f, bool source,
		    const char *map)
{
	expr_load_address(b, f, source);
	nftnl_expr_set_u32(expr_lookup(b, map), NFTNL_EXPR_LOOKUP_DREG,
			   NFT_REG_VERDICT);
}

void do_embedded_map(struct rule_builder *b, unsigned at, bool flipped,
		     const char *map)
{
	expr_load_embedded(b, at, flipped);
	nftnl_expr_set_u32(expr_lookup(b, map), NFTNL_EXPR_LOOKUP_DREG,
			   NFT_REG_VERDICT);
}

void do_queue(struct rule_builder *b, bool native, uint16_t first,
	      uint16_t total)
{
	struct xt_NFQ_info_v3 *info;
	struct nftnl_expr *e;

	if (native) {
		e = expr_add(b, "queue");
		nftnl_expr_set_u16(e, NFTNL_EXPR_QUEUE_NUM, first);
		nftnl_expr_set_u16(e, NFTNL_EXPR_QUEUE_TOTAL, total);
		nftnl_expr_set_u16(e, NFTNL_EXPR_QUEUE_FLAGS,
				   NFT_QUEUE_FLAG_BYPASS);
		return;
	}
	info = xcalloc(1, XT_ALIGN(sizeof(*info)));
	*info = (struct xt_NFQ_info_v3) {
		.queuenum = first, .queues_total = total,
		.flags = NFQ_FLAG_BYPASS,
	};
	e = expr_add(b, "target");
	nftnl_expr_set_str(e, NFTNL_EXPR_TG_NAME, "NFQUEUE");
	nftnl_expr_set_u32(e, NFTNL_EXPR_TG_REV, 3);
	/* The expression takes and frees the memory. */
	nftnl_expr_set(e, NFTNL_EXPR_TG_INFO, info, XT_ALIGN(sizeof(*info)));
}
