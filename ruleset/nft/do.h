/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_DO_H
#define RULESET_NFT_DO_H

/*
 * What a rule does with a packet for which all holds that it asks, in the
 * words of "nft list ruleset".
 */

#include "lib/address.h"
#include "ruleset/nft/match.h"

/* meta mark set (meta mark & keep) | set; the same for ct mark */
void do_mark(struct rule_builder *b, uint32_t keep, uint32_t set);
void do_ct_mark(struct rule_builder *b, uint32_t keep, uint32_t set);

/* update @set { ct id . tcp sequence & 0xffffff00 }, or ackseq, which ends the
 * rule where the set is full; delete @set { ... } (5.4); the same of what
 * match_noted() has asked for just now, which need not be found out again */
void do_note(struct rule_builder *b, const char *set, enum tcp_number of);
void do_forget(struct rule_builder *b, const char *set, enum tcp_number of);
void do_forget_noted(struct rule_builder *b, const char *set);

/* counter: of this rule alone, until it is written again */
void do_count(struct rule_builder *b);
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

/* ip daddr vmap @map, ip saddr ...: the element's verdict, or on to the next
 * rule */
void do_address_map(struct rule_builder *b, enum family f, bool source,
		    const char *map);

/* The same of an IPv4 address in the IPv6 destination. */
void do_embedded_map(struct rule_builder *b, unsigned at, bool flipped,
		     const char *map);

/* queue flags bypass to first-last; `native`: by the nft expression, else by
 * the xt target of the same name (nft_compat, xt_NFQUEUE revision 3) */
void do_queue(struct rule_builder *b, bool native, uint16_t first,
	      uint16_t total);

#endif
