/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_JUDGE_H
#define NFQ_JUDGE_JUDGE_H

/*
 * Who judges: the rules in force, the flows that are not decided yet, and
 * room to read in. It touches no socket and no clock, and serves one thread.
 */

#include <stdbool.h>
#include <stdint.h>

#include "nfq/inspect/dns_answer.h"
#include "nfq/inspect/protocol.h"
#include "nfq/inspect/quic.h"
#include "nfq/judge/connection.h"
#include "nfq/judge/report.h"
#include "nfq/packet/flow.h"
#include "ruleset/policy/rules.h"

struct judge_stats {
	uint64_t verdicts[VERDICTS], found[PROTOCOLS];
	uint64_t unknown, bad;
};

struct judge {
	const struct rules *rules;	/* set before each burst */
	struct flow_table *flows;
	const struct inspector *tcp[INSPECTORS_MAX], *udp[INSPECTORS_MAX];
	const struct inspector *of_port[2];	/* over TCP alone, and NULL:
						 * readings.h */
	void (*report)(void *arg, const struct report *r);
	void *arg;
	struct judge_stats stats;
	bool keep_quic;		/* packets of judged QUIC connections come */
	bool unverified;	/* nobody checked the next packet's checksum */

	/* What the caller knows beside the bytes of the packet in hand. */
	const uint8_t *mac;	/* of the sender, NULL if not known */
	bool own;		/* this gateway sends it itself */
	enum standing standing;
	bool behind;		/* some of its connection came before, and did
				   not decide it */
	uint32_t second;	/* set by judge_tick() */

	/* Until that second comes what another has read in part, who is gone
	 * and has left nothing. */
	uint32_t bereft_until;

	/* And until that second what was queued in his time may still come:
	 * behind a hello that is judged now, the same sent again. */
	uint32_t waits_until;

	/* The packet in hand is refused by itself, not all that follows. */
	bool alone;

	/* What is due where the packet in hand is refused: of an open TCP
	 * connection, a reset of the receiver's side too (RFC 9293 3.5.3), at
	 * the very byte that it awaits (RFC 5961 3.2). */
	bool resets;
	uint32_t awaited;

	/* The packet in hand goes on with this byte of payload in the place of
	 * its own. */
	bool amended;
	uint8_t amend;

	/* Scratch of the packet in hand; finding also serves the answer to a
	 * refused DNS question. */
	struct packet packet;
	struct finding finding;
	uint8_t stream[STREAM_MAX];
	struct quic_opener opener;
	struct dns_chain chain;
};

/* Limits of a flow table of the daemon: flows, and chunks of what they hold
 * together. */
enum { JUDGE_FLOWS = 16384, JUDGE_CHUNKS = 16384 };

/* `report` is called for every name found and every reaction to none. */
struct judge *judge_new(uint32_t flows, size_t chunks,
			void (*report)(void *arg, const struct report *r),
			void *arg);
void judge_free(struct judge *j);

/* What time it is: the second of a clock that only goes forward. */
static inline void judge_tick(struct judge *j, uint32_t second)
{
	j->second = second;
	flow_table_tick(j->flows, second);
}

/* What has no place yet may be dropped, for its client to send again. Where
 * nothing is refused it goes on, and is looked at as well as it can be. */
static inline bool judge_holds_back(const struct judge *j)
{
	return j->rules->config.mode == MODE_ENFORCE;
}

/* What contradicts what came before is refused. */
static inline bool judge_is_strict(const struct judge *j)
{
	return j->rules->config.strict;
}

#endif
