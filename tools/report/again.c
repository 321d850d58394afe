/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes a report again and compares. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/array.h"
#include "lib/moment.h"
#include "tools/cli/answer.h"
#include "tools/report/again.h"
#include "tools/report/earlier.h"

enum { TOLD = 20 };

/* --- the command ------------------------------------------------------- */

/* Between quotes, whatever it is. */
static void put_word(struct buffer *to, const char *option, const char *word)
{
	buffer_printf(to, " %s '", option);
	for (; *word; word++)
		if (*word == '\'')
			buffer_text(to, "'\\''");
		else
			buffer_char(to, *word);
	buffer_char(to, '\'');
}

char *again_command(const struct inquiry *f)
{
	struct buffer to = { 0 };
	char text[MOMENT_TEXT];

	buffer_text(&to, "cordon report");
	if (f->filter.since)
		put_word(&to, "--since", moment_format(f->since, text));
	put_word(&to, "--until", moment_format(f->until, text));
	for (unsigned i = 0; i < f->filter.n; i++)
		put_word(&to, "--vendor", f->filter.choices[i].text);
	if (f->args->anonymize)
		buffer_text(&to, " --anonymize");
	if (f->args->utc)
		buffer_text(&to, " --utc");
	put_word(&to, "--compare", f->args->output && *f->args->output &&
		 strcmp(f->args->output, "-") != 0 ? f->args->output :
		 "report.html");
	return buffer_take(&to);
}

/* --- comparing --------------------------------------------------------- */

struct comparing {
	struct answer *an;
	size_t told, differences;
	size_t renamed;		/* machines that have another name today */
};

static const char *value_of(const struct jsontree_node *n)
{
	return !n ? "nothing" : n->text ? n->text : "";
}

static void differ(struct comparing *c, const char *where, size_t row,
		   const char *key, const struct jsontree_node *was,
		   const struct jsontree_node *is)
{
	char at[120], number[32] = "";

	if (c->told++ >= TOLD)
		return;
	if (row > 0)
		snprintf(number, sizeof(number), ", row %zu", row);
	snprintf(at, sizeof(at), "%s%s: %s", where, number, key);
	answer_row(c->an, cell_text(at), cell_text(value_of(was)),
		   cell_text(value_of(is)));
}

static bool is_same(const struct jsontree_node *a,
		    const struct jsontree_node *b)
{
	if (!a || !b || a->type != b->type || a->size != b->size)
		return !a && !b;
	if (a->type == JSONTREE_LIST || a->type == JSONTREE_OBJECT)
		return true;
	return strcmp(a->text, b->text) == 0;
}

/* Members of an object, or of a row. */
static void compare_members(struct comparing *c, const char *where, size_t row,
			    const struct jsontree_node *was,
			    const struct jsontree_node *is,
			    const char *const *keys)
{
	for (; *keys; keys++) {
		const struct jsontree_node *a = jsontree_member(was, *keys);
		const struct jsontree_node *b = jsontree_member(is, *keys);

		if (is_same(a, b))
			continue;
		c->differences++;
		differ(c, where, row, *keys, a, b);
	}
}

/* Names are of leases and files, which the log has not, and may change. */
static void compare_names(struct comparing *c, const char *where,
			  const struct jsontree_node *was,
			  const struct jsontree_node *is)
{
	const struct jsontree_node *a = jsontree_first(was);
	const struct jsontree_node *b = jsontree_first(is);

	for (size_t row = 1; a && b; row++) {
		const struct jsontree_node *old = jsontree_member(a, "machine");
		const struct jsontree_node *new = jsontree_member(b, "machine");

		if (!is_same(old, new)) {
			c->renamed++;
			differ(c, where, row, "machine", old, new);
		}
		a = jsontree_next(was, a);
		b = jsontree_next(is, b);
	}
}

/* What may be done later, as it was not yet. */
static bool is_undone(const struct jsontree_node *was)
{
	const struct jsontree_node *removed = jsontree_member(was, "removed");

	return !removed || !removed->text || !*removed->text;
}

static void compare_removed(struct comparing *c, const char *where,
			    const struct jsontree_node *was,
			    const struct jsontree_node *is)
{
	static const char *const removed[] = { "removed", NULL };
	const struct jsontree_node *a = jsontree_first(was);
	const struct jsontree_node *b = jsontree_first(is);

	for (size_t row = 1; a && b; row++) {
		if (!is_undone(a))
			compare_members(c, where, row, a, b, removed);
		a = jsontree_next(was, a);
		b = jsontree_next(is, b);
	}
}

/* Rows but the last `open` of them, which go on. */
static void compare_rows(struct comparing *c, const char *where,
			 const struct jsontree_node *was,
			 const struct jsontree_node *is,
			 const char *const *keys, size_t open)
{
	const struct jsontree_node *a = jsontree_first(was);
	const struct jsontree_node *b = jsontree_first(is);
	size_t n = jsontree_count(was), row = 1;

	if (n != jsontree_count(is)) {
		char text[2][24];
		const struct jsontree_node counts[2] = {
			{ .text = text[0] }, { .text = text[1] },
		};

		snprintf(text[0], sizeof(text[0]), "%zu", n);
		snprintf(text[1], sizeof(text[1]), "%zu", jsontree_count(is));
		c->differences++;
		differ(c, where, 0, "rows", &counts[0], &counts[1]);
	}
	for (; a && b && row + open <= n; row++) {
		compare_members(c, where, row, a, b, keys);
		a = jsontree_next(was, a);
		b = jsontree_next(is, b);
	}
}

