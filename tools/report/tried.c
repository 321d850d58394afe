/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 4. Who tried to reach whom: day by day, machines, destinations, and what was
 * let through. */

#include <inttypes.h>
#include <string.h>

#include "lib/array.h"
#include "lib/buffer.h"
#include "tools/history/software.h"
#include "tools/report/chart.h"
#include "tools/report/sections.h"

enum { SHOWN = 200 };	/* rows for people; programs get all */

#define OUTCOMES(n) \
	cell_signed((n)[TALLY_BLOCKED]), cell_signed((n)[TALLY_WOULD_BLOCK]), \
	cell_signed((n)[TALLY_EXCEPTED]), cell_signed((n)[TALLY_LOGGED])

#define OUTCOME_COLUMNS \
	{ .key = "blocked", .head = "REFUSED", .right = true }, \
	{ .key = "would_block", .head = "WOULD REFUSE", .right = true }, \
	{ .key = "excepted", .head = "EXCEPTED", .right = true, .give = 7 }, \
	{ .key = "logged", .head = "LOGGED", .right = true, .give = 8 }

static bool is_for_people(const struct page *p)
{
	return p->form == PAGE_HTML || p->form == PAGE_TEXT;
}

static const char *vendor_of(const char *vendor)
{
	return strcmp(vendor, "-") == 0 ? "policy" : vendor;
}

static void say_more(struct page *p, size_t n)
{
	if (is_for_people(p) && n > SHOWN)
		page_say(p, TONE_NOTE, "The first %d of %zu; all are in the "
			 "appendix, and in CSV and JSON.", SHOWN, n);
}

/* --- days -------------------------------------------------------------- */

static void put_days(struct page *p, const struct inquiry *f)
{
	static const struct column columns[] = {
		{ .key = "day", .head = "DAY" },
		{ .key = "vendor", .head = "VENDOR" },
		OUTCOME_COLUMNS,
	};
	static const struct grid grid = {
		.key = "days", GRID_COLUMNS(columns),
	};

	page_table(p, &grid, "Day by day, of each vendor");
	for (size_t i = 0; i < f->by_day.n; i++) {
		const struct count *c = &f->by_day.items[i];

		if (is_for_people(p) && i + SHOWN < f->by_day.n)
			continue;
		page_cells(p, cell_text(c->what[0]),
			   cell_text(vendor_of(c->what[1])), OUTCOMES(c->n));
	}
	page_table_end(p, "No day has an attempt.");
	if (is_for_people(p) && f->by_day.n > SHOWN)
		page_say(p, TONE_NOTE, "The last %d rows of %zu; all are in "
			 "the appendix, and in CSV and JSON.", SHOWN,
			 f->by_day.n);
}

static void put_timeline(struct page *p, const struct inquiry *f)
{
	size_t drawn = 0;

	page_part(p, "Timeline");
	for (size_t i = 0; p->form == PAGE_HTML && i < f->nscope; i++) {
		if (f->scope[i].all == 0 || drawn++ >= CHART_VENDORS)
			continue;
		chart_days(p->out, f, i);
	}
	if (drawn > 0)
		chart_key(p->out);
	page_fold(p, "The same in numbers");
	put_days(p, f);
	page_fold_end(p);
}

/* --- vendors ----------------------------------------------------------- */

static void put_vendors(struct page *p, const struct inquiry *f)
{
	static const struct column columns[] = {
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "title", .head = "NAME", .fold = 16, .give = 1 },
		{ .key = "machines", .head = "MACHINES", .right = true },
		OUTCOME_COLUMNS,
	};
	static const struct grid grid = {
		.key = "vendors", GRID_COLUMNS(columns),
	};

	page_table(p, &grid, "Vendors in scope");
	for (size_t i = 0; i < f->nscope; i++) {
		const struct inquiry_vendor *v = &f->scope[i];

		page_cells(p, cell_text(vendor_of(v->id)), cell_text(v->title),
			   cell_number(v->machines), OUTCOMES(v->n));
	}
	page_table_end(p, "None is in force, nor was any tried.");
}

