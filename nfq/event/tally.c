/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts events by vendor. */

#include <stdio.h>
#include <string.h>

#include "nfq/event/tally.h"

const char *const tally_words[TALLY_OUTCOMES] = {
	[TALLY_BLOCKED] = "blocked", [TALLY_WOULD_BLOCK] = "would-block",
	[TALLY_LOGGED] = "logged", [TALLY_EXCEPTED] = "excepted",
};

/* The vendor's row; the last one is that of all who find no room. */
static unsigned row_of(struct tally *t, const char *id)
{
	unsigned n = atomic_load_explicit(&t->n, memory_order_relaxed);

	for (unsigned i = 0; i < n; i++)
		if (strcmp(t->rows[i].id, id) == 0)
			return i;
	if (n == TALLY_VENDORS)
		return n - 1;
	snprintf(t->rows[n].id, TALLY_ID, "%s",
		 n == TALLY_VENDORS - 1 ? "other" : id);
	/* Whoever sees the new number sees the id. */
	atomic_store_explicit(&t->n, n + 1, memory_order_release);
	return n;
}

void tally_add(struct tally *t, const struct event *e)
{
	static const enum tally_outcome of[OUTCOMES] = {
		[OUTCOME_BLOCKED] = TALLY_BLOCKED,
		[OUTCOME_WOULD_BLOCK] = TALLY_WOULD_BLOCK,
		[OUTCOME_LOGGED] = TALLY_LOGGED,
		[OUTCOME_EXCEPTED] = TALLY_EXCEPTED,
		[OUTCOME_UNJUDGED] = TALLY_LOGGED,
	};
	enum tally_outcome o = of[event_outcome(e)];
	unsigned row = row_of(t, event_vendor(e));

	atomic_fetch_add_explicit(&t->rows[row].counts[o], 1,
				  memory_order_relaxed);
}
