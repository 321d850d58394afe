/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes in all sources. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/duration.h"
#include "lib/plural.h"
#include "lib/log.h"
#include "tools/sync/gather.h"
#include "tools/sync/surroundings.h"

enum { RETRY_SECONDS = 600 };	/* doubled with each failure */

/* --- which ----------------------------------------------------------- */

static bool is_asked(const struct gather *g, const struct config_source *s)
{
	for (int i = 0; i < g->options.n; i++)
		if (strcmp(g->options.ids[i], s->id) == 0)
			return true;
	return g->options.n == 0;
}

/* Seconds to the next try: what could not be had is not waited for as long as
 * a list that was. */
static int64_t interval(const struct intake *in)
{
	const struct source_state *st = &in->before;
	int64_t refresh = (int64_t)in->source->refresh;
	uint64_t n = st->failures < 8 ? st->failures : 8;
	int64_t soon = n ? (int64_t)RETRY_SECONDS << (n - 1) : 0;

	if (st->health != SOURCE_FAILED && st->health != SOURCE_UNVERIFIED)
		return refresh;
	return soon < refresh ? soon : refresh;
}

static bool is_due(const struct intake *in)
{
	int64_t now = time(NULL);

	/* A clock that was set back must not stop it for ever; what was set
	 * otherwise is not waited for. */
	return in->before.tried > now ||
	       now - in->before.tried >= interval(in) ||
	       strcmp(in->before.settings, in->terms.settings) != 0;
}

/* Its server said when to come again, which who names it may know better. */
static bool is_put_off(const struct gather *g, const struct intake *in)
{
	return *in->source->url && !g->options.import && g->options.n == 0 &&
	       source_state_put_off(&in->before, time(NULL)) &&
	       strcmp(in->before.settings, in->terms.settings) == 0;
}

static bool is_wanted(struct gather *g, const struct intake *in)
{
	const struct gather_options *o = &g->options;
	char left[DURATION_TEXT];

	if (!is_asked(g, in->source))
		return false;
	if (*in->source->url && o->offline && !o->import)
		return false;
	if (!is_put_off(g, in))
		return !o->due || is_due(in);
	if (!o->due)
		progress_line(&g->progress, "%s: not asked, as its server "
			      "wants to be left alone for %s more; cordon sync "
			      "%s asks it now", in->source->id,
			      duration_format((uint64_t)source_state_put_off(
				      &in->before, time(NULL)), left),
			      in->source->id);
	return false;
}

/* `unsafe`: why no list may be taken in now; NULL: any may. */
static void begin(struct gather *g, struct intake *in,
		  const struct config_source *s, const char *unsafe)
{
	bool good = intake_open(in, g->config, s, &g->guards);
	bool wanted = good && is_wanted(g, in);

	in->accept = g->options.accept && is_asked(g, s);
	if (wanted && unsafe)
		intake_fail(in, SOURCE_FAILED, "%s", unsafe);
	else if (wanted)
		intake_check(in);
	else if (good && !unsafe)
		intake_not_asked(in, &g->guards);
	if (good && (!wanted || unsafe))
		intake_close(in);
}

void gather_begin(struct gather *g, const struct config *c,
		  const struct gather_options *o)
{
	const struct config_source *s = c->sources.items;
	char why[FAULT_TEXT];
	struct fault fault;
	bool safe;

	*g = (struct gather) { .config = c, .options = *o };
	g->n = c->sources.n;
	g->intakes = xcalloc(g->n, sizeof(*g->intakes));
	safe = surroundings_read(&g->guards, c, &fault);
	if (g->n > 0 && !g->guards.is_public_suffix)
		warnx("no list of public suffixes on this machine: a list "
		      "that names one is not refused");
	for (size_t i = 0; i < g->n; i++)
		begin(g, &g->intakes[i], &s[i],
		      safe ? NULL : fault_text(&fault, why));
}

