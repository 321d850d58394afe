/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the events of a row. */

#include <stdlib.h>

#include "lib/alloc.h"
#include "tools/log/drill.h"

/* Which option asks for such rows, so that few frames are opened; what it takes
 * beside them is passed over. */
static const struct {
	bool has;
	enum option option;
} asked_by[COUNTS_BYS] = {
	[COUNTS_CLIENT] = { true, OPTION_CLIENT },
	[COUNTS_MAC] = { true, OPTION_CLIENT },
	[COUNTS_VENDOR] = { true, OPTION_VENDOR },
	[COUNTS_ROLE] = { true, OPTION_ROLE },
	[COUNTS_NAME] = { true, OPTION_NAME },
	[COUNTS_ACTION] = { true, OPTION_ACTION },
	[COUNTS_LIST] = { true, OPTION_FROM_LIST },
	[COUNTS_VIA] = { true, OPTION_VIA },
};

struct search {
	struct drill *drill;
	const struct top *top;
	const struct count *row;
};

static bool wants(void *arg, const struct logged *e)
{
	const struct search *s = arg;

	return filter_wants(&s->top->filter, e) &&
	       counts_is(&s->top->counts, e, s->row);
}

static bool take(void *arg, const struct logged *e)
{
	struct drill *d = ((struct search *)arg)->drill;

	d->events = xgrow(d->events, d->n, sizeof(*d->events));
	d->events[d->n++] = (struct drill_event) {
		.time = e->time, .action = e->action, .n = e->count,
		.client = xstrdup(e->client), .vendor = xstrdup(e->vendor),
		.role = xstrdup(e->role), .shown = xstrdup(e->shown),
		.via = xstrdup(e->via),
	};
	return true;
}

/* All events of the row are between its first and last. */
static void narrow(struct filter *f, const struct top *t,
		   const struct count *row)
{
	enum counts_by by = t->counts.by[0];

	*f = t->filter;
	if (row->first > f->since)
		f->since = row->first;
	if (!f->until || row->last < f->until)
		f->until = row->last;
	if (asked_by[by].has && !filter_asks(f, asked_by[by].option))
		filter_add(f, asked_by[by].option, row->what[0]);
}

void drill_load(struct drill *d, const struct top *t, size_t i)
{
	struct search s = { d, t, &t->counts.items[i] };
	struct eventlog *l;
	struct filter few;
	struct query q;

	*d = (struct drill) { .what = xstrdup(s.row->what[0]) };
	narrow(&few, t, s.row);
	query_open_lines(&q, t->config);
	l = query_lines(&q, &few);
	eventlog_last(l, DRILL_MOST, wants, take, &s);
	eventlog_close(l);
	query_close(&q);
}

void drill_done(struct drill *d)
{
	for (size_t i = 0; i < d->n; i++) {
		struct drill_event *e = &d->events[i];

		free(e->client);
		free(e->vendor);
		free(e->role);
		free(e->shown);
		free(e->via);
	}
	free(d->events);
	free(d->what);
	*d = (struct drill) { .n = 0 };
}
