/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_MARKS_H
#define RULESET_TABLE_MARKS_H

/* Which bits of a packet's and of a connection's mark say what. */

#include <stdint.h>

#include "ruleset/config/config.h"

/*
 * The eight bits of config.mark_mask. On a packet they carry a verdict from
 * the queue to the commit chains; on a connection they are what was decided,
 * and what the kernel knows of it:
 *
 *	bit	packet					connection
 *	0	pending: queued, not judged		begun: data was queued
 *	1	pass: a verdict				pass: decided
 *	2	block: a verdict			block: decided
 *	1 + 2	once: refuse this one alone		-
 *	3	own: an answer of cordond's		-
 *	1 + 3	reset: the same, for conntrack to see	-
 *	4	fresh: the first data of a new one	fresh: no data yet
 *	5	astray: of no connection		opened
 *	6	screened				-
 *	3 + 6	-					noted
 *	7	behind: of one that has begun		logged
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
	uint32_t fresh;		/* connection: its SYN was new to conntrack,
				   or its server has answered a SYN, and none
				   of its data was queued; packet: the first
				   of that data */
	uint32_t astray;	/* packet: conntrack takes it for none of its
				   connections' */
	uint32_t opened;	/* connection: it was opened by the side whose
				   packets conntrack calls original */
	uint32_t begun;		/* connection: data of it was queued, and has
				   not decided it */
	uint32_t behind;	/* packet: the same of its connection */
	uint32_t noted;		/* connection: in which set its data's
				   beginning is (starts.h); two bits */
	uint32_t screened;	/* packet: it went through this table */
	uint32_t logged;	/* connection: a listed address was logged */
};

struct marks marks_of(const struct config *c);

#endif