/* --- looking --------------------------------------------------------- */

void gather_take(struct gather *g)
{
	struct gather_counts c;

	if (g->n > 0)
		progress_begin(&g->progress, "parse");
	for (size_t i = 0; i < g->n; i++) {
		struct intake *in = &g->intakes[i];

		if (in->folder < 0 || in->pending ||
		    in->result != INTAKE_SKIPPED)
			continue;
		progress_show(&g->progress, "%s", in->source->id);
		if (g->options.import)
			intake_import(in, &g->guards, g->options.import);
		else
			intake_read(in, &g->guards);
	}
	c = gather_counts(g);
	if (g->n > 0)
		progress_end(&g->progress, "%u new, %u as before, %u not "
			     "well, %u not asked", c.fresh, c.same, c.kept,
			     c.skipped);
}

/* Entries of those that were there before, then and now, and of all. */
struct weight {
	uint64_t before, now, all;
};

static struct weight weigh(const struct gather *g)
{
	struct weight w = { 0 };

	for (size_t i = 0; i < g->n; i++) {
		const struct intake *in = &g->intakes[i];
		uint64_t before = source_state_entries(&in->before);
		uint64_t now = source_state_entries(&in->state);

		w.all += now;
		if (before > 0) {
			w.before += before;
			w.now += now;
		}
	}
	return w;
}

static void hold_all(struct gather *g, const struct fault *why)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->intakes[i].result == INTAKE_NEW &&
		    !g->intakes[i].settled)
			intake_hold(&g->intakes[i], "total", why);
}

/* Many lists may each change within their limits and together not. */
void gather_weigh(struct gather *g)
{
	const struct config_lists *l = &g->config->lists;
	struct weight w = weigh(g);
	enum guard_verdict v = guard_change(w.before, w.now, l->max_shrink,
					    l->max_growth);
	struct fault why;

	if (g->options.accept)
		return;
	if (w.all > (uint64_t)l->max_entries)
		fault_set(&why, 0, "all sources together have %llu entries, "
			  "at most %lld are expected (lists.max_entries)",
			  (unsigned long long)w.all,
			  (long long)l->max_entries);
	else if (v != GUARD_OK)
		fault_set(&why, 0, "all sources together have %llu entries, "
			  "%s before by more than lists.%s allows",
			  (unsigned long long)w.now, v == GUARD_SHRUNK ?
			  "fewer than" : "more than", v == GUARD_SHRUNK ?
			  "max_shrink" : "max_growth");
	else
		return;
	hold_all(g, &why);
}

/* --- the end --------------------------------------------------------- */

/* What mends it, unless somebody knows better: --accept does. */
static const char *advice(const struct intake *in)
{
	if (in->advice)
		return in->advice;
	switch (in->state.health) {
	case SOURCE_FAILED:
		return source_state_put_off(&in->state, time(NULL)) ?
		       "; a sync asks again once its server wants it" :
		       "; the next sync asks again";
	case SOURCE_UNVERIFIED:
		return "; ask its publisher, or mend \"minisign\" or "
		       "\"sha256\"";
	case SOURCE_REFUSED:
		return "; look at what came, and mend its url, format or "
		       "limits";
	default:
		return "";
	}
}

static void tell_problem(struct gather *g, const struct intake *in)
{
	const struct source_state *st = &in->state;
	char age[DURATION_TEXT];

	progress_line(&g->progress, "%s: %s", in->source->id, st->why);
	if (st->good_at > 0)
		progress_line(&g->progress, "%s: the good copy of %s ago stays"
			      "%s%s", in->source->id,
			      duration_format((uint64_t)(time(NULL) -
							 st->good_at), age),
			      st->acceptable ? "; let it through with: "
			      "cordon sync --accept " : advice(in),
			      st->acceptable ? in->source->id : "");
	else
		progress_line(&g->progress, "%s: it has no good copy yet%s%s",
			      in->source->id, st->acceptable ?
			      "; let it through with: cordon sync --accept " :
			      advice(in), st->acceptable ? in->source->id :
			      "");
}

