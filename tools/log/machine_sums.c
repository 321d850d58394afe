/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts clients for "cordon hosts". */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "tools/log/machine_sums.h"

#define SECOND 1000000ll

static const enum option asks[] = {
	OPTION_NAME, OPTION_DEST, OPTION_ACTION, OPTION_VIA, OPTION_FROM_LIST,
	OPTION_RULE,
};

bool machine_sums_need(const struct filter *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(asks); i++)
		if (filter_asks(f, asks[i]))
			return true;
	return false;
}

/* Whose a machine is, is asked of it as a whole. */
static struct filter of_all_clients(const struct filter *f)
{
	struct filter all = { .since = f->since, .until = f->until,
			      .limit = f->limit };

	for (unsigned i = 0; i < f->n; i++)
		if (f->choices[i].option != OPTION_CLIENT)
			all.choices[all.n++] = f->choices[i];
	return all;
}

static const char *text_of(const char *word)
{
	return strcmp(word, "-") == 0 ? "" : word;
}

static void add_row(struct machine_sums *s, const struct count *row, bool far)
{
	for (int o = 0; o < TALLY_OUTCOMES; o++) {
		if (row->n[o] == 0)
			continue;
		s->items = xgrow(s->items, s->n, sizeof(*s->items));
		s->items[s->n++] = (struct client_sum) {
			.gateway = far ? row->what[4] : NULL,
			.mac = text_of(row->what[0]),
			.address = row->what[1],
			.vendor = text_of(row->what[2]),
			.role = text_of(row->what[3]),
			.outcome = o, .n = row->n[o],
			.first = row->first * SECOND,
			.last = row->last * SECOND,
		};
	}
}

static int compare_who(const void *pa, const void *pb)
{
	const struct client_sum *a = pa, *b = pb;
	int mac = strcmp(a->mac, b->mac);

	return mac ? mac : strcmp(a->address, b->address);
}

void machine_sums_count(struct machine_sums *s, struct query *q,
			const struct filter *f)
{
	struct filter all = of_all_clients(f);
	struct counts *c = &s->counts;

	counts_init(c, COUNTS_MAC);
	counts_beside(c, COUNTS_CLIENT);
	counts_beside(c, COUNTS_VENDOR);
	counts_beside(c, COUNTS_ROLE);
	if (q->far)
		counts_beside(c, COUNTS_GATEWAY);
	c->utc = true;
	query_count(q, &all, c);
	s->items = xcalloc(1, sizeof(*s->items));
	for (size_t i = 0; i < c->n; i++)
		add_row(s, &c->items[i], q->far);
	if (s->n > 0)
		qsort(s->items, s->n, sizeof(*s->items), compare_who);
}

void machine_sums_done(struct machine_sums *s)
{
	counts_done(&s->counts);
	free(s->items);
	*s = (struct machine_sums) { .n = 0 };
}
