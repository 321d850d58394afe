/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The vocabulary of rules, in libnftnl's expressions. */

#include <arpa/inet.h>
#include <endian.h>
#include <stdio.h>	/* before libnftnl, which needs it */

#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <libnftnl/udata.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_NFQUEUE.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/if_ether.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/nft/rule.h"

static struct nftnl_expr *add(struct rule_builder *b, const char *name)
{
	struct nftnl_expr *e = nftnl_expr_alloc(name);

	if (!e)
		abort();	/* libnftnl knows all names used here */
	nftnl_rule_add_expr(b->rule, e);
	return e;
}

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

/* --- one expression each --------------------------------------------- */

static void load_meta(struct rule_builder *b, uint32_t key)
{
	struct nftnl_expr *e = add(b, "meta");

	nftnl_expr_set_u32(e, NFTNL_EXPR_META_KEY, key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_DREG, NFT_REG_1);
}

static void load_ct(struct rule_builder *b, uint32_t key)
{
	struct nftnl_expr *e = add(b, "ct");

	nftnl_expr_set_u32(e, NFTNL_EXPR_CT_KEY, key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_CT_DREG, NFT_REG_1);
}

static void load_payload(struct rule_builder *b, uint32_t base,
			 uint32_t offset, uint32_t len)
{
	struct nftnl_expr *e = add(b, "payload");

	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_BASE, base);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_OFFSET, offset);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_LEN, len);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_DREG, NFT_REG_1);
}

static void compare(struct rule_builder *b, uint32_t op, const void *data,
		    uint32_t len)
{
	struct nftnl_expr *e = add(b, "cmp");

	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_OP, op);
	nftnl_expr_set(e, NFTNL_EXPR_CMP_DATA, data, len);
}

/* reg1 = (reg1 & keep) ^ flip */
static void bitwise(struct rule_builder *b, const void *keep,
		    const void *flip, uint32_t len)
{
	struct nftnl_expr *e = add(b, "bitwise");

	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_DREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_OP, NFT_BITWISE_BOOL);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_LEN, len);
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_MASK, keep, len);
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_XOR, flip, len);
}

static struct nftnl_expr *lookup(struct rule_builder *b, const char *set)
{
	struct nftnl_expr *e = add(b, "lookup");

	nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
	nftnl_expr_set_str(e, NFTNL_EXPR_LOOKUP_SET, set);
	return e;
}

static void verdict(struct rule_builder *b, int code, const char *chain)
{
	struct nftnl_expr *e = add(b, "immediate");

	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
	if (chain)
		nftnl_expr_set_str(e, NFTNL_EXPR_IMM_CHAIN, chain);
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_VERDICT, (uint32_t)code);
}

/* --- matches --------------------------------------------------------- */

void match_l4proto(struct rule_builder *b, uint8_t proto)
{
	load_meta(b, NFT_META_L4PROTO);
	compare(b, NFT_CMP_EQ, &proto, sizeof(proto));
}

static void match_interface(struct rule_builder *b, uint32_t key,
			    const char *name)
{
	char padded[IF_NAMESIZE] = "";
	size_t len = strnlen(name, IF_NAMESIZE - 1);

	memcpy(padded, name, len);
	load_meta(b, key);
	/* Compared up to the star, or with the NULs behind the name. */
	if (len > 0 && name[len - 1] == '*')
		compare(b, NFT_CMP_EQ, padded, (uint32_t)len - 1);
	else
		compare(b, NFT_CMP_EQ, padded, sizeof(padded));
}

void match_iifname(struct rule_builder *b, const char *name)
{
	match_interface(b, NFT_META_IIFNAME, name);
}

void match_oifname(struct rule_builder *b, const char *name)
{
	match_interface(b, NFT_META_OIFNAME, name);
}

/* Where the addresses stand in the headers. */
static const struct {
	uint8_t nfproto, len, source, destination;
} families[] = {
	[FAMILY_V4] = { NFPROTO_IPV4, 4, offsetof(struct iphdr, saddr),
			offsetof(struct iphdr, daddr) },
	[FAMILY_V6] = { NFPROTO_IPV6, 16, offsetof(struct ip6_hdr, ip6_src),
			offsetof(struct ip6_hdr, ip6_dst) },
};

static void load_address(struct rule_builder *b, enum family f, bool source)
{
	load_meta(b, NFT_META_NFPROTO);
	compare(b, NFT_CMP_EQ, &families[f].nfproto, 1);
	load_payload(b, NFT_PAYLOAD_NETWORK_HEADER,
		     source ? families[f].source : families[f].destination,
		     families[f].len);
}

void match_address(struct rule_builder *b, const struct address *a)
{
	enum family f = address_is_v4(a) ? FAMILY_V4 : FAMILY_V6;

	load_address(b, f, false);
	compare(b, NFT_CMP_EQ, a->b + 16 - families[f].len, families[f].len);
}

