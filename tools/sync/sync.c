/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon sync: lists become a generation, and the generation is enforced. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/duration.h"
#include "lib/folder.h"
#include "lib/log.h"
#include "nfq/confine/privilege.h"
#include "ruleset/apply/load.h"
#include "ruleset/config/config_load.h"
#include "ruleset/policy/misspelt.h"
#include "tools/cli/candidates.h"
#include "tools/cli/lock.h"
#include "tools/cli/mistakes.h"
#include "tools/fetch/headers.h"
#include "tools/run.h"
#include "tools/sync/accepted.h"
#include "tools/sync/apart.h"
#include "tools/sync/convert.h"
#include "tools/sync/follow.h"
#include "tools/sync/leftovers.h"
#include "tools/sync/outcome.h"
#include "tools/sync/sync.h"
#include "tools/sync/sync_policy.h"
#include "tools/sync/trial.h"

enum { WAIT_SECONDS = 600, NICENESS = 5 };

/* --- a list's life --------------------------------------------------- */

static enum hold held(const struct config *c)
{
	struct generations_hold h;

	generations_hold(c->state, &h);
	return h.kind;
}

/* All that was told, a line each. */
static void say_lines(struct progress *p, char *text)
{
	char *rest = text, *line;

	while (text && (line = strsep(&rest, "\n")))
		if (*line)
			progress_line(p, "%s", line);
}

/* Told each time: what is misspelt is enforced under another name. */
static void say_misspelt(const struct config *c, const struct generation *g,
			 struct progress *p)
{
	struct conf_report report = { .errors = 0 };

	misspelt_check(&g->legend, c, &report);
	say_lines(p, report.text.p);
	conf_report_done(&report);
}

static int compile_next(const struct config *c, const struct guards *guards,
			struct outcome *o, struct progress *p)
{
	struct conf_report report = { .errors = 0 };
	char text[FAULT_TEXT];
	struct generation g;
	int ret, status;

	convert_asns(c, guards, p);
	progress_begin(p, "compile");
	ret = generation_update(&g, c, GENERATION_VERIFY, &report);
	if (ret == 0) {
		say_lines(p, report.text.p);
		say_misspelt(c, &g, p);
		o->after = g.number;
		progress_end(p, "generation %u%s%s", g.number,
			     o->after == o->before ? ", as before" : "",
			     held(c) == HOLD_PIN ? ", which is pinned; let it "
			     "go with: cordon lists pin --off" :
			     held(c) == HOLD_FREEZE ? ", which is frozen; let "
			     "it go with: cordon lists freeze --off" : "");
		generation_close(&g);
	} else {
		progress_end(p, "failed: %s", fault_text(&report.first, text));
	}
	/* One that is pinned and damaged is a mistake, though another serves
	 * in its place. */
	status = ret == -EINVAL || (ret == 0 && report.errors) ? EX_DATAERR :
		 ret < 0 ? EX_IOERR : 0;
	conf_report_done(&report);
	return status;
}

/*
 * From what sources offer to a generation on disk. Without privileges: what
 * strangers wrote is read here. fetch -> verify -> unpack -> parse -> guard
 * for each list; then all lists together, then normalise, exclude what is
 * protected, compile.
 */
/* What there is by now, on disk. */
static void settle(struct gather *g, struct outcome *out)
{
	const struct config *c = g->config;
	int ret;

	gather_weigh(g);
	ret = gather_promote(g);
	gather_tell(g);
	out->counts = gather_counts(g);
	out->status = compile_next(c, &g->guards, out, &g->progress);
	if (out->status == 0)
		out->status = ret < 0 ? EX_IOERR :
			      outcome_status_of(&out->counts, g->options.due);
}

static void prepare(const struct config *c, const struct gather_options *o,
		    struct outcome *out)
{
	struct gather g;

