/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_TALLY_H
#define NFQ_EVENT_TALLY_H

/*
 * How many events there were of each vendor and outcome, since the start: one
 * thread counts, others read. Bounded, since it is shown as metrics: vendors
 * beyond count under one name.
 */

#include <stdatomic.h>
#include <stdint.h>

#include "nfq/event/event.h"

enum { TALLY_VENDORS = 128, TALLY_ID = 40 };

enum tally_outcome {
	TALLY_BLOCKED,
	TALLY_WOULD_BLOCK,	/* where its vendor is enforced */
	TALLY_LOGGED, TALLY_EXCEPTED,
	TALLY_OUTCOMES
};

/* What status, metrics, log and top call them; in the order of KIND_ACTION. */
extern const char *const tally_words[TALLY_OUTCOMES];

struct tally {
	_Atomic unsigned n;
	struct {
		char id[TALLY_ID];	/* "policy": without a vendor */
		_Atomic uint64_t counts[TALLY_OUTCOMES];
	} rows[TALLY_VENDORS];
};

void tally_add(struct tally *t, const struct event *e);

#endif
