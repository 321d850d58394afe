/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A vendor's bases and entries as tables: arrays in JSON, and with --csv one
 * table of all entries. */

#include <stdio.h>

#include "tools/vendors/tables.h"

/* --- bases ------------------------------------------------------------ */

enum {
	ID, IN_FORCE, AUTHORITY, CITATION, WHERE, DUTY, STATUS, BINDS, PROFILES,
	BASIS_DATES, NEXT, LEAVES_OUT, SAID_OUT, REACHES, ROLES_OFF, ENTITIES,
	BASIS_SOURCE, BASIS_COLUMNS
};

enum { NEXT_TEXT = 300 };

static const struct column basis_columns[BASIS_COLUMNS] = {
	[ID] = { .key = "id" },
	[IN_FORCE] = { .key = "in_force" },
	[AUTHORITY] = { .key = "authority", .head = "AUTHORITY" },
	[CITATION] = { .key = "citation", .head = "CITE" },
	[WHERE] = { .key = "jurisdiction", .head = "WHERE" },
	[DUTY] = { .key = "duty", .head = "DUTY" },
	[STATUS] = { .key = "status", .head = "STATUS" },
	[BINDS] = { .key = "binds", .head = "BINDS" },
	[PROFILES] = { .key = "profiles", .head = "PROFILES" },
	[BASIS_DATES] = { .key = "dates", .head = "DATES" },
	[NEXT] = { .key = "next", .head = "NEXT" },
	[LEAVES_OUT] = { .key = "leaves_out" },
	[SAID_OUT] = { .key = "said_out", .head = "LEAVES OUT",
		       .unsaid = true },
	[REACHES] = { .key = "reaches", .head = "REACHES" },
	[ROLES_OFF] = { .key = "roles_off", .head = "ROLES OUT" },
	[ENTITIES] = { .key = "entities", .head = "NAMES" },
	[BASIS_SOURCE] = { .key = "source", .head = "SOURCE" },
};

static const struct grid basis_grid = {
	.key = "bases", GRID_COLUMNS(basis_columns), .in = IN_JSON,
};

/* What comes next, NULL for nothing. */
static const char *write_next(const struct basis *b, char out[NEXT_TEXT])
{
	char today[VENDORS_DATE];
	const struct basis_day *next = basis_next(b, vendors_today(today));

	if (!next)
		return NULL;
	snprintf(out, NEXT_TEXT, "%s %s", next->on, next->what);
	return out;
}

static void fill_basis(struct cell cells[BASIS_COLUMNS],
		       const struct vendors *v, const struct vendor *of,
		       const struct basis *b, char next[NEXT_TEXT])
{
	const char *out = b->leaves_out;

	cells[WHERE] = cell_text(b->jurisdiction);
	cells[DUTY] = cell_text(reach_duty_words[b->duty]);
	cells[STATUS] = cell_text(reach_status_words[b->status]);
	cells[PROFILES] = cell_list(b->profiles.items, b->profiles.n);
	cells[REACHES] = cell_list(b->reaches.items, b->reaches.n);
	cells[ENTITIES] = cell_list(b->entities.items, b->entities.n);
	cells[NEXT] = cell_text(write_next(b, next));
	cells[ID] = cell_text(b->id);
	cells[IN_FORCE] = cell_bool(vendors_basis_holds(v, of, b));
	cells[AUTHORITY] = cell_text(b->authority);
	cells[CITATION] = cell_text(b->cite);
	cells[BASIS_DATES] = cell_text(b->dates);
	cells[BINDS] = cell_text(b->binds);
	cells[LEAVES_OUT] = cell_text(out);
	cells[SAID_OUT] = cell_text(*out ? out : "not recorded");
	cells[ROLES_OFF] = cell_list(b->roles_off.items, b->roles_off.n);
	cells[BASIS_SOURCE] = cell_text(b->source);
}

void vendors_tables_say_basis(struct answer *an, const struct vendors *v,
			      const struct vendor *of,
			      const struct basis *b)
{
	struct cell cells[BASIS_COLUMNS];
	char next[NEXT_TEXT];

	fill_basis(cells, v, of, b, next);
	answer_record(an, &basis_grid, cells);
}

static void put_bases(struct answer *an, const struct vendors *v,
		      const struct vendor *of)
{
	const struct basis *b = of->bases.items;
	struct cell cells[BASIS_COLUMNS];
	char next[NEXT_TEXT];

	answer_table(an, &basis_grid);
	for (size_t i = 0; i < of->bases.n; i++) {
		fill_basis(cells, v, of, &b[i], next);
		answer_cells(an, cells);
	}
	answer_table_end(an);
}

/* --- entries ---------------------------------------------------------- */

/* What every entry has; its effect and the basis to cite for it. */
#define COMMON \
	{ .key = "role", .head = "ROLE" }, \
	{ .key = "effect", .head = "EFFECT" }, \
	{ .key = "basis", .head = "BASIS" }, \
	{ .key = "confidence", .head = "CONFIDENCE" }, \
	{ .key = "source", .head = "SOURCE" }, \
	{ .key = "date", .head = "DATE" }

