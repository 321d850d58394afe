/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_EVENT_H
#define NFQ_EVENT_EVENT_H

/*
 * What is worth a line in the log, and the rings that carry it from the
 * workers to the writer thread: one producer and one consumer each, no lock.
 * A full ring loses events, which is counted; packets never wait for it.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "nfq/event/contacts.h"
#include "nfq/judge/report.h"
#include "ruleset/policy/rules.h"

enum event_source {
	SOURCE_NAME,		/* judged by the name in a packet */
	SOURCE_ADDRESS,		/* decided in the kernel, by address */
	SOURCE_PORT,		/* decided in the kernel, by port */
	SOURCE_REACTION,	/* no name, or not understood */
	SOURCE_FALLBACK,	/* to a resolver, after a refused lookup */
};

struct event {
	struct timespec time;
	const struct rules *rules;	/* that rule.class belongs to */
	struct candidate rule;
	struct address src, dst;
	uint16_t sport, dport;
	uint8_t transport;
	uint8_t source;			/* enum event_source */
	uint8_t protocol;		/* enum protocol, if has_protocol */
	bool has_protocol;
	bool in_kernel;			/* decided there */
	uint8_t effect;			/* enum effect */
	uint8_t verdict;		/* enum verdict */
	uint8_t reason;			/* enum reason */
	uint8_t wrong;			/* enum field */
	uint16_t exception;		/* as of struct decision */
	bool outgoing;			/* of this gateway itself */
	bool handshake;			/* the kernel saw one, of TCP */
	uint16_t dns_type, dns_id;
	bool ech;
	uint32_t iif;			/* interface index, 0: none */
	uint8_t mac[6];			/* of the sender, if has_mac */
	bool has_mac;
	char detail[DETAIL_SIZE];	/* what its protocol tells beside it */
	uint8_t name_len, asked_len;
	char name[256];			/* not NUL-terminated; see below */
	char asked[256];		/* of a DNS answer that led to `name` */

	/* What the writer thread adds. */
	bool neighbour;			/* address, MAC and interface fit */
	bool unlinked;			/* whose it is is hidden (privacy.h) */
	uint64_t story;			/* 0: none; see nfq/event/stories.h */
	bool story_fallback;
	bool hint_other;		/* another client was told so */
	uint8_t story_name_len, hint_len;
	char story_name[256];
	char hint[176];			/* the name of dst, says DNS */
};

/* What became of it. */
enum outcome {
	OUTCOME_BLOCKED,
	OUTCOME_WOULD_BLOCK,	/* refused where its vendor is enforced */
	OUTCOME_LOGGED,		/* never refused: not sure enough, or so set */
	OUTCOME_EXCEPTED,
	OUTCOME_UNJUDGED,	/* nobody judged it; of lines about cordon */
	OUTCOMES
};

extern const char *const outcome_words[OUTCOMES];

enum outcome event_outcome(const struct event *e);

/* Whose the destination is: "policy" where no rule is about it. */
const char *event_vendor(const struct event *e);

/* Entries, of a twelfth of a second at 100,000 events; a power of two. */
enum { EVENT_RING = 8192 };

struct event_ring {
	_Atomic uint32_t head;		/* next to write; the producer's */
	_Atomic uint32_t tail;		/* next to read; the consumer's */
	_Atomic uint64_t lost;
	struct contacts_slot contacts;	/* what is no event, but remembered */
	struct event events[EVENT_RING];
};

struct event_ring *event_ring_new(void);
void event_ring_free(struct event_ring *r);

/* Producer: a slot to fill, NULL (and counted) if the ring is full; then
 * event_push() hands it over. */
struct event *event_slot(struct event_ring *r);
void event_push(struct event_ring *r);

/* Consumer: the oldest event, NULL if there is none; good until event_pop(). */
const struct event *event_peek(struct event_ring *r);
void event_pop(struct event_ring *r);

/* Fills an event from a report; time, interface and MAC are the caller's. Of
 * a name that does not fit the end is kept, behind "...". */
void event_fill(struct event *e, const struct rules *rules,
		const struct report *r);

/* True if a report is worth an event. */
bool event_wanted(const struct report *r);

#endif
