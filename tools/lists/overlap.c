/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts names and IPv4 addresses by the sources that list them. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "tools/lists/overlap.h"

enum { SOURCES = 64, NOBODY = SOURCES };

struct share {
	uint64_t names, only_names, addresses, only_addresses;
};

struct overlap {
	const struct generation *g;
	const char *ids[SOURCES];
	size_t n;
	uint8_t *of;		/* by class: whose; NOBODY */
	struct share shares[SOURCES];
	struct {
		uint64_t names, addresses;
	} both[SOURCES][SOURCES];
	/* Names above the one that is walked to, and who lists all below. */
	struct {
		size_t len;
		uint64_t who;
	} above[128];
	size_t depth;
};

/* --- whose a rule is --------------------------------------------------- */

static const char *id_of(const struct legend *l, const struct legend_class *c)
{
	if (strcmp(c->confidence, "list") == 0)
		return c->source;
	return strcmp(l->vendors[c->vendor].id, "local") == 0 ? "(local)" :
	       "(catalogue)";
}

static uint8_t number_of_id(struct overlap *o, const char *id)
{
	size_t i = 0;

	while (i < o->n && strcmp(o->ids[i], id) != 0)
		i++;
	if (i == SOURCES)
		return NOBODY;
	o->ids[i] = id;
	o->n += i == o->n;
	return (uint8_t)i;
}

static void read_legend(struct overlap *o)
{
	const struct legend *l = &o->g->legend;

	o->of = xcalloc(l->nclasses + 1, 1);
	for (size_t i = 0; i < l->nclasses; i++)
		o->of[i] = l->classes[i].action == LEGEND_EXCEPT ||
			   l->classes[i].action == LEGEND_SHOW ? NOBODY :
			   number_of_id(o, id_of(l, &l->classes[i]));
	if (o->n == SOURCES)
		warnx("of more than %d sources the others are left out",
		      SOURCES);
}

static uint64_t bit_of(const struct overlap *o, uint16_t class)
{
	return class < o->g->legend.nclasses && o->of[class] != NOBODY ?
	       UINT64_C(1) << o->of[class] : 0;
}

/* --- names ------------------------------------------------------------- */

static void count_name(struct overlap *o, uint64_t mine, uint64_t all)
{
	for (size_t s = 0; s < o->n; s++) {
		if (!(mine >> s & 1))
			continue;
		o->shares[s].names++;
		o->shares[s].only_names += all == UINT64_C(1) << s;
		for (size_t t = 0; t < o->n; t++)
			o->both[s][t].names += t != s && (all >> t & 1);
	}
}

/* Goes up to the nearest name above, and returns who lists all below it. */
static uint64_t go_up(struct overlap *o, const char *name, size_t len,
		      char path[256])
{
	while (o->depth > 0) {
		size_t up = o->above[o->depth - 1].len;

		if (up < len && name[len - up - 1] == '.' &&
		    memcmp(name + len - up, path + 255 - up, up) == 0)
			return o->above[o->depth - 1].who;
		o->depth--;
	}
	return 0;
}

static void count_names(struct overlap *o)
{
	struct names_walk *w = xcalloc(1, sizeof(*w));
	char path[256] = "";	/* the last name, to its end */

	names_walk_begin(w, &o->g->names);
	while (names_walk_next(w)) {
		uint64_t above = go_up(o, w->name, w->len, path);
		uint64_t mine = 0, wide = above;

		for (; w->run.left > 0; names_run_next(&w->run)) {
			uint64_t bit = bit_of(o, w->run.class);

			mine |= bit;
			wide |= w->run.scope != NAMES_EXACT ? bit : 0;
		}
		count_name(o, mine, mine | above);
		memcpy(path + 255 - w->len, w->name, w->len);
		o->above[o->depth].len = w->len;
		o->above[o->depth++].who = wide;
	}
	free(w);
}

/* --- addresses --------------------------------------------------------- */

static uint64_t size_of(const struct range *r)
{
	uint64_t first = 0, last = 0;

	for (int i = 12; i < 16; i++) {
		first = first << 8 | r->first.b[i];
		last = last << 8 | r->last.b[i];
	}
	return last - first + 1;
}

static void count_interval(struct overlap *o, const struct prefix_interval *i)
{
	uint64_t who = 0, size = size_of(&i->range);

	for (size_t k = 0; k < i->nrules; k++)
		who |= bit_of(o, i->rules[k].class);
	for (size_t s = 0; s < o->n; s++) {
		if (!(who >> s & 1))
			continue;
		o->shares[s].addresses += size;
		o->shares[s].only_addresses += who == UINT64_C(1) << s ?
					       size : 0;
		for (size_t t = 0; t < o->n; t++)
			if (t != s && (who >> t & 1))
				o->both[s][t].addresses += size;
	}
}

static void count_addresses(struct overlap *o)
{
	struct prefix_interval *i = xcalloc(1, sizeof(*i));
	size_t n = prefixes_count(&o->g->prefixes);

	for (size_t k = 0; k < n; k++)
		if (prefixes_interval(&o->g->prefixes, k, i) &&
		    address_is_v4(&i->range.first))
			count_interval(o, i);
	free(i);
}

/* --- telling ----------------------------------------------------------- */

static void put_shares(struct answer *an, const struct overlap *o)
{
	static const struct column columns[] = {
		{ .key = "source", .head = "SOURCE" },
		{ .key = "names", .head = "NAMES", .right = true },
		{ .key = "only_names", .head = "ONLY HERE", .right = true },
		{ .key = "ipv4", .head = "IPV4", .right = true },
		{ .key = "only_ipv4", .head = "ONLY HERE", .right = true },
	};
	static const struct grid grid = {
		.key = "shares", GRID_COLUMNS(columns),
	};

	answer_table(an, &grid);
	for (size_t s = 0; s < o->n; s++)
		answer_row(an, cell_text(o->ids[s]),
			   cell_number(o->shares[s].names),
			   cell_number(o->shares[s].only_names),
			   cell_number(o->shares[s].addresses),
			   cell_number(o->shares[s].only_addresses));
	answer_table_end(an);
}

static void put_pairs(struct answer *an, const struct overlap *o)
{
	static const struct column columns[] = {
		{ .key = "source", .head = "OF" },
		{ .key = "other", .head = "ALSO IN" },
		{ .key = "names", .head = "NAMES", .right = true },
		{ .key = "ipv4", .head = "IPV4", .right = true },
	};
	static const struct grid grid = {
		.key = "overlaps", GRID_COLUMNS(columns),
		.in = IN_TABLE | IN_JSON,
	};

	answer_table(an, &grid);
	for (size_t s = 0; s < o->n; s++)
		for (size_t t = 0; t < o->n; t++)
			if (o->both[s][t].names + o->both[s][t].addresses > 0)
				answer_row(an, cell_text(o->ids[s]),
					   cell_text(o->ids[t]),
					   cell_number(o->both[s][t].names),
					   cell_number(o->both[s][t]
						       .addresses));
	answer_table_end(an);
}

void overlap_put(struct answer *an, const struct generation *g)
{
	struct overlap *o = xcalloc(1, sizeof(*o));

	o->g = g;
	read_legend(o);
	count_names(o);
	count_addresses(o);
	put_shares(an, o);
	put_pairs(an, o);
	free(o->of);
	free(o);
}
