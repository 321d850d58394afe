/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon hosts: which machines tried to reach restricted vendors. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/answer.h"
#include "tools/history/fill.h"
#include "tools/history/machines.h"
#include "tools/log/filter.h"
#include "tools/naming/hostnames.h"
#include "tools/run.h"

enum { WEEK = 7 * 86400, SECOND = 1000000 };

static const struct column columns[] = {
	{ .key = "name", .head = "NAME", .fold = 12 },
	{ .key = "name_source", .head = NULL },
	{ .key = "address", .head = "ADDRESS", .fold = 20 },
	{ .key = "addresses", .head = NULL },
	{ .key = "mac", .head = "MAC" },
	{ .key = "behind_router", .head = NULL },
	{ .key = "vendors", .head = "VENDORS", .fold = 16 },
	{ .key = "blocked", .head = "BLOCKED", .right = true, .give = 4 },
	{ .key = "would_block", .head = "WOULD BLOCK", .right = true,
	  .give = 3 },
	{ .key = "logged", .head = "LOGGED", .right = true, .give = 6 },
	{ .key = "excepted", .head = "EXCEPTED", .right = true, .give = 5 },
	{ .key = "first", .head = "FIRST", .fold = 10, .give = 1 },
	{ .key = "last", .head = "LAST", .fold = 10 },
};

static const struct grid grid = {
	.key = "hosts", GRID_COLUMNS(columns),
};

/* --- a row ------------------------------------------------------------- */

/* "kaspersky(41) huawei(2)". */
static void put_vendors(struct buffer *to, const struct machine *m)
{
	buffer_reset(to);
	buffer_text(to, "");
	for (size_t i = 0; i < m->nvendors; i++)
		buffer_printf(to, "%s%s(%" PRId64 ")", i ? " " : "",
			      *m->vendors[i].vendor ? m->vendors[i].vendor :
			      "policy", m->vendors[i].n);
}

static void put_machine(struct answer *an, const struct machine *m,
			const struct hostnames *names)
{
	const struct hostname *name = NULL;
	struct buffer vendors = { 0 };

	for (size_t i = 0; i < m->naddresses && !name; i++)
		name = hostnames_find(names, m->behind ? "" : m->mac,
				      m->addresses[i], m->seen[i] / SECOND);
	put_vendors(&vendors, m);
	answer_row(an, cell_text(name ? name->name : "-"),
		   cell_text(name ? lease_words[name->form] : NULL),
		   cell_text(m->addresses[0]),
		   cell_list((const char *const *)m->addresses,
			     m->naddresses),
		   cell_text(*m->mac ? m->mac : "-"), cell_bool(m->behind),
		   cell_text(vendors.p), cell_signed(m->n[TALLY_BLOCKED]),
		   cell_signed(m->n[TALLY_WOULD_BLOCK]),
		   cell_signed(m->n[TALLY_LOGGED]),
		   cell_signed(m->n[TALLY_EXCEPTED]),
		   cell_time((time_t)(m->first / SECOND)),
		   cell_time((time_t)(m->last / SECOND)));
	buffer_done(&vendors);
}

/* --- the command ------------------------------------------------------- */

struct view {
	const struct args *a;
	const struct config *config;
	struct filter asked;	/* as people have it */
	struct filter filter;	/* of clients, and since when alone */
};

/* What a machine as a whole can be asked for. */
static void keep_clients(struct filter *f)
{
	unsigned n = 0;

	for (unsigned i = 0; i < f->n; i++)
		if (f->choices[i].option == OPTION_CLIENT)
			f->choices[n++] = f->choices[i];
	f->n = n;
	f->until = 0;
}

/* Of an address those who ever had it. */
static bool is_asked(const struct view *v, const struct machine *m)
{
	struct logged e = { .mac = m->mac, .time = v->filter.since };

	if ((v->a->fresh ? m->first : m->last) / SECOND < v->filter.since)
		return false;
	for (size_t i = 0; i < m->naddresses; i++) {
		e.client = m->addresses[i];
		if (filter_wants(&v->filter, &e))
			return true;
	}
	return false;
}

static size_t put_machines(struct view *v, struct answer *an,
			   const struct machines *m)
{
	struct hostnames names;
	size_t n = 0;

	hostnames_load(&names, v->config, time(NULL));
	if (names.unread.len > 0)
		warnx("%s", names.unread.p);
	answer_table(an, &grid);
	for (size_t i = 0; i < m->n; i++) {
		if (!is_asked(v, &m->items[i]))
			continue;
		put_machine(an, &m->items[i], &names);
		n++;
	}
	answer_table_end(an);
	hostnames_done(&names);
	return n;
}

static void show(struct view *v, struct history *h, const char *file)
{
	struct answer *an = answer_begin(v->a, "cordon.hosts/1");
	struct machines m;
	size_t n;

	machines_load(&m, h, v->a->vendor);
	n = put_machines(v, an, &m);
	if (n == 0)
		filter_nothing(&v->asked, v->a, an, v->a->fresh ?
			       "new machine" : "machine", file,
			       history_begins(h));
	else
		answer_say(an, "%zu machine%s; what each tried: \"cordon log "
			   "--client MAC\"\n", n, n == 1 ? "" : "s");
	machines_done(&m);
	answer_end(an);
}

int hosts_run(const struct args *a)
{
	struct fill_result filled = { .lines = 0 };
	char text[FAULT_TEXT];
	struct store store;
	struct history h;
	struct config c;
	struct view v = { .a = a, .config = &c };
	struct fault why;
	int status = 0;

	filter_read(&v.filter, a);
	if (a->fresh && !a->since)
		v.filter.since = time(NULL) - WEEK;
	v.asked = v.filter;
	keep_clients(&v.filter);
	config_load(&c, a->config);
	store_init(&store, c.log.file);
	if (history_open(&h, &c, true, &why))
		fill_history(&h, &store, false, &filled);
	if (filled.unread.len > 0) {
		warnx("%s", filled.unread.p);
		status = EX_NOINPUT;
	}
	if (history_well(&h, &why)) {
		show(&v, &h, c.log.file);
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
