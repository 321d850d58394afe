/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_RULE_H
#define RULESET_NFT_RULE_H

/*
 * The words that ruleset/table/table.c writes rules with, each an expression or two
 * of nf_tables (include/uapi/linux/netfilter/nf_tables.h), chosen so that
 * "nft list ruleset" shows them in its own words. A rule is
 *
 *	rule_start(b, "chain", "comment");
 *	match_...(b, ...);  do_...(b, ...);
 *	rule_end(b);
 */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "lib/address.h"
#include "ruleset/nft/netlink.h"

struct nftnl_rule;

struct rule_builder {
	struct batch *batch;
	const char *table;
	struct nftnl_rule *rule;
	const char *chain;
};

enum { RULE_COMMENT_MAX = 128 };	/* what nft shows of one */

enum family { FAMILY_V4, FAMILY_V6 };

void rule_start(struct rule_builder *b, const char *chain,
		const char *comment);
void rule_end(struct rule_builder *b);

/* meta l4proto, iifname, oifname ('*' at the end: any), nfproto */
void match_l4proto(struct rule_builder *b, uint8_t proto);
void match_iifname(struct rule_builder *b, const char *name);
void match_oifname(struct rule_builder *b, const char *name);

/* ip daddr @set, ip6 saddr @set ... */
void match_source(struct rule_builder *b, enum family f, const char *set);
void match_destination(struct rule_builder *b, enum family f,
		       const char *set);

/* ip daddr 192.0.2.1 */
void match_address(struct rule_builder *b, const struct address *a);

/* ip saddr 192.0.2.0/24, ip6 saddr ...; ether saddr aa:bb:cc:dd:ee:ff */
void match_source_prefix(struct rule_builder *b, const struct prefix *p);
void match_source_mac(struct rule_builder *b, const uint8_t mac[6]);

/* meta time < moment: UTC, by the clock of the kernel (5.4) */
void match_before(struct rule_builder *b, time_t moment);

/* tcp sport, udp dport ...; both include the protocol */
void match_sport(struct rule_builder *b, uint8_t proto, uint16_t port);
void match_dport(struct rule_builder *b, uint8_t proto, uint16_t port);

/* @ih,0,8 >= 0: there is payload behind the transport header (5.16) */
void match_payload(struct rule_builder *b);

/* @th,OFFSET,LEN & mask == value: up to 8 bytes, from the transport header's
 * start on */
void match_bytes(struct rule_builder *b, uint32_t offset, const void *mask,
		 const void *value, uint32_t len);

/* tcp flags & rst == rst; tcp flags & (fin|syn|rst|ack) == syn; both include
 * the protocol */
void match_tcp_reset(struct rule_builder *b);
void match_tcp_syn(struct rule_builder *b);

/* meta mark & mask == value, ct mark & mask == value */
void match_mark(struct rule_builder *b, uint32_t mask, uint32_t value);
void match_ct_mark(struct rule_builder *b, uint32_t mask, uint32_t value);

/* ct direction reply, ct state new */
enum ct_state { STATE_NEW, STATE_RELATED, STATE_INVALID };

void match_reply(struct rule_builder *b);
void match_state(struct rule_builder *b, enum ct_state state);

/* meta mark set (meta mark & keep) | set; the same for ct mark */
void do_mark(struct rule_builder *b, uint32_t keep, uint32_t set);
void do_ct_mark(struct rule_builder *b, uint32_t keep, uint32_t set);

void do_counter(struct rule_builder *b, const char *name);
void do_notrack(struct rule_builder *b);

/* flow add @flowtable */
void do_flow_add(struct rule_builder *b, const char *flowtable);

/* limit rate N/second burst M packets: ends the rule above it */
void do_limit(struct rule_builder *b, uint64_t rate, uint32_t burst);

/* log prefix TEXT group N snaplen BYTES */
void do_log(struct rule_builder *b, const char *prefix, uint16_t group,
	    uint32_t snaplen);

/* Verdicts: these end the rule. */
void do_accept(struct rule_builder *b);
void do_drop(struct rule_builder *b);
void do_return(struct rule_builder *b);
void do_goto(struct rule_builder *b, const char *chain);
void do_jump(struct rule_builder *b, const char *chain);
void do_reset(struct rule_builder *b);
void do_admin_prohibited(struct rule_builder *b);

/* ip daddr vmap @map: the element's verdict, or on to the next rule */
void do_destination_map(struct rule_builder *b, enum family f,
			const char *map);

/* queue flags bypass to first-last; `native`: by the nft expression, else by
 * the xt target of the same name (nft_compat, xt_NFQUEUE revision 3) */
void do_queue(struct rule_builder *b, bool native, uint16_t first,
	      uint16_t total);

#endif
