/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exceptions on the screen. */

#include <stdarg.h>
#include <stdio.h>

#include "tools/except/entry.h"

void entry_describe(const struct exception *e, char *out, size_t size)
{
	bool any = !*e->vendor && (*e->role || !*e->name);

	snprintf(out, size, "%s%s%s%s%s", any ? "any vendor" : e->vendor,
		 *e->role ? "/" : "", e->role,
		 *e->name && (any || *e->vendor) ? " " : "", e->name);
}

const char *entry_state(const struct exception *e, time_t now)
{
	return e->over ? "removed" : exception_holds(e, now) ? "active" :
	       now < e->from ? "not yet" : "over";
}

enum {
	ID, STATE, CLIENT, VENDOR, ROLE, NAME, FOR, OWNER, REASON, TICKET,
	CREATED, UNTIL, REMOVED, COLUMNS
};

static const struct column columns[COLUMNS] = {
	[ID] = { .key = "id", .head = "ID" },
	[STATE] = { .key = "state", .head = "STATE" },
	[CLIENT] = { .key = "client", .head = "CLIENT", .fold = 17 },
	[VENDOR] = { .key = "vendor" },
	[ROLE] = { .key = "role" },
	[NAME] = { .key = "name" },
	[FOR] = { .key = "for", .head = "FOR", .unsaid = true,
		  .fold = 12 },
	[OWNER] = { .key = "owner", .head = "OWNER", .give = 1 },
	[REASON] = { .key = "reason", .head = "REASON", .fold = 12, .give = 2 },
	[TICKET] = { .key = "ticket", .head = "TICKET", .give = 3 },
	[CREATED] = { .key = "created" },
	[UNTIL] = { .key = "until", .head = "UNTIL" },
	[REMOVED] = { .key = "removed" },
};

#define VIEW "id client for until state owner ticket reason"

const struct grid entry_grid = {
	.key = "exceptions", GRID_COLUMNS(columns), .view = VIEW,
}, entry_rows = {
	.key = "exceptions", GRID_COLUMNS(columns), .view = VIEW,
	.in = IN_ROWS | IN_JSON,
};

void entry_put(struct answer *an, const struct exception *e,
	       const char *state)
{
	char what[512];

	entry_describe(e, what, sizeof(what));
	answer_cells(an, (const struct cell[COLUMNS]) {
		[ID] = cell_text(e->id), [STATE] = cell_text(state),
		[CLIENT] = cell_text(e->client),
		[VENDOR] = cell_text(e->vendor), [ROLE] = cell_text(e->role),
		[NAME] = cell_text(e->name), [FOR] = cell_text(what),
		[OWNER] = cell_text(e->owner),
		[REASON] = cell_text(e->reason),
		[TICKET] = cell_text(e->ticket),
		[CREATED] = cell_text(e->created),
		[UNTIL] = cell_text(e->until),
		[REMOVED] = cell_text(e->removed),
	});
}

void entry_tell(const struct args *a, const struct exception *e,
		const char *state, const char *fmt, ...)
{
	struct answer *an = answer_begin(a, "cordon.exceptions/1");
	struct buffer text = { 0 };
	va_list ap;

	answer_table(an, &entry_rows);
	entry_put(an, e, state);
	answer_table_end(an);
	va_start(ap, fmt);
	buffer_vprintf(&text, fmt, ap);
	va_end(ap);
	answer_say(an, "%s\n", text.p);
	answer_end(an);
	buffer_done(&text);
}
