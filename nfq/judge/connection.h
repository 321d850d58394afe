/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_CONNECTION_H
#define NFQ_JUDGE_CONNECTION_H

/* Which TCP connection is a client's segment of? Ports are used again, and
 * whoever knows them can send what looks like a segment. */

#include "nfq/packet/flow.h"

/* What the kernel knows of a packet: its conntrack has seen both sides. */
enum standing {
	STANDING_UNTOLD,		/* nobody says: a capture */
	STANDING_NEW,		/* the first of a new connection: its first
				 * data or, where SYNs are shown, its SYN */
	STANDING_KNOWN,		/* any other, or conntrack is not asked */
	STANDING_ASTRAY,		/* no connection's, by its numbers */
};

/* What a segment is to its flow. */
enum relation {
	CONNECTION_FIRST,	/* there is none yet */
	CONNECTION_GOES_ON,	/* the next, or one that is early or late */
	CONNECTION_ASTRAY,	/* the server cannot take it now: not of it */
	CONNECTION_DOUBTFUL,	/* of it or of another on the same ports */
};

enum {
	CONNECTION_AHEAD = 128 * 1024,	/* bytes from a hole on: honest loss
					 * was seen to make 65,160 */
	CONNECTION_BEFORE = 72 * 1024,	/* bytes before the first seen */
};

/*
 * Its flow, NULL if there is none. Where a connection begins anew the flow
 * of the one before is dropped, and one that begins with a SYN made; nothing
 * else changes a flow here.
 */
struct flow *connection_find(struct flow_table *t, const struct packet *p,
			     enum standing standing, enum relation *relation);

/* True if the flow can hold it: it does not lie too far ahead, or behind. */
bool connection_follows(const struct flow *f, const struct packet *p);

/*
 * A client that uses its ports again has new numbers, and so has its server: of
 * the one both are seen, of the other in what was acknowledged.
 */
bool connection_jumps(const struct flow *f, const struct packet *p);

/*
 * Cannot come from the same client by the same way: another TTL than the first
 * packet's, or data before the connection's first byte (but a byte to keep it
 * alive).
 */
bool connection_is_at_odds(const struct flow *f, const struct packet *p);

/* The first byte that was not let through, which is the one that the server
 * awaits; `p` is not in the flow's stream yet. NULL: no flow. */
uint32_t connection_awaits(const struct flow *f, const struct packet *p);

/* True if something before `seq` has not come yet. */
bool connection_lacks(const struct flow *f, uint32_t seq);

#endif
