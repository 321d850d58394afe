/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds shared addresses. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/prefix.h"
#include "tools/query/where.h"
#include "tools/survey/shared.h"

#define SECOND 1000000ll

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

/* --- lines ------------------------------------------------------------- */

static void read_log(struct shared *s, struct query *q, const struct filter *f)
{
	struct shared_finding finding = { f, &s->names };
	struct eventlog *l = query_lines(q, f);

	eventlog_read(l, take, &finding);
	eventlog_close(l);
}

/* What the centre has of it, added up. */
static void write_question(struct buffer *sql, const struct query *q,
			   const struct filter *f)
{
	buffer_printf(sql, "SELECT dest, if(match_type = 'ip', '%s', '%s') AS "
		      "way, target, sum(n) FROM (SELECT dest, match_type, "
		      "target, n FROM cordon.events WHERE type != 'cordon' "
		      "AND n > 0 AND dest != '' AND target != '' AND ",
		      by_address, by_name);
	where_put(sql, f, &where_events, WHERE_ALL);
	query_put_gateway(sql, " AND ", q->gateway);
	if (f->since > 0)
		buffer_printf(sql, " AND us >= %lld", f->since * SECOND);
	if (f->until)
		buffer_printf(sql, " AND us < %lld", (f->until + 1) * SECOND);
	buffer_printf(sql, " LIMIT 1 BY gateway, stream, seq) GROUP BY dest, "
		      "way, target ORDER BY dest, way, target LIMIT %d", MOST);
}

static bool ask_centre(struct shared *s, struct query *q,
		       const struct filter *f, struct fault *why)
{
	struct buffer sql = { 0 };
	struct prefix none;
	struct rows r;
	bool well;

	write_question(&sql, q, f);
	well = query_ask_fleet(q, &sql, &r, why);
	while (well && rows_next(&r)) {
		struct count_sum sum = {
			.what = { rows_text(&r, 0), rows_text(&r, 1),
				  rows_text(&r, 2) },
			.outcome = TALLY_WOULD_BLOCK, .n = rows_number(&r, 3),
		};

		if (!prefix_parse(sum.what[2], &none))
			counts_put(&s->names, &sum);
	}
	buffer_done(&sql);
	return well;
}

/* --- together ---------------------------------------------------------- */

bool shared_find(struct shared *s, struct query *q, const struct filter *f,
		 struct fault *why)
{
	*s = (struct shared) { .n = 0 };
	counts_init(&s->names, COUNTS_CLIENT);
	counts_beside(&s->names, COUNTS_VIA);
	counts_beside(&s->names, COUNTS_NAME);
	if (!q->far)
		read_log(s, q, f);
	else if (!ask_centre(s, q, f, why))
		return false;
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
	return true;
}

void shared_done(struct shared *s)
{
	counts_done(&s->names);
	free(s->items);
}