/* --- machines ---------------------------------------------------------- */

/* "kaspersky: update 12, web 3; huawei: push 1". */
static void write_roles(struct buffer *to, const struct client_tried *t)
{
	buffer_text(to, "");
	for (size_t i = 0; i < t->n; i++) {
		const struct client_vendor *v = &t->vendors[i];

		buffer_printf(to, "%s%s:", i ? "; " : "",
			      vendor_of(v->vendor));
		for (size_t r = 0; r < v->nroles; r++)
			buffer_printf(to, "%s %s %" PRId64, r ? "," : "",
				      v->roles[r].role, v->roles[r].n);
	}
}

/* The last whole day that was measured, without a try of it. */
static const char *quiet_day(const struct inquiry *f,
			     const struct inquiry_machine *m)
{
	const struct inquiry_gateway *g = &f->gateways[m->gateway];

	for (size_t i = f->ndays; i-- > 0; )
		if (f->days[i].whole && !(m->days && m->days[i]) &&
		    inquiry_is_measured(g, f->days[i].since,
					f->days[i].until))
			return f->days[i].text;
	return "none";
}

static struct cell addresses_of(const struct inquiry *f,
				const struct inquiry_machine *m)
{
	if (f->hide.on)
		return cell_text("");
	return m->is ? cell_list((const char *const *)m->is->addresses,
				 m->is->naddresses) : cell_text(m->address);
}

static const char *behind_of(const struct inquiry_machine *m)
{
	return m->is && machine_behind_words[m->is->behind] ?
	       machine_behind_words[m->is->behind] : "";
}

static void put_machine(struct page *p, const struct inquiry *f,
			const struct inquiry_machine *m)
{
	const char *suggests[SOFTWARES];
	size_t n = software_list(&m->tried, suggests);
	struct buffer roles = { 0 };

	write_roles(&roles, &m->tried);
	page_cells_from(p, !f->fleet,
		cell_text(f->gateways[m->gateway].name),
		cell_text(inquiry_name(f, m)),
		cell_text(f->hide.on ? "" : m->mac),
		addresses_of(f, m), cell_text(behind_of(m)), OUTCOMES(m->n),
		cell_time(m->first), cell_time(m->last),
		cell_text(quiet_day(f, m)), cell_text(roles.p),
		cell_list(suggests, n));
	buffer_done(&roles);
}

static void put_machine_table(struct page *p, const struct inquiry *f,
			      const struct grid *grid, const char *caption)
{
	page_table(p, grid, caption);
	for (size_t i = 0; i < f->nmachines; i++)
		if (!is_for_people(p) || i < SHOWN)
			put_machine(p, f, &f->machines[i]);
	page_table_end(p, "None was seen.");
}

static void put_machines(struct page *p, const struct inquiry *f)
{
	static const struct column columns[] = {
		/* Of a fleet alone. */
		{ .key = "gateway", .head = "GATEWAY", .fold = 8 },
		{ .key = "machine", .head = "MACHINE", .fold = 15 },
		{ .key = "mac", .head = "MAC" },
		{ .key = "addresses", .head = "ADDRESSES", .fold = 16,
		  .give = 4 },
		{ .key = "behind", .head = "BEHIND", .give = 12 },
		OUTCOME_COLUMNS,
		{ .key = "first", .head = "FIRST", .fold = 10, .give = 5 },
		{ .key = "last", .head = "LAST", .fold = 10, .give = 2 },
		{ .key = "quiet", .head = "LAST DAY WITHOUT", .give = 6 },
		{ .key = "roles", .head = "WHAT", .fold = 16, .give = 3 },
		{ .key = "suggests", .head = "SUGGESTS", .fold = 10,
		  .give = 1 },
	};
	/* A page is as wide as paper: what they are, and what they did. */
	struct grid all = {
		.key = "machines", .columns = columns + !f->fleet,
		.n = ARRAY_SIZE(columns) - !f->fleet,
	}, who = all, what = all;
	bool page = p->form == PAGE_HTML;

	who.view = f->fleet ? "gateway machine mac blocked would_block "
		   "excepted logged first last quiet" :
		   "machine mac blocked would_block excepted logged first "
		   "last quiet";
	what.view = f->fleet ? "gateway machine addresses behind roles "
		    "suggests" : "machine addresses behind roles suggests";

	put_machine_table(p, f, page ? &who : &all, "Machines, the most first");
	if (page && f->nmachines > 0)
		put_machine_table(p, f, &what, "Their addresses, what they "
				  "asked for, and what that suggests");
	say_more(p, f->nmachines);
	if (f->nmachines > 0)
		page_say(p, TONE_NOTE, "Updates and questions for reputation "
			 "suggest that software is installed, pages alone a "
			 "reader; no traffic proves either. A machine is a "
			 "network card, with all its addresses; behind a "
			 "router it is an address.");
}