	out->before = generations_current(c->state);
	/* What a policy that is not in force yet does without may be needed. */
	if (!o->policy)
		leftovers_remove(c);
	gather_begin(&g, c, o);
	if (held(c) != HOLD_FREEZE) {
		gather_fetch(&g, o->policy != 0);
		gather_take(&g);
	}
	if (o->policy && !sync_policy_has_lists(&g, out)) {
		out->status = EX_DATAERR;
		gather_end(&g);
		return;
	}
	settle(&g, out);
	if (o->policy)
		sync_policy_settle(c, o, out);
	/* Whoever is slow keeps nobody else's list waiting. */
	while (gather_is_waiting(&g)) {
		if (write(out->ready, "", 1) < 0)
			break;
		gather_fetch_more(&g);
		settle(&g, out);
	}
	gather_end(&g);
}

/* The same, but for what it comes to: that is thrown away. */
static void try(const struct config *c, const struct gather_options *o,
		struct outcome *out)
{
	struct conf_report report = { .errors = 0 };
	char text[FAULT_TEXT];
	struct gather g;
	int ret;

	gather_begin(&g, c, o);
	gather_fetch(&g, true);
	gather_take(&g);
	gather_weigh(&g);
	gather_tell(&g);
	out->counts = gather_counts(&g);
	ret = trial_compile(&g, &report);
	if (ret < 0)
		warnx("%s", fault_text(&report.first, text));
	out->tried = ret == 0;
	out->status = ret < 0 ? EX_DATAERR :
		      outcome_status_of(&out->counts, o->due);
	gather_end(&g);
	conf_report_done(&report);
}

/* What is held now, with the local rules of now. */
static void renew(const struct config *c, const struct gather_options *o,
		  struct outcome *out)
{
	struct conf_report report = { .errors = 0 };
	char text[FAULT_TEXT];
	struct generation g;
	int ret = generation_update(&g, c, GENERATION_VERIFY, &report);

	(void)o;
	if (fault_any(&report.first))
		warnx("%s", fault_text(&report.first, text));
	if (ret == 0)
		generation_close(&g);
	out->status = ret == 0 ? 0 : ret == -EINVAL ? EX_DATAERR : EX_IOERR;
	conf_report_done(&report);
}

/* --- together -------------------------------------------------------- */

/* In the other forms there is always something to tell. */
static void tell(const struct args *a, const struct config *c,
		 const struct outcome *o, const struct enforcement *e,
		 int status, bool done, const char *undo)
{
	struct answer *an = answer_begin(a, "cordon.sync/1");
	char why[FAULT_TEXT];
	size_t n;
	struct source_now *sources = source_state_all(c, &n);

	if (e->how == ENFORCED_FAILED)
		warnx("%s", fault_text(&e->fault, why));
	outcome_put(an, o, e, status, sources, n);
	if (done)
		outcome_say(an, o, e, undo);
	answer_end(an);
	free(sources);
}

static int enforce_and_tell(const struct args *a, const struct config *c,
			    const struct outcome *o, const char *undo)
{
	struct progress p;
	struct enforcement e;
	int status = o->status;

	progress_begin(&p, "apply");
	enforce(a, &e);
	progress_end(&p, "generation %u %s", e.generation, outcome_how(&e));
	if (e.how == ENFORCED_FAILED)
		status = EX_OSERR;
	tell(a, c, o, &e, status, true, undo);
	return status;
}

int sync_held(const struct args *a, const struct config *c, const char *undo)
{
	const struct apart p = { c, NULL, renew, NULL };
	struct outcome o = apart_run(&p);

	return o.status ? o.status : enforce_and_tell(a, c, &o, undo);
}

static int end_sync(const struct args *a, const struct config *c,
		    const struct gather_options *o, const struct outcome *out)
{
	const struct enforcement nothing = {
		.how = ENFORCED_NOT, .generation = out->before,
	};

	if (o->accept)
		accepted_note(c, o, out);
	if (out->after > 0 || out->status == 0)
		return enforce_and_tell(a, c, out, NULL);
	tell(a, c, out, &nothing, out->status, false, NULL);
	return out->status;
}

int sync_now(const struct args *a, const struct config *c,
	     const struct gather_options *o)
{
	const struct apart p = { c, o, prepare, a };
	const struct outcome out = apart_run(&p);

	return end_sync(a, c, o, &out);
}

