/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_MATCH_H
#define RULESET_NFT_MATCH_H

/*
 * What a rule asks of a packet: each an expression or two of nf_tables
 * (include/uapi/linux/netfilter/nf_tables.h), chosen so that "nft list
 * ruleset" shows them in its own words. The rule ends where one does not hold.
 */

#include <time.h>

#include "lib/prefix.h"
#include "ruleset/nft/rule.h"

/* meta l4proto, iifname, oifname ('*' at the end: any), nfproto */
void match_l4proto(struct rule_builder *b, uint8_t proto);
void match_iifname(struct rule_builder *b, const char *name);
void match_oifname(struct rule_builder *b, const char *name);

/* ip daddr @set, ip6 saddr @set ... */
void match_source(struct rule_builder *b, enum family f, const char *set);
void match_destination(struct rule_builder *b, enum family f,
		       const char *set);

/* The IPv6 destination has these bits. */
void match_destination_bits(struct rule_builder *b, const uint8_t mask[16],
			    const uint8_t value[16]);

/* Four bytes of the IPv6 destination, from `at` on, are in a set of IPv4
 * addresses; `flipped`: all their bits turned. */
void match_embedded(struct rule_builder *b, unsigned at, bool flipped,
		    const char *set);

/* ip daddr 192.0.2.1 */
void match_address(struct rule_builder *b, const struct address *a);

/* ip saddr 192.0.2.0/24, ip6 daddr ...; ether saddr aa:bb:cc:dd:ee:ff */
void match_source_prefix(struct rule_builder *b, const struct prefix *p);
void match_destination_prefix(struct rule_builder *b, const struct prefix *p);
void match_source_mac(struct rule_builder *b, const uint8_t mac[6]);

/* meta time < moment: UTC, by the clock of the kernel (5.4) */
void match_before(struct rule_builder *b, time_t moment);

/* tcp sport, udp dport ...; both include the protocol */
void match_sport(struct rule_builder *b, uint8_t proto, uint16_t port);
void match_dport(struct rule_builder *b, uint8_t proto, uint16_t port);

/* @ih,0,8 >= 0: there is payload behind the transport header (5.16) */
void match_payload(struct rule_builder *b);

/* @ih,OFFSET,LEN == value: so stands in the payload */
void match_data(struct rule_builder *b, uint32_t offset, const void *value,
		uint32_t len);

/* @th,OFFSET,LEN & mask == value: up to 8 bytes, from the transport header's
 * start on */
void match_bytes(struct rule_builder *b, uint32_t offset, const void *mask,
		 const void *value, uint32_t len);

/* tcp flags & rst == rst; tcp flags & (fin|syn|rst|ack) == syn; both include
 * the protocol */
void match_tcp_reset(struct rule_builder *b);
void match_tcp_syn(struct rule_builder *b);
void match_tcp_syn_ack(struct rule_builder *b);
void match_tcp_no_syn(struct rule_builder *b);
void match_tcp_no_ack(struct rule_builder *b);	/* nor SYN */
void match_tcp_urgent(struct rule_builder *b);

/* tcp flags & (fin|rst) != 0; tcp flags & (rst|ack) == ack */
void match_tcp_end(struct rule_builder *b);
void match_tcp_ack(struct rule_builder *b);

/* Of a segment the number of its first byte, and of the next that its sender
 * awaits. */
enum tcp_number { TCP_SEQUENCE, TCP_ACKSEQ };

/* ct id . tcp sequence & 0xffffff00 @set, or ackseq (5.3) */
void match_noted(struct rule_builder *b, const char *set, enum tcp_number of);
void match_not_noted(struct rule_builder *b, const char *set,
		     enum tcp_number of);

/* tcp sequence & 0xff == value, or ackseq */
void match_last_byte(struct rule_builder *b, enum tcp_number of,
		     uint8_t value);

uint32_t match_offset(enum tcp_number of);	/* in the header: for do.c */

/* meta mark & mask == value, ct mark & mask == value */
void match_mark(struct rule_builder *b, uint32_t mask, uint32_t value);
void match_ct_mark(struct rule_builder *b, uint32_t mask, uint32_t value);

/* ct direction reply, original; ct state new; STATE_LOOSE: new, invalid or
 * untracked */
enum ct_state { STATE_NEW, STATE_RELATED, STATE_INVALID, STATE_LOOSE };

void match_reply(struct rule_builder *b);
void match_original(struct rule_builder *b);
void match_state(struct rule_builder *b, enum ct_state state);

/* ct expiration <= seconds: conntrack would forget the connection by then */
void match_expires(struct rule_builder *b, unsigned seconds);

/* Its connection was established, once at least. */
void match_assured(struct rule_builder *b);
void match_not_assured(struct rule_builder *b);

/* fib saddr oifname NAME: that way lies the source (nft_fib_inet, 4.10) */
void match_source_behind(struct rule_builder *b, const char *name);

/* fib saddr . iif oif exists, fib daddr . iif oif missing: the source lies
 * the way that the packet came, and the destination does not */
void match_source_fits(struct rule_builder *b);
void match_goes_on(struct rule_builder *b);

#endif
