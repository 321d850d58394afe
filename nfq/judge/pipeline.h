/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_PIPELINE_H
#define NFQ_JUDGE_PIPELINE_H

#include "nfq/judge/judge.h"

/*
 * From a packet that a client sends to a verdict; the same for what the
 * kernel queues and what a capture holds:
 *
 *	packet_decode -> flow_find -> inspect -> ruling -> policy
 *
 * `data` is the first `len` bytes of an IP packet of `whole`.
 */
enum verdict pipeline_judge(struct judge *j, const uint8_t *data, size_t len,
			    size_t whole);

#endif
