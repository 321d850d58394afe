/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_READINGS_H
#define NFQ_JUDGE_READINGS_H

#include "nfq/judge/judge.h"

/* Is it a segment to a port that a protocol has for itself (DNS)? */
static inline bool readings_are_two(const struct judge *j,
				    const struct packet *p)
{
	return j->of_port[0]->port == p->dport;
}

/*
 * Judges one. The same bytes may be a message of another protocol to one
 * server, and to the port's own one that it passes over, with its next behind:
 * where they are not surely of the port's protocol alone, and as long as both
 * are possible, the stream is read as what it looks like and, a second time
 * with a flow of its own, as what its port is for. What either refuses is
 * refused.
 */
enum verdict readings_judge(struct judge *j, const struct packet *p);

#endif
