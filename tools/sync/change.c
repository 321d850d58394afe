/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares generations. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/apply/difference.h"
#include "ruleset/policy/intervals.h"
#include "tools/cli/output.h"
#include "tools/sync/change.h"
#include "tools/sync/name_change.h"
#include "tools/sync/prefix_change.h"

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
	name_change_each(before, after, add_name, ch);
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

/* --- printing -------------------------------------------------------- */

/* IPv6 addresses are counted by the /64, the least a host gets. */
static double networks(double addresses)
{
	double n = addresses / 18446744073709551616.0;

	return addresses > 0 && n < 1 ? 1 : n;
}

void change_print(const struct change *ch, const struct args *a)
{
	static const char *const columns[] = {
		"VENDOR", ">NAMES +", ">NAMES -", ">IPV4 +", ">IPV4 -",
		">IPV6 /64 +", ">IPV6 /64 -",
	};
	struct output *o = output_begin(a, output_form_of(a), columns, 7);

	for (size_t i = 0; i < ch->n; i++) {
		const struct vendor_change *v = &ch->vendors[i];
		char text[6][32];
		const char *cells[] = { v->id, text[0], text[1], text[2],
					text[3], text[4], text[5] };

		snprintf(text[0], 32, "%zu", v->names_added);
		snprintf(text[1], 32, "%zu", v->names_removed);
		snprintf(text[2], 32, "%.0f", v->added4);
		snprintf(text[3], 32, "%.0f", v->removed4);
		snprintf(text[4], 32, "%.0f", networks(v->added6));
		snprintf(text[5], 32, "%.0f", networks(v->removed6));
		output_row(o, cells);
	}
	output_end(o);
}

void change_put(const struct change *ch, struct json *j)
{
	json_open(j, "vendors", '[');
	for (size_t i = 0; i < ch->n; i++) {
		const struct vendor_change *v = &ch->vendors[i];

		json_open(j, NULL, '{');
		json_text(j, "id", v->id);
		json_number(j, "names_added", v->names_added);
		json_number(j, "names_removed", v->names_removed);
		json_number(j, "intervals_added", v->intervals_added);
		json_number(j, "intervals_removed", v->intervals_removed);
		json_number(j, "ipv4_added", (uint64_t)v->added4);
		json_number(j, "ipv4_removed", (uint64_t)v->removed4);
		json_number(j, "ipv6_64s_added",
			    (uint64_t)networks(v->added6));
		json_number(j, "ipv6_64s_removed",
			    (uint64_t)networks(v->removed6));
		json_close(j, '}');
	}
	json_close(j, ']');
}

/* --- names and prefixes ---------------------------------------------- */

enum { SHOWN = 40 };	/* of each, on a terminal and in other tables */

struct entries_out {
	struct output *out;
	size_t n, max;
};

static void put_entry(struct entries_out *o, bool added, const char *kind,
		      const char *what, const char *vendor,
		      enum legend_action action)
{
	const char *cells[] = {
		added ? "added" : "removed", kind, what, vendor,
		legend_action_words[action],
	};

	if (o->n++ < o->max)
		output_row(o->out, cells);
}

static void put_name_row(void *arg, const struct name_change *c)
{
	char name[256];

	snprintf(name, sizeof(name), "%.*s", (int)c->len, c->name);
	put_entry(arg, c->added, c->exact ? "exact" : "suffix", name,
		  c->vendor, c->action);
}

static void put_prefix_row(void *arg, const struct prefix_change *c)
{
	char text[ADDRESS_TEXT];

	put_entry(arg, c->added, "prefix", prefix_format(&c->prefix, text),
		  c->vendor, c->action);
}

void change_print_entries(const struct args *a,
			  const struct generation *before,
			  const struct generation *after)
{
	static const char *const columns[] = {
		"CHANGE", "KIND", "WHAT", "VENDOR", "ACTION",
	};
	bool table = output_form_of(a) == OUTPUT_TABLE;
	struct entries_out o = {
		.out = output_begin(a, output_form_of(a), columns, 5),
		.max = table ? SHOWN : SIZE_MAX,
	};
	size_t left;

	name_change_each(before, after, put_name_row, &o);
	left = o.n > o.max ? o.n - o.max : 0;
	o.n = 0;
	prefix_change_each(before, after, put_prefix_row, &o);
	left += o.n > o.max ? o.n - o.max : 0;
	output_end(o.out);
	if (left > 0)
		printf("and %zu more; all of them with --plain, --csv or "
		       "--json\n", left);
}

static void put_name(void *arg, const struct name_change *c)
{
	struct json *j = arg;
	char name[256];

	snprintf(name, sizeof(name), "%.*s", (int)c->len, c->name);
	json_open(j, NULL, '{');
	json_bool(j, "added", c->added);
	json_bool(j, "exact", c->exact);
	json_text(j, "name", name);
	json_text(j, "vendor", c->vendor);
	json_text(j, "action", legend_action_words[c->action]);
	json_close(j, '}');
}

static void put_prefix(void *arg, const struct prefix_change *c)
{
	struct json *j = arg;
	char text[ADDRESS_TEXT];

	json_open(j, NULL, '{');
	json_bool(j, "added", c->added);
	json_text(j, "prefix", prefix_format(&c->prefix, text));
	json_text(j, "vendor", c->vendor);
	json_text(j, "action", legend_action_words[c->action]);
	json_close(j, '}');
}

void change_put_entries(struct json *j, const struct generation *before,
			const struct generation *after)
{
	json_open(j, "names", '[');
	name_change_each(before, after, put_name, j);
	json_close(j, ']');
	json_open(j, "prefixes", '[');
	prefix_change_each(before, after, put_prefix, j);
	json_close(j, ']');
}
