/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists verify: are copies what they should be? */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "ruleset/generation/generation.h"
#include "tools/cli/output.h"
#include "tools/lists/lists.h"
#include "tools/run.h"
#include "tools/sync/reading.h"
#include "tools/sync/source_state.h"
#include "tools/sync/sync.h"

/* --- verify ---------------------------------------------------------- */

struct verdicts {
	const struct args *a;
	const struct config *config;
	struct json json;
	unsigned bad;
};

static const char *const columns[] = { "RESULT", "WHAT", "WHY" };
static const int widths[] = { 6, 24, 0 };

static void say(struct verdicts *v, bool good, const char *what,
		const char *why)
{
	const char *cells[] = { good ? "ok" : "BAD", what, why };

	v->bad += !good;
	if (v->a->as_json) {
		json_open(&v->json, NULL, '{');
		json_text(&v->json, "what", what);
		json_bool(&v->json, "good", good);
		json_text(&v->json, "why", why);
		json_close(&v->json, '}');
	} else if (output_form_of(v->a) != OUTPUT_TABLE) {
		output_stream_row(output_form_of(v->a), cells, widths, 3);
	} else {
		printf("%-4s %s%s%s\n", cells[0], paint_safe(what),
		       *why ? ": " : "", paint_safe(why));
	}
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
		say(v, ret == 0, what, ret == 0 ? g.digest :
		    generation_error(ret));
		if (ret == 0)
			generation_close(&g);
	}
	free(numbers);
}

static void verify_source(void *arg, const struct config_source *s,
			  const struct source_state *st)
{
	struct verdicts *v = arg;
	char *path = source_cached(v->config->state, s);
	char what[64], text[FAULT_TEXT];
	struct reading r;

	snprintf(what, sizeof(what), "source %s", s->id);
	reading_do(&r, path, s, NULL);
	if (!st->content[0])
		say(v, true, what, "has no copy yet");
	else if (strcmp(r.content, st->content) == 0)
		say(v, true, what, *st->key ? st->key : "not signed");
	else
		say(v, false, what, r.content[0] ? "its copy is not the one "
		    "that was accepted; \"cordon sync\" fetches it again" :
		    fault_text(&r.refused, text));
	free(path);
}

int lists_verify_run(const struct args *a)
{
	struct buffer out = { 0 };
	struct verdicts v = { .a = a, .json = json_into(&out) };
	struct config c;

	sync_config(&c, a);
	v.config = &c;
	json_open(&v.json, NULL, '{');
	json_text(&v.json, "schema", "cordon.lists.verify/1");
	json_open(&v.json, "checked", '[');
	if (!a->as_json && output_form_of(a) != OUTPUT_TABLE)
		output_stream_header(output_form_of(a), columns, widths, 3);
	verify_generations(&v);
	source_state_each(&c, verify_source, &v);
	json_close(&v.json, ']');
	json_number(&v.json, "bad", v.bad);
	json_close(&v.json, '}');
	if (a->as_json)
		puts(out.p);
	buffer_done(&out);
	config_done(&c);
	return v.bad ? EX_DATAERR : 0;
}
