/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_TABLE_H
#define RULESET_TABLE_TABLE_H

/* What `nft list table inet cordon` shows: chains, rules, sets, and why. */

#include <stdbool.h>
#include <stdint.h>

#include "ruleset/config/exception.h"
#include "ruleset/nft/rule.h"
#include "ruleset/policy/intervals.h"
#include "ruleset/policy/policy.h"
#include "ruleset/table/marker.h"
#include "ruleset/table/queues.h"

#define TABLE_NAME "cordon"

/* Hook priorities of the chains that decide and of those that commit. */
enum { TABLE_SCREEN_PRIORITY = -20, TABLE_COMMIT_PRIORITY = -10 };

/*
 * The eight bits of config.mark_mask. On a packet they carry a verdict from
 * the queue to the commit chains; on a connection they are what was decided,
 * and what the kernel knows of it:
 *
 *	bit	packet					connection
 *	0	pending: queued, not judged		-
 *	1	pass: a verdict				pass: decided
 *	2	block: a verdict			block: decided
 *	1 + 2	once: refuse this one alone		-
 *	3	own: an answer of cordond's		-
 *	1 + 3	reset: the same, for conntrack to see	-
 *	4	fresh: the first data of a new one	fresh: no data yet
 *	5	-					opened
 *	6	screened				-
 *	7	-					logged
 *
 * The first three stand where they stood when there were four bits in all, so
 * that connections which an older table has marked stay what they were.
 */
struct marks {
	uint32_t mask;
	uint32_t pending;	/* packet: queued, and judged by nobody yet */
	uint32_t pass;		/* packet and connection */
	uint32_t block;		/* packet and connection */
	uint32_t own;		/* packet: an answer of cordond itself */
	uint32_t reset;		/* the same: a reset, of a connection that
				   conntrack knows; has the bit of `own` */
	uint32_t once;		/* packet: refuse this one, not its flow */
	uint32_t fresh;		/* connection: its SYN was new to conntrack
				   and none of its data was queued; packet:
				   the first of that data */
	uint32_t opened;	/* connection: it was opened by the side whose
				   packets conntrack calls original */
	uint32_t screened;	/* packet: it went through this table */
	uint32_t logged;	/* connection: a listed address was logged */
};

struct marks marks_of(const struct config *c);

/* Prefixes of what is logged beside "cordon block VENDOR" and the like, and
 * how much of an answer. */
#define TABLE_LOG_DNS "cordon dns"
#define TABLE_LOG_FALLBACK "cordon fallback"
#define TABLE_LOG_INBOUND "cordon inbound"
enum { TABLE_LOG_DNS_BYTES = 8192 };

/* Names of counters, which outlive changes of the rules. */
#define COUNTER_UNJUDGED_PASSED "unjudged-passed"
#define COUNTER_UNJUDGED_REFUSED "unjudged-refused"
#define COUNTER_INVALID "strict-invalid"
#define COUNTER_FORGED "forged-source"

/* Everything a table is made from. */
struct table {
	const struct config *config;
	const struct policy *policy;
	const struct intervals *intervals;
	const struct exceptions *exceptions;
	const struct intervals *before;	/* maybe in force until now; NULL */
	const struct conf_list *wan;	/* char *: interfaces that lead out */
	struct queues queues;
	bool native_queue;	/* else the xt target in its place */
	bool fib;		/* the kernel can ask where a source lies */
	bool fastpath;		/* judged connections go into a flowtable */
	bool has_fastpath;	/* the kernel's table has one; set by apply */
	bool judging;		/* queue rules; without: only addresses */
	struct marker marker;	/* what is written with it; its edition ends
				   the names of this table's sets */
};

/*
 * The parts of a change; none of them touches a set. table_prepare() adds what
 * is missing: table, base chains, vendor chains, counters. table_switch()
 * empties every chain and writes its rules anew, so that a packet sees the old
 * table or the new one; no base chain is ever deleted, which would drop all
 * queued packets of the network namespace. table_mark() writes the marker.
 */
void table_prepare(const struct table *t, struct batch *b);
void table_switch(const struct table *t, struct batch *b);
void table_mark(const struct table *t, struct batch *b);

/* A digest of what table_prepare() and table_switch() write, whatever the
 * edition is. */
void table_digest(const struct table *t, struct netlink *n,
		  char out[MARKER_RULES_TEXT]);

/* True for a chain or counter that table `t` uses; others are left over
 * from before and can go once it is switched. */
bool table_has_chain(const struct table *t, const char *name);
bool table_has_counter(const struct table *t, const char *name);

/* True if all chains that every table has are among these names. */
bool table_chains_complete(char *const *names, size_t n);

#endif
