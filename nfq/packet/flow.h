/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_PACKET_FLOW_H
#define NFQ_PACKET_FLOW_H

/*
 * Connections that are being looked at: those whose first message is not all
 * there yet, and those that are judged message by message. Connections
 * that are decided by their first segment, which are most, never get here.
 *
 * The table has a fixed size. Where it is full, or the memory for what flows
 * hold, whoever has most of it gives way with what was silent longest: a flow
 * that holds nothing first. Of connections without a handshake, which anybody
 * can make up, there are few, and they are in the way of no others. Of a flow
 * that had to give way and was not decided something remains (enum
 * flow_relic).
 */

#include <stdbool.h>
#include <stdint.h>

#include "nfq/inspect/protocol.h"
#include "nfq/inspect/quic.h"
#include "nfq/packet/owner.h"
#include "nfq/packet/packet.h"
#include "nfq/packet/stream.h"
#include "nfq/packet/tombstone.h"

/*
 * What is known of a flow. Over TCP:
 *
 *	SEEKING, or with a SYN ANCHORED
 *		-> MESSAGE or CHUNK	one was read, another is awaited
 *		-> SETTLED		it would pass, and may not be the last
 *		-> SEEKING		both sides took turns: a new start
 *	MESSAGE, CHUNK
 *		-> each other, by what the message read last says
 *		-> LOST			out of step, of HTTP: line by line
 *		-> MESSAGE		the same of others: what comes next
 *		-> ANCHORED		a tunnel, or another protocol begins
 *		-> SETTLED		as above
 *
 * Of DNS answers:
 *
 *	SEEKING -> ANSWER
 *
 * Of QUIC, where a client may have many connections on the same ports, a flow
 * each, beside one without keys for what belongs to none:
 *
 *	SEEKING -> PASSED
 *
 * From each of them -> BLOCKED, and there it stays; what passes for good is
 * dropped instead.
 */
enum flow_state {
	FLOW_SEEKING,	/* nothing is recognised: `start` is the lowest byte */
	FLOW_ANCHORED,	/* nor here, but `start` is sure */
	FLOW_MESSAGE,	/* `start` is at a message of `inspector` */
	FLOW_CHUNK,	/* `start` is at a chunk of an HTTP body */
	FLOW_LOST,	/* `start` is at a line of HTTP, perhaps a request's */
	FLOW_ANSWER,	/* `start` is at a DNS answer */
	FLOW_SETTLED,	/* judged, and passes once the server has answered */
	FLOW_PASSED,	/* judged, and kept to know its Initials by */
	FLOW_BLOCKED,	/* refused: what repeats it is, too */
};

struct flow {
	struct address src, dst;
	uint16_t sport, dport;
	uint8_t transport;
	bool second;		/* as of its packets */

	enum flow_state state;
	const struct inspector *inspector;	/* NULL: not known yet */
	uint8_t flights;	/* times that both sides took turns */
	uint8_t ttl;		/* of the first packet seen */
	uint16_t segments;
	uint32_t start;		/* where the message being read begins */
	uint32_t later;		/* or perhaps here, if has_later */
	uint32_t floor;		/* nothing before counts, if has_floor */
	uint32_t first;		/* the lowest byte seen */
	bool has_later, has_floor;
	bool opened;		/* the kernel saw its handshake */
	bool unsure;		/* or not, and something may come before */
	bool whole;		/* nothing of it was missed, says the kernel */
	bool foreign;		/* what stands at `start` is of nobody here */
	bool behind;		/* or was, and they were passed over */
	bool doubtful;		/* `start` is in the midst of such bytes */
	bool astray;		/* the kernel knows no such connection */
	bool syn, syn_data;	/* its SYN was seen; with data, of which
				 * nobody knows whether the server took it */
	bool doubted;		/* it goes on with numbers that the server may
				 * not believe */
	uint32_t noted;		/* where a SYN said that data begins that was
				 * not new to the kernel, if has_noted */
	bool has_noted;
	bool harassed;		/* segments came that are not of it */
	bool retry;		/* SETTLED: another hello may follow */
	bool goes_on;		/* and TLS does, behind the first */
	bool last;		/* its server reads no other message */
	bool changes;		/* of HTTP: something else may follow it */
	bool peeks;		/* its body may be read as the next request */
	bool alone;		/* the first reading of it has ended */

	/* A long message, read bit by bit: `start` is where it goes on. */
	bool reads_on;
	bool sure, named;	/* it is one; it had a name already */
	bool follows;		/* of HTTP, behind another */
	uint32_t spent;		/* bytes of it, so far */
	union reading reading;	/* of chunks, always */

