/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists diff: what differs between two generations. */

#include <errno.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "tools/lists/number.h"
#include "tools/run.h"
#include "tools/sync/change.h"
#include "tools/sync/sync.h"

static void open_number(struct generation *g, const char *state,
			unsigned number)
{
	int ret = generation_open_number(g, state, number, GENERATION_TRUST);

	if (ret < 0)
		fatalx_status(ret == -ENOENT ? EX_NOINPUT : EX_DATAERR,
			      "generation %u %s", number,
			      generation_error(ret));
}

/* What the lists of a source come to, as a manifest has them. */
struct sums {
	long long names, prefixes;
};

static struct sums sums_of(const struct jsontree_node *manifest,
			   const char *source)
{
	struct sums sums = { 0, 0 };

	jsontree_each(n, jsontree_member(manifest, "lists"))
		if (strcmp(jsontree_text(n, "source"), source) == 0) {
			sums.names += jsontree_number(n, "names");
			sums.prefixes += jsontree_number(n, "prefixes");
		}
	return sums;
}

static bool is_named_before(const struct jsontree_node *manifest,
			    const struct jsontree_node *end, const char *source)
{
	jsontree_each(n, jsontree_member(manifest, "lists")) {
		if (n == end)
			return false;
		if (strcmp(jsontree_text(n, "source"), source) == 0)
			return true;
	}
	return false;
}

/* The sources of one manifest; of the second those that the first has not. */
static void put_sources_of(struct answer *an,
			   const struct jsontree_node *of,
			   const struct jsontree_node *old,
			   const struct jsontree_node *new)
{
	jsontree_each(n, jsontree_member(of, "lists")) {
		const char *id = jsontree_text(n, "source");
		struct sums was = sums_of(old, id), is = sums_of(new, id);

		if (!*id || is_named_before(of, n, id) ||
		    (of != old && is_named_before(old, NULL, id)) ||
		    (was.names == is.names && was.prefixes == is.prefixes))
			continue;
		answer_row(an, cell_text(id), cell_signed(was.names),
			   cell_signed(is.names), cell_signed(was.prefixes),
			   cell_signed(is.prefixes));
	}
}

/* How large each source was, and is. */
static void put_sources(struct answer *an, const char *state,
			const struct generation *old,
			const struct generation *new)
{
	static const struct column columns[] = {
		{ .key = "id", .head = "SOURCE" },
		{ .key = "names_before", .head = "NAMES", .right = true },
		{ .key = "names", .head = "NOW", .right = true },
		{ .key = "prefixes_before", .head = "PREFIXES",
		  .right = true },
		{ .key = "prefixes", .head = "NOW", .right = true },
	};
	static const struct grid grid = {
		.key = "sources", GRID_COLUMNS(columns),
		.in = IN_TABLE | IN_JSON,
	};
	const struct jsontree_node *was, *is;
	struct jsontree before, after;

	was = generations_tree(&before, state, old ? old->number : 0);
	is = generations_tree(&after, state, new->number);
	answer_table(an, &grid);
	put_sources_of(an, was, was, is);
	put_sources_of(an, is, was, is);
	answer_table_end(an);
	jsontree_done(&before);
	jsontree_done(&after);
}

static void tell(const struct args *a, const struct generation *old,
		 const struct generation *new, const struct config *c)
{
	struct answer *an = answer_begin(a, "cordon.diff/1");
	bool same = old && strcmp(old->digest, new->digest) == 0;
	struct change ch;

	change_make(&ch, old, new, c);
	answer_put(an, "from", cell_number(old ? old->number : 0));
	answer_put(an, "to", cell_number(new->number));
	answer_say(an, "generation %u -> %u%s\n", old ? old->number : 0,
		   new->number, same ? ": the same" : "");
	change_put(an, &ch, false);
	put_sources(an, c->state, old, new);
	if (ch.n > 0)
		answer_say(an, "\n");
	change_put_entries(an, old, new);
	change_done(&ch);
	answer_end(an);
}

int lists_diff_run(const struct args *a)
{
	struct generation old, new;
	struct config c;
	unsigned from, to;

	sync_config(&c, a);
	to = a->nwords > 2 ? number_of(a->words[2]) :
	     generations_current(c.state);
	from = a->nwords > 1 ? number_of(a->words[1]) :
	       number_before(c.state, to);
	if (to == 0)
		fatalx_status(EX_NOINPUT, "there is no generation yet; "
			      "\"cordon sync\" makes one");
	if (from)
		open_number(&old, c.state, from);
	open_number(&new, c.state, to);
	tell(a, from ? &old : NULL, &new, &c);
	if (from)
		generation_close(&old);
	generation_close(&new);
	config_done(&c);
	return 0;
}
