/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_WANTED_H
#define RULESET_TABLE_WANTED_H

/* What a table is made from, and the names in it that others know too: those
 * who write its parts, the daemon and the doctor. */

#include <stdbool.h>
#include <stdint.h>

#include "ruleset/config/exception.h"
#include "ruleset/policy/intervals.h"
#include "ruleset/policy/policy.h"
#include "ruleset/table/marker.h"
#include "ruleset/table/marks.h"
#include "ruleset/table/queues.h"

#define TABLE_NAME "cordon"

/* Hook priorities of the chains that decide and of those that commit. */
enum { TABLE_SCREEN_PRIORITY = -20, TABLE_COMMIT_PRIORITY = -10 };

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
#define COUNTER_FORGED "spoofed-source"
#define COUNTER_UNOPENED "unopened"

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
	bool guarded;		/* packets are to carry SCREENED */
	bool judging;		/* queue rules; without: only addresses */
	unsigned starts;	/* which set of connections without data;
				   before apply, which the last one was */
	struct marker marker;	/* what is written with it; its edition ends
				   the names of this table's sets */
};

#endif
