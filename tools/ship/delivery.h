/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SHIP_DELIVERY_H
#define TOOLS_SHIP_DELIVERY_H

/*
 * Brings blocks to the centre, each exactly once by (gateway, stream, seq).
 * First its rows, then its row of the ledger; where nobody knows whether the
 * rows arrived the centre is asked, and if they come twice all the same they
 * have the same key.
 */

#include "tools/centre/centre.h"
#include "tools/ship/block.h"

struct delivery {
	struct centre *centre;	/* borrowed */
	bool unsure;		/* whether rows of the next block are there */
	struct buffer answer;
};

void delivery_done(struct delivery *d);

/* How far the centre has the stream: the last number that its ledger has (0:
 * none); and where the block behind it has to end, if rows of that are there
 * already (0: anywhere). */
bool delivery_place(struct delivery *d, const char *stream, uint64_t *last,
		    uint64_t *end, struct fault *why);

/* True when the centre has all of the block, and says so. */
bool delivery_bring(struct delivery *d, const struct block *b,
		    struct fault *why);

#endif
