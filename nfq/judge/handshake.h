/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_HANDSHAKE_H
#define NFQ_JUDGE_HANDSHAKE_H

/*
 * QUIC connections, whose hello may be spread over several Initial packets in
 * any order: they get a flow, in whose stream the pieces are put in place. Many
 * may have the same ports. One begins with an Initial that opens with the keys
 * of its own destination id; whatever opens with the keys of one that is known
 * belongs to that. What is refused is the Initial, each time.
 */

#include "nfq/judge/segment.h"

/* A datagram that begins with a long header of QUIC, says s->by. Its flow is
 * looked for here, and in the next one. */
enum verdict handshake_judge(struct segment *s);

/* One without, that nobody else knows either: perhaps of a connection whose
 * Initial has passed already, or never came by. */
enum verdict handshake_judge_other(struct segment *s);

#endif
