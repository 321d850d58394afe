/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machines of a report. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/visible.h"
#include "tools/log/fleet_hosts.h"
#include "tools/report/inquiry.h"

/* --- whose an address is ----------------------------------------------- */

/* An address of a card behind a gateway, and the machine it is, which is the
 * one of that number of all. */
struct owner {
	size_t gateway;
	const char *mac, *address;
	const struct machine *is;
	size_t number;
};

struct owners {
	struct owner *items;
	size_t n, machines;
};

static int compare_owners(const void *pa, const void *pb)
{
	const struct owner *a = pa, *b = pb;
	int c = strcmp(a->mac, b->mac);

	if (c == 0)
		c = strcmp(a->address, b->address);
	return c ? c : a->gateway < b->gateway ? -1 : a->gateway > b->gateway;
}

static void add_owners(struct owners *o, const struct machines *m,
		       size_t gateway)
{
	for (size_t i = 0; i < m->n; i++)
		for (size_t k = 0; k < m->items[i].naddresses; k++) {
			o->items = xgrow(o->items, o->n, sizeof(*o->items));
			o->items[o->n++] = (struct owner) {
				gateway, m->items[i].mac,
				m->items[i].addresses[k], &m->items[i],
				o->machines + i,
			};
		}
	o->machines += m->n;
}

static void find_owners(struct owners *o, const struct inquiry *f)
{
	for (size_t i = 0; i < f->ngateways; i++)
		add_owners(o, &f->gateways[i].known, i);
	if (o->n > 0)
		qsort(o->items, o->n, sizeof(*o->items), compare_owners);
}

/* --- which there are --------------------------------------------------- */

/* Of a fleet nobody knows what they are called. */
static void take_gateway(void *arg, const char *name, struct history *h)
{
	struct inquiry *f = arg;
	size_t at = inquiry_gateway(f, name);
	struct machines *m = &f->gateways[at].known;

	if (at == f->ngateways || m->n > 0)
		return;
	machines_load(m, h, NULL);
	for (size_t i = 0; i < m->n; i++)
		m->items[i].name = NULL;
}

static void find_machines(struct inquiry *f)
{
	const struct clients_query all = { .nvendors = 0 };
	char text[FAULT_TEXT];
	struct fault why;

	if (!f->fleet)
		machines_load(&f->gateways->known, &f->query.history, NULL);
	else if (!fleet_hosts(&f->query, &all, take_gateway, f, &why))
		fatalx_status(EX_TEMPFAIL, "%s", fault_text(&why, text));
}

/* --- what they did ----------------------------------------------------- */

struct loading {
	struct inquiry *f;
	struct owners owners;
	size_t *row;		/* of each known machine, + 1 */
};

static struct inquiry_machine *new_row(struct inquiry *f)
{
	f->machines = xgrow(f->machines, f->nmachines, sizeof(*f->machines));
	f->machines[f->nmachines] = (struct inquiry_machine) { .is = NULL };
	return &f->machines[f->nmachines++];
}

/* The row of a card and address behind a gateway, made if there is none. */
static struct inquiry_machine *row_of(struct loading *l, const char *gateway,
				      const char *mac, const char *address)
{
	const struct owner key = {
		gateway ? inquiry_gateway(l->f, gateway) : 0,
		strcmp(mac, "-") == 0 ? "" : mac, address, NULL, 0,
	};
	const struct owner *o = l->owners.n == 0 ? NULL :
		bsearch(&key, l->owners.items, l->owners.n, sizeof(key),
			compare_owners);
	struct inquiry_machine *m;

	if (o && l->row[o->number])
		return &l->f->machines[l->row[o->number] - 1];
	/* The history bounds what it keeps of a day; lines have all. */
	for (size_t i = 0; !o && i < l->f->nmachines; i++) {
		m = &l->f->machines[i];
		if (!m->is && m->gateway == key.gateway &&
		    strcmp(m->mac, key.mac) == 0 &&
		    strcmp(m->address, address) == 0)
			return m;
	}
	m = new_row(l->f);
	m->gateway = key.gateway;
	m->mac = key.mac;
	m->address = address;
	if (!o)
		return m;
	l->row[o->number] = l->f->nmachines;
	m->is = o->is;
	m->mac = m->is->mac;
	m->address = m->is->addresses[0];
	return m;
}

static void add_counts(struct loading *l)
{
	const struct counts *c = &l->f->by_client;

	for (size_t i = 0; i < c->n; i++) {
		const struct count *from = &c->items[i];
		struct inquiry_machine *m = row_of(l, from->what[4],
						   from->what[0],
						   from->what[1]);
		long long n = 0;

		for (int o = 0; o < TALLY_OUTCOMES; o++) {
			m->n[o] += from->n[o];
			n += from->n[o];
		}
		if (m->first == 0 || from->first < m->first)
			m->first = from->first;
		if (from->last > m->last)
			m->last = from->last;
		client_tried_add(&m->tried, from->what[2], from->what[3], n);
	}
}

static size_t day_of(const struct inquiry *f, const char *text)
{
	size_t low = 0, high = f->ndays;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int c = strcmp(f->days[middle].text, text);

		if (c == 0)
			return middle;
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return f->ndays;
}

static void add_days(struct loading *l)
{
	const struct counts *c = &l->f->by_try;

	for (size_t i = 0; i < c->n; i++) {
		const struct count *from = &c->items[i];
		struct inquiry_machine *m = row_of(l, from->what[3],
						   from->what[1],
						   from->what[2]);
		size_t day = day_of(l->f, from->what[0]);

		if (!m->days)
			m->days = xcalloc(l->f->ndays + 1, 1);
		if (day < l->f->ndays)
			m->days[day] = 1;
	}
}

/* --- all of them ------------------------------------------------------- */

static long long sum(const struct inquiry_machine *m)
{
	long long n = 0;

	for (int o = 0; o < TALLY_OUTCOMES; o++)
		n += m->n[o];
	return n;
}

static int compare_most(const void *pa, const void *pb)
{
	const struct inquiry_machine *a = pa, *b = pb;
	int c;

	if (sum(a) != sum(b))
		return sum(a) > sum(b) ? -1 : 1;
	c = strcmp(a->mac, b->mac);
	if (c == 0)
		c = strcmp(a->address, b->address);
	return c ? c : a->gateway < b->gateway ? -1 : a->gateway > b->gateway;
}

/* A card is who it is; behind a router an address is. */
static void hide(struct inquiry *f, struct inquiry_machine *m)
{
	bool card = *m->mac && !(m->is && m->is->behind);

	pseudonym_machine(&f->hide, card ? m->mac : "", m->address, m->label);
}

void inquiry_load_machines(struct inquiry *f)
{
	struct loading l = { .f = f };

	find_machines(f);
	find_owners(&l.owners, f);
	l.row = xcalloc(l.owners.machines + 1, sizeof(*l.row));
	add_counts(&l);
	add_days(&l);
	for (size_t i = 0; i < f->nmachines; i++) {
		client_tried_sort(&f->machines[i].tried);
		if (f->hide.on)
			hide(f, &f->machines[i]);
	}
	if (f->nmachines > 0)
		qsort(f->machines, f->nmachines, sizeof(*f->machines),
		      compare_most);
	free(l.row);
	free(l.owners.items);
}

const char *inquiry_name(const struct inquiry *f,
			 const struct inquiry_machine *m)
{
	return f->hide.on ? m->label : m->is && m->is->name &&
	       *m->is->name->name ? m->is->name->name : m->address;
}
