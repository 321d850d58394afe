/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists status: every source, how it is, and what to do about it. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>

#include "lib/duration.h"
#include "lib/lockfile.h"
#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "ruleset/generation/generation.h"
#include "ruleset/generation/generations.h"
#include "tools/cli/answer.h"
#include "tools/lists/overlap.h"
#include "tools/run.h"
#include "tools/sync/source_state.h"
#include "tools/sync/sync.h"

enum {
	ID, VENDOR, ROLE, ACTION, ORIGIN, STATE, STALE, TRIED, GOOD_AT,
	CHANGED, RETRY_AT, FAILURES, FORMAT, NAMES, PREFIXES, SPECIAL,
	REJECTS, SKIPPED, SHARED, URLS,
	SHA256, VERIFIED_BY, GUARD, ACCEPTABLE, WHY, SAMPLE, COLUMNS
};

static const struct column columns[COLUMNS] = {
	[ID] = { .key = "id", .head = "SOURCE" },
	[VENDOR] = { .key = "vendor", .head = "VENDOR" },
	[ROLE] = { .key = "role" },
	[ACTION] = { .key = "action", .head = "ACTION", .give = 3 },
	[ORIGIN] = { .key = "origin", .head = "FROM", .fold = 20, .give = 1 },
	[STATE] = { .key = "state", .head = "STATE", .fold = 8 },
	[STALE] = { .key = "stale" },
	[TRIED] = { .key = "tried" },
	[GOOD_AT] = { .key = "good_at", .head = "GOOD", .give = 2 },
	[CHANGED] = { .key = "changed", .head = "CHANGED", .give = 4 },
	[RETRY_AT] = { .key = "retry_at" },
	[FAILURES] = { .key = "failures" },
	[FORMAT] = { .key = "format" },
	[NAMES] = { .key = "names", .head = "NAMES", .right = true },
	[PREFIXES] = { .key = "prefixes", .head = "PREFIXES", .right = true },
	[SPECIAL] = { .key = "special" },
	[REJECTS] = { .key = "rejects" },
	[SKIPPED] = { .key = "skipped" },
	[SHARED] = { .key = "shared" },
	[URLS] = { .key = "urls" },
	[SHA256] = { .key = "sha256" },
	[VERIFIED_BY] = { .key = "verified_by" },
	[GUARD] = { .key = "guard" },
	[ACCEPTABLE] = { .key = "acceptable" },
	[WHY] = { .key = "why" },
	[SAMPLE] = { .key = "first_rejected" },
};

static const struct grid grid = {
	.key = "sources", GRID_COLUMNS(columns),
	.view = "id vendor action state names prefixes good_at changed "
		"origin",
};

static void put_source(struct answer *an, const struct config_source *s,
		       const struct source_state *st)
{
	bool bad = st->health != SOURCE_WELL && st->health != SOURCE_NEW;
	char origin[SOURCE_ORIGIN];

	answer_cells(an, (const struct cell[COLUMNS]) {
		[ID] = cell_text(s->id),
		[VENDOR] = cell_text(s->vendor),
		[ROLE] = cell_text(s->role),
		[ACTION] = cell_text(source_action_words[s->action]),
		[ORIGIN] = cell_text(source_origin(s, origin)),
		[STATE] = cell_painted(bad ? COLOR_BAD : COLOR_NONE,
			cell_text(source_health_words[st->health])),
		[STALE] = cell_bool(source_state_is_stale(st, s, time(NULL))),
		[TRIED] = cell_age(st->tried),
		[GOOD_AT] = cell_age(st->good_at),
		[CHANGED] = cell_age(st->changed),
		[RETRY_AT] = cell_age(st->retry_at),
		[FAILURES] = cell_number(st->failures),
		[FORMAT] = cell_text(st->format),
		[NAMES] = cell_number(st->names),
		[PREFIXES] = cell_number(st->prefixes),
		[SPECIAL] = cell_number(st->lost.n[LOSS_SPECIAL]),
		[REJECTS] = cell_number(st->lost.n[LOSS_REJECTED]),
		[SKIPPED] = cell_number(st->lost.n[LOSS_SKIPPED]),
		[SHARED] = cell_number(st->lost.n[LOSS_SHARED]),
		[URLS] = cell_number(st->lost.n[LOSS_URLS]),
		[SHA256] = cell_text(st->sha256),
		[VERIFIED_BY] = cell_text(st->key),
		[GUARD] = cell_text(st->verdict),
		[ACCEPTABLE] = cell_bool(st->acceptable),
		[WHY] = cell_text(st->why),
		[SAMPLE] = cell_text(st->sample),
	});
}

