/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts machines into a table, as "cordon hosts" has them. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "tools/history/software.h"
#include "tools/log/machine_table.h"
#include "tools/naming/makers.h"

enum { SECOND = 1000000 };

/* The first is of a fleet alone. */
static const struct column columns[] = {
	{ .key = "gateway", .head = "GATEWAY", .fold = 12 },
	{ .key = "name", .head = "NAME", .fold = 20 },
	{ .key = "from", .head = "FROM", .fold = 12, .give = 8,
	  .unsaid = true },
	{ .key = "name_source", .head = NULL },
	{ .key = "name_until", .head = NULL },
	/* Those of IPv4 stay in one piece. */
	{ .key = "address", .head = "ADDRESS", .fold = 15 },
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
	{ .key = "suggests", .head = "SUGGESTS", .fold = 10, .give = 5 },
	{ .key = "blocked", .head = "BLOCKED", .right = true, .give = 3 },
	{ .key = "passed", .head = "PASSED", .right = true, .give = 2 },
	{ .key = "would_block", .head = "WOULD BLOCK", .right = true,
	  .give = 10 },
	{ .key = "logged", .head = "LOGGED", .right = true, .give = 12 },
	{ .key = "excepted", .head = "EXCEPTED", .right = true, .give = 11 },
	{ .key = "first", .head = "FIRST", .fold = 10, .give = 4 },
	{ .key = "last", .head = "LAST", .fold = 10, .give = 6 },
};

const struct grid machine_table_fleet = {
	.key = "hosts", GRID_COLUMNS(columns),
}, machine_table = {
	.key = "hosts", .columns = columns + 1, .n = ARRAY_SIZE(columns) - 1,
};

/* --- a row ------------------------------------------------------------- */

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
			const struct machine_whose *of, const char *maker)
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

/* --- all of them ------------------------------------------------------- */

void machine_table_put(struct answer *an, const struct machines *m,
			 const struct machine_whose *of, const char *makers)
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
void machine_table_behind(struct answer *an, const struct machines *m)
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
