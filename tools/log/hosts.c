/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon hosts: which machines tried to reach restricted vendors. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/answer.h"
#include "tools/history/machines.h"
#include "tools/log/fleet_hosts.h"
#include "tools/log/machine_sums.h"
#include "tools/log/machine_table.h"
#include "tools/query/filter.h"
#include "tools/run.h"

enum { WEEK = 7 * 86400, SECOND = 1000000 };

/* --- the command ------------------------------------------------------- */

struct view {
	const struct args *a;
	const char *file;		/* of the log */
	struct filter asked;		/* as people have it */
	struct filter clients;		/* of these alone */
	const char *vendors[ARGS_VALUES], *roles[ARGS_VALUES];
	struct clients_query query;
	struct machine_sums sums;	/* where it is asked by more */
};

/* What machines as a whole can be asked for. Who is new is so by all time. */
static void split_filter(struct view *v)
{
	struct clients_query *q = &v->query;

	v->clients = (struct filter) { .n = 0 };
	for (unsigned i = 0; i < v->asked.n; i++) {
		const struct choice *c = &v->asked.choices[i];

		if (c->option == OPTION_CLIENT)
			v->clients.choices[v->clients.n++] = *c;
		else if (c->option == OPTION_VENDOR)
			v->vendors[q->nvendors++] = c->text;
		else if (c->option == OPTION_ROLE)
			v->roles[q->nroles++] = c->text;
	}
	q->vendors = v->vendors;
	q->roles = v->roles;
	if (v->a->fresh || machine_sums_need(&v->asked))
		return;
	q->since = (int64_t)v->asked.since * SECOND;
	q->until = v->asked.until ? ((int64_t)v->asked.until + 1) * SECOND - 1 :
		   0;
}

/* Of what the history has no sums of machines: counted as "top" does. */
static void count_sums(struct view *v, struct query *q)
{
	struct filter f = v->asked;

	if (!machine_sums_need(&f))
		return;
	if (v->a->fresh)
		f.since = f.until = 0;
	machine_sums_count(&v->sums, q, &f);
	v->query = (struct clients_query) {
		.sums = v->sums.items, .nsums = v->sums.n,
	};
}

/* Of an address those who ever had it. */
static bool is_asked(const struct view *v, const struct machine *m)
{
	time_t first = (time_t)(m->first / SECOND);
	struct logged e = { .mac = *m->card ? m->card : m->mac };

	if (v->a->fresh && (first < v->asked.since || (v->asked.until &&
						       first > v->asked.until)))
		return false;
	for (size_t i = 0; i < m->naddresses; i++) {
		e.client = m->addresses[i];
		if (filter_wants(&v->clients, &e))
			return true;
		e.mac = m->mac;
		if (*m->card && filter_wants(&v->clients, &e))
			return true;
	}
	return false;
}

/* Leaves those that are asked for. */
static void choose(const struct view *v, struct machines *m,
		   struct machines *rest)
{
	size_t n = 0;

	*rest = (struct machines) {
		.items = xcalloc(m->n + 1, sizeof(*m->items)),
	};
	for (size_t i = 0; i < m->n; i++)
		if (is_asked(v, &m->items[i]))
			m->items[n++] = m->items[i];
		else
			rest->items[rest->n++] = m->items[i];
	m->n = n;
}

static void show(struct view *v, struct history *h, const char *makers)
{
	struct answer *an = answer_begin(v->a, "cordon.hosts/1");
	const struct machine_whose of = { .names = &h->names };
	struct machines m, rest;

	machines_load(&m, h, &v->query);
	choose(v, &m, &rest);
	answer_table(an, &machine_table);
	machine_table_put(an, &m, &of, makers);
	answer_table_end(an);
	machine_table_behind(an, &m);
	if (m.n == 0)
		filter_nothing(&v->asked, v->a, an, v->a->fresh ?
			       "new machine" : "machine", v->file,
			       history_begins(h));
	else
		answer_say(an, "%zu machine%s; what each tried: \"cordon log "
			   "--client MAC\"\n", m.n, m.n == 1 ? "" : "s");
	machines_done(&m);
	machines_done(&rest);
	answer_end(an);
}

/* --- of a fleet -------------------------------------------------------- */

struct fleet_view {
	struct view *v;
	struct answer *an;
	const char *makers;
	size_t n;
};

static void take_gateway(void *arg, const char *gateway, struct history *h)
{
	struct fleet_view *f = arg;
	const struct machine_whose of = { gateway, &h->names };
	bool chosen = f->v->query.sums;
	struct machines m, rest;

	machines_load(&m, h, chosen ? NULL : &f->v->query);
	choose(f->v, &m, &rest);
	machine_table_put(f->an, &m, &of, f->makers);
	f->n += m.n;
	machines_done(&m);
	machines_done(&rest);
}

static int show_fleet(struct view *v, const struct config *c)
{
	struct fleet_view f = { .v = v, .makers = c->hosts.makers };
	char text[FAULT_TEXT];
	struct fault why;
	struct query q;
	int status = EX_CONFIG;

	if (query_open_fleet(&q, c, v->a->gateway, &why)) {
		f.an = answer_begin(v->a, "cordon.hosts/1");
		answer_table(f.an, &machine_table_fleet);
		count_sums(v, &q);
		status = fleet_hosts(&q, &v->query, take_gateway, &f, &why) ?
			 0 : EX_TEMPFAIL;
		answer_table_end(f.an);
		if (status == 0 && f.n == 0)
			filter_nothing(&v->asked, v->a, f.an, "machine",
				       c->centre.url, query_begins(&q));
		else if (status == 0)
			answer_say(f.an, "%zu machine%s\n", f.n,
				   f.n == 1 ? "" : "s");
		answer_end(f.an);
	}
	if (status != 0)
		warnx("%s", fault_text(&why, text));
	machine_sums_done(&v->sums);
	query_close(&q);
	return status;
}

static int run_fleet(struct view *v)
{
	struct config c;
	int status;

	config_load(&c, v->a->config);
	status = show_fleet(v, &c);
	config_done(&c);
	return status;
}

/* --- of this gateway --------------------------------------------------- */

static int show_own(struct view *v, struct query *q, const char *makers)
{
	struct history *h = &q->history;
	int status = 0;

	if (h->names.unread.len > 0)
		warnx("%s", h->names.unread.p);
	count_sums(v, q);
	if (v->sums.n > 0 || q->unread > 0)
		status = query_tell(q);
	else if (q->fill.unread.len > 0)
		warnx("%s", q->fill.unread.p);
	if (q->fill.unread.len > 0)
		status = EX_NOINPUT;
	show(v, h, makers);
	machine_sums_done(&v->sums);
	return status;
}

static int run_own(struct view *v)
{
	char text[FAULT_TEXT], news[HISTORY_TEXT];
	struct config c;
	struct fault why;
	struct query q;
	int status = EX_IOERR;
	bool well;

	config_load(&c, v->a->config);
	v->file = c.log.file;
	well = query_open(&q, &c, &why);
	if (*history_news(&q.history, news))
		warnx("%s", news);
	if (well)
		status = show_own(v, &q, c.hosts.makers);
	else
		warnx("%s", fault_text(&why, text));
	query_close(&q);
	config_done(&c);
	return status;
}

int hosts_run(const struct args *a)
{
	struct view v = { .a = a };

	filter_read(&v.asked, a);
	if (a->fresh && !a->since)
		v.asked.since = time(NULL) - WEEK;
	split_filter(&v);
	return args_fleet(a) ? run_fleet(&v) : run_own(&v);
}
