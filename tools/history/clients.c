/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads clients of the history. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/history/clients.h"

#define HOUR 3600000000ll	/* microseconds */

/* --- what was tried ---------------------------------------------------- */

static struct client_vendor *vendor_of(struct client_tried *t,
				       const char *vendor)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->vendors[i].vendor, vendor) == 0)
			return &t->vendors[i];
	t->vendors = xgrow(t->vendors, t->n, sizeof(*t->vendors));
	t->vendors[t->n] = (struct client_vendor) { xstrdup(vendor), 0, NULL,
						    0 };
	return &t->vendors[t->n++];
}

void client_tried_add(struct client_tried *t, const char *vendor,
		      const char *role, int64_t n)
{
	struct client_vendor *v = vendor_of(t, vendor);
	size_t i = 0;

	v->n += n;
	while (i < v->nroles && strcmp(v->roles[i].role, role) != 0)
		i++;
	if (i == v->nroles) {
		v->roles = xgrow(v->roles, v->nroles, sizeof(*v->roles));
		v->roles[v->nroles++] = (struct client_role) {
			xstrdup(role), 0,
		};
	}
	v->roles[i].n += n;
}

void client_tried_join(struct client_tried *t,
		       const struct client_tried *other)
{
	for (size_t i = 0; i < other->n; i++) {
		const struct client_vendor *v = &other->vendors[i];

		for (size_t r = 0; r < v->nroles; r++)
			client_tried_add(t, v->vendor, v->roles[r].role,
					 v->roles[r].n);
	}
}

static int compare_roles(const void *pa, const void *pb)
{
	const struct client_role *a = pa, *b = pb;

	return a->n > b->n ? -1 : a->n < b->n ? 1 : strcmp(a->role, b->role);
}

static int compare_vendors(const void *pa, const void *pb)
{
	const struct client_vendor *a = pa, *b = pb;

	return a->n > b->n ? -1 : a->n < b->n ? 1 :
	       strcmp(a->vendor, b->vendor);
}

void client_tried_sort(struct client_tried *t)
{
	if (t->n > 0)
		qsort(t->vendors, t->n, sizeof(*t->vendors), compare_vendors);
	for (size_t i = 0; i < t->n; i++)
		qsort(t->vendors[i].roles, t->vendors[i].nroles,
		      sizeof(*t->vendors[i].roles), compare_roles);
}

void client_tried_done(struct client_tried *t)
{
	for (size_t i = 0; i < t->n; i++) {
		for (size_t r = 0; r < t->vendors[i].nroles; r++)
			free(t->vendors[i].roles[r].role);
		free(t->vendors[i].roles);
		free(t->vendors[i].vendor);
	}
	free(t->vendors);
	*t = (struct client_tried) { .n = 0 };
}

/* --- from the history -------------------------------------------------- */

static void copy_column(char *to, size_t size, sqlite3_stmt *s, int i)
{
	const char *text = (const char *)sqlite3_column_text(s, i);

	snprintf(to, size, "%s", text ? text : "");
}

static void load_all(struct clients *c, struct db *d)
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

struct client *clients_find(const struct clients *c, int64_t id)
{
	struct client key = { .id = id };

	return bsearch(&key, c->items, c->n, sizeof(key), compare_id);
}

/* All time is summed already; of a period the hours are. */
static sqlite3_stmt *ask(struct db *d, const struct clients_query *q)
{
	int64_t until = q->until ? q->until : INT64_MAX;

	if (q->since == 0 && q->until == 0)
		return db_prepare(d, "SELECT client, vendor, role, outcome, n, "
				  "first, last FROM v_all_client a JOIN "
				  "v_party p ON p.id = a.party");
	return db_prepare(d, "SELECT client, vendor, role, outcome, sum(n), "
			  "min(first), max(last) FROM (SELECT * FROM "
			  "v_hour_client WHERE hour BETWEEN %lld AND %lld AND "
			  "last >= %lld AND first <= %lld) a JOIN v_party p "
			  "ON p.id = a.party GROUP BY client, party, outcome",
			  (long long)(q->since / HOUR),
			  (long long)(until / HOUR), (long long)q->since,
			  (long long)until);
}

