/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expressions of nf_tables, over one register. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>	/* before libnftnl, which needs it */

#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <linux/netfilter/nf_tables.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <stddef.h>
#include <stdlib.h>

#include "ruleset/nft/expr.h"

struct nftnl_expr *expr_add(struct rule_builder *b, const char *name)
{
	struct nftnl_expr *e = nftnl_expr_alloc(name);

	if (!e)
		abort();	/* libnftnl knows all names used here */
	nftnl_rule_add_expr(b->rule, e);
	return e;
}

void expr_load_meta(struct rule_builder *b, uint32_t key)
{
	struct nftnl_expr *e = expr_add(b, "meta");

	nftnl_expr_set_u32(e, NFTNL_EXPR_META_KEY, key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_DREG, NFT_REG_1);
}

void expr_load_ct(struct rule_builder *b, uint32_t key)
{
	struct nftnl_expr *e = expr_add(b, "ct");

	nftnl_expr_set_u32(e, NFTNL_EXPR_CT_KEY, key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_CT_DREG, NFT_REG_1);
}

void expr_load_payload(struct rule_builder *b, uint32_t base,
		       uint32_t offset, uint32_t len)
{
	struct nftnl_expr *e = expr_add(b, "payload");

	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_BASE, base);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_OFFSET, offset);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_LEN, len);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_DREG, NFT_REG_1);
}

void expr_load_place(struct rule_builder *b, uint32_t offset)
{
	static const uint8_t keep[4] = { 0xff, 0xff, 0xff, 0 }, none[4];
	enum { SECOND = NFT_REG32_01 };
	struct nftnl_expr *e;

	expr_load_ct(b, NFT_CT_ID);
	e = expr_add(b, "payload");
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_BASE,
			   NFT_PAYLOAD_TRANSPORT_HEADER);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_OFFSET, offset);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_LEN, sizeof(keep));
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_DREG, SECOND);
	e = expr_add(b, "bitwise");
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_SREG, SECOND);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_DREG, SECOND);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_OP, NFT_BITWISE_BOOL);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_LEN, sizeof(keep));
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_MASK, keep, sizeof(keep));
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_XOR, none, sizeof(none));
}

void expr_compare(struct rule_builder *b, uint32_t op, const void *data,
		  uint32_t len)
{
	struct nftnl_expr *e = expr_add(b, "cmp");

	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_OP, op);
	nftnl_expr_set(e, NFTNL_EXPR_CMP_DATA, data, len);
}

void expr_bitwise(struct rule_builder *b, const void *keep, const void *flip,
		  uint32_t len)
{
	struct nftnl_expr *e = expr_add(b, "bitwise");

	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_DREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_OP, NFT_BITWISE_BOOL);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_LEN, len);
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_MASK, keep, len);
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_XOR, flip, len);
}

void expr_to_network(struct rule_builder *b, uint32_t size)
{
	struct nftnl_expr *e = expr_add(b, "byteorder");

	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_DREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_OP, NFT_BYTEORDER_HTON);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_SIZE, size);
	nftnl_expr_set_u32(e, NFTNL_EXPR_BYTEORDER_LEN, size);
}

struct nftnl_expr *expr_lookup(struct rule_builder *b, const char *set)
{
	struct nftnl_expr *e = expr_add(b, "lookup");

	nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
	nftnl_expr_set_str(e, NFTNL_EXPR_LOOKUP_SET, set);
	return e;
}

void expr_change_set(struct rule_builder *b, const char *set, uint32_t op)
{
	struct nftnl_expr *e = expr_add(b, "dynset");

	nftnl_expr_set_u32(e, NFTNL_EXPR_DYNSET_SREG_KEY, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_DYNSET_OP, op);
	nftnl_expr_set_str(e, NFTNL_EXPR_DYNSET_SET_NAME, set);
}

void expr_verdict(struct rule_builder *b, int code, const char *chain)
{
	struct nftnl_expr *e = expr_add(b, "immediate");

	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
	if (chain)
		nftnl_expr_set_str(e, NFTNL_EXPR_IMM_CHAIN, chain);
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_VERDICT, (uint32_t)code);
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

unsigned expr_address_size(enum family f)
{
	return families[f].len;
}

void expr_load_address(struct rule_builder *b, enum family f, bool source)
{
	expr_load_meta(b, NFT_META_NFPROTO);
	expr_compare(b, NFT_CMP_EQ, &families[f].nfproto, 1);
	expr_load_payload(b, NFT_PAYLOAD_NETWORK_HEADER,
			  source ? families[f].source :
				   families[f].destination, families[f].len);
}

void expr_load_destination_part(struct rule_builder *b, unsigned at,
				unsigned len)
{
	expr_load_meta(b, NFT_META_NFPROTO);
	expr_compare(b, NFT_CMP_EQ, &families[FAMILY_V6].nfproto, 1);
	expr_load_payload(b, NFT_PAYLOAD_NETWORK_HEADER,
			  families[FAMILY_V6].destination + at, len);
}

void expr_load_embedded(struct rule_builder *b, unsigned at, bool flipped)
{
	const uint32_t keep = ~0u, flip = ~0u;

	expr_load_destination_part(b, at, sizeof(flip));
	if (flipped)
		expr_bitwise(b, &keep, &flip, sizeof(flip));
}
