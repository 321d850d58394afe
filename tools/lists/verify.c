/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists verify: are copies what they should be? */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "ruleset/generation/generation.h"
#include "ruleset/generation/manifest.h"
#include "tools/cli/answer.h"
#include "tools/run.h"
#include "tools/sync/reading.h"
#include "tools/sync/source_state.h"
#include "tools/sync/sync.h"

struct verdicts {
	struct answer *an;
	const struct config *config;
	unsigned bad;
};

static void tell(struct verdicts *v, bool good, const char *what,
		 const char *why)
{
	v->bad += !good;
	answer_row(v->an, cell_text(what), cell_bool(good), cell_text(why));
	answer_say(v->an, "%-4s %s%s%s\n", good ? "ok" : "BAD",
		   paint_safe(what), *why ? ": " : "", paint_safe(why));
}

/* The indexes are whole; is what stands beside them? */
static void verify_beside(struct verdicts *v, const char *what,
			  unsigned number, const struct generation *g)
{
	char *folder = generations_folder(v->config->state, number);
	char text[FAULT_TEXT];
	struct fault why;
	bool good = manifest_check(folder, number, &g->names_index, &why);

	tell(v, good, what, good ? g->digest : fault_text(&why, text));
	free(folder);
}

static void verify_generations(struct verdicts *v)
{
	const char *state = v->config->state;
	unsigned *numbers, current = generations_current(state);
	size_t n = generations_list(state, &numbers);

	for (size_t i = 0; i < n; i++) {
		struct generation g;
		char what[64];
		int ret = generation_open_number(&g, state, numbers[i],
						 GENERATION_VERIFY);

		snprintf(what, sizeof(what), "generation %u%s", numbers[i],
			 numbers[i] == current ? ", current" : "");
		if (ret < 0) {
			tell(v, false, what, generation_error(ret));
			continue;
		}
		verify_beside(v, what, numbers[i], &g);
		generation_close(&g);
	}
	free(numbers);
}

static void verify_source(struct verdicts *v, const struct config_source *s,
			  const struct source_state *st)
{
	char *path = source_cached(v->config->state, s);
	char what[64], text[FAULT_TEXT];
	struct reading r;

	snprintf(what, sizeof(what), "source %s", s->id);
	reading_do(&r, path, s, NULL, NULL);
	if (st->unread)
		tell(v, false, what, st->why);
	else if (!st->content[0])
		tell(v, true, what, "has no copy yet");
	else if (strcmp(r.content, st->content) == 0)
		tell(v, true, what, *st->key ? st->key : "not signed");
	else
		tell(v, false, what, r.content[0] ? "its copy is not the one "
		     "that was accepted; \"cordon sync\" fetches it again" :
		     fault_text(&r.refused, text));
	free(path);
}

static const struct column columns[] = {
	{ .key = "what", .head = "WHAT" },
	{ .key = "good", .head = "RESULT", .words = { "BAD", "ok" } },
	{ .key = "why", .head = "WHY" },
};

static const struct grid checked = {
	.key = "checked", GRID_COLUMNS(columns), .view = "good what why",
	.in = IN_ROWS | IN_JSON,
};

int lists_verify_run(const struct args *a)
{
	struct verdicts v = { .an = NULL };
	struct source_now *all;
	struct config c;
	size_t n;

	sync_config(&c, a);
	v.config = &c;
	v.an = answer_begin(a, "cordon.lists.verify/1");
	answer_table(v.an, &checked);
	verify_generations(&v);
	all = source_state_all(&c, &n);
	for (size_t i = 0; i < n; i++)
		verify_source(&v, all[i].source, &all[i].state);
	answer_table_end(v.an);
	answer_put(v.an, "bad", cell_number(v.bad));
	answer_end(v.an);
	free(all);
	config_done(&c);
	return v.bad ? EX_DATAERR : 0;
}
