/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_RULING_H
#define NFQ_JUDGE_RULING_H

/*
 * What the rules make of what was read: a name, a message with names, or
 * something without. Each ruling is reported.
 */

#include "nfq/judge/judge.h"

/* Judges one name of the packet's, with the client's exceptions; reports
 * nothing. */
struct decision ruling_name(const struct judge *j, const struct packet *p,
			    const struct name *n);

/* True if a name of j->finding is to be blocked; reports nothing. */
bool ruling_blocks(const struct judge *j, const struct packet *p);

/* Judges the names of j->finding, and tells what to do with the message
 * (PASS_ONCE, REFUSE_ONCE) or flow. */
enum verdict ruling_finding(struct judge *j, const struct packet *p,
			    const struct inspector *by);

/* The configured reaction to what has no name or is not understood. */
enum verdict ruling_react(struct judge *j, const struct packet *p,
			  enum reason reason);

#endif
