/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_CHAIN_H
#define RULESET_TABLE_CHAIN_H

/* What the chains of a table have in common. */

#include "ruleset/nft/do.h"
#include "ruleset/nft/match.h"
#include "ruleset/table/edition.h"
#include "ruleset/table/wanted.h"

/* Those that a connection that is being opened has left at most:
 * nf_conntrack_tcp_timeout_syn_sent, as kernels have it. */
enum { CHAIN_OPENING_SECONDS = 120 };

/* What the rules of a table are written with. */
struct table_writer {
	struct rule_builder rule;
	const struct table *t;
	struct marks m;
};

#define RULE(w, chain, comment) rule_start(&(w)->rule, chain, comment)
#define END(w) rule_end(&(w)->rule)

/* A rule for each interface of the list: goes to `target`, NULL: accepts. */
void chain_by_interface(struct table_writer *w, const struct conf_list *list,
			const char *chain, const char *target,
			const char *comment);

/* `match` is match_iifname() or match_oifname(). */
void chain_accept_lo(struct table_writer *w, const char *chain,
		     void (*match)(struct rule_builder *, const char *));

void chain_goto(struct table_writer *w, const char *chain, const char *target);

/* Goes to `target` for what comes from inside: everything, or what arrives
 * on the interfaces in "lan". */
void chain_inside_goto(struct table_writer *w, const char *chain,
		       const char *target);

/* What connections begin with, by the kernel's word: sets `set` on them. A SYN
 * in a connection that is open is none: anybody who knows its ports can send
 * one. */
void chain_new(struct table_writer *w, const char *chain, uint32_t set);

/* Listed destinations, or sources, go to their vendor's chain. Only
 * "restricted" counts of the addresses here, so both are asked. */
void chain_listed(struct table_writer *w, const char *chain, enum family f,
		  bool source);

/*
 * A server of TLS that was let pass may ask for another hello, and take the
 * name in that (RFC 8446 4.1.4). It says so by a random that is always the
 * same: then its connection is looked at again.
 */
void chain_retry(struct table_writer *w, const char *chain);

/* Returns for the sources in SET_EXEMPT or the destinations in another. */
void chain_return_for(struct table_writer *w, const char *chain,
		      enum interval_set set, const char *comment);

/* The same of answers, whose destination is the source of the question. */
void chain_return_answer_for(struct table_writer *w, const char *chain,
			     enum interval_set set, const char *comment);

/* Ends a rule: PENDING, and up to the daemon. */
void chain_queue(struct table_writer *w, enum queue_kind kind);

/* The same for the first of a new connection, which is told and forgotten:
 * FRESH goes from the connection to the packet. */
void chain_queue_fresh(struct table_writer *w, enum queue_kind kind);

/* The same for what comes behind that. */
void chain_queue_behind(struct table_writer *w, enum queue_kind kind);

/* ... where conntrack knows no connection that it fits. */
void chain_queue_astray(struct table_writer *w, enum queue_kind kind);

#endif