#define COMMON_CELLS(e) \
	cell_text((e).role), cell_text(effect), \
	cell_text(basis_of(v, of, (e).role)), cell_text((e).confidence), \
	cell_text((e).source), cell_text((e).date)

#define COMMON_VIEW " enforce role effect basis confidence source date"

#define KIND { .key = "kind", .head = "KIND", .unsaid = true }
#define ENFORCE { .key = "enforce", .head = "ENFORCE" }

static const char *basis_of(const struct vendors *v, const struct vendor *of,
			    const char *role)
{
	const struct basis *b = vendors_basis(v, of, role);

	return b ? b->id : NULL;
}

static void put_names(struct answer *an, const struct vendors *v,
		      const struct vendor *of)
{
	static const struct column columns[] = {
		KIND, { .key = "name", .head = "ENTRY" }, { .key = "match" },
		ENFORCE, { .key = "shared" }, COMMON,
	};
	static const struct grid grid = {
		.key = "names", GRID_COLUMNS(columns),
		.view = "kind name" COMMON_VIEW, .in = IN_ROWS | IN_JSON,
	};
	const struct vendor_name *n = of->names.items;

	answer_table(an, &grid);
	for (size_t i = 0; i < of->names.n; i++) {
		const char *match = n[i].match == MATCH_EXACT ? "exact" :
								"suffix";
		const char *effect = vendors_effect(v, of, n[i].role,
						    n[i].enforce, false);

		answer_row(an, cell_text(match), cell_text(n[i].name),
			   cell_text(match), cell_bool(n[i].enforce),
			   cell_bool(n[i].shared), COMMON_CELLS(n[i]));
	}
	answer_table_end(an);
}

static void put_prefixes(struct answer *an, const struct vendors *v,
			 const struct vendor *of)
{
	static const struct column columns[] = {
		KIND, { .key = "prefix", .head = "ENTRY" }, ENFORCE,
		{ .key = "shared" }, COMMON,
	};
	static const struct grid grid = {
		.key = "prefixes", GRID_COLUMNS(columns), .joins = true,
		.view = "kind prefix" COMMON_VIEW, .in = IN_ROWS | IN_JSON,
	};
	const struct vendor_prefix *p = of->prefixes.items;

	answer_put(an, "prefix_ports", cell_numbers(of->prefix_ports.items,
						    of->prefix_ports.n));
	answer_table(an, &grid);
	for (size_t i = 0; i < of->prefixes.n; i++) {
		const char *effect = vendors_effect(v, of, p[i].role,
						    p[i].enforce,
						    p[i].shared);

		answer_row(an, cell_text("prefix"), cell_text(p[i].prefix),
			   cell_bool(p[i].enforce), cell_bool(p[i].shared),
			   COMMON_CELLS(p[i]));
	}
	answer_table_end(an);
}

static void put_ports(struct answer *an, const struct vendors *v,
		      const struct vendor *of)
{
	static const struct column columns[] = {
		{ .key = "port", .head = "ENTRY" },
		{ .key = "transport", .head = "KIND" }, ENFORCE, COMMON,
	};
	static const struct grid grid = {
		.key = "ports", GRID_COLUMNS(columns), .joins = true,
		.view = "transport port" COMMON_VIEW, .in = IN_ROWS | IN_JSON,
	};
	const struct vendor_port *p = of->ports.items;

	answer_table(an, &grid);
	for (size_t i = 0; i < of->ports.n; i++) {
		const char *effect = vendors_effect(v, of, p[i].role,
						    p[i].enforce, false);

		answer_row(an, cell_number((uint64_t)p[i].port),
			   cell_text(vendor_transport_words[p[i].transport]),
			   cell_bool(p[i].enforce), COMMON_CELLS(p[i]));
	}
	answer_table_end(an);
}

static void put_asns(struct answer *an, const struct vendor *of)
{
	static const struct column columns[] = {
		{ .key = "n" }, { .key = "name" }, { .key = "expand" },
		{ .key = "confidence" }, { .key = "source" },
		{ .key = "date" },
	};
	static const struct grid grid = {
		.key = "asns", GRID_COLUMNS(columns), .in = IN_JSON,
	};
	const struct vendor_asn *a = of->asns.items;

	answer_table(an, &grid);
	for (size_t i = 0; i < of->asns.n; i++)
		answer_row(an, cell_signed(a[i].n),
			   cell_text(a[i].name ? a[i].name : ""),
			   cell_bool(a[i].expand), cell_text(a[i].confidence),
			   cell_text(a[i].source), cell_text(a[i].date));
	answer_table_end(an);
}

void vendors_tables_put(struct answer *an, const struct vendors *v,
			const struct vendor *of)
{
	put_bases(an, v, of);
	put_names(an, v, of);
	put_prefixes(an, v, of);
	put_ports(an, v, of);
	put_asns(an, of);
	answer_put(an, "notes", cell_list(of->notes.items, of->notes.n));
}
