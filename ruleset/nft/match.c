/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a rule asks of a packet, in libnftnl's expressions. */

#include <arpa/inet.h>
#include <endian.h>
#include <stdio.h>	/* before libnftnl, which needs it */

#include <libnftnl/expr.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/if_ether.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>

#include "lib/prefix.h"
#include "ruleset/nft/expr.h"
#include "ruleset/nft/match.h"

void match_l4proto(struct rule_builder *b, uint8_t proto)
{
	expr_load_meta(b, NFT_META_L4PROTO);
	expr_compare(b, NFT_CMP_EQ, &proto, sizeof(proto));
}

static void compare_interface(struct rule_builder *b, const char *name)
{
	char padded[IF_NAMESIZE] = "";
	size_t len = strnlen(name, IF_NAMESIZE - 1);

	memcpy(padded, name, len);
	/* Compared up to the star, or with the NULs behind the name. */
	if (len > 0 && name[len - 1] == '*')
		expr_compare(b, NFT_CMP_EQ, padded, (uint32_t)len - 1);
	else
		expr_compare(b, NFT_CMP_EQ, padded, sizeof(padded));
}

void match_iifname(struct rule_builder *b, const char *name)
{
	expr_load_meta(b, NFT_META_IIFNAME);
	compare_interface(b, name);
}

void match_oifname(struct rule_builder *b, const char *name)
{
	expr_load_meta(b, NFT_META_OIFNAME);
	compare_interface(b, name);
}

void match_address(struct rule_builder *b, const struct address *a)
{
	enum family f = address_family(a);
	unsigned size = expr_address_size(f);

	expr_load_address(b, f, false);
	expr_compare(b, NFT_CMP_EQ, a->b + sizeof(a->b) - size, size);
}

void match_source(struct rule_builder *b, enum family f, const char *set)
{
	expr_load_address(b, f, true);
	expr_lookup(b, set);
}

void match_destination(struct rule_builder *b, enum family f, const char *set)
{
	expr_load_address(b, f, false);
	expr_lookup(b, set);
}

/* Only the words that are asked for: most forms tell themselves by their
 * first bytes. */
void match_destination_bits(struct rule_builder *b, const uint8_t mask[16],
			    const uint8_t value[16])
{
	static const uint8_t none[16];
	unsigned from = 0, to = 16;

	while (from < to && mask[from] == 0)
		from++;
	while (to > from && mask[to - 1] == 0)
		to--;
	expr_load_destination_part(b, from, to - from);
	expr_bitwise(b, mask + from, none, to - from);
	expr_compare(b, NFT_CMP_EQ, value + from, to - from);
}

void match_embedded(struct rule_builder *b, unsigned at, bool flipped,
		    const char *set)
{
	expr_load_embedded(b, at, flipped);
	expr_lookup(b, set);
}

