/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_EXPR_H
#define RULESET_NFT_EXPR_H

/*
 * Single expressions of nf_tables, added at the end of the rule being written:
 * for ruleset/nft/match.c and ruleset/nft/do.c, which make words of them. All
 * of them work on one register of 16 bytes.
 */

#include "lib/address.h"
#include "ruleset/nft/rule.h"

struct nftnl_expr;

/* One that is filled in by the caller and owned by the rule. */
struct nftnl_expr *expr_add(struct rule_builder *b, const char *name);

/* The register takes what NFT_META_..., NFT_CT_... or part of a header
 * (NFT_PAYLOAD_...) is; or an address, with the question for its family. */
void expr_load_meta(struct rule_builder *b, uint32_t key);
void expr_load_ct(struct rule_builder *b, uint32_t key);
void expr_load_payload(struct rule_builder *b, uint32_t base, uint32_t offset,
		       uint32_t len);
void expr_load_address(struct rule_builder *b, enum family f, bool source);
unsigned expr_address_size(enum family f);	/* bytes */

/* Part of the IPv6 destination, with the question for the family; four bytes
 * of it that are an IPv4 address, with their bits turned if `flipped`. */
void expr_load_destination_part(struct rule_builder *b, unsigned at,
				unsigned len);
void expr_load_embedded(struct rule_builder *b, unsigned at, bool flipped);

/* The register takes which connection it is (4 bytes), and the 256 numbers of
 * TCP among which the one at `offset` of its header is. */
void expr_load_place(struct rule_builder *b, uint32_t offset);

/* NFT_CMP_...: the rule ends here where it does not hold. */
void expr_compare(struct rule_builder *b, uint32_t op, const void *data,
		  uint32_t len);

/* register = (register & keep) ^ flip */
void expr_bitwise(struct rule_builder *b, const void *keep, const void *flip,
		  uint32_t len);

/* From the order of this machine to that of the network, as comparing for
 * less and more needs. */
void expr_to_network(struct rule_builder *b, uint32_t size);

/* Is the register in the set? Of a map the caller adds where its value goes. */
struct nftnl_expr *expr_lookup(struct rule_builder *b, const char *set);

/* NFT_DYNSET_OP_...: puts the register into the set, or takes it out; the rule
 * ends here where the set is full. */
void expr_change_set(struct rule_builder *b, const char *set, uint32_t op);

/* NF_ACCEPT, NFT_GOTO ...; `chain` where that has one, else NULL. */
void expr_verdict(struct rule_builder *b, int code, const char *chain);

#endif
