/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CAPTURE_DOUBTS_H
#define TOOLS_CAPTURE_DOUBTS_H

/*
 * Segments of a capture whose checksum is wrong. Their receiver threw them
 * away, and they are decoys; or the capture was made before the card computed
 * it. They are held until what comes next of their connection tells: the same
 * place with a checksum that holds, or an answer.
 */

#include "nfq/packet/packet.h"
#include "tools/capture/findings.h"

struct doubts;

/* `release` is called for what was no decoy, in its order. */
struct doubts *doubts_new(void (*release)(void *arg, struct span ip,
					  size_t whole,
					  const struct findings_place *at),
			  void *arg);
void doubts_free(struct doubts *d);

/* Takes every packet there is. True if it is only a decoy that comes again. */
bool doubts_settle(struct doubts *d, const struct packet *p);

/* Holds a doubtful one, which is copied. */
void doubts_hold(struct doubts *d, const struct packet *p, struct span ip,
		 size_t whole, const struct findings_place *at);

void doubts_release(struct doubts *d);

#endif