static bool is_any(const char *const *words, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return n == 0;
}

static void note(struct client *to, int64_t first, int64_t last)
{
	if (to->first == 0 || first < to->first)
		to->first = first;
	if (last > to->last)
		to->last = last;
}

static void load_sums(struct clients *c, struct db *d,
		      const struct clients_query *q)
{
	sqlite3_stmt *s = ask(d, q);

	while (db_step(d, s)) {
		struct client *to = clients_find(c,
						 sqlite3_column_int64(s, 0));
		const char *vendor = (const char *)sqlite3_column_text(s, 1);
		const char *role = (const char *)sqlite3_column_text(s, 2);
		int64_t outcome = sqlite3_column_int64(s, 3);
		int64_t n = sqlite3_column_int64(s, 4);

		if (!to || !vendor || !role || outcome < 0 ||
		    outcome >= TALLY_OUTCOMES ||
		    !is_any(q->vendors, q->nvendors, vendor) ||
		    !is_any(q->roles, q->nroles, role))
			continue;
		to->n[outcome] += n;
		client_tried_add(&to->tried, vendor, role, n);
		note(to, sqlite3_column_int64(s, 5),
		     sqlite3_column_int64(s, 6));
	}
	sqlite3_finalize(s);
}

/* --- from elsewhere ---------------------------------------------------- */

static int compare_who(const void *pa, const void *pb)
{
	const struct client *a = *(struct client *const *)pa;
	const struct client *b = *(struct client *const *)pb;
	int mac = strcmp(a->mac, b->mac);

	return mac ? mac : strcmp(a->address, b->address);
}

static void name_client(struct client *c, const struct client_sum *s)
{
	*c = (struct client) { .id = 0 };
	snprintf(c->mac, sizeof(c->mac), "%s", s->mac);
	snprintf(c->address, sizeof(c->address), "%s", s->address);
	c->v4 = !strchr(c->address, ':');
}

/* Who is behind a sum: the one of before, a known one, or one of whom lines
 * alone tell, as the history bounds what it keeps of a day. There is room. */
static struct client *who_of(struct clients *c, struct client **known,
			     size_t n, const struct client_sum *s,
			     struct client *before)
{
	struct client key, *one = &key, **found;
	int64_t next = c->n > 0 ? c->items[c->n - 1].id + 1 : 1;

	name_client(&key, s);
	if (before && compare_who(&one, &before) == 0)
		return before;
	found = n == 0 ? NULL : bsearch(&one, known, n, sizeof(*known),
					compare_who);
	if (found)
		return *found;
	key.id = next;
	c->items[c->n] = key;
	return &c->items[c->n++];
}

static void take_sums(struct clients *c, const struct clients_query *q)
{
	size_t n = c->n;
	struct client **known = xcalloc(n + 1, sizeof(*known)), *to = NULL;

	c->items = xreallocarray(c->items, n + q->nsums + 1,
				 sizeof(*c->items));
	for (size_t i = 0; i < n; i++)
		known[i] = &c->items[i];
	if (n > 0)
		qsort(known, n, sizeof(*known), compare_who);
	for (size_t i = 0; i < q->nsums; i++) {
		const struct client_sum *s = &q->sums[i];

		to = who_of(c, known, n, s, to);
		to->n[s->outcome] += s->n;
		client_tried_add(&to->tried, s->vendor, s->role, s->n);
		note(to, s->first, s->last);
	}
	free(known);
}

void clients_load(struct clients *c, struct history *h,
		  const struct clients_query *q)
{
	static const struct clients_query all;

	*c = (struct clients) { .n = 0 };
	load_all(c, &h->db);
	if (q && q->sums)
		take_sums(c, q);
	else
		load_sums(c, &h->db, q ? q : &all);
}

void clients_done(struct clients *c)
{
	for (size_t i = 0; i < c->n; i++)
		client_tried_done(&c->items[i].tried);
	free(c->items);
	*c = (struct clients) { .n = 0 };
}
