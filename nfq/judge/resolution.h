/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_RESOLUTION_H
#define NFQ_JUDGE_RESOLUTION_H

/*
 * DNS answers, judged by where they lead: a name that nobody restricts may be
 * an alias of one that somebody does. For the workers, whose packets wait for
 * it, and for the writer thread, which reads copies.
 */

#include "nfq/inspect/dns_answer.h"
#include "nfq/judge/pipeline.h"

/* The name an answer leads to about which most is to be done. */
struct lead {
	const struct name *asked, *name;	/* borrowed from the chain */
	struct decision decision;
};

typedef struct decision lead_judge(void *arg, const struct name *n);

/*
 * False if nothing is to be done. So it is where the name asked for is
 * allowed, or blocked itself: its question was judged. Where it is logged,
 * the chain counts if more is to be done about that.
 */
bool lead_find(struct lead *l, const struct dns_chain *chain,
	       lead_judge *judge, void *arg);

/* The client's side of an answer: as if it were the question. */
struct packet asker_of(const struct packet *p);

/*
 * Judges a packet with an answer (or a part of one, over TCP) on its way to
 * the client: PASS_ONCE, or with dns_answers = "judge" REFUSE_ONCE. Reports
 * come with the client as source: each answer with the name asked for, and,
 * with r->asked set, the one it leads to. pl->finding is of the answer that is
 * refused.
 */
enum verdict pipeline_answer(struct pipeline *pl, const uint8_t *data,
			     size_t len, size_t whole);

#endif