/* --- destinations ------------------------------------------------------ */

static void put_names(struct page *p, const struct inquiry *f)
{
	static const struct column columns[] = {
		{ .key = "destination", .head = "DESTINATION", .fold = 16 },
		{ .key = "vendor", .head = "VENDOR", .give = 2 },
		{ .key = "role", .head = "ROLE", .give = 3 },
		OUTCOME_COLUMNS,
		{ .key = "first", .head = "FIRST", .fold = 10, .give = 5 },
		{ .key = "last", .head = "LAST", .fold = 10, .give = 4 },
	};
	static const struct grid grid = {
		.key = "destinations", GRID_COLUMNS(columns),
	};

	page_table(p, &grid, "Destinations, the most first");
	for (size_t i = 0; i < f->by_name.n; i++) {
		const struct count *c = &f->by_name.items[i];

		if (is_for_people(p) && i >= SHOWN)
			break;
		page_cells(p, cell_text(c->what[0]),
			   cell_text(vendor_of(c->what[1])),
			   cell_text(c->what[2]), OUTCOMES(c->n),
			   cell_time(c->first), cell_time(c->last));
	}
	page_table_end(p, "None was tried.");
	say_more(p, f->by_name.n);
}

/* --- what was let through ---------------------------------------------- */

static void put_passed(struct page *p, const struct inquiry *f)
{
	static const struct column columns[] = {
		{ .key = "outcome", .head = "OUTCOME" },
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "events", .head = "ATTEMPTS", .right = true },
		{ .key = "why", .head = "WHY", .fold = 24 },
	};
	static const struct grid grid = {
		.key = "passed", GRID_COLUMNS(columns),
	};
	static const char *const whys[TALLY_OUTCOMES] = {
		[TALLY_WOULD_BLOCK] = "the vendor was observed, not enforced, "
			"at that time",
		[TALLY_LOGGED] = "its rule is not to be enforced: the address "
			"is shared, the source is not sure, or no text that "
			"binds here reaches the role",
		[TALLY_EXCEPTED] = "an exception of the register, see 5",
	};

	page_table(p, &grid, "What was let through, and why");
	for (size_t i = 0; i < f->nscope; i++)
		for (int o = 0; o < TALLY_OUTCOMES; o++)
			if (whys[o] && f->scope[i].n[o] > 0)
				page_cells(p, cell_text(tally_words[o]),
					   cell_text(vendor_of(f->scope[i].id)),
					   cell_signed(f->scope[i].n[o]),
					   cell_text(whys[o]));
	page_table_end(p, f->all > 0 ? "Nothing: all attempts were refused." :
		       "Nothing was seen.");
}

void tried_put(struct page *p, struct inquiry *f)
{
	page_section(p, "tried", "4. Who tried to reach whom");
	put_vendors(p, f);
	put_timeline(p, f);
	put_machines(p, f);
	put_names(p, f);
	put_passed(p, f);
}
