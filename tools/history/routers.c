/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds routers by how many addresses their MACs have. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/history/routers.h"

/* Those of one MAC. */
struct card {
	size_t first, n;	/* in the order by MAC */
	size_t v4;		/* of these */
	int64_t day;		/* of the last row, */
	size_t seen;		/* and how many of IPv4 were seen on it */
};

struct routers {
	struct client **order;
	struct card *cards;
	size_t ncards;
	/* By id, its card; numbers of clients go from 1 without holes but
	 * where some were erased. */
	uint32_t *card_of;
	int64_t most;
};

static void list_cards(struct routers *r, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct client *c = r->order[i];
		struct card *last;

		if (i == 0 || strcmp(c->mac, r->order[i - 1]->mac) != 0) {
			r->cards = xgrow(r->cards, r->ncards,
					 sizeof(*r->cards));
			r->cards[r->ncards++] = (struct card) { .first = i };
		}
		last = &r->cards[r->ncards - 1];
		last->n++;
		last->v4 += *c->mac && c->v4;
		if (c->id > r->most)
			r->most = c->id;
	}
}

static bool any_may_be(const struct routers *r)
{
	for (size_t i = 0; i < r->ncards; i++)
		if (r->cards[i].v4 >= ROUTER_ADDRESSES)
			return true;
	return false;
}

static void number_cards(struct routers *r)
{
	r->card_of = xcalloc((size_t)r->most + 1, sizeof(*r->card_of));
	for (size_t i = 0; i < r->ncards; i++)
		for (size_t k = 0; k < r->cards[i].n; k++) {
			struct client *c = r->order[r->cards[i].first + k];

			if (c->v4 && *c->mac)
				r->card_of[c->id] = (uint32_t)i + 1;
		}
}

static void take_row(struct routers *r, int64_t day, int64_t id)
{
	struct card *c;

	if (id < 0 || id > r->most || r->card_of[id] == 0)
		return;
	c = &r->cards[r->card_of[id] - 1];
	if (c->day != day)
		c->seen = 0;
	c->day = day;
	if (++c->seen < ROUTER_ADDRESSES)
		return;
	for (size_t k = 0; k < c->n; k++)
		r->order[c->first + k]->routed = true;
}

/* Rows come by day. */
static void take_rows(struct routers *r, struct db *d, const char *where)
{
	sqlite3_stmt *s = db_prepare(d, "SELECT DISTINCT day, client FROM "
				     "%s.day_client ORDER BY day", where);

	while (db_step(d, s))
		take_row(r, sqlite3_column_int64(s, 0),
			 sqlite3_column_int64(s, 1));
	sqlite3_finalize(s);
}

void routers_mark(struct client **order, size_t n, struct db *d)
{
	struct routers r = { .order = order };

	list_cards(&r, n);
	if (any_may_be(&r)) {
		number_cards(&r);
		take_rows(&r, d, "main");
		take_rows(&r, d, "temp");
	}
	free(r.cards);
	free(r.card_of);
}
