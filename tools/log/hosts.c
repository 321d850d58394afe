/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon hosts: which machines tried to reach restricted vendors. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/answer.h"
#include "tools/history/fill.h"
#include "tools/history/machines.h"
#include "tools/history/software.h"
#include "tools/log/fleet_hosts.h"
#include "tools/naming/makers.h"
#include "tools/query/filter.h"
#include "tools/run.h"

enum { WEEK = 7 * 86400, SECOND = 1000000 };

/* The first is of a fleet alone. */
static const struct column columns[] = {
	{ .key = "gateway", .head = "GATEWAY", .fold = 12 },
	{ .key = "name", .head = "NAME", .fold = 20 },
	{ .key = "from", .head = "FROM", .fold = 12, .give = 8,
	  .unsaid = true },
	{ .key = "name_source", .head = NULL },
	{ .key = "name_until", .head = NULL },
	{ .key = "address", .head = "ADDRESS" },
	{ .key = "addresses", .head = NULL },
	{ .key = "mac", .head = "MAC" },
	{ .key = "made", .head = "MAKER", .fold = 12, .give = 7,
	  .unsaid = true },
	{ .key = "maker", .head = NULL },
	{ .key = "mac_local", .head = NULL },
	{ .key = "behind_router", .head = NULL },
	{ .key = "behind", .head = "BEHIND", .give = 9 },
	{ .key = "card", .head = NULL },
	{ .key = "vendors", .head = "VENDORS", .fold = 10, .give = 1,
	  .unsaid = true },
	{ .key = "suggests", .head = "SUGGESTS", .fold = 10, .give = 6 },
	{ .key = "blocked", .head = "BLOCKED", .right = true, .give = 3 },
	{ .key = "passed", .head = "PASSED", .right = true, .give = 2 },
	{ .key = "would_block", .head = "WOULD BLOCK", .right = true,
	  .give = 10 },
	{ .key = "logged", .head = "LOGGED", .right = true, .give = 12 },
	{ .key = "excepted", .head = "EXCEPTED", .right = true, .give = 11 },
	{ .key = "first", .head = "FIRST", .fold = 10, .give = 5 },
	{ .key = "last", .head = "LAST", .fold = 10, .give = 4 },
};

static const struct grid grid_fleet = {
	.key = "hosts", GRID_COLUMNS(columns),
}, grid = {
	.key = "hosts", .columns = columns + 1, .n = ARRAY_SIZE(columns) - 1,
};

/* --- a row ------------------------------------------------------------- */

struct whose {
	const char *gateway;	/* NULL: this one's */
	const struct hostnames *names;
};

static const char *vendor_word(const struct client_vendor *v)
{
	return *v->vendor ? v->vendor : "policy";
}

/* "kaspersky(41) huawei(2)". */
static void write_vendors(struct buffer *to, const struct client_tried *t)
{
	buffer_text(to, "");
	for (size_t i = 0; i < t->n; i++)
		buffer_printf(to, "%s%s(%" PRId64 ")", i ? " " : "",
			      vendor_word(&t->vendors[i]), t->vendors[i].n);
}

static void put_roles(struct answer *an, const struct client_vendor *v)
{
	answer_open(an, "roles", '[');
	for (size_t r = 0; r < v->nroles; r++) {
		answer_open(an, NULL, '{');
		answer_put(an, "role", cell_text(v->roles[r].role));
		answer_put(an, "events", cell_signed(v->roles[r].n));
		answer_put(an, "suggests", cell_text(
			software_words[software_of(v->roles[r].role)]));
		answer_close(an);
	}
	answer_close(an);
}

static void put_vendors(struct answer *an, const struct client_tried *t)
{
	answer_open(an, "vendors", '[');
	for (size_t i = 0; i < t->n; i++) {
		answer_open(an, NULL, '{');
		answer_put(an, "vendor", cell_text(
			vendor_word(&t->vendors[i])));
		answer_put(an, "events", cell_signed(t->vendors[i].n));
		put_roles(an, &t->vendors[i]);
		answer_close(an);
	}
	answer_close(an);
}

/* Of a name that holds no more: until when. */
static void write_source(struct buffer *to, const struct hostname *n,
			 const struct hostnames *names)
{
	struct cell_look look = { .clock = true };
	struct cell until = cell_time((time_t)(n ? n->until : 0));

	buffer_text(to, n ? lease_words[n->form] : "");
	if (!n || !hostname_is_over(n, names))
		return;
	buffer_text(to, " until ");
	cell_write(&until, &look, to);
	to->len -= strlen(" 00:00:00");
	buffer_text(to, "");
}

