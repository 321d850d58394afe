/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes machines of clients. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/history/machines.h"

/* A client of the history, with its sums over all time. */
struct client {
	int64_t id;
	char mac[24], address[50];
	bool v4, behind;
	int64_t n[TALLY_OUTCOMES], first, last;
	struct machine_vendor *vendors;
	size_t nvendors;
};

struct clients {
	struct client *items;
	size_t n;
};

/* --- from the history -------------------------------------------------- */

static void copy_column(char *to, size_t size, sqlite3_stmt *s, int i)
{
	const char *text = (const char *)sqlite3_column_text(s, i);

	snprintf(to, size, "%s", text ? text : "");
}

static void load_clients(struct clients *c, struct db *d)
{
	sqlite3_stmt *s = db_prepare(d, "SELECT id, mac, address FROM "
				     "v_client ORDER BY id");

	while (db_step(d, s)) {
		struct client *item;

		c->items = xgrow(c->items, c->n, sizeof(*c->items));
		item = &c->items[c->n++];
		*item = (struct client) { .id = sqlite3_column_int64(s, 0) };
		copy_column(item->mac, sizeof(item->mac), s, 1);
		copy_column(item->address, sizeof(item->address), s, 2);
		item->v4 = !strchr(item->address, ':');
	}
	sqlite3_finalize(s);
}

static int compare_id(const void *pa, const void *pb)
{
	const struct client *a = pa, *b = pb;

	return a->id < b->id ? -1 : a->id > b->id;
}

static void add_vendor(struct machine_vendor **vendors, size_t *n,
		       const char *vendor, int64_t count)
{
	size_t i = 0;

	while (i < *n && strcmp((*vendors)[i].vendor, vendor) != 0)
		i++;
	if (i == *n) {
		*vendors = xgrow(*vendors, *n, sizeof(**vendors));
		(*vendors)[(*n)++] = (struct machine_vendor) {
			xstrdup(vendor), 0,
		};
	}
	(*vendors)[i].n += count;
}

static void note(int64_t *first, int64_t *last, int64_t from, int64_t to)
{
	if (*first == 0 || from < *first)
		*first = from;
	if (to > *last)
		*last = to;
}

static void load_sums(struct clients *c, struct db *d, const char *vendor)
{
	sqlite3_stmt *s = db_prepare(d, "SELECT client, vendor, outcome, n, "
				     "first, last FROM v_all_client a JOIN "
				     "v_party p ON p.id = a.party");

	while (db_step(d, s)) {
		struct client key = { .id = sqlite3_column_int64(s, 0) };
		struct client *to = bsearch(&key, c->items, c->n,
					    sizeof(key), compare_id);
		const char *of = (const char *)sqlite3_column_text(s, 1);
		int64_t outcome = sqlite3_column_int64(s, 2);

		if (!to || !of || outcome < 0 || outcome >= TALLY_OUTCOMES ||
		    (vendor && strcmp(of, vendor) != 0))
			continue;
		to->n[outcome] += sqlite3_column_int64(s, 3);
		add_vendor(&to->vendors, &to->nvendors, of,
			   sqlite3_column_int64(s, 3));
		note(&to->first, &to->last, sqlite3_column_int64(s, 4),
		     sqlite3_column_int64(s, 5));
	}
	sqlite3_finalize(s);
}

/* --- who is who -------------------------------------------------------- */

static int compare_mac(const void *pa, const void *pb)
{
	const struct client *a = pa, *b = pb;
	int mac = strcmp(a->mac, b->mac);

	return mac ? mac : a->first < b->first ? -1 : a->first > b->first;
}

/* Were several IPv4 addresses of those `n` in use when one of them was seen
 * first? */
static bool is_router(const struct client *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t at_once = 0;

		for (size_t k = 0; k < n && c[i].v4; k++)
			at_once += c[k].v4 && c[k].first <= c[i].first &&
				   c[k].last >= c[i].first;
		if (at_once >= MACHINE_ROUTER)
			return true;
	}
	return false;
}

static struct machine *new_machine(struct machines *m, const char *mac,
				   bool behind)
{
	struct machine *one;

	m->items = xgrow(m->items, m->n, sizeof(*m->items));
	one = &m->items[m->n++];
	*one = (struct machine) { .behind = behind };
	snprintf(one->mac, sizeof(one->mac), "%s", mac);
	return one;
}

static void add_client(struct machine *to, const struct client *c)
{
	size_t at = to->naddresses;

	to->addresses = xgrow(to->addresses, at, sizeof(*to->addresses));
	to->seen = xgrow(to->seen, at, sizeof(*to->seen));
	for (; at > 0 && to->seen[at - 1] < c->last; at--) {
		to->addresses[at] = to->addresses[at - 1];
		to->seen[at] = to->seen[at - 1];
	}
	to->addresses[at] = xstrdup(c->address);
	to->seen[at] = c->last;
	to->naddresses++;
	for (int o = 0; o < TALLY_OUTCOMES; o++)
		to->n[o] += c->n[o];
	for (size_t v = 0; v < c->nvendors; v++)
		add_vendor(&to->vendors, &to->nvendors, c->vendors[v].vendor,
			   c->vendors[v].n);
	note(&to->first, &to->last, c->first, c->last);
}

/* Clients of one MAC, which may be none. */
static void add_card(struct machines *m, const struct client *c, size_t n)
{
	bool router = *c->mac && is_router(c, n);
	struct machine *one = NULL;

	for (size_t i = 0; i < n; i++) {
		if (c[i].last == 0)
			continue;
		if (!one || router || !*c->mac)
			one = new_machine(m, c->mac, router);
		add_client(one, &c[i]);
	}
}

static int compare_last(const void *pa, const void *pb)
{
	const struct machine *a = pa, *b = pb;

	return a->last > b->last ? -1 : a->last < b->last ? 1 :
	       strcmp(a->mac, b->mac);
}

static int compare_n(const void *pa, const void *pb)
{
	const struct machine_vendor *a = pa, *b = pb;

	return a->n > b->n ? -1 : a->n < b->n ? 1 :
	       strcmp(a->vendor, b->vendor);
}

static void free_vendors(struct machine_vendor *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(v[i].vendor);
	free(v);
}

void machines_load(struct machines *m, struct history *h, const char *vendor)
{
	struct clients c = { .n = 0 };

	*m = (struct machines) { .n = 0 };
	load_clients(&c, &h->db);
	load_sums(&c, &h->db, vendor);
	if (c.n > 0)
		qsort(c.items, c.n, sizeof(*c.items), compare_mac);
	for (size_t i = 0, n; i < c.n; i += n) {
		for (n = 1; i + n < c.n && strcmp(c.items[i].mac,
						  c.items[i + n].mac) == 0; )
			n++;
		add_card(m, &c.items[i], n);
	}
	for (size_t i = 0; i < c.n; i++)
		free_vendors(c.items[i].vendors, c.items[i].nvendors);
	free(c.items);
	for (size_t i = 0; i < m->n; i++)
		qsort(m->items[i].vendors, m->items[i].nvendors,
		      sizeof(struct machine_vendor), compare_n);
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
		free_vendors(m->items[i].vendors, m->items[i].nvendors);
	}
	free(m->items);
	*m = (struct machines) { .n = 0 };
}
