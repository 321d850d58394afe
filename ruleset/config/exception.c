/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads, keeps and asks the register of exceptions. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/mac.h"
#include "lib/prefix.h"
#include "ruleset/config/exception.h"

#define FIELD(f) .key = #f, .offset = offsetof(struct exception, f)
#define TEXT .type = &conf_text, .standard_text = ""

static const struct conf_row rows[] = {
	{ FIELD(id), TEXT, .required = true },
	{ FIELD(client), TEXT, .required = true },
	{ FIELD(vendor), TEXT },
	{ FIELD(role), TEXT },
	{ FIELD(name), TEXT },
	{ FIELD(owner), TEXT, .required = true },
	{ FIELD(reason), TEXT, .required = true },
	{ FIELD(ticket), TEXT },
	{ FIELD(created), TEXT, .required = true },
	{ FIELD(until), TEXT, .required = true },
	{ FIELD(removed), TEXT },
	{ .type = &conf_line, .offset = offsetof(struct exception, line) },
	{ .type = &conf_file, .offset = offsetof(struct exception, file) },
};

static const struct conf_row file_rows[] = {
	{ .key = "exceptions", .type = &conf_list, CONF_ROWS(rows),
	  .offset = offsetof(struct exceptions, list),
	  .size = sizeof(struct exception), .identity = "id" },
};

const struct registry exceptions_register = {
	.name = "exceptions", CONF_ROWS(file_rows),
	.private = true,
	.head = "Written by \"cordon except\": who may reach what, on whose "
		"word, until when.",
};

/* --- reading --------------------------------------------------------- */

static void check_exception(struct exception *e, struct conf_report *report)
{
	if (!e->id || !e->client || !e->created || !e->until)
		return;		/* complained about already */
	e->by_mac = mac_parse(e->client, e->mac);
	if (!e->by_mac && !prefix_parse(e->client, &e->prefix))
		conf_complain(report, e->file, e->line, "client = \"%s\" is "
			      "not an address, prefix or MAC address",
			      e->client);
	if (!*e->vendor && !*e->role && !*e->name)
		conf_complain(report, e->file, e->line, "exception %s is for "
			      "no vendor, role or name", e->id);
	register_moment(e->file, e->line, "created", e->created, &e->from,
			report);
	register_moment(e->file, e->line, "until", e->until, &e->end, report);
	e->over = *e->removed != '\0';
}

bool exception_holds(const struct exception *e, time_t now)
{
	return !e->over && e->from <= now && now < e->end;
}

bool exception_is_narrow(const struct exception *e)
{
	return !*e->vendor || *e->role || *e->name;
}

static void note_change(struct exceptions *x, time_t when)
{
	if (when > x->read_at && (x->next == 0 || when < x->next))
		x->next = when;
}

static void find_active(struct exceptions *x)
{
	const struct exception *all = x->list.items;

	x->active = xcalloc(x->list.n, sizeof(*x->active));
	for (size_t i = 0; i < x->list.n; i++) {
		const struct exception *e = &all[i];

		if (e->over)
			continue;
		note_change(x, e->from);
		note_change(x, e->end);
		if (!exception_holds(e, x->read_at))
			continue;
		x->active[x->nactive++] = e;
		x->narrow = x->narrow || exception_is_narrow(e);
	}
}

bool exceptions_read(struct exceptions *x, const char *state, time_t now,
		     struct conf_report *report)
{
	unsigned before = report->errors;
	struct exception *all;

	*x = (struct exceptions) { .read_at = now };
	register_read(&exceptions_register, state, x, report);
	all = x->list.items;
	for (size_t i = 0; i < x->list.n; i++)
		check_exception(&all[i], report);
	if (report->errors != before)
		return false;
	find_active(x);
	return true;
}

void exceptions_done(struct exceptions *x)
{
	conf_free(file_rows, ARRAY_SIZE(file_rows), x);
	free(x->active);
	*x = (struct exceptions) { 0 };
}

int exceptions_store(const struct exceptions *x, const char *state)
{
	return register_store(&exceptions_register, state, x);
}

bool exceptions_changed(const struct exceptions *x, time_t now)
{
	enum { STEP_BACK = 60 };	/* seconds: the clock was set */

	return (x->next && now >= x->next) ||
	       (x->list.n && now < x->read_at - STEP_BACK);
}

/* --- asking ---------------------------------------------------------- */

static bool is_for(const struct exception *e, const struct originator *c)
{
	if (e->by_mac)
		return c->mac && memcmp(c->mac, e->mac, sizeof(e->mac)) == 0;
	return prefix_contains(&e->prefix, c->address);
}

/* The name itself or one below it. */
static bool is_below(const char *name, size_t len, const char *top)
{
	size_t n = strlen(top);

	return len >= n && memcmp(name + len - n, top, n) == 0 &&
	       (len == n || name[len - n - 1] == '.');
}

unsigned exceptions_find(const struct exceptions *x, const struct originator *c,
			 const struct restricted *r)
{
	for (size_t i = 0; i < x->nactive; i++) {
		const struct exception *e = x->active[i];

		if ((!*e->vendor || strcmp(e->vendor, r->vendor) == 0) &&
		    (!*e->role || strcmp(e->role, r->role) == 0) &&
		    (!*e->name || is_below(r->name, r->len, e->name)) &&
		    is_for(e, c))
			return (unsigned)i + 1;
	}
	return 0;
}