/* One that is new becomes good, and its state is written. */
static int promote(struct gather *g, struct intake *in)
{
	int ret = in->result == INTAKE_NEW ? intake_promote(in) : 0;

	if (ret < 0)
		intake_blame(in, ret, "cannot be stored: %s", strerror(-ret));
	else if (in->result != INTAKE_SKIPPED && in->is_there)
		ret = source_state_write(&in->state, g->config, in->source);
	return ret;
}

int gather_promote(struct gather *g)
{
	int ret = 0;

	for (size_t i = 0; i < g->n; i++) {
		int mine = g->intakes[i].settled ? 0 :
			   promote(g, &g->intakes[i]);

		if (mine < 0 && ret == 0)
			ret = mine;
	}
	return ret;
}

static void say_line(void *arg, const char *line)
{
	struct gather *g = arg;

	progress_line(&g->progress, "  %s", line);
}

static void tell_losses(struct gather *g, const struct intake *in)
{
	char *copy = source_cached(g->config->state, in->source);
	struct buffer text = { 0 };

	losses_write(&in->state.lost, &text);
	if (*text.p)
		progress_line(&g->progress, "%s: %s%s", in->source->id, text.p,
			      losses_have_samples(&in->state.lost) ?
			      "; the first of each:" : "");
	losses_each(&in->state.lost, copy, 1, say_line, g);
	buffer_done(&text);
	free(copy);
}

/* What of a list that was taken in counts for nothing. */
static void tell_rest(struct gather *g, const struct intake *in)
{
	const struct source_state *st = &in->state;
	const char *id = in->source->id;

	if (*st->asn_fault)
		progress_line(&g->progress, "%s: %" PRIu64 " AS number%s for "
			      "nothing: %s", id, st->asns, st->asns == 1 ?
			      " counts" : "s count", st->asn_fault);
	else if (st->asns > 0)
		progress_line(&g->progress, "%s: %" PRIu64 " AS number%s, "
			      "which announce%s %" PRIu64 " prefixes", id,
			      st->asns, plural(st->asns),
			      st->asns == 1 ? "s" : "",
			      st->announced);
	if (st->health == SOURCE_LOSSY)
		progress_line(&g->progress, "%s: %s", id, st->why);
	tell_losses(g, in);
}

void gather_tell(struct gather *g)
{
	for (size_t i = 0; i < g->n; i++) {
		struct intake *in = &g->intakes[i];

		if (in->settled)
			continue;
		if (in->result == INTAKE_KEPT)
			tell_problem(g, in);
		else if (in->result == INTAKE_NEW)
			tell_rest(g, in);
		in->settled = in->result != INTAKE_SKIPPED;
	}
}

struct gather_counts gather_counts(const struct gather *g)
{
	struct gather_counts c = { 0 };

	for (size_t i = 0; i < g->n; i++) {
		const struct intake *in = &g->intakes[i];

		c.fresh += in->result == INTAKE_NEW;
		c.same += in->result == INTAKE_SAME;
		c.skipped += in->result == INTAKE_SKIPPED;
		c.kept += in->result == INTAKE_KEPT;
		c.well += in->state.health == SOURCE_WELL ||
			  in->state.health == SOURCE_LOSSY;
		c.failed += in->result == INTAKE_KEPT &&
			    in->state.health == SOURCE_FAILED;
		c.refused += in->result == INTAKE_KEPT &&
			     in->state.health != SOURCE_FAILED;
	}
	return c;
}

void gather_end(struct gather *g)
{
	gather_fetch_end(g);
	for (size_t i = 0; i < g->n; i++) {
		intake_clean(&g->intakes[i]);
		intake_close(&g->intakes[i]);
	}
	free(g->intakes);
	surroundings_done(&g->guards);
}
