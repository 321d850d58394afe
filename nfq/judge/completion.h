/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_COMPLETION_H
#define NFQ_JUDGE_COMPLETION_H

#include "nfq/judge/segment.h"

/*
 * The segment that completes a hello, as most second ones do: it is judged with
 * what its flow holds, without being held itself. True if that was the end of
 * looking, and `v` is the verdict; else nothing has changed, and the segment is
 * to be put in its place and read as any other (tcp.c).
 */
bool completion_judge(struct segment *s, enum verdict *v);

#endif
