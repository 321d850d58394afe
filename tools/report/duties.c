/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 8. What the texts want reported: fields that are filled where the gateway
 * knows, and blank where it does not. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/plural.h"
#include "tools/report/sections.h"

#define BLANK "(blank: to be filled in)"

/* --- 48 CFR 52.204-25(d)(2), and its siblings -------------------------- */

/* Is it cited by a clause that wants such a report? */
static const char *clause_of(const struct inquiry *f, const char *id)
{
	static const char *const clauses[] = {
		"FAR 52.204-25", "FAR 52.204-23", "FAR 52.240-91",
	};
	const struct vendor *v = catalogue_find(&f->vendors.catalogue, id);
	const struct basis *b = v ? v->bases.items : NULL;

	for (size_t c = 0; v && c < sizeof(clauses) / sizeof(*clauses); c++)
		for (size_t i = 0; i < v->bases.n; i++)
			if (b[i].cite && strstr(b[i].cite, clauses[c]))
				return clauses[c];
	return NULL;
}

static time_t first_of(const struct inquiry *f, const char *id)
{
	time_t first = 0;

	for (size_t i = 0; i < f->by_name.n; i++) {
		const struct count *c = &f->by_name.items[i];

		if (strcmp(c->what[1], id) == 0 &&
		    (first == 0 || c->first < first))
			first = c->first;
	}
	return first;
}

static void write_mitigation(const struct inquiry_vendor *v, struct buffer *to)
{
	long long passed = 0;

	for (int o = TALLY_BLOCKED + 1; o < TALLY_OUTCOMES; o++)
		passed += v->n[o];
	buffer_printf(to, "%lld of %lld attempt%s in the period were refused "
		      "at this gateway", v->n[TALLY_BLOCKED], v->all,
		      plural(v->all));
	if (passed > 0)
		buffer_printf(to, "; %lld passed, see 4", passed);
}

static void put_item(struct page *p, const struct inquiry *f, size_t number)
{
	const struct inquiry_vendor *v = &f->scope[number];
	struct buffer what = { 0 }, done = { 0 };
	const char *contract = f->args->contract;
	char key[80], *caption;

	buffer_printf(&what, "something on %zu machine%s of section 4 that "
		      "reaches its services", v->machines,
		      plural((long long)v->machines));
	write_mitigation(v, &done);
	snprintf(key, sizeof(key), "far_%s", v->id);
	caption = xasprintf("%s: %s", clause_of(f, v->id), v->title);
	page_facts(p, key, caption);
	page_fact(p, "contract", "contract number", cell_text(
		contract ? contract : BLANK));
	page_fact(p, "order", "order numbers", cell_text(BLANK));
	page_fact(p, "supplier", "supplier", cell_text(BLANK));
	page_fact(p, "uei", "supplier's unique entity id", cell_text(BLANK));
	page_fact(p, "cage", "supplier's CAGE code", cell_text(BLANK));
	page_fact(p, "brand", "brand", cell_text(v->title));
	page_fact(p, "model", "model or part number", cell_text(BLANK));
	page_fact(p, "item", "item", cell_text(what.p));
	page_fact(p, "identified", "first seen in the period",
		  cell_time(first_of(f, v->id)));
	page_fact(p, "mitigation", "mitigation so far", cell_text(done.p));
	page_fact(p, "further", "further mitigation", cell_text(BLANK));
	page_fact(p, "prevention", "efforts to prevent its use",
		  cell_text(BLANK));
	page_facts_end(p);
	buffer_done(&what);
	buffer_done(&done);
	free(caption);
}

static void put_items(struct page *p, const struct inquiry *f)
{
	size_t n = 0;

	page_part(p, "Fields of a report under 48 CFR 52.204-25(d)");
	for (size_t i = 0; i < f->nscope; i++)
		if (f->scope[i].all > 0 && clause_of(f, f->scope[i].id)) {
			put_item(p, f, i);
			n++;
		}
	if (n == 0)
		page_say(p, TONE_PLAIN, "No vendor under such a clause was "
			 "seen in what was measured.");
	else
		page_say(p, TONE_NOTE, "52.204-25 and 52.204-23 set days for "
			 "the first report and for what follows from when a "
			 "thing is identified; whether this finding is that, "
			 "and which of the clauses stands in a contract, is "
			 "for counsel to say.");
}

/* --- OMB M-23-13 ------------------------------------------------------- */

static bool is_under_memo(const struct inquiry *f, const char *id)
{
	const struct vendor *v = catalogue_find(&f->vendors.catalogue, id);
	const struct basis *b = v ? v->bases.items : NULL;

	for (size_t i = 0; v && i < v->bases.n; i++)
		if (b[i].cite && strstr(b[i].cite, "M-23-13"))
			return true;
	return false;
}

static void put_memo(struct page *p, const struct inquiry *f)
{
	static const struct column columns[] = {
		{ .key = "id", .head = "EXCEPTION" },
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "purpose", .head = "PURPOSE", .fold = 20 },
		{ .key = "approver", .head = "APPROVED BY" },
		{ .key = "created", .head = "FROM" },
		{ .key = "until", .head = "UNTIL" },
		{ .key = "risk", .head = "MEASURES AGAINST RISK",
		  .fold = 16 },
	};
	static const struct grid grid = {
		.key = "m_23_13", GRID_COLUMNS(columns),
	};
	struct conf_report report = { .errors = 0 };
	const struct exception *e;
	struct exceptions x;

	page_part(p, "Exceptions as OMB M-23-13 wants them listed");
	exceptions_read(&x, f->vendors.config.state, f->now, &report);
	e = x.list.items;
	page_table(p, &grid, "Exceptions for what the memorandum is about");
	for (size_t i = 0; i < x.list.n; i++) {
		char owner[PSEUDONYM];

		if (!is_under_memo(f, e[i].vendor) ||
		    e[i].from > f->until || e[i].end < f->since)
			continue;
		page_cells(p, cell_text(e[i].id), cell_text(e[i].vendor),
			   cell_text(f->hide.on ? "withheld" : e[i].reason),
			   cell_text(f->hide.on ? pseudonym_of(&f->hide,
				"person", e[i].owner, owner) : e[i].owner),
			   cell_text(e[i].created), cell_text(e[i].until),
			   cell_text(BLANK));
	}
	page_table_end(p, "None held in the period.");
	exceptions_done(&x);
	conf_report_done(&report);
}

void duties_put(struct page *p, struct inquiry *f)
{
	page_section(p, "duties", "8. What is to be reported");
	put_items(p, f);
	/* The registers are the gateways' own. */
	if (!f->fleet)
		put_memo(p, f);
}
