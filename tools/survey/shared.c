/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds shared addresses. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/prefix.h"
#include "tools/survey/shared.h"

enum { MOST = 1 << 18 };	/* names of addresses that are looked at */

static const char by_name[] = "name", by_address[] = "address";

struct shared_finding {
	const struct filter *filter;
	struct counts *names;
};

/* Which name an event gives to the address it goes to. */
static bool take(void *arg, const struct logged *e)
{
	struct shared_finding *f = arg;
	bool address = strcmp(e->match_type, "ip") == 0;
	struct prefix none;
	struct count_sum sum = {
		.what = { e->dest, address ? by_address : by_name,
			  e->counted },
		.outcome = e->action, .n = e->count, .first = e->time,
		.last = e->time,
	};

	if (!filter_wants(f->filter, e) || !*e->dest || !*e->counted ||
	    prefix_parse(e->counted, &none) || f->names->n >= MOST)
		return true;
	counts_put(f->names, &sum);
	return true;
}

static long long sum_of(const struct count *c)
{
	long long n = 0;

	for (int o = 0; o < TALLY_OUTCOMES; o++)
		n += c->n[o];
	return n;
}

static bool has(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Rows of one address: those by name first told. */
static void group(struct shared_address *to, const struct count *rows, size_t n)
{
	*to = (struct shared_address) { .address = rows[0].what[0] };
	for (size_t i = 0; i < n; i++)
		if (strcmp(rows[i].what[1], by_name) == 0 &&
		    to->nrestricted < SHARED_NAMES)
			to->restricted[to->nrestricted++] = rows[i].what[2];
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rows[i].what[1], by_name) == 0 ||
		    has(to->restricted, to->nrestricted, rows[i].what[2]))
			continue;
		to->n += sum_of(&rows[i]);
		if (to->nothers < SHARED_NAMES)
			to->others[to->nothers++] = rows[i].what[2];
	}
}

static int compare(const void *pa, const void *pb)
{
	const struct shared_address *a = pa, *b = pb;

	return a->n != b->n ? (a->n > b->n ? -1 : 1) :
	       strcmp(a->address, b->address);
}

void shared_find(struct shared *s, struct query *q, const struct filter *f)
{
	struct shared_finding finding = { f, &s->names };
	struct eventlog *l = query_lines(q, f);

	*s = (struct shared) { .n = 0 };
	counts_init(&s->names, COUNTS_CLIENT);
	counts_beside(&s->names, COUNTS_VIA);
	counts_beside(&s->names, COUNTS_NAME);
	eventlog_read(l, take, &finding);
	eventlog_close(l);
	counts_sort(&s->names, "client");
	for (size_t i = 0, n; i < s->names.n; i += n) {
		struct shared_address one;

		for (n = 1; i + n < s->names.n &&
		     strcmp(s->names.items[i].what[0],
			    s->names.items[i + n].what[0]) == 0; )
			n++;
		group(&one, &s->names.items[i], n);
		if (one.nothers == 0)
			continue;
		s->items = xgrow(s->items, s->n, sizeof(*s->items));
		s->items[s->n++] = one;
	}
	if (s->n > 0)
		qsort(s->items, s->n, sizeof(*s->items), compare);
}

void shared_done(struct shared *s)
{
	counts_done(&s->names);
	free(s->items);
}
