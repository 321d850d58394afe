/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 6. The law, by the catalogue. */

#include <string.h>

#include "tools/report/sections.h"
#include "tools/vendors/aheads.h"

/* Vendors that were tried, or that somebody asks for. */
static bool is_meant(const struct inquiry *f, const struct vendor *v)
{
	for (size_t i = 0; i < f->nscope; i++)
		if (strcmp(f->scope[i].id, v->id) == 0)
			return f->scope[i].all > 0 || f->scope[i].asked;
	return false;
}

/* "2018-10-01 use barred; 2026-12-01 ...": with what is to come marked. */
static void write_days(struct buffer *to, const struct basis *b,
		       const char *today)
{
	const struct basis_day *d = b->days.items;

	buffer_text(to, "");
	for (size_t i = 0; i < b->days.n; i++)
		buffer_printf(to, "%s%s%s %s", i ? "; " : "",
			      strcmp(d[i].on, today) > 0 ? "to come: " : "",
			      d[i].on, d[i].what);
}

static const char *text_or(const char *text, const char *other)
{
	return text && *text ? text : other ? other : "";
}

static void put_basis(struct page *p, const struct vendor *v,
		      const struct basis *b, const char *today)
{
	struct buffer days = { 0 };

	write_days(&days, b, today);
	page_cells(p, cell_text(v->id),
		   cell_text(text_or(b->issuer, b->authority)),
		   cell_text(text_or(b->instrument, "")),
		   cell_text(text_or(b->cite, "")),
		   cell_text(reach_duty_words[b->duty]),
		   cell_text(text_or(b->binds, "")),
		   cell_text(text_or(b->leaves_out, "")),
		   cell_text(reach_status_words[b->status]),
		   cell_text(days.p));
	buffer_done(&days);
}

static void put_bases(struct page *p, const struct inquiry *f,
		      const char *today)
{
	static const struct column columns[] = {
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "authority", .head = "AUTHORITY", .fold = 14 },
		{ .key = "instrument", .head = "INSTRUMENT", .fold = 14,
		  .give = 2 },
		{ .key = "citation", .head = "CITATION", .fold = 12 },
		{ .key = "duty", .head = "DUTY", .give = 3 },
		{ .key = "binds", .head = "WHOM IT BINDS", .fold = 14 },
		{ .key = "leaves_out", .head = "LEAVES OUT", .fold = 14,
		  .give = 1 },
		{ .key = "status", .head = "STATUS", .fold = 8, .give = 4 },
		{ .key = "days", .head = "CALENDAR", .fold = 14, .give = 5 },
	};
	static const struct grid grid = {
		.key = "law", GRID_COLUMNS(columns),
	};

	page_table(p, &grid, f->vendors.profile.set ? "Texts that bind here" :
		   "Texts of the catalogue (no profile says whom they bind)");
	for (size_t i = 0; i < f->vendors.catalogue.n; i++) {
		const struct vendor *v = &f->vendors.catalogue.vendors[i];
		const struct basis *b = v->bases.items;

		for (size_t k = 0; is_meant(f, v) && k < v->bases.n; k++)
			if (vendors_basis_holds(&f->vendors, v, &b[k]))
				put_basis(p, v, &b[k], today);
	}
	page_table_end(p, "No vendor was tried, so none is cited.");
}

static void put_dates(struct page *p, const struct inquiry *f,
		      const char *today)
{
	static const struct column columns[] = {
		{ .key = "date", .head = "DATE" },
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "basis", .head = "BASIS" },
		{ .key = "what", .head = "WHAT", .fold = 28 },
	};
	static const struct grid grid = {
		.key = "dates", GRID_COLUMNS(columns),
	};
	struct aheads all;

	aheads_find(&all, &f->vendors, today);
	page_table(p, &grid, "Dates that lie ahead of them");
	for (size_t i = 0; i < all.n; i++)
		if (is_meant(f, all.items[i].of))
			page_cells(p, cell_text(all.items[i].day->on),
				   cell_text(all.items[i].of->id),
				   cell_text(all.items[i].basis->id),
				   cell_text(all.items[i].day->what));
	page_table_end(p, "None is known.");
	aheads_done(&all);
}

void law_put(struct page *p, struct inquiry *f)
{
	char today[VENDORS_DATE];

	vendors_today(today);
	page_section(p, "law", "6. The law");
	page_say(p, TONE_NOTE, "As the catalogue of cordon has it, with the "
		 "date of section 2; it is no legal advice. Whom a text binds "
		 "and what it leaves out is for counsel to say.");
	put_bases(p, f, today);
	put_dates(p, f, today);
}