void match_source(struct rule_builder *b, enum family f, const char *set)
{
	load_address(b, f, true);
	lookup(b, set);
}

void match_destination(struct rule_builder *b, enum family f, const char *set)
{
	load_address(b, f, false);
	lookup(b, set);
}

void match_source_prefix(struct rule_builder *b, const struct prefix *p)
{
	enum family f = address_is_v4(&p->addr) && p->len >= 96 ? FAMILY_V4 :
								  FAMILY_V6;
	unsigned size = families[f].len, skip = sizeof(p->addr) - size;
	uint8_t keep[sizeof(p->addr)] = { 0 }, none[sizeof(p->addr)] = { 0 };

	for (unsigned bit = 0; bit < p->len - 8 * skip; bit++)
		keep[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	load_address(b, f, true);
	bitwise(b, keep, none, size);
	compare(b, NFT_CMP_EQ, p->addr.b + skip, size);
}

void match_source_mac(struct rule_builder *b, const uint8_t mac[6])
{
	const uint16_t ether = ARPHRD_ETHER;

	load_meta(b, NFT_META_IIFTYPE);
	compare(b, NFT_CMP_EQ, &ether, sizeof(ether));
	load_payload(b, NFT_PAYLOAD_LL_HEADER, ETH_ALEN, ETH_ALEN);
	compare(b, NFT_CMP_EQ, mac, ETH_ALEN);
}

void match_before(struct rule_builder *b, time_t moment)
{
	const uint64_t limit = htobe64((uint64_t)moment * 1000000000u);
	struct nftnl_expr *e;

	load_meta(b, NFT_META_TIME_NS);
	e = add(b, "byteorder");
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_DREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_OP, NFT_BYTEORDER_HTON);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_SIZE, sizeof(limit));
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_LEN, sizeof(limit));
	compare(b, NFT_CMP_LT, &limit, sizeof(limit));
}

static void match_port(struct rule_builder *b, uint8_t proto, uint32_t offset,
		       uint16_t port)
{
	uint16_t be = htons(port);

	match_l4proto(b, proto);
	load_payload(b, NFT_PAYLOAD_TRANSPORT_HEADER, offset, sizeof(be));
	compare(b, NFT_CMP_EQ, &be, sizeof(be));
}

void match_sport(struct rule_builder *b, uint8_t proto, uint16_t port)
{
	match_port(b, proto, 0, port);
}

void match_dport(struct rule_builder *b, uint8_t proto, uint16_t port)
{
	match_port(b, proto, 2, port);
}

void match_payload(struct rule_builder *b)
{
	const uint8_t zero = 0;

	load_payload(b, NFT_PAYLOAD_INNER_HEADER, 0, 1);
	compare(b, NFT_CMP_GTE, &zero, sizeof(zero));
}

void match_bytes(struct rule_builder *b, uint32_t offset, const void *mask,
		 const void *value, uint32_t len)
{
	load_payload(b, NFT_PAYLOAD_TRANSPORT_HEADER, offset, len);
	bitwise(b, mask, (const uint8_t[8]) { 0 }, len);
	compare(b, NFT_CMP_EQ, value, len);
}

enum { FIN = 0x01, SYN = 0x02, RST = 0x04, ACK = 0x10 };

static void match_tcp_flags(struct rule_builder *b, uint8_t mask,
			    uint8_t value)
{
	const uint8_t none = 0;

	match_l4proto(b, IPPROTO_TCP);
	load_payload(b, NFT_PAYLOAD_TRANSPORT_HEADER, 13, 1);
	bitwise(b, &mask, &none, 1);
	compare(b, NFT_CMP_EQ, &value, 1);
}

void match_tcp_reset(struct rule_builder *b)
{
	match_tcp_flags(b, RST, RST);
}

void match_tcp_syn(struct rule_builder *b)
{
	match_tcp_flags(b, FIN | SYN | RST | ACK, SYN);
}

static void match_masked(struct rule_builder *b, uint32_t mask,
			 uint32_t value)
{
	const uint32_t none = 0;

	bitwise(b, &mask, &none, sizeof(mask));
	compare(b, NFT_CMP_EQ, &value, sizeof(value));
}

void match_mark(struct rule_builder *b, uint32_t mask, uint32_t value)
{
	load_meta(b, NFT_META_MARK);
	match_masked(b, mask, value);
}

void match_ct_mark(struct rule_builder *b, uint32_t mask, uint32_t value)
{
	load_ct(b, NFT_CT_MARK);
	match_masked(b, mask, value);
}

void match_reply(struct rule_builder *b)
{
	const uint8_t reply = IP_CT_DIR_REPLY;

	load_ct(b, NFT_CT_DIRECTION);
	compare(b, NFT_CMP_EQ, &reply, sizeof(reply));
}