static void say_line(void *arg, const char *line)
{
	answer_say(arg, "  %s\n", paint_safe(line));
}

static void say_losses(struct answer *an, const struct config *c,
		       const struct config_source *s,
		       const struct source_state *st)
{
	char *copy = source_cached(c->state, s);
	struct buffer text = { 0 };

	if (*st->asn_fault)
		answer_say(an, "\n%s: %" PRIu64 " AS number%s for "
			   "nothing: %s\n", paint_safe(s->id), st->asns,
			   st->asns == 1 ? " counts" : "s count",
			   paint_safe(st->asn_fault));
	losses_write(&st->lost, &text);
	if (*text.p)
		answer_say(an, "\n%s: %s%s\n", paint_safe(s->id), text.p,
			   losses_have_samples(&st->lost) ? "; the first:" :
			   "");
	losses_each(&st->lost, copy, LOSS_SAMPLES, say_line, an);
	buffer_done(&text);
	free(copy);
}

static void say_problem(struct answer *an, const struct args *a,
			const struct config_source *s,
			const struct source_state *st)
{
	int64_t left = source_state_put_off(st, time(NULL));
	char text[DURATION_TEXT];

	if (st->health == SOURCE_WELL || st->health == SOURCE_NEW)
		return;
	answer_say(an, "\n%s: %s\n", paint_text(a, COLOR_BAD, s->id),
		   paint_safe(st->why));
	if (st->acceptable)
		answer_say(an, "  let it through with: cordon sync --accept "
			   "%s\n", paint_safe(s->id));
	if (left)
		answer_say(an, "  its server wants to be left alone for %s "
			   "more; cordon sync %s asks it now\n",
			   duration_format((uint64_t)left, text),
			   paint_safe(s->id));
}

static void put_head(struct answer *an, const struct config *c,
		     const struct generations_hold *h)
{
	unsigned current = generations_current(c->state);
	char holder[LOCKFILE_HOLDER], *path = sync_lock_path(c);

	answer_put(an, "generation", cell_number(current));
	answer_put(an, "hold", cell_text(hold_words[h->kind]));
	answer_put(an, "hold_reason", cell_text(h->reason));
	bool rolled = strcmp(h->reason, "rolled back") == 0;

	if (h->kind == HOLD_NONE)
		answer_say(an, "generation %u\n", current);
	else
		answer_say(an, "generation %u, held: %s%s%s; local rules still "
			   "count\n", current, rolled || !h->reason[0] ?
			   hold_words[h->kind] : "", rolled ? ", " : "",
			   paint_safe(h->reason));
	if (*lockfile_holder(path, holder))
		answer_say(an, "a sync is running: pid %s\n",
			   paint_safe(holder));
	free(path);
}

/* "--overlap" */
static int tell_overlap(const struct args *a, const struct config *c)
{
	struct answer *an;
	struct generation g;
	int ret = generation_open(&g, c->state, GENERATION_TRUST);

	if (ret < 0) {
		warnx("the current generation %s", generation_error(ret));
		return ret == -ENOENT ? EX_NOINPUT : EX_DATAERR;
	}
	an = answer_begin(a, "cordon.lists.overlap/1");
	answer_put(an, "generation", cell_number(g.number));
	overlap_put(an, &g);
	answer_end(an);
	generation_close(&g);
	return 0;
}

int lists_status_run(const struct args *a)
{
	struct generations_hold h;
	struct source_now *all;
	struct answer *an;
	struct config c;
	size_t n;

	sync_config(&c, a);
	if (a->overlap) {
		int status = tell_overlap(a, &c);

		config_done(&c);
		return status;
	}
	generations_hold(c.state, &h);
	all = source_state_all(&c, &n);
	an = answer_begin(a, "cordon.lists/1");
	put_head(an, &c, &h);
	answer_table(an, &grid);
	for (size_t i = 0; i < n; i++)
		put_source(an, all[i].source, &all[i].state);
	answer_table_end(an);
	if (n == 0)
		answer_say(an, "nothing found: %s names no sources; the "
			   "catalogue and local rules need none\n",
			   paint_safe(a->config));
	for (size_t i = 0; i < n; i++) {
		say_losses(an, &c, all[i].source, &all[i].state);
		say_problem(an, a, all[i].source, &all[i].state);
	}
	answer_end(an);
	free(all);
	config_done(&c);
	return 0;
}
