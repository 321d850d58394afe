/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_ASTRAY_H
#define NFQ_JUDGE_ASTRAY_H

/* Segments that say nothing of what their connection's server reads. */

#include "nfq/judge/segment.h"

/*
 * A segment that the server cannot take as it is now, so that its client will
 * send it again if it means it. Anybody could send it who knows the ports: it
 * changes nothing, and is not refused either, since conntrack gives up a
 * connection in whose name a reset goes out.
 */
enum verdict astray_judge(struct segment *s);

/* Where a part of a message was let through before its flow had to give way,
 * nobody can tell what the rest belongs to. */
enum verdict astray_refuse_relic(struct segment *s, enum flow_relic relic);

/*
 * Most servers read past a byte that is marked as urgent (RFC 6093), so what
 * they read is not what was sent. Of a connection that is decided nobody looks
 * at such. One without data can mark a byte that comes later, and does not get
 * there; nor does what comes too late and may be anybody's.
 */
enum verdict astray_judge_urgent(struct segment *s);

#endif