void match_state(struct rule_builder *b, enum ct_state state)
{
	static const uint32_t bits[] = {
		[STATE_RELATED] = NF_CT_STATE_BIT(IP_CT_RELATED),
		[STATE_NEW] = NF_CT_STATE_BIT(IP_CT_NEW),
		[STATE_INVALID] = NF_CT_STATE_INVALID_BIT,
	};
	const uint32_t none = 0;

	load_ct(b, NFT_CT_STATE);
	bitwise(b, &bits[state], &none, sizeof(none));
	compare(b, NFT_CMP_NEQ, &none, sizeof(none));
}

/* --- statements ------------------------------------------------------ */

void do_mark(struct rule_builder *b, uint32_t keep, uint32_t set)
{
	struct nftnl_expr *e;

	keep &= ~set;
	load_meta(b, NFT_META_MARK);
	bitwise(b, &keep, &set, sizeof(keep));
	e = add(b, "meta");
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_KEY, NFT_META_MARK);
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_SREG, NFT_REG_1);
}

void do_ct_mark(struct rule_builder *b, uint32_t keep, uint32_t set)
{
	struct nftnl_expr *e;

	keep &= ~set;
	load_ct(b, NFT_CT_MARK);
	bitwise(b, &keep, &set, sizeof(keep));
	e = add(b, "ct");
	nftnl_expr_set_u32(e, NFTNL_EXPR_CT_KEY, NFT_CT_MARK);
	nftnl_expr_set_u32(e, NFTNL_EXPR_CT_SREG, NFT_REG_1);
}

void do_counter(struct rule_builder *b, const char *name)
{
	struct nftnl_expr *e = add(b, "objref");

	nftnl_expr_set_u32(e, NFTNL_EXPR_OBJREF_IMM_TYPE, NFT_OBJECT_COUNTER);
	nftnl_expr_set_str(e, NFTNL_EXPR_OBJREF_IMM_NAME, name);
}

void do_notrack(struct rule_builder *b)
{
	add(b, "notrack");
}

void do_flow_add(struct rule_builder *b, const char *flowtable)
{
	nftnl_expr_set_str(add(b, "flow_offload"),
			   NFTNL_EXPR_FLOW_TABLE_NAME, flowtable);
}

void do_limit(struct rule_builder *b, uint64_t rate, uint32_t burst)
{
	struct nftnl_expr *e = add(b, "limit");

	nftnl_expr_set_u64(e, NFTNL_EXPR_LIMIT_RATE, rate);
	nftnl_expr_set_u64(e, NFTNL_EXPR_LIMIT_UNIT, 1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LIMIT_BURST, burst);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LIMIT_TYPE, NFT_LIMIT_PKTS);
}

void do_log(struct rule_builder *b, const char *prefix, uint16_t group,
	    uint32_t snaplen)
{
	struct nftnl_expr *e = add(b, "log");

	nftnl_expr_set_str(e, NFTNL_EXPR_LOG_PREFIX, prefix);
	nftnl_expr_set_u16(e, NFTNL_EXPR_LOG_GROUP, group);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LOG_SNAPLEN, snaplen);
}

void do_accept(struct rule_builder *b)
{
	verdict(b, NF_ACCEPT, NULL);
}

void do_drop(struct rule_builder *b)
{
	verdict(b, NF_DROP, NULL);
}

void do_return(struct rule_builder *b)
{
	verdict(b, NFT_RETURN, NULL);
}

void do_goto(struct rule_builder *b, const char *chain)
{
	verdict(b, NFT_GOTO, chain);
}

void do_jump(struct rule_builder *b, const char *chain)
{
	verdict(b, NFT_JUMP, chain);
}

static void reject(struct rule_builder *b, uint32_t type, uint8_t code)
{
	struct nftnl_expr *e = add(b, "reject");

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

void do_destination_map(struct rule_builder *b, enum family f, const char *map)
{
	load_address(b, f, false);
	nftnl_expr_set_u32(lookup(b, map), NFTNL_EXPR_LOOKUP_DREG,
			   NFT_REG_VERDICT);
}

void do_queue(struct rule_builder *b, bool native, uint16_t first,
	      uint16_t total)
{
	struct xt_NFQ_info_v3 *info;
	struct nftnl_expr *e;

	if (native) {
		e = add(b, "queue");
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
	e = add(b, "target");
	nftnl_expr_set_str(e, NFTNL_EXPR_TG_NAME, "NFQUEUE");
	nftnl_expr_set_u32(e, NFTNL_EXPR_TG_REV, 3);
	/* The expression takes and frees the memory. */
	nftnl_expr_set(e, NFTNL_EXPR_TG_INFO, info, XT_ALIGN(sizeof(*info)));
}
