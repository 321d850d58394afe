/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts events by vendor. */

#include <stdio.h>
#include <string.h>

#include "nfq/event/tally.h"

const char *const tally_words[TALLY_OUTCOMES] = {
	[TALLY_BLOCKED] = "blocked", [TALLY_LOGGED] = "logged",
	[TALLY_EXCEPTED] = "excepted",
};

static const char *vendor_of(const struct event *e)
{
	const struct legend *l = &e->rules->generation.legend;

	return e->source == SOURCE_REACTION ? "policy" :
	       l->vendors[l->classes[e->rule.class].vendor].id;
}

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
	enum tally_outcome o = e->effect == EFFECT_BLOCK ? TALLY_BLOCKED :
			       e->effect == EFFECT_EXCEPT ? TALLY_EXCEPTED :
							    TALLY_LOGGED;

	atomic_fetch_add_explicit(&t->rows[row_of(t, vendor_of(e))].counts[o],
				  1, memory_order_relaxed);
}
