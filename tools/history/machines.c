/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes machines of clients. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/history/machines.h"
#include "tools/history/routers.h"

enum { SECOND = 1000000 };

const char *const machine_behind_words[] = {
	[BEHIND_NOTHING] = NULL, [BEHIND_ROUTER] = "router",
	[BEHIND_REPEATER] = "repeater",
};

/* --- who is who -------------------------------------------------------- */

static int compare_mac(const void *pa, const void *pb)
{
	const struct client *a = *(struct client *const *)pa;
	const struct client *b = *(struct client *const *)pb;
	int mac = strcmp(a->mac, b->mac);

	return mac ? mac : a->id < b->id ? -1 : a->id > b->id;
}

/* The card that an address was leased to, if that is another. */
static const char *other_card(const struct hostnames *names,
			      const struct client *c)
{
	const char *card = hostnames_card(names, c->address,
					  c->last / SECOND);

	return card && strcmp(card, c->mac) != 0 ? card : NULL;
}

static bool is_repeater(const struct hostnames *names,
			struct client *const *c, size_t n)
{
	const char *card, *one = NULL;

	for (size_t i = 0; i < n; i++) {
		card = c[i]->v4 ? other_card(names, c[i]) : NULL;
		if (card && one && strcmp(card, one) != 0)
			return true;
		one = card ? card : one;
	}
	return false;
}

static enum machine_behind behind_what(struct history *h,
				       struct client *const *c, size_t n)
{
	return !*c[0]->mac ? BEHIND_NOTHING :
	       is_repeater(&h->names, c, n) ? BEHIND_REPEATER :
	       c[0]->routed ? BEHIND_ROUTER : BEHIND_NOTHING;
}

/* --- a machine --------------------------------------------------------- */

static struct machine *new_machine(struct machines *m, const char *mac,
				   enum machine_behind behind)
{
	struct machine *one;

	m->items = xgrow(m->items, m->n, sizeof(*m->items));
	one = &m->items[m->n++];
	*one = (struct machine) { .behind = behind };
	snprintf(one->mac, sizeof(one->mac), "%s", mac);
	return one;
}

static bool comes_before(const struct client *c, const char *address,
			 int64_t seen)
{
	bool v4 = !strchr(address, ':');

	return c->v4 != v4 ? c->v4 : c->last > seen;
}

static void add_address(struct machine *to, const struct client *c)
{
	size_t at = to->naddresses;

	to->addresses = xgrow(to->addresses, at, sizeof(*to->addresses));
	to->seen = xgrow(to->seen, at, sizeof(*to->seen));
	for (; at > 0 && comes_before(c, to->addresses[at - 1],
				      to->seen[at - 1]); at--) {
		to->addresses[at] = to->addresses[at - 1];
		to->seen[at] = to->seen[at - 1];
	}
	to->addresses[at] = xstrdup(c->address);
	to->seen[at] = c->last;
	to->naddresses++;
}

static void add_client(struct machine *to, const struct client *c)
{
	add_address(to, c);
	for (int o = 0; o < TALLY_OUTCOMES; o++)
		to->n[o] += c->n[o];
	client_tried_join(&to->tried, &c->tried);
	if (to->first == 0 || c->first < to->first)
		to->first = c->first;
	if (c->last > to->last)
		to->last = c->last;
}

/* Clients of one MAC, which may be none. */
static void add_card(struct machines *m, struct history *h,
		     struct client *const *c, size_t n)
{
	enum machine_behind behind = behind_what(h, c, n);
	struct machine *one = NULL;
	const char *card;

	for (size_t i = 0; i < n; i++) {
		if (c[i]->last == 0)
			continue;
		if (!one || behind || !*c[i]->mac) {
			one = new_machine(m, c[i]->mac, behind);
			card = behind ? other_card(&h->names, c[i]) : NULL;
			snprintf(one->card, sizeof(one->card), "%s",
				 card ? card : "");
		}
		add_client(one, c[i]);
	}
}

/* Who stands behind something has a card by its lease, if any. */
static void find_name(struct machine *m, const struct hostnames *names)
{
	const char *card = m->behind ? m->card : m->mac;

	for (size_t i = 0; i < m->naddresses; i++) {
		const struct hostname *n = hostnames_find(names, card,
			m->addresses[i], m->seen[i] / SECOND);

		if (n && (!m->name || (hostname_is_over(m->name, names) &&
				       !hostname_is_over(n, names))))
			m->name = n;
	}
}

/* --- all of them ------------------------------------------------------- */

static int compare_last(const void *pa, const void *pb)
{
	const struct machine *a = pa, *b = pb;
	int mac;

	if (a->last != b->last)
		return a->last > b->last ? -1 : 1;
	mac = strcmp(a->mac, b->mac);
	return mac ? mac : strcmp(a->addresses[0], b->addresses[0]);
}

static void group(struct machines *m, struct history *h,
		  const struct clients *c)
{
	struct client **order = xcalloc(c->n + 1, sizeof(*order));

	for (size_t i = 0; i < c->n; i++)
		order[i] = &c->items[i];
	if (c->n > 0)
		qsort(order, c->n, sizeof(*order), compare_mac);
	routers_mark(order, c->n, &h->db);
	for (size_t i = 0, n; i < c->n; i += n) {
		for (n = 1; i + n < c->n && strcmp(order[i]->mac,
						   order[i + n]->mac) == 0; )
			n++;
		add_card(m, h, order + i, n);
	}
	free(order);
}

void machines_load(struct machines *m, struct history *h,
		   const struct clients_query *q)
{
	struct clients c;

	*m = (struct machines) { .n = 0 };
	clients_load(&c, h, q);
	group(m, h, &c);
	clients_done(&c);
	for (size_t i = 0; i < m->n; i++) {
		client_tried_sort(&m->items[i].tried);
		find_name(&m->items[i], &h->names);
	}
	if (m->n > 0)
		qsort(m->items, m->n, sizeof(*m->items), compare_last);
}

void machines_done(struct machines *m)
{
	for (size_t i = 0; i < m->n; i++) {
		for (size_t a = 0; a < m->items[i].naddresses; a++)
			free(m->items[i].addresses[a]);
		free(m->items[i].addresses);
		free(m->items[i].seen);
		client_tried_done(&m->items[i].tried);
	}
	free(m->items);
	*m = (struct machines) { .n = 0 };
}
