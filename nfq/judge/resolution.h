/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_RESOLUTION_H
#define NFQ_JUDGE_RESOLUTION_H

#include "nfq/judge/judge.h"

/*
 * Judges a packet with a DNS answer (or a part of one, over TCP) on its way to
 * the client: PASS_ONCE, or with dns_answers = "judge" REFUSE_ONCE. Reports
 * come with the client as source: each answer with the name asked for, and,
 * with r->asked set, the one it leads to. j->finding is of the answer that is
 * refused.
 */
enum verdict resolution_judge(struct judge *j, const uint8_t *data, size_t len,
			      size_t whole);

#endif