static void put_machine(struct answer *an, const struct machine *m,
			const struct whose *of, const char *maker)
{
	struct buffer vendors = { 0 }, source = { 0 };
	const char *suggests[SOFTWARES];
	const struct hostname *n = m->name;
	bool over = n && hostname_is_over(n, of->names);
	bool local = maker_is_none(m->behind ? m->card : m->mac);

	write_vendors(&vendors, &m->tried);
	write_source(&source, n, of->names);
	const struct cell row[] = {
		cell_text(of->gateway), cell_text(n ? n->name : "-"),
		cell_text(n ? source.p : NULL),
		cell_text(n ? lease_words[n->form] : NULL),
		n && over ? cell_time((time_t)n->until) : cell_text(NULL),
		cell_text(m->addresses[0]),
		cell_list((const char *const *)m->addresses, m->naddresses),
		cell_text(*m->mac ? m->mac : "-"),
		cell_text(local ? "random" : maker), cell_text(maker),
		cell_bool(local),
		cell_bool(m->behind != BEHIND_NOTHING),
		cell_text(machine_behind_words[m->behind]),
		cell_text(*m->card ? m->card : NULL),
		cell_text(vendors.p),
		cell_list(suggests, software_list(&m->tried, suggests)),
		cell_signed(m->n[TALLY_BLOCKED]),
		cell_signed(m->n[TALLY_WOULD_BLOCK] + m->n[TALLY_LOGGED] +
			    m->n[TALLY_EXCEPTED]),
		cell_signed(m->n[TALLY_WOULD_BLOCK]),
		cell_signed(m->n[TALLY_LOGGED]),
		cell_signed(m->n[TALLY_EXCEPTED]),
		cell_time((time_t)(m->first / SECOND)),
		cell_time((time_t)(m->last / SECOND)),
	};

	answer_row_open(an, row + !of->gateway);
	put_vendors(an, &m->tried);
	answer_row_close(an);
	buffer_done(&vendors);
	buffer_done(&source);
}

/* --- the command ------------------------------------------------------- */

struct view {
	const struct args *a;
	const char *file;		/* of the log */
	struct filter asked;		/* as people have it */
	struct filter clients;		/* of these alone */
	const char *vendors[ARGS_VALUES], *roles[ARGS_VALUES];
	struct clients_query query;
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
	if (v->a->fresh)
		return;
	q->since = (int64_t)v->asked.since * SECOND;
	q->until = v->asked.until ? ((int64_t)v->asked.until + 1) * SECOND - 1 :
		   0;
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

static void put_machines(struct answer *an, const struct machines *m,
			 const struct whose *of, const char *makers)
{
	const char **cards = xcalloc(m->n + 1, sizeof(*cards));
	char **made = xcalloc(m->n + 1, sizeof(*made));

	for (size_t i = 0; i < m->n; i++)
		cards[i] = m->items[i].behind ? m->items[i].card :
			   m->items[i].mac;
	makers_find(makers, cards, made, m->n);
	for (size_t i = 0; i < m->n; i++) {
		put_machine(an, &m->items[i], of, made[i]);
		free(made[i]);
	}
	free(cards);
	free(made);
}

/* Says whose MAC several have, once each. */
static void say_behind(struct answer *an, const struct machines *m)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct machine *one = &m->items[i];
		size_t n = 0, before = 0;

		for (size_t k = 0; k < m->n && one->behind; k++) {
			bool same = strcmp(m->items[k].mac, one->mac) == 0;

			n += same;
			before += same && k < i;
		}
		if (one->behind && before == 0)
			answer_say(an, "%s is the MAC of a %s: %zu address%s "
				   "behind it, counted each\n",
				   paint_safe(one->mac),
				   machine_behind_words[one->behind], n,
				   n == 1 ? "" : "es");
	}
}

static void show(struct view *v, struct history *h, const char *makers)
{
	struct answer *an = answer_begin(v->a, "cordon.hosts/1");
	const struct whose of = { .names = &h->names };
	struct machines m, rest;

	machines_load(&m, h, &v->query);
	choose(v, &m, &rest);
	answer_table(an, &grid);
	put_machines(an, &m, &of, makers);
	answer_table_end(an);
	say_behind(an, &m);
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
	const struct whose of = { gateway, &h->names };
	struct machines m, rest;

	machines_load(&m, h, &f->v->query);
	choose(f->v, &m, &rest);
	put_machines(f->an, &m, &of, f->makers);
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
		answer_table(f.an, &grid_fleet);
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

int hosts_run(const struct args *a)
{
	struct fill_result filled = { .lines = 0 };
	char text[FAULT_TEXT], news[HISTORY_TEXT];
	struct store store;
	struct history h;
	struct config c;
	struct view v = { .a = a };
	struct fault why;
	int status = 0;

	filter_read(&v.asked, a);
	if (a->fresh && !a->since)
		v.asked.since = time(NULL) - WEEK;
	split_filter(&v);
	if (args_fleet(a))
		return run_fleet(&v);
	config_load(&c, a->config);
	v.file = c.log.file;
	store_init(&store, c.log.file);
	if (history_open(&h, &c, true, &why))
		fill_history(&h, &store, false, &filled);
	if (*history_news(&h, news))
		warnx("%s", news);
	if (filled.unread.len > 0) {
		warnx("%s", filled.unread.p);
		status = EX_NOINPUT;
	}
	if (history_well(&h, &why)) {
		if (h.names.unread.len > 0)
			warnx("%s", h.names.unread.p);
		show(&v, &h, c.hosts.makers);
	} else {
		warnx("%s", fault_text(&why, text));
		status = EX_IOERR;
	}
	fill_done(&filled);
	history_close(&h);
	store_done(&store);
	config_done(&c);
	return status;
}
