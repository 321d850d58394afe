/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_TCP_H
#define NFQ_JUDGE_TCP_H

#include "nfq/judge/judge.h"

/* Judges a segment of a client's. */
enum verdict tcp_judge(struct judge *j, const struct packet *p);

#endif