#define OUTCOMES "blocked", "would_block", "excepted", "logged"

static const char *const finding[] = {
	"machines", "vendors", "events", OUTCOMES, "period_seconds", NULL,
}, *const day[] = { "day", "vendor", OUTCOMES, NULL },
  *const vendor[] = { "vendor", "machines", OUTCOMES, NULL },
  *const machine[] = { "mac", OUTCOMES, "first", "last", "roles", NULL },
  *const destination[] = {
	"destination", "vendor", "role", OUTCOMES, "first", "last", NULL,
}, *const stretch[] = {
	"from", "until", "mode", "vendors", "generation", "digest", "ended",
	"lost", "folded", "unjudged_passed", "unjudged_refused", "away_ms",
	NULL,
}, *const passed[] = { "outcome", "vendor", "events", NULL },
  *const exception[] = {
	"id", "client", "for", "created", "until", "uses", "owner", "reason",
	"ticket", NULL,
}, *const change[] = {
	"time", "who", "event", "of", "detail", "before", "after", "command",
	NULL,
}, *const law[] = {
	"vendor", "authority", "instrument", "citation", "duty", "binds",
	"leaves_out", "status", NULL,
};

static const struct {
	const char *key;
	const char *const *members;
	size_t open;		/* rows at its end that go on */
} tables[] = {
	{ "days", day, 0 }, { "vendors", vendor, 0 },
	{ "machines", machine, 0 }, { "destinations", destination, 0 },
	{ "stretches", stretch, 1 }, { "passed", passed, 0 },
	{ "exceptions", exception, 0 }, { "changes", change, 0 },
	{ "law", law, 0 },
};

static void compare_table(struct comparing *c, size_t i,
			  const struct jsontree_node *was,
			  const struct jsontree_node *is)
{
	const char *key = tables[i].key;

	was = jsontree_member(was, key);
	is = jsontree_member(is, key);
	compare_rows(c, key, was, is, tables[i].members, tables[i].open);
	if (tables[i].members == exception)
		compare_removed(c, key, was, is);
	if (tables[i].members == machine)
		compare_names(c, key, was, is);
}

static void compare(struct comparing *c, const struct jsontree_node *was,
		    const struct jsontree_node *is)
{
	compare_members(c, "finding", 0, jsontree_member(was, "finding"),
			jsontree_member(is, "finding"), finding);
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		compare_table(c, i, was, is);
}

/* How it came out, to people; `then` and `now` are the reports. */
static void say(const struct comparing *c, const struct jsontree_node *then,
		const struct jsontree_node *now)
{
	const char *was = jsontree_text(then, "made.catalogue");
	const char *is = jsontree_text(now, "made.catalogue");

	if (c->told > TOLD)
		answer_say(c->an, "%zu more are not shown\n", c->told - TOLD);
	if (c->renamed > 0)
		answer_say(c->an, "%zu machine%s another name today: names are "
			   "of leases and files, and no difference\n",
			   c->renamed, c->renamed == 1 ? " has" : "s have");
	if (strcmp(was, is) != 0)
		answer_say(c->an, "the catalogue is another (\"%s\", then "
			   "\"%s\"): what it has of the law may differ for "
			   "that\n", paint_safe(is), paint_safe(was));
	if (c->differences == 0)
		answer_say(c->an, "equal: the files of the log, the register "
			   "and the catalogue make the same report\n");
	else
		answer_say(c->an, "%zu difference%s\n", c->differences,
			   c->differences == 1 ? "" : "s");
}

int again_run(struct inquiry *f, const struct buffer *json)
{
	static const struct column columns[] = {
		{ .key = "where", .head = "WHERE" },
		{ .key = "was", .head = "IN THE REPORT", .fold = 12 },
		{ .key = "is", .head = "MADE AGAIN", .fold = 12 },
	};
	static const struct grid grid = {
		.key = "differences", GRID_COLUMNS(columns),
	};
	const char *path = f->args->compare;
	struct jsontree then = { .n = 0 }, now = { .n = 0 };
	const struct jsontree_node *was, *is;
	struct comparing c = { .differences = 0 };
	struct buffer old = { 0 };

	earlier_read(path, &old);
	c.an = answer_begin(f->args, "cordon.report.compare/1");
	answer_table(c.an, &grid);
	was = earlier_parse(&then, &old, path);
	is = earlier_parse(&now, json, "the log");
	compare(&c, was, is);
	answer_table_end(c.an);
	answer_put(c.an, "equal", cell_bool(c.differences == 0));
	answer_put(c.an, "renamed", cell_number(c.renamed));
	say(&c, was, is);
	answer_end(c.an);
	jsontree_done(&then);
	jsontree_done(&now);
	buffer_done(&old);
	return c.differences > 0;
}
