/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares generations. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/prefix.h"
#include "ruleset/apply/difference.h"
#include "ruleset/generation/name_change.h"
#include "ruleset/generation/prefix_change.h"
#include "ruleset/policy/intervals.h"
#include "ruleset/policy/intervals_collect.h"
#include "tools/sync/change.h"

static struct vendor_change *entry(struct change *ch, const char *id)
{
	for (size_t i = 0; i < ch->n; i++)
		if (strcmp(ch->vendors[i].id, id) == 0)
			return &ch->vendors[i];
	ch->vendors = xgrow(ch->vendors, ch->n, sizeof(*ch->vendors));
	ch->vendors[ch->n] = (struct vendor_change) { .id = id };
	return &ch->vendors[ch->n++];
}

/* The vendor whose chain this is, "" for protected and exempt addresses. */
static const char *vendor_of(const struct intervals *iv, const char *chain)
{
	for (size_t i = 0; iv && i < iv->nchains; i++)
		if (strcmp(iv->chains[i].name, chain) == 0)
			return iv->policy->generation->legend.vendors[
				iv->chains[i].vendor].id;
	return NULL;
}

static void add_addresses(struct change *ch, const struct difference *d,
			  const struct intervals *before,
			  const struct intervals *after)
{
	for (size_t i = 0; i < d->nchains; i++) {
		const struct chain_change *c = &d->chains[i];
		const char *id = vendor_of(after, c->name);
		struct vendor_change *v;

		if (!id)
			id = vendor_of(before, c->name);
		v = entry(ch, id ? id : "(protected)");
		v->intervals_added += c->added;
		v->intervals_removed += c->removed;
		v->added4 += c->added4;
		v->removed4 += c->removed4;
		v->added6 += c->added6;
		v->removed6 += c->removed6;
	}
}

static void add_name(void *arg, const struct name_change *c)
{
	struct vendor_change *v = entry(arg, c->vendor);

	if (c->added)
		v->names_added++;
	else
		v->names_removed++;
}

static bool is_change(const struct vendor_change *v)
{
	return v->names_added > 0 || v->names_removed > 0 ||
	       v->intervals_added > 0 || v->intervals_removed > 0;
}

void change_make(struct change *ch, const struct generation *before,
		 const struct generation *after, const struct config *c)
{
	struct policy *old = before ? policy_new(before, c) : NULL;
	struct policy *new = policy_new(after, c);
	struct intervals from, to;
	struct difference d;
	size_t n = 0;

	*ch = (struct change) { .n = 0 };
	if (old)
		intervals_collect(&from, old, c);
	intervals_collect(&to, new, c);
	difference_make(&d, old ? &from : NULL, &to, 0);
	name_change_each(before, after, NULL, add_name, ch);
	add_addresses(ch, &d, old ? &from : NULL, &to);
	for (size_t i = 0; i < ch->n; i++)
		if (is_change(&ch->vendors[i]))
			ch->vendors[n++] = ch->vendors[i];
	ch->n = n;
	difference_done(&d);
	intervals_done(&to);
	if (old)
		intervals_done(&from);
	policy_free(old);
	policy_free(new);
}

void change_done(struct change *ch)
{
	free(ch->vendors);
	*ch = (struct change) { .n = 0 };
}

/* --- telling ---------------------------------------------------------- */

/* IPv6 addresses are counted by the /64, the least a host gets. */
static uint64_t networks(double addresses)
{
	double n = addresses / 18446744073709551616.0;

	return addresses > 0 && n < 1 ? 1 : (uint64_t)n;
}

void change_put(struct answer *an, const struct change *ch, bool rows)
{
	static const struct column columns[] = {
		{ .key = "id", .head = "VENDOR" },
		{ .key = "names_added", .head = "NAMES +", .right = true },
		{ .key = "names_removed", .head = "NAMES -", .right = true },
		{ .key = "intervals_added" },
		{ .key = "intervals_removed" },
		{ .key = "ipv4_added", .head = "IPV4 +", .right = true },
		{ .key = "ipv4_removed", .head = "IPV4 -", .right = true },
		{ .key = "ipv6_64s_added", .head = "IPV6 /64 +",
		  .right = true },
		{ .key = "ipv6_64s_removed", .head = "IPV6 /64 -",
		  .right = true },
	};
	const struct grid grid = {
		.key = "vendors", GRID_COLUMNS(columns),
		.in = IN_TABLE | IN_JSON | (rows ? IN_ROWS : 0),
	};

	answer_table(an, &grid);
	for (size_t i = 0; i < ch->n; i++) {
		const struct vendor_change *v = &ch->vendors[i];

		answer_row(an, cell_text(v->id), cell_number(v->names_added),
			   cell_number(v->names_removed),
			   cell_number(v->intervals_added),
			   cell_number(v->intervals_removed),
			   cell_number((uint64_t)v->added4),
			   cell_number((uint64_t)v->removed4),
			   cell_number(networks(v->added6)),
			   cell_number(networks(v->removed6)));
	}
	answer_table_end(an);
}

/* --- names and prefixes ---------------------------------------------- */

enum { SHOWN = 40 };	/* of each, on a terminal and in other tables */

#define CHANGE { .key = "added", .head = "CHANGE", \
		 .words = { "removed", "added" } }
#define VENDOR { .key = "vendor", .head = "VENDOR" }
#define ACTION { .key = "action", .head = "ACTION", .give = 1 }

static const struct column name_columns[] = {
	CHANGE,
	{ .key = "exact" }, { .key = "kind", .head = "KIND" },
	{ .key = "name", .head = "WHAT", .fold = 24 }, VENDOR, ACTION,
};

static const struct column prefix_columns[] = {
	CHANGE, { .key = "kind", .head = "KIND", .unsaid = true },
	{ .key = "prefix", .head = "WHAT", .fold = 24 }, VENDOR, ACTION,
};

static const struct grid name_grid = {
	.key = "names", GRID_COLUMNS(name_columns), .most = SHOWN,
}, prefix_grid = {
	.key = "prefixes", GRID_COLUMNS(prefix_columns), .most = SHOWN,
	.joins = true,
};

static void put_name(void *arg, const struct name_change *c)
{
	char name[256];

	snprintf(name, sizeof(name), "%.*s", (int)c->len, c->name);
	answer_row(arg, cell_bool(c->added),
		   cell_bool(c->scope == NAMES_EXACT),
		   cell_text(names_scope_words[c->scope]), cell_text(name),
		   cell_text(c->vendor),
		   cell_text(legend_action_words[c->action]));
}

static void put_prefix(void *arg, const struct prefix_change *c)
{
	char text[ADDRESS_TEXT];

	answer_row(arg, cell_bool(c->added), cell_text("prefix"),
		   cell_text(prefix_format(&c->prefix, text)),
		   cell_text(c->vendor),
		   cell_text(legend_action_words[c->action]));
}

void change_put_entries(struct answer *an, const struct generation *before,
			const struct generation *after)
{
	answer_table(an, &name_grid);
	name_change_each(before, after, NULL, put_name, an);
	answer_table_end(an);
	answer_table(an, &prefix_grid);
	prefix_change_each(before, after, NULL, put_prefix, an);
	answer_table_end(an);
}