	uint32_t ack;		/* of the client's flight */
	uint32_t acked;		/* the highest ever */
	uint64_t skip;		/* bytes of a body, from `start` on */
	struct stream stream;	/* of QUIC: the handshake, from 0 on */

	/* Of UDP: which connection or message of its ends it is, as its client
	 * has it. */
	uint8_t id_len, id[QUIC_CID_MAX];

	/* Of QUIC, if has_keys: what opens its Initials. */
	struct quic_keys keys;
	uint32_t version;
	bool has_keys;
	bool wary;		/* what came before may be forgotten */
	bool torn;		/* it is */

	uint64_t hash;
	uint32_t next;		/* in the hash chain; number + 1 */
	uint32_t owner;
	uint32_t older, newer;	/* in its owner's list; number + 1 */
	enum owner_list list;
	uint16_t charged;	/* chunks that its owner is charged with */
	uint32_t born;		/* the second it was made in */
};

/* What remains of a flow that gave way before it was decided. */
enum flow_relic {
	FLOW_FORGOTTEN = TOMBSTONE_NONE,	/* nothing, or nothing needed */
	FLOW_RELIC_REFUSED,	/* it was refused */
	FLOW_RELIC_PARTIAL,	/* it had let through a part of a message */
	FLOW_RELIC_UNSURE,	/* any of these may be: there were too many */
	FLOW_RELIC_PASSED,	/* it passed: see flow_note_passed() */
};

/* A protocol that goes on message by message was recognised. */
static inline bool flow_has_messages(const struct flow *f)
{
	return f->state == FLOW_MESSAGE || f->state == FLOW_CHUNK ||
	       f->state == FLOW_LOST;
}

struct flow_table;

/* Room for `max` flows and `chunks` chunks; memory is touched as it is used. */
struct flow_table *flow_table_new(uint32_t max, size_t chunks);
void flow_table_free(struct flow_table *t);

/* The time now: of a clock that only goes forward. */
void flow_table_tick(struct flow_table *t, uint32_t second);

/* The packet's flow, which becomes the one used last; NULL if there is none. */
struct flow *flow_find(struct flow_table *t, const struct packet *p);

/* Another flow of the same ends, which was made before that one; NULL if there
 * is none. */
struct flow *flow_another(struct flow_table *t, const struct flow *f);

/* A new one whose stream begins with the packet's payload; never NULL. */
struct flow *flow_new(struct flow_table *t, const struct packet *p,
		      enum owner_class class);
void flow_drop(struct flow_table *t, struct flow *f);

/* The same, and if it was not decided something remains. */
void flow_give_way(struct flow_table *t, struct flow *f);

/* Its handshake was seen after all. */
void flow_open(struct flow_table *t, struct flow *f);

/* What remains of the packet's flow, which is not there any more; and nothing
 * does. */
enum flow_relic flow_relic(struct flow_table *t, const struct packet *p);
/* Of a flow with this id, too. */
enum flow_relic flow_relic_of(struct flow_table *t, const struct packet *p,
			      struct span id);
void flow_drop_relic(struct flow_table *t, const struct packet *p);

/* The packet's flow passes, or what would have been one. */
void flow_note_passed(struct flow_table *t, const struct packet *p);

/* Puts bytes in their place in its stream. If need be whoever holds most gives
 * way, but not this flow. */
enum stream_result flow_place(struct flow_table *t, struct flow *f,
			      uint32_t seq, struct span data);

/* True if what it holds differs from some of these bytes. */
bool flow_contradicts(struct flow_table *t, const struct flow *f, uint32_t seq,
		      struct span data);

/* True if there is room for `len` bytes, in parts too. */
bool flow_has_room(struct flow_table *t, struct flow *f, uint32_t seq,
		   size_t len);

/* Room for what is known of its HTTP/2, as it was left. */
struct http2_state *flow_http2(struct flow_table *t, const struct flow *f);

size_t flow_read(struct flow_table *t, const struct flow *f, uint32_t seq,
		 uint8_t out[STREAM_MAX]);

/* What lies before `seq` in its stream is not needed any more; or nothing of
 * it is. */
void flow_forget(struct flow_table *t, struct flow *f, uint32_t seq);
void flow_clear(struct flow_table *t, struct flow *f);

struct flow_stats {
	uint32_t flows, max;
	uint64_t evicted;
	size_t chunks;
};

void flow_table_stats(const struct flow_table *t, struct flow_stats *out);

#endif
