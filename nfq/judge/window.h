/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_WINDOW_H
#define NFQ_JUDGE_WINDOW_H

/* What a flow can hold of its stream, and what happens at the limits. */

#include "nfq/judge/segment.h"

/* Puts the part of the segment that counts in place; false if *v is the
 * verdict already. */
bool window_take(struct segment *s, enum verdict *v);

/* More of a message is needed: the verdict until it comes, or if it cannot.
 * `known`: it is one of a protocol that is judged here. */
enum verdict window_wait(struct segment *s, bool known);

#endif
