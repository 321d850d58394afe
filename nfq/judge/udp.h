/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_UDP_H
#define NFQ_JUDGE_UDP_H

#include "nfq/judge/judge.h"

/* Judges a datagram of a client's. */
enum verdict udp_judge(struct judge *j, const struct packet *p);

#endif
