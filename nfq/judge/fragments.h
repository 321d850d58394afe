/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_FRAGMENTS_H
#define NFQ_JUDGE_FRAGMENTS_H

/*
 * DTLS hellos in fragments (RFC 6347 4.2.3), which may come in any order and in
 * many datagrams: each message gets a flow, in whose stream they are put.
 */

#include "nfq/judge/segment.h"

/* A datagram with something else than one whole hello, says s->by. What is
 * refused is the datagram, each time. */
enum verdict fragments_judge(struct segment *s);

#endif
