/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_PIPELINE_H
#define NFQ_JUDGE_PIPELINE_H

/*
 * From a packet to a verdict:
 *
 *	packet_decode -> flow_find -> inspect -> names_match -> policy_decide
 *
 * The same code judges what the kernel queues and what a capture holds; it
 * touches no socket and no clock. One pipeline serves one thread.
 */

#include <stdint.h>

#include "nfq/inspect/dns_answer.h"
#include "nfq/packet/flow.h"
#include "nfq/packet/packet.h"
#include "ruleset/policy/rules.h"

enum verdict {
	VERDICT_MORE,		/* let through, ask again */
	VERDICT_PASS_FLOW,	/* let through, never ask again */
	VERDICT_BLOCK_FLOW,	/* refuse, and all that follows */
	VERDICT_PASS_ONCE,	/* let this message through */
	VERDICT_REFUSE_ONCE,	/* refuse this message */
	VERDICTS
};

/* Why there is something to report. */
enum reason {
	REASON_RULE,		/* a rule covers the name */
	REASON_NOTHING,		/* no rule does */
	REASON_NO_NAME,		/* a hello or request that names nothing */
	REASON_UNKNOWN,		/* not understood within the budget */
	REASON_EVASION,		/* packets contradict each other (strict) */
	REASON_ECH,		/* the real name is encrypted */
	REASON_QUIC_VERSION,	/* of a version that is not known here */
	REASON_QUIC_NO_INITIAL,	/* which would have the name */
	REASON_DNS_PORT,	/* a question to another port than DNS has */
	REASONS
};

/* As configuration and events call them: "rule", "", "no_sni", "unknown",
 * "evasion"... */
extern const char *const reason_words[REASONS];

/* What happened, for whoever logs. All pointers are borrowed for the call. */
struct report {
	const struct packet *packet;
	const struct finding *finding;	/* NULL where nothing was read */
	const struct name *name;	/* NULL where there is none */
	const struct name *asked;	/* that a DNS answer led to it from */
	enum reason reason;
	struct decision decision;
	enum verdict verdict;
};

struct pipeline_stats {
	uint64_t packets, verdicts[VERDICTS], found[PROTOCOLS];
	uint64_t unknown, bad, answers;
};

struct pipeline {
	const struct rules *rules;	/* set before each burst */
	struct flow_table *flows;
	void (*report)(void *arg, const struct report *r);
	void *arg;
	struct pipeline_stats stats;
	bool keep_quic;		/* packets of judged QUIC connections come */
	bool unverified;	/* nobody checked the next packet's checksum */

	/* What the caller knows beside the bytes of the packet in hand. */
	const uint8_t *mac;	/* of the sender, NULL if not known */
	bool own;		/* this gateway sends it itself */
	uint32_t second;	/* of a clock that only goes forward */

	/* What is due where the packet in hand is refused: of an open TCP
	 * connection, a reset of the receiver's side too (RFC 9293 3.5.3), at
	 * the very byte that it awaits (RFC 5961 3.2). */
	bool resets;
	uint32_t awaited;

	/* Scratch of the packet in hand; finding also serves the answer to a
	 * refused DNS question. */
	struct packet packet;
	struct finding finding;
	uint8_t stream[STREAM_MAX];
	struct quic_opener opener;
	struct dns_chain chain;
};

/* Limits of a flow table of the daemon, and how much memory they mean. */
enum { PIPELINE_FLOWS = 16384, PIPELINE_CHUNKS = 16384 };

/* `report` is called for every name found and every reaction to none. */
struct pipeline *pipeline_new(uint32_t flows, size_t chunks,
			      void (*report)(void *arg, const struct report *r),
			      void *arg);
void pipeline_free(struct pipeline *pl);

/* Judges one IP packet: its first `len` bytes of `whole`. */
enum verdict pipeline_judge(struct pipeline *pl, const uint8_t *data,
			    size_t len, size_t whole);

/* --- for nfq/judge/tcp.c and nfq/judge/udp.c ------------------------------------- */

/* Judges the names of pl->finding, reports them, and tells what to do with
 * the message (PASS_ONCE, REFUSE_ONCE) or flow. */
enum verdict pipeline_finding(struct pipeline *pl, const struct packet *p,
			      const struct inspector *by);

/* True if a name of pl->finding is to be blocked. */
bool pipeline_is_blocked(const struct pipeline *pl, const struct packet *p);

/* The configured reaction to what has no name or is not understood. */
enum verdict pipeline_react(struct pipeline *pl, const struct packet *p,
			    enum reason reason, enum reaction reaction);

/* Judges one name of the packet's, with the client's exceptions. */
struct decision pipeline_judge_name(const struct pipeline *pl,
				    const struct packet *p,
				    const struct name *n);

/* True if what is not understood is to be blocked. */
bool pipeline_blocks_unknown(const struct pipeline *pl);

enum verdict tcp_judge(struct pipeline *pl, const struct packet *p);
enum verdict udp_judge(struct pipeline *pl, const struct packet *p);

#endif