static bool sync_under(const struct args *a, const struct config *c,
		       const struct gather_options *o, int *status)
{
	/* Nothing is in force before all of it is. */
	const struct apart p = { c, o, prepare, NULL };
	const struct outcome out = apart_run(&p);

	if (!out.settled) {
		*status = out.status ? out.status : EX_SOFTWARE;
		return false;
	}
	*status = end_sync(a, c, o, &out);
	return true;
}

/* "--dry-run". */
static int sync_try(const struct args *a, const struct config *c,
		    const struct gather_options *o)
{
	const struct apart p = { c, o, try, NULL };
	struct outcome out = apart_run(&p);
	int status = out.tried ? trial_tell(a, c) : out.status;

	trial_remove(c);
	return status ? status : out.status;
}

/* --- before it ------------------------------------------------------- */

void sync_config(struct config *c, const struct args *a)
{
	if (!config_load(c, a->config))
		mistakes_end(&c->report);
}

char *sync_lock_path(const struct config *c)
{
	return xasprintf("%s/sync.lock", c->state);
}

int sync_lock(const struct config *c, const struct args *a)
{
	uint64_t seconds = WAIT_SECONDS;
	int fd, ret = folder_make(c->state, 0755);
	char *path;

	if (a->wait && !duration_parse(a->wait, &seconds))
		fatalx_status(EX_USAGE, "--wait \"%s\" is not a duration such "
			      "as 90s, 15m, 0", a->wait);
	if (ret < 0)
		fatalx_status(ret == -EACCES || ret == -EPERM ? EX_NOPERM :
			      EX_CANTCREAT, "%s: %s", c->state,
			      strerror(-ret));
	privilege_give(c->state, c->user, true);
	path = sync_lock_path(c);
	fd = lock_take(path, seconds);
	free(path);
	return fd;
}

static int boot(const struct args *a)
{
	static const struct column columns[] = {
		{ .key = "generation", .head = "GENERATION" },
	};
	static const struct grid grid = {
		GRID_COLUMNS(columns), .in = IN_ROWS,
	};
	int status = load_boot(a->config);
	struct cell generation;
	struct answer *an;
	struct config c;

	sync_config(&c, a);
	an = answer_begin(a, "cordon.boot/1");
	generation = cell_number(generations_current(c.state));
	answer_put(an, "generation", generation);
	answer_table(an, &grid);
	answer_cells(an, &generation);
	answer_table_end(an);
	answer_end(an);
	config_done(&c);
	return status;
}

static int run_once(const struct args *a)
{
	struct gather_options o = {
		.ids = a->words, .n = a->nwords, .due = a->due,
		.offline = a->offline, .accept = a->accept,
	};
	struct headers *headers;
	struct config c;
	const struct sync_asked asked = { a, &c, &o, sync_under };
	int lock, status = 0;

	sync_config(&c, a);
	for (int i = 0; i < o.n; i++)
		if (!source_find(&c.sources, o.ids[i]))
			fatalx_status(EX_USAGE, "%s see \"cordon lists "
				      "status\"", candidates_miss(KIND_SOURCE,
				      a, "source", o.ids[i]));
	lock = sync_lock(&c, a);
	headers = headers_load(&c);
	o.headers = headers;
	/* Packets first; where this fails it is as nice already. */
	setpriority(PRIO_PROCESS, 0, NICENESS);
	if (!sync_policy_run(&asked, &status) && !a->policy)
		status = a->dry_run ? sync_try(a, &c, &o) :
				      sync_now(a, &c, &o);
	close(lock);
	headers_free(headers, c.sources.n);
	config_done(&c);
	return status;
}

int sync_run(const struct args *a)
{
	if (a->boot)
		return boot(a);
	if (a->follow && !a->policy)
		fatalx_status(EX_USAGE, "--follow goes with --policy; lists "
			      "are taken in by cordon-sync.timer");
	return a->follow ? follow_policy(a, run_once) : run_once(a);
}
