/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists show: generations, and what one was made of. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "lib/moment.h"
#include "ruleset/config/config_load.h"
#include "ruleset/generation/generations.h"
#include "tools/cli/answer.h"
#include "tools/lists/number.h"
#include "tools/run.h"
#include "tools/sync/sync.h"

/* The manifest of a generation, or NULL and why: -ENOENT where there is no
 * such generation. */
static const struct jsontree_node *read_manifest(struct jsontree *tree,
						 const char *state,
						 unsigned number,
						 struct fault *why)
{
	const struct jsontree_node *n = NULL;
	struct buffer text = { 0 };
	int ret = generations_manifest(state, number, &text);
	char *folder;

	if (ret == 0)
		n = jsontree_parse(tree, text.p, text.len);
	buffer_done(&text);
	if (n)
		return n;
	folder = generations_folder(state, number);
	fault_set(why, ret, "manifest.json%s%s", ret ? "" : ": ",
		  ret ? "" : tree->why);
	fault_at(why, folder, 0);
	free(folder);
	return NULL;
}

/* --- all of them ------------------------------------------------------ */

/* What had changed; earlier versions did not write it down. */
static struct cell why_of(const char *why, unsigned base, char told[300])
{
	if (base)
		snprintf(told, 300, "%s; lists of generation %u", why, base);
	else
		snprintf(told, 300, "%s", why);
	return cell_text(told);
}

/* As clocks have it, where it can be read. */
static struct cell when_of(const char *text)
{
	time_t t;

	return moment_parse(text, 0, &t) ? cell_time(t) : cell_text(text);
}

static void put_generation(struct answer *an, const char *state,
			   unsigned number, unsigned current)
{
	struct jsontree tree = { .n = 0 };
	const struct jsontree_node *n;
	char text[FAULT_TEXT], told[300];
	struct fault why;

	n = read_manifest(&tree, state, number, &why);
	if (!n)
		warnx("%s", fault_text(&why, text));
	answer_row(an, cell_number(number), cell_bool(number == current),
		   when_of(jsontree_text(n, "created")),
		   cell_signed(jsontree_number(n, "names")),
		   cell_signed(jsontree_number(n, "prefixes")),
		   why_of(jsontree_text(n, "why"),
			  (unsigned)jsontree_number(n, "base"), told));
	jsontree_done(&tree);
}

static void show_all(const struct args *a, const char *state)
{
	static const struct column columns[] = {
		{ .key = "number", .head = "GENERATION" },
		{ .key = "current", .head = "", .words = { "", "current" } },
		{ .key = "created", .head = "CREATED" },
		{ .key = "names", .head = "NAMES", .right = true },
		{ .key = "prefixes", .head = "PREFIXES", .right = true },
		{ .key = "why", .head = "MADE FOR", .fold = 16 },
	};
	static const struct grid grid = {
		.key = "generations", GRID_COLUMNS(columns),
	};
	unsigned *numbers, current = generations_current(state);
	size_t n = generations_list(state, &numbers);
	struct answer *an = answer_begin(a, "cordon.generations/1");

	answer_put(an, "current", cell_number(current));
	answer_table(an, &grid);
	for (size_t i = 0; i < n; i++)
		put_generation(an, state, numbers[i], current);
	answer_table_end(an);
	if (n == 0)
		answer_say(an, "nothing found: no generation in %s/"
			   "generations; cordond or \"cordon sync\" makes the "
			   "first\n", paint_safe(state));
	answer_end(an);
	free(numbers);
}

/* --- one -------------------------------------------------------------- */

/* In JSON they are where the manifest has them. */
static void put_lists(struct answer *an, const struct jsontree_node *manifest)
{
	static const struct column columns[] = {
		{ .key = "names", .head = "NAMES", .right = true },
		{ .key = "prefixes", .head = "PREFIXES", .right = true },
		{ .key = "path", .head = "LIST", .fold = 20 },
	};
	static const struct grid grid = {
		GRID_COLUMNS(columns), .in = IN_TABLE | IN_ROWS,
	};

	answer_table(an, &grid);
	jsontree_each(list, jsontree_at(manifest, "lists"))
		answer_row(an, cell_signed(jsontree_number(list, "names")),
			   cell_signed(jsontree_number(list, "prefixes")),
			   cell_text(jsontree_text(list, "path")));
	answer_table_end(an);
}

static void show_one(const struct args *a, const char *state, unsigned number)
{
	struct jsontree tree = { .n = 0 };
	const struct jsontree_node *manifest;
	char text[FAULT_TEXT];
	struct answer *an;
	struct fault why;

	manifest = read_manifest(&tree, state, number, &why);
	if (!manifest && why.ret != -ENOENT)
		fatalx_status(EX_DATAERR, "%s", fault_text(&why, text));
	if (!manifest)
		fatalx_status(EX_NOINPUT, "there is no generation %u; see "
			      "\"cordon lists show\"", number);
	an = answer_begin(a, "cordon.generation/1");
	answer_members(an, manifest);
	put_lists(an, manifest);
	answer_end(an);
	jsontree_done(&tree);
}

int lists_show_run(const struct args *a)
{
	struct config c;

	sync_config(&c, a);
	if (a->nwords > 1)
		show_one(a, c.state, number_of(a->words[1]));
	else
		show_all(a, c.state);
	config_done(&c);
	return 0;
}
