/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon fleet: the gateways of a fleet, and what is wrong with each. */

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "lib/plural.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/answer.h"
#include "tools/fleet/gateways.h"
#include "tools/query/query.h"
#include "tools/run.h"

/* As monitoring plugins have them. */
enum { WELL = 0, WARNINGS = 1, BAD = 2 };
enum { DIGEST_SHOWN = 8 };

static const struct column columns[] = {
	{ .key = "gateway", .head = "GATEWAY", .fold = 16 },
	{ .key = "heard_at", .head = "HEARD" },
	{ .key = "mode", .head = "MODE" },
	{ .key = "generation", .head = "GENERATION", .right = true,
	  .give = 6 },
	{ .key = "lists_short", .head = "LISTS", .give = 5, .unsaid = true },
	{ .key = "lists", .head = NULL },
	{ .key = "policy_short", .head = "POLICY", .give = 4,
	  .unsaid = true },
	{ .key = "policy", .head = NULL },
	{ .key = "lost", .head = "LOST", .right = true, .give = 2 },
	{ .key = "unjudged", .head = "UNJUDGED", .right = true, .give = 1 },
	{ .key = "behind", .head = "BEHIND", .right = true, .give = 3 },
	{ .key = "vendors", .head = NULL },
	{ .key = "version", .head = NULL },
	{ .key = "wrong", .head = "WRONG", .fold = 14 },
};

static const struct grid grid = {
	.key = "gateways", GRID_COLUMNS(columns),
};

static bool has(const struct gateway *one, enum gateway_fault fault)
{
	return one->faults >> fault & 1;
}

static struct cell painted(bool wrong, enum color color, struct cell c)
{
	return wrong ? cell_painted(color, c) : c;
}

static const char *shorten(char text[DIGEST_SHOWN + 1], const char *digest)
{
	snprintf(text, DIGEST_SHOWN + 1, "%s", *digest ? digest : "-");
	return text;
}

static size_t list_wrong(const struct gateway *one,
			 const char *words[GATEWAY_FAULTS])
{
	size_t n = 0;

	for (enum gateway_fault i = 0; i < GATEWAY_FAULTS; i++)
		if (has(one, i))
			words[n++] = gateway_fault_words[i];
	return n;
}

static void put_gateway(struct answer *an, const struct gateway *one)
{
	bool silent = has(one, GATEWAY_IS_SILENT);
	char lists[DIGEST_SHOWN + 1], policy[DIGEST_SHOWN + 1];
	const char *words[GATEWAY_FAULTS];
	size_t n = list_wrong(one, words);
	enum color color = gateway_is_bad(one->faults) ? COLOR_BAD :
			   COLOR_WARN;

	answer_row(an, painted(silent, COLOR_BAD, cell_text(one->name)),
		   painted(silent, COLOR_BAD, cell_age(one->heard)),
		   painted(has(one, GATEWAY_LESS) || has(one, GATEWAY_STOPPED),
			   COLOR_BAD, cell_text(one->mode)),
		   cell_number(one->generation),
		   painted(has(one, GATEWAY_LISTS), COLOR_WARN,
			   cell_text(shorten(lists, one->lists))),
		   cell_text(one->lists),
		   painted(has(one, GATEWAY_POLICY), COLOR_BAD,
			   cell_text(shorten(policy, one->policy))),
		   cell_text(one->policy),
		   painted(one->lost > 0, COLOR_WARN, cell_number(one->lost)),
		   painted(one->unjudged > 0, COLOR_WARN,
			   cell_number(one->unjudged)),
		   cell_number(one->behind), cell_text(one->vendors),
		   cell_text(one->version),
		   painted(n > 0, color, cell_list(words, n)));
}

static int tell(struct answer *an, const struct gateways *g,
		const char *only)
{
	unsigned bad = 0, warned = 0, n = 0;

	answer_table(an, &grid);
	for (size_t i = 0; i < g->n; i++) {
		const struct gateway *one = &g->items[i];

		if (only && strcmp(one->name, only) != 0)
			continue;
		put_gateway(an, one);
		n++;
		bad += gateway_is_bad(one->faults);
		warned += one->faults && !gateway_is_bad(one->faults);
	}
	answer_table_end(an);
	answer_put(an, "bad", cell_number(bad));
	answer_put(an, "warnings", cell_number(warned));
	for (size_t i = 0; i < g->n; i++)
		if (has(&g->items[i], GATEWAY_LESS) &&
		    (!only || strcmp(g->items[i].name, only) == 0))
			answer_say(an, "%s does not enforce %s, as most do\n",
				   paint_safe(g->items[i].name),
				   paint_safe(g->items[i].less));
	answer_say(an, "%u gateway%s, %u as none should be, %u with "
		   "warnings\n", n, plural(n), bad, warned);
	return n == 0 || bad > 0 ? BAD : warned > 0 ? WARNINGS : WELL;
}

/* All are asked for even where one is meant: it is judged by the others. */
int fleet_run(const struct args *a)
{
	char text[FAULT_TEXT];
	struct buffer sql = { 0 };
	struct gateways g = { .n = 0 };
	struct answer *an;
	struct config c;
	struct fault why;
	struct query q;
	struct rows r;
	int status = EX_CONFIG;

	config_load(&c, a->config);
	buffer_text(&sql, gateways_sql);
	if (!query_open_fleet(&q, &c, NULL, &why)) {
		warnx("%s", fault_text(&why, text));
	} else if (!query_ask_fleet(&q, &sql, &r, &why)) {
		warnx("%s", fault_text(&why, text));
		status = EX_TEMPFAIL;
	} else {
		gateways_read(&g, &r);
		gateways_judge(&g);
		an = answer_begin(a, "cordon.fleet/1");
		status = tell(an, &g, a->gateway);
		answer_end(an);
	}
	gateways_done(&g);
	query_close(&q);
	buffer_done(&sql);
	config_done(&c);
	return status;
}