static void match_prefix(struct rule_builder *b, const struct prefix *p,
			 bool source)
{
	enum family f = address_is_v4(&p->addr) && p->len >= 96 ? FAMILY_V4 :
								  FAMILY_V6;
	unsigned size = expr_address_size(f), skip = sizeof(p->addr) - size;
	uint8_t keep[sizeof(p->addr)] = { 0 }, none[sizeof(p->addr)] = { 0 };

	for (unsigned bit = 0; bit < p->len - 8 * skip; bit++)
		keep[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	expr_load_address(b, f, source);
	expr_bitwise(b, keep, none, size);
	expr_compare(b, NFT_CMP_EQ, p->addr.b + skip, size);
}

void match_source_prefix(struct rule_builder *b, const struct prefix *p)
{
	match_prefix(b, p, true);
}

void match_destination_prefix(struct rule_builder *b, const struct prefix *p)
{
	match_prefix(b, p, false);
}

void match_source_mac(struct rule_builder *b, const uint8_t mac[6])
{
	const uint16_t ether = ARPHRD_ETHER;

	expr_load_meta(b, NFT_META_IIFTYPE);
	expr_compare(b, NFT_CMP_EQ, &ether, sizeof(ether));
	expr_load_payload(b, NFT_PAYLOAD_LL_HEADER, ETH_ALEN, ETH_ALEN);
	expr_compare(b, NFT_CMP_EQ, mac, ETH_ALEN);
}

void match_before(struct rule_builder *b, time_t moment)
{
	const uint64_t limit = htobe64((uint64_t)moment * 1000000000u);

	expr_load_meta(b, NFT_META_TIME_NS);
	expr_to_network(b, sizeof(limit));
	expr_compare(b, NFT_CMP_LT, &limit, sizeof(limit));
}

static void match_port(struct rule_builder *b, uint8_t proto, uint32_t offset,
		       uint16_t port)
{
	uint16_t be = htons(port);

	match_l4proto(b, proto);
	expr_load_payload(b, NFT_PAYLOAD_TRANSPORT_HEADER, offset, sizeof(be));
	expr_compare(b, NFT_CMP_EQ, &be, sizeof(be));
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

	expr_load_payload(b, NFT_PAYLOAD_INNER_HEADER, 0, 1);
	expr_compare(b, NFT_CMP_GTE, &zero, sizeof(zero));
}

void match_data(struct rule_builder *b, uint32_t offset, const void *value,
		uint32_t len)
{
	expr_load_payload(b, NFT_PAYLOAD_INNER_HEADER, offset, len);
	expr_compare(b, NFT_CMP_EQ, value, len);
}

void match_bytes(struct rule_builder *b, uint32_t offset, const void *mask,
		 const void *value, uint32_t len)
{
	expr_load_payload(b, NFT_PAYLOAD_TRANSPORT_HEADER, offset, len);
	expr_bitwise(b, mask, (const uint8_t[8]) { 0 }, len);
	expr_compare(b, NFT_CMP_EQ, value, len);
}

enum { FIN = 0x01, SYN = 0x02, RST = 0x04, ACK = 0x10, URG = 0x20 };

static void match_tcp_flags(struct rule_builder *b, uint8_t mask,
			    uint8_t value)
{
	const uint8_t none = 0;

	match_l4proto(b, IPPROTO_TCP);
	expr_load_payload(b, NFT_PAYLOAD_TRANSPORT_HEADER, 13, 1);
	expr_bitwise(b, &mask, &none, 1);
	expr_compare(b, NFT_CMP_EQ, &value, 1);
}

void match_tcp_reset(struct rule_builder *b)
{
	match_tcp_flags(b, RST, RST);
}

void match_tcp_syn(struct rule_builder *b)
{
	match_tcp_flags(b, FIN | SYN | RST | ACK, SYN);
}

void match_tcp_syn_ack(struct rule_builder *b)
{
	match_tcp_flags(b, FIN | SYN | RST | ACK, SYN | ACK);
}

void match_tcp_no_syn(struct rule_builder *b)
{
	match_tcp_flags(b, SYN, 0);
}

void match_tcp_no_ack(struct rule_builder *b)
{
	match_tcp_flags(b, SYN | ACK, 0);
}

void match_tcp_urgent(struct rule_builder *b)
{
	match_tcp_flags(b, URG, URG);
}

void match_tcp_end(struct rule_builder *b)
{
	const uint8_t mask = FIN | RST, none = 0;

	match_l4proto(b, IPPROTO_TCP);
	expr_load_payload(b, NFT_PAYLOAD_TRANSPORT_HEADER, 13, 1);
	expr_bitwise(b, &mask, &none, 1);
	expr_compare(b, NFT_CMP_NEQ, &none, 1);
}

void match_tcp_ack(struct rule_builder *b)
{
	match_tcp_flags(b, RST | ACK, ACK);
}

uint32_t match_offset(enum tcp_number of)
{
	return of == TCP_SEQUENCE ? offsetof(struct tcphdr, th_seq) :
				    offsetof(struct tcphdr, th_ack);
}

void match_noted(struct rule_builder *b, const char *set, enum tcp_number of)
{
	expr_load_place(b, match_offset(of));
	expr_lookup(b, set);
}

void match_not_noted(struct rule_builder *b, const char *set,
		     enum tcp_number of)
{
	expr_load_place(b, match_offset(of));
	nftnl_expr_set_u32(expr_lookup(b, set), NFTNL_EXPR_LOOKUP_FLAGS,
			   NFT_LOOKUP_F_INV);
}

void match_last_byte(struct rule_builder *b, enum tcp_number of,
		     uint8_t value)
{
	expr_load_payload(b, NFT_PAYLOAD_TRANSPORT_HEADER,
			  match_offset(of) + 3, sizeof(value));
	expr_compare(b, NFT_CMP_EQ, &value, sizeof(value));
}

static void match_masked(struct rule_builder *b, uint32_t mask,
			 uint32_t value)
{
	const uint32_t none = 0;

	expr_bitwise(b, &mask, &none, sizeof(mask));
	expr_compare(b, NFT_CMP_EQ, &value, sizeof(value));
}

void match_mark(struct rule_builder *b, uint32_t mask, uint32_t value)
{
	expr_load_meta(b, NFT_META_MARK);
	match_masked(b, mask, value);
}

void match_ct_mark(struct rule_builder *b, uint32_t mask, uint32_t value)
{
	expr_load_ct(b, NFT_CT_MARK);
	match_masked(b, mask, value);
}

static void match_direction(struct rule_builder *b, uint8_t direction)
{
	expr_load_ct(b, NFT_CT_DIRECTION);
	expr_compare(b, NFT_CMP_EQ, &direction, sizeof(direction));
}

void match_reply(struct rule_builder *b)
{
	match_direction(b, IP_CT_DIR_REPLY);
}

void match_original(struct rule_builder *b)
{
	match_direction(b, IP_CT_DIR_ORIGINAL);
}

void match_state(struct rule_builder *b, enum ct_state state)
{
	static const uint32_t bits[] = {
		[STATE_RELATED] = NF_CT_STATE_BIT(IP_CT_RELATED),
		[STATE_NEW] = NF_CT_STATE_BIT(IP_CT_NEW),
		[STATE_INVALID] = NF_CT_STATE_INVALID_BIT,
		[STATE_LOOSE] = NF_CT_STATE_BIT(IP_CT_NEW) |
				NF_CT_STATE_INVALID_BIT |
				NF_CT_STATE_UNTRACKED_BIT,
	};
	const uint32_t none = 0;

	expr_load_ct(b, NFT_CT_STATE);
	expr_bitwise(b, &bits[state], &none, sizeof(none));
	expr_compare(b, NFT_CMP_NEQ, &none, sizeof(none));
}

void match_expires(struct rule_builder *b, unsigned seconds)
{
	const uint32_t limit = htonl(seconds * 1000);	/* loaded in ms */

	expr_load_ct(b, NFT_CT_EXPIRATION);
	expr_to_network(b, sizeof(limit));
	expr_compare(b, NFT_CMP_LTE, &limit, sizeof(limit));
}

static void match_assurance(struct rule_builder *b, uint32_t op)
{
	const uint32_t bit = IPS_ASSURED, none = 0;

	expr_load_ct(b, NFT_CT_STATUS);
	expr_bitwise(b, &bit, &none, sizeof(bit));
	expr_compare(b, op, &none, sizeof(none));
}

void match_assured(struct rule_builder *b)
{
	match_assurance(b, NFT_CMP_NEQ);
}

void match_not_assured(struct rule_builder *b)
{
	match_assurance(b, NFT_CMP_EQ);
}

static void load_fib(struct rule_builder *b, uint32_t flags, uint32_t result)
{
	struct nftnl_expr *e = expr_add(b, "fib");

	nftnl_expr_set_u32(e, NFTNL_EXPR_FIB_FLAGS, flags);
	nftnl_expr_set_u32(e, NFTNL_EXPR_FIB_RESULT, result);
	nftnl_expr_set_u32(e, NFTNL_EXPR_FIB_DREG, NFT_REG_1);
}

void match_source_behind(struct rule_builder *b, const char *name)
{
	load_fib(b, NFTA_FIB_F_SADDR, NFT_FIB_RESULT_OIFNAME);
	compare_interface(b, name);
}

void match_source_fits(struct rule_builder *b)
{
	/* One byte of the register is written, all are printed. */
	const uint8_t yes[4] = { 1 };

	load_fib(b, NFTA_FIB_F_SADDR | NFTA_FIB_F_IIF | NFTA_FIB_F_PRESENT,
		 NFT_FIB_RESULT_OIF);
	expr_compare(b, NFT_CMP_EQ, yes, sizeof(yes));
}

void match_goes_on(struct rule_builder *b)
{
	const uint8_t no[4] = { 0 };

	load_fib(b, NFTA_FIB_F_DADDR | NFTA_FIB_F_IIF | NFTA_FIB_F_PRESENT,
		 NFT_FIB_RESULT_OIF);
	expr_compare(b, NFT_CMP_EQ, no, sizeof(no));
}
