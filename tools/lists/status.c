/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists status: every source, how it is, and what to do about it. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/json.h"
#include "lib/lockfile.h"
#include "lib/units.h"
#include "ruleset/generation/generations.h"
#include "tools/cli/output.h"
#include "tools/lists/lists.h"
#include "tools/run.h"
#include "tools/sync/source_state.h"
#include "tools/sync/sync.h"

/* "3 h", "never". */
static const char *age(int64_t then, char text[DURATION_TEXT])
{
	int64_t now = time(NULL);

	if (then <= 0)
		return "never";
	return duration_format((uint64_t)(now > then ? now - then : 0), text);
}

struct table {
	const struct args *a;
	struct output *out;
};

static void put_row(void *arg, const struct config_source *s,
		    const struct source_state *st)
{
	struct table *t = arg;
	char names[24], prefixes[24], good[DURATION_TEXT];
	char changed[DURATION_TEXT], origin[SOURCE_ORIGIN];
	const char *cells[] = {
		s->id, s->vendor, source_action_words[s->action],
		source_health_words[st->health],
		names, prefixes, age(st->good_at, good),
		age(st->changed, changed), source_origin(s, origin),
	};

	snprintf(names, sizeof(names), "%llu", (unsigned long long)st->names);
	snprintf(prefixes, sizeof(prefixes), "%llu",
		 (unsigned long long)st->prefixes);
	output_row(t->out, cells);
}

static void put_problem(void *arg, const struct config_source *s,
			const struct source_state *st)
{
	const struct args *a = arg;

	if (st->health == SOURCE_WELL || st->health == SOURCE_NEW)
		return;
	printf("\n%s: %s\n", paint_text(a, COLOR_BAD, s->id),
	       paint_safe(st->why));
	if (st->acceptable)
		printf("  let it through with: cordon sync --accept %s\n",
		       paint_safe(s->id));
}

static void put_json(void *arg, const struct config_source *s,
		     const struct source_state *st)
{
	struct json *j = arg;
	char origin[SOURCE_ORIGIN];

	json_open(j, NULL, '{');
	json_text(j, "id", s->id);
	json_text(j, "vendor", s->vendor);
	json_text(j, "role", s->role);
	json_text(j, "action", source_action_words[s->action]);
	json_text(j, "origin", source_origin(s, origin));
	json_text(j, "state", source_health_words[st->health]);
	json_bool(j, "stale", source_state_is_stale(st, s, time(NULL)));
	json_signed(j, "tried", st->tried);
	json_signed(j, "good_at", st->good_at);
	json_signed(j, "changed", st->changed);
	json_number(j, "failures", st->failures);
	json_text(j, "format", st->format);
	json_number(j, "names", st->names);
	json_number(j, "prefixes", st->prefixes);
	json_number(j, "special", st->special);
	json_number(j, "rejects", st->rejects);
	json_number(j, "skipped", st->skipped);
	json_text(j, "sha256", st->sha256);
	json_text(j, "verified_by", st->key);
	json_text(j, "guard", st->verdict);
	json_bool(j, "acceptable", st->acceptable);
	json_text(j, "why", st->why);
	json_close(j, '}');
}

static void print_json(const struct config *c,
		       const struct generations_hold *h)
{
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.lists/1");
	json_number(&j, "generation", generations_current(c->state));
	json_text(&j, "hold", hold_words[h->kind]);
	json_text(&j, "hold_reason", h->reason);
	json_open(&j, "sources", '[');
	source_state_each(c, put_json, &j);
	json_close(&j, ']');
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

static void print_head(const struct config *c,
		       const struct generations_hold *h)
{
	char holder[LOCKFILE_HOLDER], *path = sync_lock_path(c);

	printf("generation %u%s%s%s%s\n", generations_current(c->state),
	       h->kind == HOLD_NONE ? "" : ", held: ",
	       h->kind == HOLD_NONE ? "" : hold_words[h->kind],
	       h->reason[0] ? ", " : "", paint_safe(h->reason));
	if (*lockfile_holder(path, holder))
		printf("a sync is running: pid %s\n", paint_safe(holder));
	free(path);
}

int lists_status_run(const struct args *a)
{
	static const char *const columns[] = {
		"SOURCE", "VENDOR", "ACTION", "STATE", ">NAMES", ">PREFIXES",
		"GOOD", "CHANGED", "FROM",
	};
	struct table t = { .a = a };
	struct generations_hold h;
	struct config c;

	sync_config(&c, a);
	generations_hold(c.state, &h);
	if (a->as_json) {
		print_json(&c, &h);
		config_done(&c);
		return 0;
	}
	if (output_form_of(a) == OUTPUT_TABLE)
		print_head(&c, &h);
	if (c.sources.n > 0) {
		t.out = output_begin(a, output_form_of(a), columns, 9);
		source_state_each(&c, put_row, &t);
		output_end(t.out);
	}
	if (output_form_of(a) == OUTPUT_TABLE)
		source_state_each(&c, put_problem, (void *)(uintptr_t)a);
	config_done(&c);
	return 0;
}
